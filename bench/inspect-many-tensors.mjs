// Does the time, and the memory, grow no faster than the number of tensors?
import * as child from './support/child.mjs';
import { expertsOf } from './support/experts.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import {
  atMost,
  megabytes,
  printHeading,
  printNotMeasured,
  printRow,
  time,
  times,
} from './support/table.mjs';

const [few, many, most] = [5_000, 50_000, 500_000];

printHeading();
growth();
memory();
againstTorch();

/** The time a tensor is what is left of the whole after that of a file with a single one. */
function growth() {
  const counts = [1, few, many, most];
  const seconds = rounds(
    3,
    Object.fromEntries(counts.map((count) => [count, () => child.inspect(expertsOf(count))])),
  );
  const eachOf = (count) =>
    seconds[count].map((whole, round) => (whole - seconds[1][round]) / count);
  for (const [from, to] of [
    [few, many],
    [many, most],
  ]) {
    const ratio = medianRatio(eachOf(to), eachOf(from));
    printRow({
      question: `${to} tensors: time a tensor`,
      ours: `${time(median(eachOf(to)))} of ${time(median(seconds[to]))}`,
      rival: `${from} tensors: ${time(median(eachOf(from)))}`,
      ratio,
      ...atMost(1.2, ratio),
    });
  }
}

function memory() {
  const single = expertsOf(1);
  for (const [count, repetitions, limit] of [
    [many, 3, 250e6],
    [most, 1, undefined],
  ]) {
    const { ours, one } = rounds(repetitions, {
      ours: () => child.peakOfInspect(expertsOf(count)),
      one: () => child.peakOfInspect(single),
    });
    printRow({
      question: `${count} tensors: peak memory`,
      ours: megabytes(median(ours)),
      rival: `1 tensor: ${megabytes(median(one))}`,
      ratio: medianRatio(ours, one),
      ...(limit && { target: `at most ${limit / 1e6} MB`, met: median(ours) <= limit }),
    });
  }
}

function againstTorch() {
  const missing = child.missingTorch();
  if (missing !== undefined) {
    return printNotMeasured(`${many} tensors: inspect against torch.load`, missing);
  }
  const file = expertsOf(many);
  const { ours, table, torch } = rounds(5, {
    ours: () => child.inspect(file),
    table: () => child.inspect(file, '--tensors'),
    torch: () => child.torchKeys(file),
  });
  const whole = torch.map(({ seconds }) => seconds);
  const loading = torch.map((run) => run.loading);
  const ratio = medianRatio(ours, whole);
  const row = (question, mine, rival) => ({
    question: `${many} tensors: ${question}`,
    ours: times(mine),
    rival: `torch.load: ${times(rival)}`,
    ratio: medianRatio(mine, rival),
  });
  printRow({ ...row('inspect, whole process', ours, whole), ...atMost(0.1, ratio) });
  printRow(row('inspect --tensors, whole process', table, whole));
  printRow(row('inspect, once torch is imported', ours, loading));
}
