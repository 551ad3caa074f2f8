/** What a conversion will write, before anything is written. */

import { type Checksum, crc32 as tableCrc32 } from '../../bytes/crc32.ts';
import { hasLoneSurrogate } from '../../bytes/text.ts';
import { type CastTarget, isCastable } from '../../model/cast.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { Tensor } from '../../model/value.ts';
import type { Draft, FileDraft } from '../../writers/draft.ts';
import type { NamedElements } from '../../writers/elements.ts';
import { isNumpyDType, npzDraft } from '../../writers/npz.ts';
import { isSafetensorsDType, safetensorsDraft } from '../../writers/safetensors.ts';
import { shardedDrafts } from '../../writers/safetensors-shards.ts';
import { edited } from './edit.ts';
import { type FlatPlan, flatPlan, type PlannedTensor, type Unfit } from './flat.ts';
import type { ConversionRequest, EditRequest, Note, Target } from './request.ts';
import { selection } from './selection.ts';
import { treePlan } from './tree.ts';

export interface Conversion {
  readonly target: Target;
  readonly checkpoint: Checkpoint;
  /** What a tensor of the tree is cast to. */
  readonly castOf: (tensor: Tensor) => CastTarget | undefined;
  /** In the order in which they are to be written; an index comes last. */
  readonly files: readonly FileDraft[];
  readonly tensors: readonly PlannedTensor[];
  /** Names whose elements are kept under another. */
  readonly ties: ReadonlyMap<string, string>;
  /** Where what is taken stands. */
  readonly taken: readonly string[];
  /** Names that were not asked for. */
  readonly excluded: readonly string[];
  /** Top-level keys of which nothing is taken. */
  readonly left: readonly string[];
  readonly notes: readonly Note[];
}

/**
 * Plans a conversion. Reads nothing. Throws a `ConversionError` where it cannot be done as asked, a
 * `PathError` where a path leads nowhere.
 */
export function planConversion(
  checkpoint: Checkpoint,
  request: ConversionRequest & EditRequest,
  crc32: Checksum = tableCrc32,
): Conversion {
  const notes: Note[] = [];
  const root = edited(checkpoint.root, request, notes);
  const changed = { ...checkpoint, root };
  if (request.target === 'pt') return treePlan(changed, request, crc32, notes);
  const chosen = selection(root, request);
  const unfit = request.target === 'npz' ? unfitForNpz : unfitForSafetensors;
  const plan = flatPlan(chosen.tensors, request, unfit, notes);
  for (const path of chosen.others) notes.push({ kind: 'omitted', path });
  return {
    target: request.target,
    checkpoint: changed,
    castOf: () => undefined,
    files: flatFiles(plan, request, crc32),
    ...plan,
    taken: chosen.paths,
    left: leftOut(changed, chosen.paths),
    notes,
  };
}

const unfitForSafetensors: Unfit = ({ name, dtype, shape }) => {
  if (name === '__metadata__') {
    return { reason: 'safetensors keeps this name for itself', option: '--rename gives another' };
  }
  if (hasLoneSurrogate(name)) {
    return { reason: 'the name is no valid text', option: '--rename gives another' };
  }
  const isHalf = dtype === 'float4_e2m1fn_x2' && shape.length === 0;
  if (isSafetensorsDType(dtype) && !isHalf) return undefined;
  return { reason: `safetensors has no ${dtype}`, option: '--to pt keeps it as it is' };
};

const unfitForNpz: Unfit = ({ name, dtype }) => {
  if (name.includes('\0')) {
    return { reason: 'no entry of an archive can be called so', option: '--rename gives another' };
  }
  if (isNumpyDType(dtype)) return undefined;
  const isFloat = isCastable(dtype);
  const option = isFloat ? '--dtype f32 widens it' : '--to pt keeps it as it is';
  return { reason: `numpy has no ${dtype}`, option };
};

function flatFiles(plan: FlatPlan, request: ConversionRequest, crc32: Checksum): FileDraft[] {
  const { target, stem, shardBytes } = request;
  const named = (name: string, draft: Draft): FileDraft => ({ name, ...draft });
  const tensors: readonly NamedElements[] = plan.tensors;
  if (target === 'npz') return [named(`${stem}.npz`, npzDraft(tensors, crc32))];
  const metadata = new Map([['format', 'pt'], ...(request.metadata ?? [])]);
  if (shardBytes !== undefined) {
    return shardedDrafts(tensors, metadata, plan.ties, { stem, shardBytes });
  }
  const all = new Map([...plan.ties, ...metadata]);
  return [named(`${stem}.safetensors`, safetensorsDraft(tensors, all))];
}

function leftOut({ root }: Checkpoint, taken: readonly string[]): string[] {
  if (typeof root !== 'object' || root?.kind !== 'mapping' || taken.includes('')) return [];
  const sections = taken.map((path) => path.split(/[.[(]/)[0]);
  return [...root.entries.keys()]
    .filter((key) => typeof key === 'string')
    .filter((key) => !sections.includes(key));
}
