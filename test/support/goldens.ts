import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { memorySource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { type OpenOptions, open } from '../../src/operations/open.ts';
import { typedJson } from '../../src/render/typed-json.ts';

export const sha256 = () => {
  const hash = createHash('sha256');
  return {
    update: (bytes: Uint8Array) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
};

/** Opens a file of the disk, with its siblings. */
export async function openPath(file: string, options: OpenOptions = {}): Promise<Checkpoint> {
  const read = (path: string) => memorySource(path, new Uint8Array(readFileSync(path)));
  return open(read(file), {
    openSibling: async (name) => {
      try {
        return read(join(dirname(file), name));
      } catch (cause) {
        throw new SourceError('no such file', { file: name }, { cause });
      }
    },
    ...options,
  });
}

/** What `inspect --format typed-json --hash` says of a file, ready to be compared. */
export async function typedRoot(file: string): Promise<unknown> {
  const report = await inspect(await openPath(file), { sha256 });
  const { root } = typedJson(report) as { root: unknown };
  return comparable(root);
}

export function goldenRoot(path: string): { root?: unknown; error?: string } {
  const golden = JSON.parse(readFileSync(path, 'utf8'));
  return 'root' in golden ? { root: comparable(golden.root) } : golden;
}

/** Sets have no order, and the text of a reference is only for people. */
function comparable(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(comparable);
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json).map(([key, value]) => {
    if (key === 'ref') return [key, '#'];
    const inner = comparable(value);
    return [key, key === 'set' || key === 'frozenset' ? sorted(inner) : inner];
  });
  return Object.fromEntries(members);
}

function sorted(items: unknown): unknown {
  if (!Array.isArray(items)) return items;
  return items.map((item) => JSON.stringify(item)).sort();
}
