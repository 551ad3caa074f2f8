import { call, global, orderedDict, persistent, pickle, tuple } from './pickle-writer.mjs';
import { ZipWriter } from './zip-writer.mjs';

/** A float32 tensor with a storage of its own. */
class Tensor {
  constructor(shape, values) {
    this.shape = shape;
    this.elementCount = shape.reduce((product, size) => product * size, 1);
    this.values = values;
  }
}

/** A tensor of small pseudo-random numbers, as weights are. */
export const tensor = (...shape) => new Tensor(shape, 'random');

/** The same with other numbers for another seed. */
export const seededTensor = (seed, ...shape) => new Tensor(shape, { seed });

/** A tensor of zeros that takes no room on the disk. */
export const hollowTensor = (...shape) => new Tensor(shape, 'hole');

export const scalarTensor = (value) => new Tensor([], [value]);

/** Writes `root`, made of Python values and tensors, as torch.save of torch 2.7 or later does. */
export function writeTorchFile(path, root) {
  const storages = [];
  const data = pickle(root, (value) => {
    if (!(value instanceof Tensor)) throw new TypeError(`no Python value: ${value}`);
    storages.push(value);
    return spelling(value, `${storages.length - 1}`);
  });
  const zip = new ZipWriter(path, 'archive');
  zip.add('data.pkl', data);
  zip.add('.format_version', Buffer.from('1'));
  zip.add('.storage_alignment', Buffer.from('64'));
  zip.add('byteorder', Buffer.from('little'));
  for (const [key, storage] of storages.entries()) addStorage(zip, `data/${key}`, storage);
  zip.add('version', Buffer.from('3\n'));
  zip.add('.data/serialization_id', Buffer.from(`${storages.length}`.padStart(40, '0')));
  zip.close();
}

const REBUILD_TENSOR = global('torch._utils', '_rebuild_tensor_v2');
const FLOAT_STORAGE = global('torch', 'FloatStorage');

function spelling({ shape, elementCount }, key) {
  const storage = persistent(tuple('storage', FLOAT_STORAGE, key, 'cpu', elementCount));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return call(
    REBUILD_TENSOR,
    tuple(storage, 0, tuple(...shape), tuple(...strides), false, orderedDict([])),
  );
}

function addStorage(zip, name, { elementCount, values }) {
  const byteLength = 4 * elementCount;
  if (values === 'hole') zip.addHole(name, byteLength);
  else if (values === 'random') zip.addChunks(name, byteLength, randomChunks(elementCount));
  else if ('seed' in values) {
    zip.addChunks(name, byteLength, randomChunks(elementCount, values.seed));
  } else zip.add(name, new Uint8Array(Float32Array.from(values).buffer));
}

const CHUNK = 2 ** 18;

/** Numbers within ±0.05: the same every time, and incompressible. */
function* randomChunks(elementCount, seed = 0) {
  let state = ((elementCount + 7919 * seed) % 2 ** 31) + 1;
  for (let done = 0; done < elementCount; done += CHUNK) {
    const chunk = new Float32Array(Math.min(CHUNK, elementCount - done));
    for (let index = 0; index < chunk.length; index += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      chunk[index] = state * (0.05 / 2 ** 31);
    }
    yield new Uint8Array(chunk.buffer);
  }
}
