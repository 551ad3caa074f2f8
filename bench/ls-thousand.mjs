// How many checkpoints a second does `ckpt ls` list, and how much memory does it take?
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import {
  atMost,
  megabytes,
  printHeading,
  printNotMeasured,
  printRow,
  times,
} from './support/table.mjs';

const COUNT = 1000;
const RUNS = 50;
const SOURCES = [
  'runs/outputs/2025-10-24/22-15-03/checkpoints/last.ckpt',
  'lightning/last.ckpt',
  'pytorch/training.pt',
  'pytorch/layers.pt',
  'pytorch/state-dict.pt',
];

const folder = dataFile('thousand', makeRuns);

printHeading();
againstWalk();
memory();
againstTorch();

/** Copies of the fixtures, below as many folders as runs would have. */
function makeRuns(path) {
  const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
  for (let index = 0; index < COUNT; index += 1) {
    const source = SOURCES[index % SOURCES.length];
    const run = join(path, `run-${index % RUNS}`, 'checkpoints');
    mkdirSync(run, { recursive: true });
    copyFileSync(
      join(fixtures, source),
      join(run, `epoch=${index}${source.slice(source.lastIndexOf('.'))}`),
    );
  }
}

function againstWalk() {
  const { ours, walk } = rounds(7, {
    ours: () => child.list(folder),
    walk: () => child.statWalk(folder),
  });
  const perSecond = Math.round(COUNT / median(ours));
  printRow({
    question: `1000 checkpoints: ls (${perSecond} files/s)`,
    ours: times(ours),
    rival: `stat: ${times(walk)}`,
    ratio: medianRatio(ours, walk),
    target: 'at least 50 files/s',
    met: perSecond >= 50,
  });
}

function memory() {
  const { ours, node } = rounds(3, {
    ours: () => child.peakOfList(folder),
    node: child.peakOfBareNode,
  });
  printRow({
    question: '1000 checkpoints: ls, peak memory',
    ours: megabytes(median(ours)),
    rival: `node -e 0: ${megabytes(median(node))}`,
    ratio: medianRatio(ours, node),
    target: 'at most 200 MB',
    met: median(ours) <= 200e6,
  });
}

function againstTorch() {
  const missing = child.missingTorch();
  if (missing !== undefined)
    return printNotMeasured('1000 checkpoints: ls against torch.load', missing);

  const { ours, torch } = rounds(3, {
    ours: () => child.list(folder),
    torch: () => child.torchList(folder),
  });
  const whole = torch.map(({ seconds }) => seconds);
  const ratio = medianRatio(ours, whole);
  printRow({
    question: '1000 checkpoints: ls, whole process',
    ours: times(ours),
    rival: `torch.load: ${times(whole)}`,
    ratio,
    ...atMost(0.5, ratio),
  });
  const loading = torch.map((run) => run.loading);
  printRow({
    question: '1000 checkpoints: ls, once torch is imported',
    ours: times(ours),
    rival: `torch.load: ${times(loading)}`,
    ratio: medianRatio(ours, loading),
  });
}
