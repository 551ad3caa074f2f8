import type { PickleValue } from '../decoders/pickle/value.ts';

/**
 * What torch refuses: a word for each of its checks, and for each way a stream can be broken. At a
 * `limit` it is we who stop.
 */
export type RefusalKind =
  | 'global'
  | 'blocked-module'
  | 'missing-import'
  | 'opcode'
  | 'call'
  | 'new-object'
  | 'state'
  | 'append'
  | 'set-item'
  | 'key'
  | 'persistent-id'
  | 'storage'
  | 'tensor'
  | 'text'
  | 'stack'
  | 'memo'
  | 'end-of-file'
  | 'container'
  | 'limit';

/** One reason for which `torch.load` stops. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The class of the exception as torch’s user sees it: `UnpicklingError`. */
  readonly exception: string;
  /** What torch says, without the advice that it puts around it. */
  readonly detail: string;
  readonly opcode?: string;
  /** The class that would have to be allowed, where it is not one that the pickle names. */
  readonly needs?: string;
}

/** A refusal with everything it was met at. */
export interface RefusalGroup extends Refusal {
  count: number;
  /** Of the first few. */
  readonly offsets: number[];
  /** What it was done to: the first few. */
  readonly targets: PickleValue[];
}

/** So many places of each are told; the rest are counted. */
export const TOLD_PLACES = 5;

/** Refusals in the order in which they are met, alike ones together. */
export class Refusals {
  readonly all: RefusalGroup[] = [];
  /** By their details, for a hostile pickle has one at each of millions of opcodes. */
  readonly #alike = new Map<string, RefusalGroup[]>();

  /** `opcode` is where it was met, unless the refusal says itself. */
  add(refusal: Refusal, opcode: string, offset: number, target?: PickleValue): void {
    const { kind, exception, detail } = refusal;
    let alike = this.#alike.get(detail);
    if (alike === undefined) {
      alike = [];
      this.#alike.set(detail, alike);
    }
    let group = alike.find((known) => known.kind === kind && known.exception === exception);
    if (group === undefined) {
      group = { opcode, ...refusal, count: 0, offsets: [], targets: [] };
      alike.push(group);
      this.all.push(group);
    }
    group.count += 1;
    if (group.offsets.length < TOLD_PLACES) group.offsets.push(offset);
    if (target !== undefined && group.targets.length < TOLD_PLACES) group.targets.push(target);
  }
}

/** What torch itself raises; the rest are Python’s, of calls that it makes. */
export function refused(
  kind: RefusalKind,
  detail: string,
  more: Pick<Refusal, 'opcode' | 'needs'> = {},
): Refusal {
  return { kind, exception: 'UnpicklingError', detail, ...more };
}

export function raised(kind: RefusalKind, exception: string, detail: string): Refusal {
  return { kind, exception, detail };
}

/** A name that is not allowed, with how often it stands and where first. */
export interface RefusedName {
  readonly module: string;
  readonly name: string;
  count: number;
  readonly offsets: number[];
}
