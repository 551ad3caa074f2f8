// What do numbers about every tensor of a large file cost, in time and memory?
import * as child from './support/child.mjs';
import { GIGABYTES, largeFile } from './support/large-file.mjs';
import { medianRatio, rounds } from './support/rounds.mjs';
import {
  atMost,
  megabytes,
  printHeading,
  printNotMeasured,
  printRow,
  times,
} from './support/table.mjs';

const ROUNDS = 7;
const path = largeFile();
const size = `${GIGABYTES} GB of float32`;

printHeading();
compareWithReading();
reportMemory();
compareWithTorch();

function compareWithReading() {
  const seconds = rounds(ROUNDS, {
    ours: () => child.ckpt('stats', path),
    reading: () => child.readFile(path),
  });
  const ratio = medianRatio(seconds.reading, seconds.ours);
  printRow({
    question: `${size}: stats, rate`,
    ours: times(seconds.ours),
    rival: `reading it: ${times(seconds.reading)}`,
    ratio,
    target: 'at least 0.7×',
    met: ratio >= 0.7,
  });
}

function reportMemory() {
  const [ours, bare] = [child.peakOfCkpt('stats', path), child.peakOfBareNode()];
  printRow({
    question: `${size}: stats, peak memory`,
    ours: megabytes(ours),
    rival: `node -e 0: ${megabytes(bare)}`,
    ratio: ours / bare,
    target: 'at most 250 MB',
    met: ours <= 250e6,
  });
}

function compareWithTorch() {
  const missing = child.missingTorch();
  if (missing !== undefined) {
    printNotMeasured(`${size}: stats, against torch`, missing);
    return;
  }
  const seconds = rounds(3, {
    ours: () => child.ckpt('stats', path),
    torch: () => child.torchStats(path).computing,
  });
  const ratio = medianRatio(seconds.ours, seconds.torch);
  printRow({
    question: `${size}: stats, once torch is imported`,
    ours: times(seconds.ours),
    rival: `torch: ${times(seconds.torch)}`,
    ratio,
    ...atMost(0.2, ratio),
  });
}
