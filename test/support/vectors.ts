import { readFileSync } from 'node:fs';
import { hasVectors, VECTORS } from './corpus.ts';

/** A hostile pickle, and what CPython 3.11 did with it, names looked up nowhere. */
interface PickleVector {
  readonly id: string;
  /** What is to be said of it: `danger`, `ok`, `unknown`, `reject` and a few others. */
  readonly class: string;
  /** Absent where only a recipe is kept. */
  readonly hex?: string;
  readonly cpython311_c_globals?: readonly string[];
  readonly cpython311_c_error?: string | null;
  readonly consumed?: number;
}

/** A hostile zip archive of `{'v': n}`, and what torch 2.13 did with it: `v=1` or an error. */
interface ZipVector {
  readonly id: string;
  readonly hex?: string;
  readonly torch_2_13_weights_only: string;
  /** What Python’s `zipfile` did with it. */
  readonly python_zipfile: string;
}

/** A safetensors file, and what the reference reader said: `OK` or `ERR` and its error. */
interface SafetensorsVector {
  readonly id: string;
  readonly hex: string;
  readonly safetensors_0_8_0: string;
}

interface Vectors {
  readonly pickle: readonly PickleVector[];
  readonly zip: readonly ZipVector[];
  readonly safetensors: readonly SafetensorsVector[];
}

/** None of either where the vectors are not at hand. */
export function securityVectors(): Vectors {
  if (!hasVectors) return { pickle: [], zip: [], safetensors: [] };
  return JSON.parse(readFileSync(VECTORS, 'utf8')) as Vectors;
}
