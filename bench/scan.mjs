// What does it cost to look through every pickle of a file, rather than to show what is in it?
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { expertsOf } from './support/experts.mjs';
import { multiVae } from './support/multivae.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import { atMost, megabytes, printHeading, printRow, times } from './support/table.mjs';
import { writeTorchFile } from './support/torch-file.mjs';

const FILES = {
  MultiVAE: [dataFile('multivae.ckpt', (path) => writeTorchFile(path, multiVae())), 21],
  '5000 tensors': [expertsOf(5_000), 9],
  '50000 tensors': [expertsOf(50_000), 5],
};

printHeading();
for (const [name, [file, repetitions]] of Object.entries(FILES)) {
  const { ours, inspect } = rounds(repetitions, {
    ours: () => child.scan(file),
    inspect: () => child.inspect(file),
  });
  const ratio = medianRatio(ours, inspect);
  printRow({
    question: `${name}: scan, whole process`,
    ours: times(ours),
    rival: `inspect: ${times(inspect)}`,
    ratio,
    ...atMost(1.5, ratio),
  });
}
memory();

function memory() {
  const [file] = FILES['50000 tensors'];
  const { ours, inspect } = rounds(3, {
    ours: () => child.peakOfScan(file),
    inspect: () => child.peakOfInspect(file),
  });
  printRow({
    question: '50000 tensors: scan, peak memory',
    ours: megabytes(median(ours)),
    rival: `inspect: ${megabytes(median(inspect))}`,
    ratio: medianRatio(ours, inspect),
    target: 'at most 300 MB',
    met: median(ours) <= 300e6,
  });
}
