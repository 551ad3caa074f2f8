import type { Place } from '../errors.ts';
import type { Value } from './value.ts';

/** What was saved: the tree, from one file or many. */
export interface Checkpoint {
  readonly file: string;
  readonly byteLength: number;
  readonly format: FormatFacts;
  readonly root: Value;
  /** What else the file holds: constants, code, extra files. */
  readonly extras: ReadonlyMap<string, Value>;
  /** What the file says about itself, by the file’s own words. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Every class and function that the file’s pickles name. */
  readonly globals: readonly GlobalName[];
  readonly anomalies: readonly Anomaly[];
}

export interface FormatFacts {
  /** The id of the `Format` that opened it. */
  readonly id: string;
  /** What a person calls it. */
  readonly title: string;
  /** What wrote it, as far as the bytes tell: `torch 2.7 or later`. */
  readonly writer?: string;
  /** Further facts in a few words each: `pickle protocol 2`. */
  readonly notes?: readonly string[];
}

export interface GlobalName {
  readonly name: string;
  /** As it stands in the file, where that differs: a Python 2 name. */
  readonly written?: string;
  /** The pickle it stands in, and where. */
  readonly place: Place;
  readonly entry?: string;
}

/**
 * A fact a reader met that breaks no rule of reading: trailing bytes, a duplicate key, a storage
 * that is not there. Rules judge it; readers never do.
 */
export interface Anomaly {
  readonly kind: string;
  readonly place: Place;
  /** Where in the tree, if it is about one value. */
  readonly path?: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}
