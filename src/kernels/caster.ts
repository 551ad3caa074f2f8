/** Casts of many elements, with SIMD where there is one. */
import { type CastPair, castBetween } from '../model/cast.ts';
import { WASM_BASE64 } from './cast-wasm-bytes.ts';

export type { CastPair } from '../model/cast.ts';

/** Casts what is put into its `input`. */
export interface Caster {
  /** Its length is a multiple of the size of every element. */
  readonly input: Uint8Array;
  /** The first `byteLength` bytes of the input as what they become: they hold until the next are cast. */
  cast(byteLength: number): Uint8Array;
}

const INPUT_BYTES = 2 ** 18;
const HALF_BYTES = 2;
/** SIMD casts so many at once. */
const LANES = 8;

interface Exports {
  readonly memory: WebAssembly.Memory;
  free(): number;
  toBfloat16(from: number, count: number, out: number): void;
  toFloat16(from: number, count: number, out: number): void;
}

/** The fastest that there is for a pair of types, which must not be the same. */
export async function casterFor(pair: CastPair): Promise<Caster> {
  if (pair.from !== 'float32' || pair.to === 'float32') return plainCaster(pair);
  return wasmCaster(pair.to).catch(() => plainCaster(pair));
}

export function plainCaster({ from, to }: CastPair): Caster {
  const cast = castBetween(from, to);
  if (cast === undefined) throw new TypeError(`${from} is not cast to ${to}`);
  const input = new Uint8Array(INPUT_BYTES);
  return { input, cast: (byteLength) => cast(input.subarray(0, byteLength)) };
}

/** Throws where there is no WebAssembly, or none with SIMD. */
export async function wasmCaster(to: 'bfloat16' | 'float16'): Promise<Caster> {
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  const { memory, free, toBfloat16, toFloat16 } = instance.exports as unknown as Exports;
  const from = free();
  const out = from + INPUT_BYTES;
  const wanted = out + INPUT_BYTES / 2;
  const missing = Math.ceil((wanted - memory.buffer.byteLength) / 2 ** 16);
  if (missing > 0) memory.grow(missing);
  const narrow = to === 'bfloat16' ? toBfloat16 : toFloat16;
  return {
    input: new Uint8Array(memory.buffer, from, INPUT_BYTES),
    cast(byteLength) {
      const count = byteLength / Float32Array.BYTES_PER_ELEMENT;
      narrow(from, Math.ceil(count / LANES) * LANES, out);
      return new Uint8Array(memory.buffer, out, count * HALF_BYTES);
    },
  };
}
