import type { NewFile } from '../../src/bytes/sink.ts';
import type { OpenFile } from '../../src/bytes/source.ts';
import { OutputError } from '../../src/cli/command.ts';
import type { Host } from '../../src/cli/host.ts';
import { SourceError } from '../../src/errors.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { type MemoryHost, memoryHost } from './memory-host.ts';

/** What a command asks of the outside. */
export interface Step {
  readonly what:
    | 'open'
    | 'read'
    | 'changed'
    | 'list'
    | 'create'
    | 'write'
    | 'commit'
    | 'remove'
    | 'out';
  readonly path: string;
}

/** How the outside says no: as the real one does. */
export const REFUSALS = [
  ['io', 'reading failed: EIO: i/o error'],
  ['no-permission', 'no permission'],
  ['io', 'reading failed: ESTALE: stale file handle'],
] as const;

export interface FaultyHost extends Host {
  /** All that was asked, in order. */
  readonly steps: readonly Step[];
  readonly memory: MemoryHost;
  /** What the failing step says. */
  readonly refusal: string;
}

/** A world in memory of which the step of that number, counted from 1, fails as `refusal` says. */
export function faultyHost(
  files: Readonly<Record<string, Uint8Array>>,
  failing: number,
  [kind, finding]: readonly [string, string] = REFUSALS[0],
): FaultyHost {
  const memory = memoryHost(files);
  const steps: Step[] = [];
  const step = (what: Step['what'], path: string) => {
    steps.push({ what, path });
    if (steps.length !== failing) return;
    if (what === 'out') throw new OutputError('the answer could not be written: EIO');
    throw new SourceError(finding, { file: path }, { kind });
  };
  const opened = async (path: string, open: () => Promise<OpenFile>): Promise<OpenFile> => {
    step('open', path);
    const { source, close } = await open();
    return {
      source: {
        ...source,
        async read(start, end) {
          step('read', path);
          return source.read(start, end);
        },
        async changed() {
          step('changed', path);
          return undefined;
        },
      },
      close,
    };
  };
  const wrapped = (directory: Directory): Directory => ({
    ...directory,
    async list() {
      step('list', directory.path);
      return directory.list();
    },
    open: (name) => opened(`${directory.path}/${name}`, () => directory.open(name)),
    enter: (name) => wrapped(directory.enter(name)),
    parent() {
      const parent = directory.parent();
      return parent && wrapped(parent);
    },
  });
  const created = async (path: string, make: () => Promise<NewFile>): Promise<NewFile> => {
    step('create', path);
    const { sink, commit, abort } = await make();
    return {
      sink: {
        name: path,
        async write(bytes) {
          step('write', path);
          await sink.write(bytes);
        },
      },
      async commit() {
        step('commit', path);
        await commit();
      },
      abort,
    };
  };
  return {
    ...memory,
    memory,
    steps,
    refusal: finding,
    open: (path) => opened(path, () => memory.open(path)),
    directory: (path) => wrapped(memory.directory(path)),
    create: (path, replace) => created(path, () => memory.create(path, replace)),
    async remove(path) {
      step('remove', path);
      await memory.remove(path);
    },
    out(text) {
      step('out', 'stdout');
      memory.out(text);
    },
  };
}
