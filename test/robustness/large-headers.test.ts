/** Files that say so much of themselves that reading it is the work: answered soon, in the memory it takes. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, text, u16, u32 } from '../support/bytes.ts';
import { announce } from '../support/corpus.ts';
import { buildHostileChild } from '../support/hostile-build.ts';
import type { ChildAnswer } from '../support/hostile-child.ts';
import { hostileFiles } from '../support/hostile-files.ts';
import { stream } from '../support/pickle.ts';
import { zipArchive } from '../support/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-large-headers-'));
const child = join(folder, 'child.cjs');
/** A million takes minutes on a small machine: `CKPT_TEST_COUNT=1000000` asks for as many. */
const COUNT = Number(process.env.CKPT_TEST_COUNT ?? 100_000);

beforeAll(async () => {
  await buildHostileChild(child);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Bounds {
  /** Of processor time. */
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** What a million may take, for so many as there are, and what a program takes that does nothing. */
function forCount({ milliseconds, megabytes }: Bounds): Bounds {
  const share = COUNT / 1_000_000;
  return { milliseconds: 1_000 + share * milliseconds, megabytes: 150 + share * megabytes };
}

/** Runs one command in a process of its own, and holds it to `bounds`. */
function answer(argv: readonly string[], what: string, bounds: Bounds): ChildAnswer {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 24, cwd: folder } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [child, JSON.stringify([argv])], options);
  expect(stderr).toBe('');
  const found = JSON.parse(stdout) as ChildAnswer;
  const { milliseconds, megabytes } = found;
  announce(`${what}, ${argv[0]}: ${Math.round(milliseconds)} ms, ${Math.round(megabytes)} MB`);
  expect(found.err).not.toMatch(/^ {4}at /m);
  expect([argv[0], milliseconds < bounds.milliseconds]).toEqual([argv[0], true]);
  expect([argv[0], megabytes < bounds.megabytes]).toEqual([argv[0], true]);
  return found;
}

/** Writes `head`, what `one` gives for each of `count` numbers with commas between, and `tail`. */
function* pieces(count: number, one: (index: number) => string): Generator<string> {
  const BATCH = 10_000;
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(start + BATCH, count);
    let batch = '';
    for (let index = start; index < end; index += 1) batch += (index > 0 ? ',' : '') + one(index);
    yield batch;
  }
}

/** In a folder of its own: commands look at what lies around a file. */
function placed(name: string): string {
  const below = mkdtempSync(join(folder, 'file-'));
  return join(below, name);
}

/** A file of safetensors with a header of `count` members, written piece by piece. */
function putHeader(
  name: string,
  count: number,
  one: (index: number) => string,
  dataLength: number,
): string {
  const path = placed(name);
  const file = openSync(path, 'w');
  let length = 1;
  writeSync(file, new Uint8Array(8));
  writeSync(file, '{');
  for (const piece of pieces(count, one)) length += writeSync(file, piece);
  length += writeSync(file, '}');
  writeSync(file, new Uint8Array(dataLength));
  const before = new Uint8Array(8);
  new DataView(before.buffer).setBigUint64(0, BigInt(length), true);
  writeSync(file, before, 0, 8, 0);
  closeSync(file);
  return path;
}

const byteTensor = (name: string, at: number) =>
  `"${name}":{"dtype":"U8","shape":[1],"data_offsets":[${at},${at + 1}]}`;

describe('a header of very many tensors', () => {
  const path = putHeader(
    'million.safetensors',
    COUNT,
    (at) => byteTensor(`model.layers.${at >> 5}.block.${at & 31}.weight`, at),
    COUNT,
  );
  // Twice what it takes: it is the memory that costs, and how much that is, depends on who else is at work.
  const BOUNDS = {
    inspect: { milliseconds: 16_000, megabytes: 1_700 },
    scan: { milliseconds: 8_000, megabytes: 1_000 },
  } as const;
  for (const [command, bounds] of Object.entries(BOUNDS)) {
    it(`is answered by ${command}`, () => {
      const { exitCode, out } = answer([command, path], `${COUNT} tensors`, forCount(bounds));
      expect([exitCode, out.length > 100]).toEqual([0, true]);
    });
  }
});

describe('very many tensors of one name', () => {
  const path = putHeader('alike.safetensors', COUNT, () => byteTensor('w', 0), 1);
  for (const command of ['inspect', 'scan', 'validate']) {
    it(`are answered by ${command}`, () => {
      const bounds = forCount({ milliseconds: 6_000, megabytes: 900 });
      const { exitCode } = answer([command, path], `${COUNT} times one name`, bounds);
      expect([0, 1, 2]).toContain(exitCode);
    });
  }
});

describe('an archive', () => {
  const entry = { name: 'a/data.pkl', data: stream('\x80\x02}.') };

  it('that says it has four million entries is refused at once', () => {
    const says = { entryCount: 4_000_000 };
    const path = placed('says.pt');
    writeFileSync(path, zipArchive([entry], { zip64: true, says }).bytes);
    for (const command of ['inspect', 'verify', 'scan']) {
      const bounds = { milliseconds: 1_000, megabytes: 200 };
      const { exitCode } = answer([command, path], 'four million entries, said', bounds);
      expect([command, exitCode === 0]).toEqual([command, false]);
    }
  });

  it('of 200,000 entries is read', () => {
    const parts = Array.from({ length: 200_000 }, (_, index) => ({
      name: `a/data/${index}`,
      data: Uint8Array.of(index & 0xff),
    }));
    const path = placed('entries.pt');
    const version = { name: 'a/version', data: text('3\n') };
    writeFileSync(path, zipArchive([entry, version, ...parts], { zip64: true }).bytes);
    const bounds = { milliseconds: 4_000, megabytes: 500 };
    for (const command of ['inspect', 'validate', 'scan']) {
      const { exitCode } = answer([command, path], '200,000 entries', bounds);
      expect([0, 1, 2]).toContain(exitCode);
    }
    const checked = { milliseconds: 8_000, megabytes: 600 };
    for (const argv of [
      ['verify', path],
      ['scan', '--checksums', path],
    ]) {
      const { exitCode } = answer(argv, '200,000 entries, with checksums', checked);
      expect([argv[0], exitCode]).toEqual([argv[0], argv[0] === 'verify' ? 0 : exitCode]);
    }
  });
});

describe('an array’s header', () => {
  it('that is 100,000 lists deep is passed, and its objects are found', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const header = text(`{'descr': '|O', 'fortran_order': False, 'shape': (1,), 'x': ${deep}}\n`);
    const pickle = stream('\x80\x02cos\nsystem\nX\x02\0\0\0ls\x85R.');
    const magic = stream('\x93NUMPY\x02\x00');
    const path = placed('deep.npy');
    writeFileSync(path, concat(magic, u32(header.length), header, pickle));
    for (const command of ['scan', 'inspect']) {
      const bounds = { milliseconds: 1_000, megabytes: 200 };
      const { exitCode, out } = answer([command, path], 'a deep header', bounds);
      expect([command, exitCode]).toEqual([command, command === 'scan' ? 1 : 2]);
      if (command === 'scan') expect(out).toContain('os.system');
    }
  });

  it('that is said to be longer than the file is refused', () => {
    const path = placed('long.npy');
    writeFileSync(path, concat(stream('\x93NUMPY\x02\x00'), u16(0xffff), u16(0xffff), text('{}')));
    const bounds = { milliseconds: 1_000, megabytes: 200 };
    const { exitCode, out } = answer(['scan', path], 'a header that is not there', bounds);
    expect([exitCode, out.includes('clean')]).toEqual([2, false]);
  });
});

describe('an index', () => {
  it('that names very many shards opens none of them', () => {
    const path = placed('model.safetensors.index.json');
    const file = openSync(path, 'w');
    writeSync(file, '{"metadata":{},"weight_map":{');
    const one = (at: number) => `"w${at}":"s-${at}.safetensors"`;
    for (const piece of pieces(COUNT, one)) writeSync(file, piece);
    writeSync(file, '}}');
    closeSync(file);
    for (const command of ['inspect', 'validate', 'verify', 'scan', 'hash']) {
      const bounds = forCount({ milliseconds: 10_000, megabytes: 900 });
      const { exitCode, err, out } = answer([command, path], `${COUNT} shards`, bounds);
      expect([command, exitCode === 0]).toEqual([command, false]);
      if (command === 'inspect')
        expect(err + out).toContain(`${COUNT} shards, more than the 10000`);
    }
  });
});

describe('a folder of files that ask for much', () => {
  const below = join(folder, 'hostile');
  beforeAll(() => {
    mkdirSync(below);
    for (const [name, bytes] of Object.entries(hostileFiles()))
      writeFileSync(join(below, name), bytes);
  });

  it('does not keep ls from listing one of them', () => {
    const bounds = { milliseconds: 2_000, megabytes: 400 };
    for (const name of ['expanded.pt', 'overflow.safetensors']) {
      answer(['ls', join(below, name)], 'a file among hostile files', bounds);
    }
  });
});
