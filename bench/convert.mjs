// What does converting cost against copying the same bytes, and against loading and saving with torch?
// CKPT_BENCH_GIGABYTES says how large the file is, 2 unless told.
import { rmSync, statSync } from 'node:fs';
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { orderedDict } from './support/pickle-writer.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import {
  atMost,
  megabytes,
  printHeading,
  printNotMeasured,
  printRow,
  times,
} from './support/table.mjs';
import { tensor, writeTorchFile } from './support/torch-file.mjs';

const GIGABYTES = Number(process.env.CKPT_BENCH_GIGABYTES ?? 2);
const ROUNDS = 5;
const TENSORS = 20;

const file = dataFile(`${GIGABYTES}-gb-weights.pt`, (path) => {
  const rows = (GIGABYTES * 1e9) / 4 / TENSORS / 1000;
  const names = Array.from({ length: TENSORS }, (_, index) => `layers.${index}.weight`);
  writeTorchFile(path, orderedDict(names.map((name) => [name, tensor(rows, 1000)])));
});
const outputs = ['copy', 'safetensors', 'bf16.safetensors', 'torch.safetensors', 'pt'].map(
  (extension) => `${file}.${extension}`,
);
const [copy, whole, narrow, byTorch, again] = outputs;
const convert = (out, ...options) => child.ckpt('convert', file, out, '--force', ...options);

try {
  printHeading();
  const withTorch = child.missingTorch() === undefined;
  const seconds = rounds(ROUNDS, {
    copy: () => child.copyFile(file, copy),
    convert: () => convert(whole),
    narrow: () => convert(narrow, '--dtype', 'bf16'),
    again: () => convert(again),
    ...(withTorch && { torch: () => child.torchConvert(file, byTorch).seconds }),
  });
  const against = (question, ours, rival, name, limit) => {
    const ratio = medianRatio(ours, rival);
    printRow({
      question,
      ours: times(ours),
      rival: `${name}: ${times(rival)}`,
      ratio,
      ...atMost(limit, ratio),
    });
  };
  const size = `${(statSync(file).size / 1e9).toFixed(1)} GB`;
  against(`${size} .pt to safetensors`, seconds.convert, seconds.copy, 'cp', 1.5);
  against(`${size} .pt to safetensors, cast to bf16`, seconds.narrow, seconds.copy, 'cp', 2);
  against(`${size} .pt to .pt`, seconds.again, seconds.copy, 'cp', 1.5);
  if (withTorch)
    against(`${size} .pt to safetensors`, seconds.convert, seconds.torch, 'torch', 0.25);
  else printNotMeasured(`${size} .pt to safetensors, torch`, child.missingTorch());
  const peak = median([1, 2, 3].map(() => child.peakOfCkpt('convert', file, whole, '--force')));
  const ratio = peak / 200e6;
  printRow({
    question: 'peak memory',
    ours: megabytes(peak),
    rival: '200 MB',
    ratio,
    ...atMost(1, ratio),
  });
} finally {
  for (const output of outputs) rmSync(output, { force: true });
}
