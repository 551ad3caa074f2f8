import { dataFile } from './data-folder.mjs';
import { orderedDict } from './pickle-writer.mjs';
import { tensor, writeTorchFile } from './torch-file.mjs';

const COLUMNS = 4096;
const TENSORS = 16;

/** How large the file is that whole reads are measured with: CKPT_BENCH_GIGABYTES, or 2. */
export const GIGABYTES = Number(process.env.CKPT_BENCH_GIGABYTES ?? 2);

/** So many gigabytes of float32 in sixteen tensors, as torch saves them. */
export function largeFile() {
  return dataFile(`${GIGABYTES}-gb-float32.pt`, (path) => {
    const rows = Math.round((GIGABYTES * 1e9) / 4 / TENSORS / COLUMNS);
    const names = Array.from({ length: TENSORS }, (_, index) => `layers.${index}.weight`);
    writeTorchFile(path, orderedDict(names.map((name) => [name, tensor(rows, COLUMNS)])));
  });
}
