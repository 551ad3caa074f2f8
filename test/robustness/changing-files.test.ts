/** Files that something writes to while they are read: what was read of them is no answer. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpenFile } from '../../src/bytes/source.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Host } from '../../src/cli/host.ts';
import { run } from '../../src/cli/run.ts';
import { openFile } from '../../src/node/file.ts';
import { nodeHost } from '../../src/node/host.ts';
import { scan } from '../../src/operations/scan.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { announce, FIXTURES } from '../support/corpus.ts';
import { stream } from '../support/pickle.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-changing-'));
const file = join(folder, 'm.pt');
const out = join(folder, 'out.safetensors');
const other = join(folder, 'other.pt');
const shard = join(folder, 's', 'model-00002-of-00002.safetensors');
const index = join(folder, 's', 'model.safetensors.index.json');
afterAll(() => fs.rmSync(folder, { recursive: true }));

function restore(): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(join(folder, 's'), { recursive: true });
  fs.copyFileSync(join(FIXTURES, 'pytorch/state-dict.pt'), file);
  fs.copyFileSync(join(FIXTURES, 'pytorch/state-dict.pt'), other);
  fs.cpSync(join(FIXTURES, 'safetensors/sharded'), join(folder, 's'), { recursive: true });
}

/** Later than whatever the clock of the file system says now, which may not tick for some milliseconds. */
const LATER = new Date(Date.now() + 60_000);

const CHANGES = {
  grows: (path: string) => fs.appendFileSync(path, 'more'),
  'gets shorter': (path: string) => fs.truncateSync(path, fs.statSync(path).size - 7),
  'is written to': (path: string) => {
    const handle = fs.openSync(path, 'r+');
    fs.writeSync(handle, 'X', 100);
    fs.closeSync(handle);
    fs.utimesSync(path, LATER, LATER);
  },
  'is emptied and written again': (path: string) => {
    const bytes = fs.readFileSync(path);
    fs.writeFileSync(path, '');
    fs.writeFileSync(
      path,
      bytes.map((byte) => byte ^ 1),
    );
    fs.utimesSync(path, LATER, LATER);
  },
} as const;

/** The real host, with something that happens before the read of that number. */
function hostWith(failing: number, path: string, happen: () => void) {
  let reads = 0;
  let stdout = '';
  let stderr = '';
  const watched = ({ source, close }: OpenFile): OpenFile => {
    const read: typeof source.read = (...range) => {
      if (source.name === path) {
        reads += 1;
        if (reads === failing) happen();
      }
      return source.read(...range);
    };
    return { source: { ...source, read }, close };
  };
  const wrapped = (directory: Directory): Directory => ({
    ...directory,
    open: async (name) => watched(await directory.open(name)),
    enter: (name) => wrapped(directory.enter(name)),
    parent: () => undefined,
  });
  const real = nodeHost('docs');
  const host: Host = {
    ...real,
    terminal: { color: false },
    isWatched: false,
    now: () => 4e12,
    open: async (name) => watched(await real.open(name)),
    directory: (name) => wrapped(real.directory(name)),
    out(text) {
      stdout += text;
    },
    err(text) {
      stderr += text;
    },
  };
  return { host, said: () => ({ stdout, stderr, reads }) };
}

async function outcomeOf(argv: readonly string[], failing = 0, path = file, happen = () => {}) {
  restore();
  const { host, said } = hostWith(failing, path, happen);
  return { exitCode: await run(argv, host), ...said() };
}

const CHANGED = /(?:it grew|it got shorter|it was written to) while it was read/;

/** Answers about one file, which then are none. */
const COMMANDS: readonly (readonly string[])[] = [
  ['inspect', file],
  ['inspect', file, '--format', 'json'],
  ['inspect', file, '--hash'],
  ['inspect', file, '--path', 'head.weight', '--values', '4'],
  ['validate', file],
  ['validate', file, '--format', 'json', '--data'],
  ['scan', file],
  ['scan', file, '--format', 'json', '--checksums'],
  ['scan', file, '--format', 'sarif'],
  ['diff', file, other],
  ['diff', file, other, '--values'],
  ['diff', other, other, file, '--format', 'json'],
  ['stats', file],
  ['stats', file, '--format', 'csv'],
  ['hash', file],
  ['hash', file, '--manifest', join(folder, 'm.sha256')],
  ['verify', file],
  ['verify', file, '--format', 'json'],
  ['convert', file, out],
  ['convert', file, out, '--dry-run'],
  ['convert', file, join(folder, 'out.json')],
  ['ls', folder, '--format', 'json'],
  ['ls', folder, '--hash'],
];

describe('a file that changes while it is read', () => {
  let cases = 0;
  for (const argv of COMMANDS) {
    const command = argv.map((word) => word.replace(folder, '.')).join(' ');
    it(`is noticed by ckpt ${command}`, async () => {
      const whole = await outcomeOf(argv);
      const names = fs.readdirSync(folder);
      expect(whole.exitCode).toBeLessThan(2);
      const moments = new Set([1, Math.ceil(whole.reads / 2), whole.reads]);
      for (const [change, happen] of Object.entries(CHANGES)) {
        for (const moment of moments) {
          const { exitCode, stdout, stderr } = await outcomeOf(argv, moment, file, () =>
            happen(file),
          );
          const what = `${change} at read ${moment} of ${whole.reads}`;
          cases += 1;
          // What was suspicious in it stays so.
          const isAlarm = argv[0] === 'scan' && exitCode === 1;
          expect({ what, exitCode, stderr }).toMatchObject({ what, exitCode: isAlarm ? 1 : 2 });
          expect(stdout + stderr, what).toMatch(CHANGED);
          expect(stderr, what).not.toMatch(/^ {4}at /m);
          // Nothing was written, and nothing is left.
          expect(fs.readdirSync(folder).sort(), what).toEqual(['m.pt', 'other.pt', 's']);
        }
      }
      const replaced = await outcomeOf(argv, 1, file, () => {
        fs.copyFileSync(file, join(folder, '.new'));
        fs.appendFileSync(join(folder, '.new'), 'another file');
        fs.renameSync(join(folder, '.new'), file);
      });
      // What is open is still what it was.
      if (argv[0] !== 'ls') expect(replaced).toEqual(whole);
      expect(fs.readdirSync(folder)).toEqual(names);
    });
  }

  it('counts what it did', () => {
    announce(`changing files: ${cases} cases in ${COMMANDS.length} commands`);
    expect(cases).toBeGreaterThan(200);
  });

  it('is noticed where it is one of the shards', async () => {
    for (const name of ['inspect', 'stats', 'hash', 'verify', 'validate']) {
      const { exitCode, stdout, stderr } = await outcomeOf([name, index], 1, shard, () =>
        CHANGES.grows(shard),
      );
      expect({ name, exitCode }).toEqual({ name, exitCode: 2 });
      expect(stdout + stderr).toMatch(CHANGED);
    }
  });

  it('does not hide that it was dangerous, and is known as a state of it', async () => {
    const payload = stream('\x80\x02cos\nsystem\nX\x04\0\0\0echo\x85R.');
    const source = { ...memorySource('m.pkl', payload), changed: async () => 'it grew' };
    const { scanned } = await scan(source);
    expect(scanned).toMatchObject({
      safety: 'dangerous',
      isIncomplete: true,
      integrity: { state: 'changed-during-read', why: 'it grew while it was read' },
      loads: [{ loads: 'unknown' }],
    });
  });

  it('is told from one that stays, by whoever opened it', async () => {
    restore();
    const { source, close } = await openFile(file);
    expect(await source.changed?.()).toBeUndefined();
    fs.readFileSync(file);
    fs.chmodSync(file, 0o600);
    expect(await source.changed?.()).toBeUndefined();
    CHANGES['is written to'](file);
    expect(await source.changed?.()).toBe('it was written to');
    CHANGES.grows(file);
    expect(await source.changed?.()).toBe('it grew');
    fs.truncateSync(file, 3);
    expect(await source.changed?.()).toBe('it got shorter');
    await close();
  });
});
