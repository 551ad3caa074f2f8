// Does the size of the tensors matter? 100 GB against 1 GB, with the same tensors by name.
import * as child from './support/child.mjs';
import { dataFile } from './support/data-folder.mjs';
import { orderedDict } from './support/pickle-writer.mjs';
import { medianRatio, rounds } from './support/rounds.mjs';
import { atMost, printHeading, printRow, times } from './support/table.mjs';
import { hollowTensor, writeTorchFile } from './support/torch-file.mjs';

const NAMES = ['encoder.weight', 'mixer.weight', 'decoder.weight', 'head.weight'];

/** The tensors are holes in the file: it takes no room to speak of. */
function fileOf(gigabytes) {
  return dataFile(`${gigabytes}-gb-sparse.pt`, (path) => {
    const rows = (gigabytes * 1e9) / 4 / NAMES.length / 1000;
    writeTorchFile(path, orderedDict(NAMES.map((name) => [name, hollowTensor(rows, 1000)])));
  });
}

const [large, small] = [fileOf(100), fileOf(1)];

printHeading();
const seconds = rounds(31, {
  large: () => child.inspect(large),
  small: () => child.inspect(small),
});
const ratio = medianRatio(seconds.large, seconds.small);
printRow({
  question: '100 GB: inspect, whole process',
  ours: times(seconds.large),
  rival: `1 GB: ${times(seconds.small)}`,
  ratio,
  ...atMost(1.1, ratio),
});
