import type { OpenFile } from '../bytes/source.ts';

/** What stands in a directory under one name. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Of a file, or of the file a link leads to. */
  readonly byteLength?: number;
  /** Milliseconds since 1970, as `byteLength`. */
  readonly modified?: number;
  readonly link?: Link;
}

/** A symbolic link. It is never followed out of the tree that was asked for. */
export interface Link {
  /** As it is stored. */
  readonly target: string;
  readonly leadsTo: 'file' | 'directory' | 'nothing' | 'outside' | 'itself';
}

/** A folder as runs see the disk: nothing else of `src` touches one but through this. */
export interface Directory {
  /** As a person would name it. */
  readonly path: string;
  /** Its last step. */
  readonly name: string;
  /** By name. Throws a `SourceError` where it cannot be read. */
  list(): Promise<readonly DirectoryEntry[]>;
  /** Opens a file by its name. Throws a `SourceError`. */
  open(name: string): Promise<OpenFile>;
  /** The folder of that name in it. Nothing is read. */
  enter(name: string): Directory;
  /** The one it stands in, also above the tree that was asked for: configurations are looked for there. */
  parent(): Directory | undefined;
}
