/** The real host, with a disk that fails: each call of the system that a command makes, once, in turn. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { nodeHost } from '../../src/node/host.ts';
import { announce, FIXTURES } from '../support/corpus.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-disk-'));
const work = join(folder, 'work');
const CODES = ['EIO', 'EACCES', 'ESTALE', 'ENOSPC'] as const;

const COPIED = {
  'a.ckpt': 'lightning/last.ckpt',
  'b.pt': 'pytorch/state-dict.pt',
  'm.safetensors': 'same-weights/model.safetensors',
} as const;

beforeAll(() => {
  fs.mkdirSync(work);
  for (const [name, fixture] of Object.entries(COPIED)) {
    fs.copyFileSync(join(FIXTURES, fixture), join(work, name));
  }
  fs.writeFileSync(join(work, 'old.bin'), 'old');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Call = (...args: unknown[]) => unknown;
/** The functions of `node:fs` that the program calls, and where the error goes. */
const SYNC = ['openSync', 'fstatSync', 'statSync', 'readSync', 'closeSync', 'readdirSync'] as const;
const PROMISED = ['open', 'rename', 'rm', 'link'] as const;
const OF_HANDLES = ['write', 'sync', 'close'] as const;

const real = {
  sync: Object.fromEntries(SYNC.map((name) => [name, fs[name]])),
  read: fs.read,
  promised: Object.fromEntries(PROMISED.map((name) => [name, fs.promises[name]])),
};

afterEach(restore);

function restore(): void {
  Object.assign(fs, real.sync, { read: real.read });
  Object.assign(fs.promises, real.promised);
  syncBuiltinESMExports();
}

/** Has the call of that number, counted from 1, fail. Only what is about `work` counts. */
function breakDisk(failing: number, code: string, isShort = false): { readonly calls: string[] } {
  const calls: string[] = [];
  const handles = new Set<unknown>();
  const isOurs = ([first]: readonly unknown[]) =>
    handles.has(first) || (typeof first === 'string' && first.startsWith(work));
  const fails = (name: string) => {
    calls.push(name);
    return calls.length === failing;
  };
  const error = (name: string) =>
    Object.assign(new Error(`${code}: injected, ${name}`), { code, syscall: name });
  for (const name of SYNC) {
    const call = real.sync[name] as Call;
    const faulty: Call = (...args) => {
      if (!isOurs(args)) return call(...args);
      const isFailing = fails(name);
      if (isFailing && isShort && name === 'readSync') {
        const [handle, into, offset, length, position] = args;
        return call(handle, into, offset, Math.max(1, Math.floor(Number(length) / 2)), position);
      }
      if (isFailing && !isShort && name !== 'closeSync') throw error(name);
      const result = call(...args);
      if (name === 'openSync') handles.add(result);
      if (name === 'closeSync') handles.delete(args[0]);
      if (isFailing && !isShort) throw error(name);
      return result;
    };
    Object.assign(fs, { [name]: faulty });
  }
  for (const name of PROMISED) {
    const call = real.promised[name] as (...args: unknown[]) => Promise<unknown>;
    const faulty = async (...args: unknown[]) => {
      if (!isOurs(args)) return call(...args);
      if (fails(name) && !isShort) throw error(name);
      const result = await call(...args);
      if (name === 'open') breakHandle(result as fs.promises.FileHandle, fails, error, isShort);
      return result;
    };
    Object.assign(fs.promises, { [name]: faulty });
  }
  syncBuiltinESMExports();
  return { calls };
}

function breakHandle(
  handle: fs.promises.FileHandle,
  fails: (name: string) => boolean,
  error: (name: string) => Error,
  isShort: boolean,
): void {
  for (const name of OF_HANDLES) {
    const call = handle[name].bind(handle) as (...args: unknown[]) => Promise<unknown>;
    const faulty = async (...args: unknown[]) => {
      const isFailing = fails(name);
      if (isFailing && isShort && name === 'write') {
        const [bytes, offset, length, position] = args;
        return call(bytes, offset, Math.max(1, Math.floor(Number(length) / 2)), position);
      }
      if (isFailing && name === 'close') await call(...args);
      if (isFailing && !isShort) throw error(name);
      return call(...args);
    };
    Object.assign(handle, { [name]: faulty });
  }
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly string[];
}

async function outcomeOf(
  argv: readonly string[],
  failing: number,
  code: string,
  isShort = false,
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const host = {
    ...nodeHost('docs'),
    terminal: { color: false },
    isWatched: false,
    now: () => 4e12,
    out(text: string) {
      stdout += text;
    },
    err(text: string) {
      stderr += text;
    },
  };
  const { calls } = breakDisk(failing, code, isShort);
  try {
    const exitCode = await run(
      argv.map((word) => (word.startsWith('@') ? join(work, word.slice(1)) : word)),
      host,
    );
    return { exitCode, stdout, stderr, calls };
  } finally {
    restore();
  }
}

const names = () => fs.readdirSync(work).sort();
const BEFORE = [...Object.keys(COPIED), 'old.bin'].sort();

function tidyUp(): void {
  for (const name of names()) if (!BEFORE.includes(name)) fs.rmSync(join(work, name));
  fs.writeFileSync(join(work, 'old.bin'), 'old');
}

const COMMANDS: readonly (readonly string[])[] = [
  ['inspect', '@a.ckpt', '@m.safetensors'],
  ['inspect', '@a.ckpt', '--format', 'json', '--hash', '--tensors'],
  ['inspect', '@'],
  ['ls', '@', '--format', 'json', '--hash'],
  ['scan', '@'],
  ['diff', '@a.ckpt', '@b.pt'],
  ['stats', '@b.pt', '--format', 'csv'],
  ['hash', '@b.pt'],
  ['hash', '@b.pt', '--manifest', '@new.sha256'],
  ['verify', '@b.pt'],
  ['convert', '@b.pt', '@out.safetensors'],
  ['convert', '@b.pt', '@old.bin', '--to', 'pt', '--force'],
  ['convert', '@b.pt', '@out.json'],
  ['convert', '@b.pt', '@out.safetensors', '--shard-size', '1KB'],
];

/** Calls without which the answer is the same. */
const HARMLESS = /^(?:closeSync|statSync|readdirSync|rm|open|sync|close|link)$/;

describe('a disk that fails', () => {
  let faults = 0;
  for (const argv of COMMANDS) {
    const command = argv.join(' ');
    it(`under ckpt ${command}`, async () => {
      tidyUp();
      const whole = await outcomeOf(argv, 0, 'EIO');
      const after = names();
      const writes = fs.readFileSync(join(work, 'old.bin'), 'latin1');
      expect(whole.exitCode).toBeLessThan(2);
      for (let failing = 1; failing <= Math.min(whole.calls.length, 200); failing += 1) {
        tidyUp();
        const code = CODES[failing % CODES.length] ?? 'EIO';
        const what = `${failing}: ${whole.calls[failing - 1]} ${code}`;
        const { exitCode, stdout, stderr } = await outcomeOf(argv, failing, code);
        faults += 1;
        expect(stderr, what).not.toMatch(/^ {4}at /m);
        expect(
          names().filter((name) => name.endsWith('.tmp')),
          what,
        ).toEqual([]);
        const now = fs.readFileSync(join(work, 'old.bin'), 'latin1');
        expect(now === 'old' || now === writes, what).toBe(true);
        if (exitCode === whole.exitCode && stdout === whole.stdout) {
          expect(whole.calls[failing - 1], what).toMatch(HARMLESS);
          expect(names(), what).toEqual(after);
        } else if (whole.calls[failing - 1] === 'statSync' && exitCode === 0) {
          // Of a file that was listed the size and time are not known, and its row says so.
          expect(stderr, what).toBe(whole.stderr);
        } else {
          expect({ what, exitCode }).toEqual({ what, exitCode: 2 });
          expect(stdout + stderr, what).toMatch(/injected|no permission|disk is full|listed/);
        }
      }
      tidyUp();
    });
  }

  it('and gives or takes fewer bytes than it was asked, is asked again', async () => {
    for (const argv of COMMANDS) {
      tidyUp();
      const whole = await outcomeOf(argv, 0, 'EIO');
      const bytes = names().map((name) => fs.readFileSync(join(work, name), 'latin1'));
      for (let failing = 1; failing <= Math.min(whole.calls.length, 60); failing += 1) {
        tidyUp();
        const { exitCode, stdout, stderr } = await outcomeOf(argv, failing, 'EIO', true);
        faults += 1;
        expect({ exitCode, stdout, stderr }).toEqual({
          exitCode: whole.exitCode,
          stdout: whole.stdout,
          stderr: whole.stderr,
        });
        expect(names().map((name) => fs.readFileSync(join(work, name), 'latin1'))).toEqual(bytes);
      }
    }
    tidyUp();
  });

  it('counts what it did', () => {
    announce(`faults of the disk: ${faults} injected in ${COMMANDS.length} commands`);
    expect(faults).toBeGreaterThan(700);
  });
});
