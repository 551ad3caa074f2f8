import type { CastTarget } from '../../model/cast.ts';
import type { Value } from '../../model/value.ts';

/** What can be written with tensors. */
export const TARGETS = ['safetensors', 'pt', 'npz'] as const;

export type Target = (typeof TARGETS)[number];

/** By the extensions of files, in lower case. */
export const TARGETS_BY_EXTENSION: ReadonlyMap<string, Target> = new Map([
  ['safetensors', 'safetensors'],
  ['pt', 'pt'],
  ['pth', 'pt'],
  ['bin', 'pt'],
  ['ckpt', 'pt'],
  ['npz', 'npz'],
]);

/** The name of a file, or of an index of files, without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.(?:index\.json|\w+)$/, '').replace(/\.safetensors$/, '') || 'archive';
}

/** What is to become of a checkpoint. Names are those of the selected weights, paths those of the tree. */
export interface ConversionRequest {
  readonly target: Target;
  /** What the output is called, without folder and extension. */
  readonly stem: string;
  /** Only this part of the tree. */
  readonly select?: string;
  /** Which of two sets of weights, where there are an average and what it averages. */
  readonly weights?: 'ema' | 'raw';
  /** Whether to take a tensor of the weights. */
  readonly passes?: (name: string) => boolean;
  readonly renamed?: (name: string) => string;
  readonly castTo?: CastTarget;
  /** Whether a tensor is left as it is by `castTo`. */
  readonly keepsDType?: (name: string) => boolean;
  /** Bytes of tensors in one file; safetensors only. */
  readonly shardBytes?: number;
  readonly metadata?: ReadonlyMap<string, string>;
}

/** Changes of the tree, made before anything is selected. */
export interface EditRequest {
  /** Parts of the training state, or keys of the top level. */
  readonly drop?: readonly string[];
  readonly set?: readonly { readonly path: string; readonly value: Value }[];
  readonly unset?: readonly string[];
  /** Turn known objects into plain values. */
  readonly plain?: boolean;
  /** Leave out what is neither plain nor known. */
  readonly dropOpaque?: boolean;
}

/** Something that is done on the way, at a path or to a name. */
export interface Note {
  readonly kind:
    | 'plain'
    | 'opaque'
    | 'drop'
    | 'set'
    | 'unset'
    | 'tied'
    | 'copied'
    | 'compacted'
    | 'omitted';
  readonly path: string;
  /** What it became, or was. */
  readonly detail?: string;
}

/** Why a value cannot be written so, and what would help. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
  readonly option?: string;
}

/** Thrown before anything is written: what was asked for cannot be done as asked. */
export class ConversionError extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    const [first, ...others] = refusals;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    super(first === undefined ? 'nothing to write' : `${first.path}: ${first.reason}${more}`);
    this.refusals = refusals;
  }
}
