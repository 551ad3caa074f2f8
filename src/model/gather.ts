/** Puts elements that lie scattered in a storage in a row, in bounded memory. */
import type { ByteSource } from '../bytes/source.ts';

/** How much is put in order at once: the more, the longer the rows that are read for it. */
const BLOCK_BYTES = 2 ** 24;
const PIECE_BYTES = 2 ** 20;
/** How much of a storage is read at once. */
const WINDOW_BYTES = 2 ** 22;
/** To read so many bytes for nothing takes no longer than to begin another read. */
const GAP_BYTES = 2 ** 13;

/** An axis of what is gathered: steps in the storage and in the row, in elements. */
interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Elements of a view that begins at byte `start`, row by row, in blocks. */
export async function* gathered(
  source: ByteSource,
  start: number,
  shape: readonly number[],
  strides: readonly number[],
  elementBytes: number,
): AsyncGenerator<Uint8Array> {
  const [rows = 1, ...rowShape] = shape;
  const [rowStride = 0, ...rowStrides] = strides;
  const rowElements = rowShape.reduce((product, size) => product * size, 1);
  const rowBytes = rowElements * elementBytes;
  if (rowBytes > BLOCK_BYTES && rowShape.length > 0) {
    for (let row = 0; row < rows; row += 1) {
      const from = start + row * rowStride * elementBytes;
      yield* gathered(source, from, rowShape, rowStrides, elementBytes);
    }
    return;
  }
  const atOnce = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(rowBytes, 1)));
  const inner = axesOf(rowShape, rowStrides);
  for (let row = 0; row < rows; row += atOnce) {
    const size = Math.min(atOnce, rows - row);
    const block = new Block(source, start + row * rowStride * elementBytes, elementBytes);
    const axes = [{ size, from: rowStride, to: rowElements }, ...inner];
    yield* piecesOf(await block.filled(axes, size * rowBytes), elementBytes);
  }
}

/** Whoever takes them may make as much again of each. */
function* piecesOf(block: Uint8Array, elementBytes: number): Generator<Uint8Array> {
  const step = PIECE_BYTES - (PIECE_BYTES % elementBytes);
  for (let start = 0; start < block.byteLength; start += step) {
    yield block.subarray(start, start + step);
  }
}

function axesOf(shape: readonly number[], strides: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let to = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    axes.unshift({ size, from: strides[axis] ?? 0, to });
    to *= size;
  }
  return axes;
}

class Block {
  readonly #source: ByteSource;
  readonly #start: number;
  readonly #elementBytes: number;
  #out = new Uint8Array(0);
  #memory = new Uint8Array(0);

  constructor(source: ByteSource, start: number, elementBytes: number) {
    this.#source = source;
    this.#start = start;
    this.#elementBytes = elementBytes;
  }

  async filled(axes: readonly Axis[], byteLength: number): Promise<Uint8Array> {
    this.#out = new Uint8Array(byteLength);
    const used = axes.filter(({ size }) => size !== 1);
    // What lies farthest apart is taken apart first.
    await this.#fill(
      used.sort((a, b) => b.from - a.from),
      0,
      0,
    );
    return this.#out;
  }

  /** Reads what lies close together at once, and the rest part by part. */
  async #fill(axes: readonly Axis[], from: number, to: number): Promise<void> {
    const [first, ...others] = axes;
    const span = spanOf(others);
    if (first === undefined) return this.#copy(axes, from, to);
    const gap = (first.from - span) * this.#elementBytes;
    const room = WINDOW_BYTES / this.#elementBytes - span;
    const isClose = gap <= GAP_BYTES && room >= 0;
    if (!isClose && others.length > 0 && first.from > 0) {
      for (let index = 0; index < first.size; index += 1) {
        await this.#fill(others, from + index * first.from, to + index * first.to);
      }
      return;
    }
    const most = isClose && first.from > 0 ? Math.floor(room / first.from) + 1 : 1;
    const step = first.from === 0 ? first.size : most;
    for (let index = 0; index < first.size; index += step) {
      const size = Math.min(step, first.size - index);
      const part = [{ ...first, size }, ...others];
      await this.#copy(part, from + index * first.from, to + index * first.to);
    }
  }

  async #copy(axes: readonly Axis[], from: number, to: number): Promise<void> {
    const width = this.#elementBytes;
    const start = this.#start + from * width;
    const byteLength = spanOf(axes) * width;
    if (this.#memory.byteLength < byteLength) this.#memory = new Uint8Array(byteLength);
    const window = await this.#source.read(start, start + byteLength, this.#memory);
    const put = width === 4 && window.byteOffset % 4 === 0 ? words : bytes;
    put(window, this.#out, axes, to, width);
  }
}

/** How many elements lie between the first and the last, both included. */
function spanOf(axes: readonly Axis[]): number {
  return axes.reduce((span, { size, from }) => span + (size - 1) * from, 1);
}

type Put = (
  window: Uint8Array,
  out: Uint8Array,
  axes: readonly Axis[],
  to: number,
  width: number,
) => void;

/** Elements of four bytes, which are the most, one by one. */
const words: Put = (window, out, axes, start) => {
  const source = new Uint32Array(window.buffer, window.byteOffset, window.byteLength >> 2);
  const target = new Uint32Array(out.buffer);
  const last = axes.length - 1;
  const visit = (depth: number, from: number, to: number): void => {
    const { size, from: step, to: stride } = axes[depth] ?? ONE;
    if (depth === last && step === 0 && stride === 1) {
      target.fill(source[from] as number, to, to + size);
      return;
    }
    for (let index = 0; index < size; index += 1) {
      const at = from + index * step;
      if (depth < last) visit(depth + 1, at, to + index * stride);
      else target[to + index * stride] = source[at] as number;
    }
  };
  visit(0, 0, start);
};

const ONE: Axis = { size: 1, from: 0, to: 0 };

const bytes: Put = (window, out, axes, start, width) => {
  const last = axes.length - 1;
  const visit = (depth: number, from: number, to: number): void => {
    const { size, from: step, to: stride } = axes[depth] ?? ONE;
    const isRow = depth === last && step === 1 && stride === 1;
    if (isRow && size * width > FEW_BYTES) {
      out.set(window.subarray(from * width, (from + size) * width), to * width);
      return;
    }
    if (depth === last && step === 0 && stride === 1 && width === 1) {
      out.fill(window[from] as number, to, to + size);
      return;
    }
    for (let index = 0; index < size; index += 1) {
      const at = from + index * step;
      const place = to + index * stride;
      if (depth < last) visit(depth + 1, at, place);
      else {
        for (let byte = 0; byte < width; byte += 1) {
          out[place * width + byte] = window[at * width + byte] as number;
        }
      }
    }
  };
  visit(0, 0, start);
};

/** Fewer are copied sooner one by one than by a call. */
const FEW_BYTES = 64;
