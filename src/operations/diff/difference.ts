/** What `diff` answers: how two checkpoints, or two runs, differ. */
import type { NdArray, Tensor, Value } from '../../model/value.ts';
import type { ValuesDifference } from '../diff-values/index.ts';
import type { SectionName } from '../sections.ts';

export interface Difference {
  readonly kind: 'difference';
  readonly version: 1;
  readonly left: SideFacts;
  readonly right: SideFacts;
  /** In a fixed order, those of which either side has something. */
  readonly sections: readonly SectionDifference[];
  /** Absent where values were not compared. */
  readonly values?: ValuesDifference;
  /** What could not be read, on either side. */
  readonly unreadable: readonly string[];
}

/** What is compared: enough to say which is which. */
export interface SideFacts {
  /** As it was asked for. */
  readonly name: string;
  /** The checkpoint of the run that stands for it, where that is one. */
  readonly checkpoint?: string;
  readonly title: string;
  readonly epoch: number | undefined;
  readonly step: number | undefined;
  readonly parameterCount: number;
}

/** `run`, `configs` and `overrides` are of folders; `file` is compared strictly only. */
export type DiffSection = SectionName | 'run' | 'configs' | 'overrides' | 'file';

export interface SectionDifference {
  readonly name: DiffSection;
  readonly changes: readonly Change[];
  /** Rules by which names of one side become those of the other. */
  readonly renames: readonly Rename[];
  /** So many facts are the same on both sides. */
  readonly equalCount: number;
  /** Those facts, where they were asked for. */
  readonly equal: readonly NamedFact[];
  /** Tensors that are there on both sides with the same shape: what values can be compared of. */
  readonly pairs: readonly TensorPair[];
}

/** A value and where it stands in the tree of its side. */
export interface Fact {
  readonly path: string;
  readonly value: Value;
  /** The number in a tensor of one element, where it was read. */
  readonly scalar?: Value;
}

export interface NamedFact {
  /** The item of the section it belongs to: `ModelCheckpoint`, `group 1`; empty where there is one. */
  readonly group: string;
  readonly name: string;
  /** The parameter of an optimizer whose state it is of. */
  readonly item?: string;
  readonly fact: Fact;
}

interface ChangeFacts {
  readonly group: string;
  readonly name: string;
  /** The parameter whose state it is about. */
  readonly item?: string;
  /** What stands behind a fact that is told in its own place: the counters behind an epoch. */
  readonly isDetail?: true;
}

export type Change =
  | (ChangeFacts & { readonly kind: 'changed'; readonly left: Fact; readonly right: Fact })
  | (ChangeFacts & { readonly kind: 'removed'; readonly left: Fact })
  | (ChangeFacts & { readonly kind: 'added'; readonly right: Fact });

export interface Rename {
  /** `model.*`, with one star for what stays. */
  readonly from: string;
  readonly to: string;
  /** What told that they are the same tensors. `name`: only that the rule leaves no name over. */
  readonly by: 'shape' | 'content' | 'name';
  readonly pairs: readonly (readonly [left: string, right: string])[];
}

export interface TensorPair {
  readonly group: string;
  readonly name: string;
  readonly item?: string;
  readonly left: PairedTensor;
  readonly right: PairedTensor;
}

interface PairedTensor {
  readonly name: string;
  readonly path: string;
  readonly tensor: Tensor | NdArray;
}
