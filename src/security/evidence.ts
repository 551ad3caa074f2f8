/** What a file holds that runs, or might: found without running any of it, and not judged. */

/** One file, by every reading of it. */
export interface Contents {
  readonly kind: 'zip' | 'tar' | 'pickle' | 'safetensors' | 'npy' | 'other';
  /** Why the reference reader of safetensors refuses the file. */
  readonly refusal?: { readonly kind: string; readonly finding: string };
  /** Every pickle, in the order in which they were found. */
  readonly pickles: readonly FoundPickle[];
  /** What makes readers of its archives disagree, or the archive odd. */
  readonly oddities: readonly ContainerOddity[];
  /** What was not looked through, and why. */
  readonly unread: readonly Unread[];
  /** Members that are programs. */
  readonly code: readonly string[];
  readonly integrity: Integrity;
}

/**
 * `intact`: checksums are there and were all compared. `consistent`: what was looked at fits together.
 * `damaged`, `truncated`: it does not, or the end is missing. `changed-during-read`: what was looked at
 * first is not what was looked at last.
 */
export interface Integrity {
  readonly state: 'intact' | 'consistent' | 'damaged' | 'truncated' | 'changed-during-read';
  readonly why?: string;
}

export interface FoundPickle {
  /** The entries that lead to it: `archive/data.pkl`; empty for the file itself. */
  readonly member: string;
  /** Where it begins in that. */
  readonly start: number;
  readonly end: number;
  readonly role: PickleRole;
  readonly protocol: number;
  readonly imports: readonly Import[];
  readonly oddities: readonly PickleOddity[];
  /** Why it does not reach its STOP. */
  readonly error?: { readonly finding: string };
}

/**
 * `loaded`: what the loader of such files unpickles. `member`: an entry that some loader may.
 * `stacked`: behind another one, for programs that read on. `called`: bytes that a pickle has unpickled.
 * `stray`: behind bytes that are no pickle. `passive`: bytes that nothing unpickles by itself.
 */
export type PickleRole = 'loaded' | 'member' | 'stacked' | 'called' | 'stray' | 'passive';

/** A name that is looked up, and so a module that is imported. */
export interface Import {
  /** As Python 3 calls them. */
  readonly module: string;
  readonly name: string;
  /** As they stand in the file, where that is Python 2’s name. */
  readonly written?: string;
  readonly count: number;
  /** The first place. */
  readonly offset: number;
  /** How often it is called, or handed on. */
  readonly uses: number;
  /** Calls of which it is plain what they do: bytes to unpickle, an attribute to get, a function to hold. */
  readonly plainCalls: number;
}

/** Something that an unpickler does, and no pickler asks for. */
export interface PickleOddity {
  readonly kind: PickleOddityKind;
  /** What it is done to, or with. */
  readonly what: string;
  readonly offset: number;
  readonly count: number;
}

export type PickleOddityKind =
  /** A name that is made while unpickling. */
  | 'computed-name'
  /** A name by its number in a registry of the process that loads. */
  | 'extension'
  /** A call of what another call gave. */
  | 'computed-call'
  /** A function or class is itself changed. */
  | 'altered-name'
  /** The state of an object sets what Python itself looks up. */
  | 'dunder-state'
  /** Items are set on what `what` made. */
  | 'items-on'
  /** Items are set on a plain value that does not take them so. */
  | 'wrong-container'
  /** Versions of Python disagree on it. */
  | 'divergent';

export interface ContainerOddity {
  readonly kind: ContainerOddityKind;
  readonly member: string;
  readonly what: string;
  readonly offset?: number;
}

export type ContainerOddityKind =
  /** Readers find different directories, or different entries of one name. */
  | 'several-readings'
  /** An entry’s own header says other than the directory. */
  | 'header-disagrees'
  /** Bytes that belong to no entry. */
  | 'hidden-bytes'
  /** A name that leads out of the archive, or is not what it looks like. */
  | 'misleading-name';

export interface Unread {
  readonly member: string;
  readonly why: string;
}
