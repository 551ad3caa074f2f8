import { memorySource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';
import type { Directory, DirectoryEntry, Link } from '../../src/runs/directory.ts';

/** What stands under a path: bytes, or where a link leads. */
export type MemoryFiles = Readonly<Record<string, Uint8Array | Link>>;

/** A folder of files given by their paths, with `/`. `modified` gives their times. */
export function memoryDirectory(
  files: MemoryFiles,
  path: string,
  modified: Readonly<Record<string, number>> = {},
): Directory {
  const prefix = path === '.' || path === '' ? '' : `${path.replace(/\/$/, '')}/`;
  return {
    path,
    name: path.split('/').at(-1) ?? '',
    async list() {
      const entries = new Map<string, DirectoryEntry>();
      for (const [file, content] of Object.entries(files)) {
        if (!file.startsWith(prefix)) continue;
        const [name = '', ...rest] = file.slice(prefix.length).split('/');
        if (rest.length > 0) entries.set(name, { name, kind: 'directory' });
        else if (content instanceof Uint8Array) {
          const { byteLength } = content;
          entries.set(name, { name, kind: 'file', byteLength, modified: modified[file] ?? 0 });
        } else entries.set(name, { name, kind: 'link', link: content });
      }
      if (entries.size === 0) {
        throw new SourceError('no such folder', { file: path }, { kind: 'no-such-file' });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async open(name) {
      const bytes = files[prefix + name];
      if (!(bytes instanceof Uint8Array)) {
        throw new SourceError('no such file', { file: prefix + name }, { kind: 'no-such-file' });
      }
      return { source: memorySource(prefix + name, bytes), close: async () => {} };
    },
    enter: (name) => memoryDirectory(files, prefix + name, modified),
    parent() {
      const steps = prefix.split('/').slice(0, -2);
      return prefix === '' ? undefined : memoryDirectory(files, steps.join('/'), modified);
    },
  };
}
