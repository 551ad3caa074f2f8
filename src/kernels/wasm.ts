/** The kernels as WebAssembly with SIMD. */
import { COMPARED_SIZE, type Judgement } from './compare-block.ts';
import type { Elements, Kernels } from './kernels.ts';
import { isWide, PLAIN_KERNELS, WINDOW_BYTES } from './kernels.ts';
import { BLOCK_ELEMENTS, type Moments } from './moments.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';
import { KERNEL_TYPES, type KernelType, meaningsOf } from './widen.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  free(): number;
  reduce(type: number, from: number, count: number, out: number, table: number): void;
  compare(
    leftType: number,
    left: number,
    leftTable: number,
    rightType: number,
    right: number,
    rightTable: number,
    count: number,
    out: number,
    atol: number,
    rtol: number,
    judge: boolean,
  ): void;
}

const BYTES_CODE = 4;
/** As `assembly/kernels.ts` has them; types of one byte go by a table. */
const CODES: Partial<Record<KernelType, number>> = {
  float32: 0,
  float64: 1,
  float16: 2,
  bfloat16: 3,
  int16: 5,
  uint16: 6,
  int32: 7,
  uint32: 8,
  int64: 9,
  uint64: 10,
};

const TABLE_BYTES = 4 * 256;
const RECORD_FIELDS = 9;
const RECORD_BYTES = 8 * RECORD_FIELDS;
const MOST_RECORDS = WINDOW_BYTES / BLOCK_ELEMENTS;

let loading: Promise<Kernels> | undefined;

/** The fastest kernels that there are here, loaded once. */
export function loadKernels(): Promise<Kernels> {
  loading ??= wasmKernels().catch(() => PLAIN_KERNELS);
  return loading;
}

/** Throws where there is no WebAssembly, or none with SIMD. */
export async function wasmKernels(): Promise<Kernels> {
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  return new WasmKernels(instance.exports as unknown as Exports);
}

class WasmKernels implements Kernels {
  readonly #exports: Exports;
  readonly #tables: readonly [Table, Table];
  readonly #records: number;
  readonly #window: number;
  readonly #otherWindow: number;

  constructor(exports: Exports) {
    this.#exports = exports;
    const { memory } = exports;
    const start = exports.free();
    this.#tables = [new Table(memory, start), new Table(memory, start + TABLE_BYTES)];
    this.#records = start + 2 * TABLE_BYTES;
    this.#window = this.#records + MOST_RECORDS * RECORD_BYTES;
    this.#otherWindow = this.#window + WINDOW_BYTES;
    const wanted = this.#otherWindow + WINDOW_BYTES;
    const missing = Math.ceil((wanted - memory.buffer.byteLength) / 2 ** 16);
    if (missing > 0) memory.grow(missing);
  }

  get window(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, this.#window, WINDOW_BYTES);
  }

  get otherWindow(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, this.#otherWindow, WINDOW_BYTES);
  }

  reduce(type: KernelType, bytes: Uint8Array): Moments[] {
    const { reduce } = this.#exports;
    const [table] = this.#tables;
    const code = table.codeOf(type);
    const blocks: Moments[] = [];
    for (let start = 0; start < bytes.byteLength; start += WINDOW_BYTES) {
      const part = bytes.subarray(start, start + WINDOW_BYTES);
      this.#put(part, this.#window);
      const count = part.byteLength / KERNEL_TYPES[type];
      reduce(code, this.#window, count, this.#records, table.place);
      this.#take(Math.ceil(count / BLOCK_ELEMENTS), type, blocks);
    }
    return blocks;
  }

  compare(left: Elements, right: Elements, { atol, rtol, judge }: Judgement): Float64Array {
    const { memory, compare } = this.#exports;
    const count = left.bytes.byteLength / KERNEL_TYPES[left.type];
    const [leftTable, rightTable] = this.#tables;
    // One side may be compared with itself.
    const isOne =
      left.bytes.buffer === right.bytes.buffer && left.bytes.byteOffset === right.bytes.byteOffset;
    const other = isOne ? this.#window : this.#otherWindow;
    this.#put(left.bytes, this.#window);
    if (!isOne) this.#put(right.bytes, other);
    compare(
      leftTable.codeOf(left.type),
      this.#window,
      leftTable.place,
      rightTable.codeOf(right.type),
      other,
      rightTable.place,
      count,
      this.#records,
      atol,
      rtol,
      judge,
    );
    const size = Math.ceil(count / BLOCK_ELEMENTS) * COMPARED_SIZE;
    return new Float64Array(memory.buffer, this.#records, size).slice();
  }

  #put(bytes: Uint8Array, place: number): void {
    const { buffer } = this.#exports.memory;
    if (bytes.buffer === buffer && bytes.byteOffset === place) return;
    new Uint8Array(buffer, place).set(bytes);
  }

  #take(count: number, type: KernelType, blocks: Moments[]): void {
    const { buffer } = this.#exports.memory;
    const fields = new Float64Array(buffer, this.#records, count * RECORD_FIELDS);
    const limits = isWide(type) ? limitsAs(type, buffer, this.#records, fields.length) : fields;
    const at = (index: number) => fields[index] as number;
    for (let first = 0; first < fields.length; first += RECORD_FIELDS) {
      blocks.push({
        finite: at(first),
        sum: at(first + 1),
        squares: at(first + 2),
        min: limits[first + 3] as number | bigint,
        max: limits[first + 4] as number | bigint,
        zeros: at(first + 5),
        nan: at(first + 6),
        positiveInfinity: at(first + 7),
        negativeInfinity: at(first + 8),
      });
    }
  }
}

/** Where what each byte means is kept, for types of one byte. */
class Table {
  readonly place: number;
  readonly #memory: WebAssembly.Memory;
  #type: KernelType | undefined;

  constructor(memory: WebAssembly.Memory, place: number) {
    this.#memory = memory;
    this.place = place;
  }

  /** What the kernels call a type by. */
  codeOf(type: KernelType): number {
    const code = CODES[type];
    if (code !== undefined) return code;
    if (this.#type !== type) {
      new Float32Array(this.#memory.buffer, this.place, 256).set(meaningsOf(type));
      this.#type = type;
    }
    return BYTES_CODE;
  }
}

function limitsAs(type: 'int64' | 'uint64', buffer: ArrayBuffer, start: number, length: number) {
  return type === 'int64'
    ? new BigInt64Array(buffer, start, length)
    : new BigUint64Array(buffer, start, length);
}
