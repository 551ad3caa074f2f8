// How long does the 102 MB checkpoint of a Lightning training take, and how much memory?
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { multiVae } from './support/multivae.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import {
  atMost,
  megabytes,
  printHeading,
  printNotMeasured,
  printRow,
  times,
} from './support/table.mjs';
import { writeTorchFile } from './support/torch-file.mjs';

const file = dataFile('multivae.ckpt', (path) => writeTorchFile(path, multiVae()));

printHeading();
againstNode();
memory();
againstTorch();

function againstNode() {
  const { ours, node } = rounds(31, { ours: () => child.inspect(file), node: child.bareNode });
  const ratio = medianRatio(ours, node);
  printRow({
    question: 'MultiVAE: inspect, whole process',
    ours: times(ours),
    rival: `node -e 0: ${times(node)}`,
    ratio,
    ...atMost(1.5, ratio),
  });
}

function memory() {
  const { ours, node } = rounds(5, {
    ours: () => child.peakOfInspect(file),
    node: child.peakOfBareNode,
  });
  printRow({
    question: 'MultiVAE: inspect, peak memory',
    ours: megabytes(median(ours)),
    rival: `node -e 0: ${megabytes(median(node))}`,
    ratio: medianRatio(ours, node),
    target: 'at most 80 MB',
    met: median(ours) <= 80e6,
  });
}

function againstTorch() {
  const missing = child.missingTorch();
  if (missing !== undefined)
    return printNotMeasured('MultiVAE: inspect against torch.load', missing);

  const { ours, torch } = rounds(7, {
    ours: () => child.inspect(file),
    torch: () => child.torchKeys(file),
  });
  const whole = torch.map(({ seconds }) => seconds);
  const ratio = medianRatio(ours, whole);
  printRow({
    question: 'MultiVAE: inspect, whole process',
    ours: times(ours),
    rival: `torch.load: ${times(whole)}`,
    ratio,
    ...atMost(0.1, ratio),
  });
  const loading = torch.map((run) => run.loading);
  printRow({
    question: 'MultiVAE: the same, once torch is imported',
    ours: times(ours),
    rival: `torch.load: ${times(loading)}`,
    ratio: medianRatio(ours, loading),
  });
}
