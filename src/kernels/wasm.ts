/** The kernels as WebAssembly with SIMD. */
import type { Kernels } from './kernels.ts';
import { isWide, PLAIN_KERNELS, WINDOW_BYTES } from './kernels.ts';
import { BLOCK_ELEMENTS, type Moments } from './moments.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';
import { KERNEL_TYPES, type KernelType, meaningsOf } from './widen.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  free(): number;
  reduce(type: number, from: number, count: number, out: number, table: number): void;
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
  readonly #table: number;
  readonly #records: number;
  readonly #window: number;
  #tableType: KernelType | undefined;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#table = exports.free();
    this.#records = this.#table + TABLE_BYTES;
    this.#window = this.#records + MOST_RECORDS * RECORD_BYTES;
    const { memory } = exports;
    const wanted = this.#window + WINDOW_BYTES;
    const missing = Math.ceil((wanted - memory.buffer.byteLength) / 2 ** 16);
    if (missing > 0) memory.grow(missing);
  }

  get window(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, this.#window, WINDOW_BYTES);
  }

  reduce(type: KernelType, bytes: Uint8Array): Moments[] {
    const { memory, reduce } = this.#exports;
    const code = CODES[type] ?? this.#withTable(type);
    const blocks: Moments[] = [];
    for (let start = 0; start < bytes.byteLength; start += WINDOW_BYTES) {
      const part = bytes.subarray(start, start + WINDOW_BYTES);
      const isThere = part.buffer === memory.buffer && part.byteOffset === this.#window;
      if (!isThere) new Uint8Array(memory.buffer, this.#window).set(part);
      const count = part.byteLength / KERNEL_TYPES[type];
      reduce(code, this.#window, count, this.#records, this.#table);
      this.#take(Math.ceil(count / BLOCK_ELEMENTS), type, blocks);
    }
    return blocks;
  }

  #withTable(type: KernelType): number {
    if (this.#tableType !== type) {
      new Float32Array(this.#exports.memory.buffer, this.#table, 256).set(meaningsOf(type));
      this.#tableType = type;
    }
    return BYTES_CODE;
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

function limitsAs(type: 'int64' | 'uint64', buffer: ArrayBuffer, start: number, length: number) {
  return type === 'int64'
    ? new BigInt64Array(buffer, start, length)
    : new BigUint64Array(buffer, start, length);
}
