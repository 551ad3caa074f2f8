import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { Duplicates } from '../../src/operations/duplicates.ts';
import { findCheckpoints } from '../../src/operations/find.ts';
import { type ListOptions, listCheckpoints } from '../../src/operations/list.ts';
import { type ListedCheckpoint, stateOf } from '../../src/operations/listing.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { fixture } from '../support/fixtures.ts';
import { sha256 } from '../support/goldens.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';

const BEST = 'multi-vae-epoch=02-val_loss=17.75.ckpt';
const best = fixture(`lightning/${BEST}`);
const last = fixture('lightning/last.ckpt');
const small = fixture('pytorch/tied.pt');

const context = { limits: DEFAULT_LIMITS };

/** What is open at a time, and how many files were opened in all. */
interface Openings {
  now: number;
  most: number;
  all: number;
}

const turn = () => new Promise<void>((resolve) => void setTimeout(resolve));

/** A folder that counts what is open. Opening and closing take a turn, as on a slow disk. */
function counted(directory: Directory, openings: Openings): Directory {
  return {
    ...directory,
    async open(name) {
      await turn();
      const { source, close } = await directory.open(name);
      openings.all += 1;
      openings.now += 1;
      openings.most = Math.max(openings.most, openings.now);
      return {
        source,
        async close() {
          await turn();
          openings.now -= 1;
          await close();
        },
      };
    },
    enter: (name) => counted(directory.enter(name), openings),
  };
}

type Options = Partial<Omit<ListOptions, 'duplicates'>> & { readonly isHashed?: boolean };

async function list(files: MemoryFiles, { isHashed, ...options }: Options = {}) {
  const openings: Openings = { now: 0, most: 0, all: 0 };
  const directory = counted(memoryDirectory(files, 'r'), openings);
  const found = await findCheckpoints([{ path: 'r', directory }], { context });
  const duplicates = isHashed ? new Duplicates(found.folders, sha256) : undefined;
  const rows: ListedCheckpoint[] = [];
  for await (const listed of listCheckpoints(found, {
    context,
    ...options,
    ...(duplicates && { duplicates }),
  })) {
    rows.push(listed);
  }
  expect(openings.now).toBe(0);
  return { rows, openings, hashedBytes: duplicates?.byteLength };
}

describe('a listing', () => {
  it('has a row for each checkpoint, in the order in which they were found', async () => {
    const { rows } = await list({ 'r/v2/b.pt': small, 'r/v10/a.pt': small, [`r/${BEST}`]: best });
    expect(rows.map(({ path }) => path)).toEqual([`r/${BEST}`, 'r/v2/b.pt', 'r/v10/a.pt']);
    expect(rows[0]?.file.checkpoint).toMatchObject({ epoch: 2, framework: { id: 'lightning' } });
  });

  it('shows what cannot be read, and reads the rest', async () => {
    const { rows } = await list({
      'r/a.ckpt': best.subarray(0, 20_000),
      'r/b.ckpt': fixture('malformed/lfs-pointer.ckpt'),
      'r/c.ckpt': new Uint8Array(0),
      'r/d.ckpt': { target: 'gone.ckpt', leadsTo: 'nothing' },
      'r/e.ckpt': best,
    });
    expect(rows.map((listed) => stateOf(listed))).toEqual([
      'zip-truncated',
      'git-lfs-pointer',
      'empty',
      'dangling-link',
      'ok',
    ]);
  });

  it('marks the best as the newest state in the folder names it', async () => {
    const { rows } = await list({
      [`r/a/${BEST}`]: best,
      'r/a/last.ckpt': last,
      'r/b/renamed.ckpt': best,
    });
    expect(rows.map(({ path, file }) => [path, file.kind])).toEqual([
      ['r/a/last.ckpt', 'last'],
      [`r/a/${BEST}`, 'best'],
      ['r/b/renamed.ckpt', 'best'],
    ]);
  });

  it('marks no best in a folder that was not read to the end', async () => {
    const later = Array.from({ length: 30 }, (_, index) => [`r/z${index}.ckpt`, last] as const);
    const files = { [`r/${BEST}`]: best, ...Object.fromEntries(later) };
    let read = 0;
    const onRead = () => {
      read += 1;
    };
    const { rows } = await list(files, { onRead, isInterrupted: () => read >= 12 });
    expect(rows[0]?.path).toBe(`r/${BEST}`);
    expect(rows.length).toBeLessThan(31);
    expect(rows.map(({ file }) => file.kind)).not.toContain('best');
    expect((await list(files)).rows[0]?.file.kind).toBe('best');
  });

  it('says that shards have no index', async () => {
    const shard = fixture('safetensors/sharded/model-00001-of-00002.safetensors');
    const { rows } = await list({ 'r/model-00001-of-00002.safetensors': shard });
    expect(rows.map((listed) => [listed.path, stateOf(listed)])).toEqual([
      ['r/model-*-of-00002.safetensors', 'shards-without-index'],
    ]);
  });
});

describe('thousands of files', () => {
  const files = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`r/v${index % 50}/epoch=${index}.pt`, small]),
  );

  it('are read a few at a time', async () => {
    const { rows, openings } = await list(files);
    expect(rows).toHaveLength(2000);
    expect(openings.all).toBe(2000);
    expect(openings.most).toBeGreaterThan(1);
    expect(openings.most).toBeLessThanOrEqual(8);
  });

  it('come before all are read', async () => {
    let read = 0;
    const directory = memoryDirectory(files, 'r');
    const found = await findCheckpoints([{ path: 'r', directory }], { context });
    const onRead = () => {
      read += 1;
    };
    const options = { context, onRead };
    for await (const _ of listCheckpoints(found, options)) break;
    expect(read).toBeLessThan(100);
  });

  it('are left when someone asks to stop, and what was read is given', async () => {
    let read = 0;
    const onRead = () => {
      read += 1;
    };
    const { rows, openings } = await list(files, { onRead, isInterrupted: () => read >= 100 });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(openings.all).toBeLessThan(120);
  });
});

describe('duplicates', () => {
  const other = small.slice();
  other[small.length - 1] = 1;

  it('are found by their bytes, of files that are as long as another', async () => {
    const { rows, openings, hashedBytes } = await list(
      {
        'r/a.pt': small,
        'r/b.pt': other,
        'r/c.pt': small,
        'r/d.pt': { target: 'a.pt', leadsTo: 'file' },
        'r/e.ckpt': last,
        'r/f.pt': new Uint8Array(0),
        'r/g.pt': new Uint8Array(0),
      },
      { isHashed: true },
    );
    const [a, b, c, ...rest] = rows;
    expect(c).toMatchObject({ duplicateOf: 'r/a.pt', sha256: a?.sha256 });
    expect(a?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect([a?.duplicateOf, b?.duplicateOf]).toEqual([undefined, undefined]);
    expect(b?.sha256).not.toBe(a?.sha256);
    expect(rest.map((listed) => listed.sha256)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(hashedBytes).toBe(3 * small.byteLength);
    // The link has no bytes in memory; of the others all are read for their headers, three are hashed.
    expect(openings.all).toBe(6 + 3);
  });

  it('are not looked for unless asked', async () => {
    const { rows } = await list({ 'r/a.pt': small, 'r/b.pt': small });
    expect(rows.map(({ sha256: digest, duplicateOf }) => digest ?? duplicateOf)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('tell how many bytes were read', async () => {
    let hashed = 0;
    const onHashed = (byteLength: number) => {
      hashed += byteLength;
    };
    await list({ 'r/a.pt': small, 'r/b.pt': small }, { isHashed: true, onHashed });
    expect(hashed).toBe(2 * small.byteLength);
  });
});
