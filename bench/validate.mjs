// How much longer does it take to judge a checkpoint than to show it?
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { multiVae } from './support/multivae.mjs';
import { orderedDict } from './support/pickle-writer.mjs';
import { medianRatio, rounds } from './support/rounds.mjs';
import { atMost, printHeading, printRow, times } from './support/table.mjs';
import { tensor, writeTorchFile } from './support/torch-file.mjs';

// Each in a folder of its own: what lies beside a checkpoint is looked at too.
const lightning = dataFile('validate/lightning/multivae.ckpt', (path) =>
  writeTorchFile(path, multiVae()),
);
const large = dataFile('validate/large/50000-tensors.pt', (path) => {
  const names = Array.from(
    { length: 50_000 },
    (_, index) => `layers.${index >> 3}.part${index % 8}`,
  );
  writeTorchFile(path, orderedDict(names.map((name) => [name, tensor(4, 4)])));
});

printHeading();
againstInspect('MultiVAE: validate, whole process', lightning, 21);
againstInspect('50000 tensors: validate, whole process', large, 5);

function againstInspect(question, file, count) {
  const { ours, inspect } = rounds(count, {
    ours: () => child.validate(file),
    inspect: () => child.inspect(file),
  });
  const ratio = medianRatio(ours, inspect);
  printRow({
    question,
    ours: times(ours),
    rival: `inspect: ${times(inspect)}`,
    ratio,
    ...atMost(1.3, ratio),
  });
}
