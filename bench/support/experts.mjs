import { dataFile } from './data-folder.mjs';
import { orderedDict } from './pickle-writer.mjs';
import { tensor, writeTorchFile } from './torch-file.mjs';

/**
 * One storage a tensor, as in a mixture of experts saved layer by layer. The last layer is not
 * complete, so what can be shown as one line has to be found.
 */
export function expertsOf(count) {
  return dataFile(`${count}-tensors.pt`, (path) => {
    const names = Array.from({ length: count }, (_, index) => {
      const part = index % 2 === 0 ? 'weight' : 'bias';
      return `model.layers.${index >> 7}.mlp.experts.${(index >> 1) % 64}.${part}`;
    });
    writeTorchFile(path, orderedDict(names.map((name) => [name, tensor(4, 4)])));
  });
}
