// What does comparing two files cost: their structure, and their values?
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
import { seededTensor, tensor, writeTorchFile } from './support/torch-file.mjs';

const TENSORS = Number(process.env.CKPT_BENCH_DIFF_TENSORS ?? 50_000);
/** Of each of the two files; 2 is what the targets are about. */
const GIGABYTES = Number(process.env.CKPT_BENCH_GIGABYTES ?? 2);
const ROUNDS = Number(process.env.CKPT_BENCH_ROUNDS ?? 3);

printHeading();
structure();
values();

/** The right has one tensor that the left has not, and lacks another. */
function structure() {
  const [left, right] = ['left', 'right'].map((side, index) =>
    dataFile(`diff-${TENSORS}-tensors-${side}.pt`, (path) => {
      const names = Array.from(
        { length: TENSORS },
        (_, at) => `model.layers.${(at + index) >> 3}.part.${(at + index) % 8}.weight`,
      );
      writeTorchFile(path, orderedDict(names.map((name) => [name, tensor(4, 4)])));
    }),
  );
  const seconds = rounds(ROUNDS, {
    diff: () => child.diff(left, right),
    inspect: () => child.inspect(left),
  });
  const ratio = medianRatio(seconds.diff, seconds.inspect);
  printRow({
    question: `2 × ${TENSORS} tensors: diff, whole process`,
    ours: times(seconds.diff),
    rival: `inspect of one: ${times(seconds.inspect)}`,
    ratio,
    ...atMost(2.5, ratio),
  });
}

function values() {
  const size = 4096;
  const count = Math.max(1, Math.round((GIGABYTES * 1e9) / (4 * size * size)));
  const [left, right] = [0, 1].map((seed) =>
    dataFile(`diff-${GIGABYTES}-gb-${seed}.pt`, (path) => {
      const named = Array.from({ length: count }, (_, at) => [
        `layers.${at}.weight`,
        seededTensor(seed + 2 * at, size, size),
      ]);
      writeTorchFile(path, orderedDict(named));
    }),
  );
  const what = `2 × ${GIGABYTES} GB: diff --values`;
  const { ours, reading, peaks } = rounds(ROUNDS, {
    ours: () => child.diff(left, right, '--values'),
    reading: () => child.readFiles(left, right),
    peaks: () => child.peakOfDiff(left, right, '--values'),
  });
  const slower = medianRatio(ours, reading);
  printRow({
    question: `${what}, whole process`,
    ours: times(ours),
    rival: `reading both: ${times(reading)}`,
    ratio: slower,
    // 0.7 times the rate.
    ...atMost(1.43, slower),
  });
  printRow({
    question: `${what}, peak memory`,
    ours: megabytes(median(peaks)),
    rival: '–',
    ratio: median(peaks) / 300e6,
    target: 'at most 300 MB',
    met: median(peaks) <= 300e6,
  });
  againstTorch(what, left, right);
}

function againstTorch(what, left, right) {
  const missing = child.missingTorch();
  if (missing !== undefined) return printNotMeasured(what, missing);
  const { ours, torch } = rounds(ROUNDS, {
    ours: () => child.diff(left, right, '--values'),
    torch: () => child.torchDiff(left, right),
  });
  const row = (question, rival, ratio) => ({
    question,
    ours: times(ours),
    rival: `torch: ${times(rival)}`,
    ratio,
  });
  const whole = torch.map(({ seconds }) => seconds);
  const comparing = torch.map((run) => run.comparing);
  const ratio = medianRatio(ours, whole);
  printRow({ ...row(`${what}, whole process`, whole, ratio), ...atMost(0.25, ratio) });
  printRow(row('the same, once torch is imported', comparing, medianRatio(ours, comparing)));
}
