/** What an examination collects, and how far it goes. */
import { LimitError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type {
  ContainerOddity,
  Contents,
  FoundPickle,
  Integrity,
  PickleRole,
  Unread,
} from './evidence.ts';
import type { Trace } from './trace.ts';

/** Archives in archives, and pickles in pickles, deeper than any program makes them. */
const MOST_LEVELS = 4;
/** Of each sort: a hostile file may have millions, and the first say enough. */
const MOST_KEPT = 10_000;

export interface ExaminationOptions {
  readonly limits: Limits;
  /** Read everything, and compare the checksums of archives. */
  readonly checksums?: boolean;
}

export class Examination {
  readonly limits: Limits;
  readonly comparesChecksums: boolean;
  kind: Contents['kind'] = 'other';
  refusal: Contents['refusal'];
  readonly #pickles: FoundPickle[] = [];
  readonly #oddities: ContainerOddity[] = [];
  readonly #unread: Unread[] = [];
  readonly #code: string[] = [];
  #integrity: Integrity = { state: 'consistent' };
  #isOverfull = false;

  constructor({ limits, checksums = false }: ExaminationOptions) {
    this.limits = limits;
    this.comparesChecksums = checksums;
  }

  contents(): Contents {
    const overfull = { member: '', why: `more than ${MOST_KEPT} findings of one sort` };
    return {
      kind: this.kind,
      ...(this.refusal !== undefined && { refusal: this.refusal }),
      pickles: this.#pickles,
      oddities: this.#oddities,
      unread: this.#isOverfull ? [...this.#unread, overfull] : this.#unread,
      code: this.#code,
      integrity: this.#integrity,
    };
  }

  pickle(traced: Trace, member: string, role: PickleRole): void {
    const { start, end, protocol, imports, oddities, error, hasMore } = traced;
    const isLimit = error instanceof LimitError;
    this.#keep(this.#pickles, {
      member,
      start,
      end,
      role,
      protocol,
      imports,
      oddities,
      ...(error !== undefined && !isLimit && { error: { finding: error.finding } }),
    });
    if (isLimit) this.unread(member, error.finding);
    if (hasMore) this.unread(member, 'it names more than is kept');
  }

  oddity(oddity: ContainerOddity): void {
    this.#keep(this.#oddities, oddity);
  }

  unread(member: string, why: string): void {
    this.#keep(this.#unread, { member, why });
  }

  code(member: string): void {
    this.#keep(this.#code, member);
  }

  /** What is worst is kept, and of that the first. */
  integrity(state: Integrity['state'], why: string): void {
    if (RANKS[state] > RANKS[this.#integrity.state]) this.#integrity = { state, why };
  }

  /** How many checksums were right, and of how many entries there was none to compare. */
  compared(count: number, missing: number): void {
    if (this.#integrity.state === 'consistent' && count > 0 && missing === 0) {
      this.#integrity = { state: 'intact' };
    }
  }

  /** Whether something of `level` is still looked into. */
  enters(level: number, member: string): boolean {
    if (level <= MOST_LEVELS) return true;
    this.unread(member, `it lies more than ${MOST_LEVELS} levels deep`);
    return false;
  }

  /** Whether something so long is read into memory. */
  fits(byteLength: number, member: string): boolean {
    if (byteLength <= this.limits.pickleBytes) return true;
    this.unread(
      member,
      `${byteLength} bytes, more than the ${this.limits.pickleBytes} that are read`,
    );
    return false;
  }

  #keep<Item>(list: Item[], item: Item): void {
    if (list.length < MOST_KEPT) list.push(item);
    else this.#isOverfull = true;
  }
}

const RANKS: Readonly<Record<Integrity['state'], number>> = {
  consistent: 0,
  intact: 0,
  truncated: 1,
  damaged: 2,
  'changed-during-read': 3,
};

/** `outer` and what lies in it. */
export function within(outer: string, inner: string): string {
  return outer === '' ? inner : `${outer}>${inner}`;
}
