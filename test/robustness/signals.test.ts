/** The program as a process: signals at any moment, and readers of its answer that go away. */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { bytesOf, checkpointOf } from '../support/converted.ts';
import { announce, FIXTURES } from '../support/corpus.ts';
import { dict, storage, tensor } from '../support/values.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-signals-'));
const program = join(folder, 'ckpt.cjs');
const work = join(folder, 'work');
const SIZE = 10_000_000;
const MOMENTS = 3;

beforeAll(async () => {
  await build({
    stdin: {
      contents: "import { main } from './src/node/main.ts'; main(process.argv.slice(2), 'docs');",
      resolveDir: join(import.meta.dirname, '../..'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    outfile: program,
    logLevel: 'silent',
  });
  fs.mkdirSync(work);
  const root = dict({ a: tensor([SIZE], { storage: storage(new Uint8Array(SIZE).fill(7)) }) });
  const [input] = planConversion(checkpointOf(root), { target: 'safetensors', stem: 'in' }).files;
  fs.writeFileSync(join(work, 'in.safetensors'), input ? await bytesOf(input) : '');
  for (let count = 0; count < 60; count += 1) {
    fs.mkdirSync(join(work, 'runs', `${count}`), { recursive: true });
    const to = join(work, 'runs', `${count}`, 'last.ckpt');
    fs.copyFileSync(join(FIXTURES, 'lightning/last.ckpt'), to);
  }
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly took: number;
}

function ending(argv: readonly string[], signal?: NodeJS.Signals, after = 0, isTwice = false) {
  return new Promise<Ending>((resolve) => {
    const start = Date.now();
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const send = () => {
      if (signal !== undefined) child.kill(signal);
      if (signal !== undefined && isTwice) child.kill(signal);
    };
    const timer = signal === undefined ? undefined : setTimeout(send, after);
    child.on('close', (code, ended) => {
      clearTimeout(timer);
      resolve({ code, signal: ended, stderr, took: Date.now() - start });
    });
  });
}

const COMMANDS = {
  convert: ['convert', 'in.safetensors', 'out.pt'],
  hash: ['hash', 'in.safetensors', '--manifest', 'out.sha256'],
  scan: ['scan', 'runs'],
  ls: ['ls', 'runs', '--format', 'ndjson'],
} as const;

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

describe('a signal', () => {
  let stopped = 0;
  for (const [name, argv] of Object.entries(COMMANDS)) {
    it(`stops ${name} at any moment and leaves nothing behind`, async () => {
      const before = fs.readdirSync(work);
      const tidyUp = () => {
        for (const left of fs.readdirSync(work)) {
          if (!before.includes(left)) fs.rmSync(join(work, left));
        }
      };
      const whole = await ending(argv);
      const after = fs.readdirSync(work);
      expect(whole.code).toBe(0);
      tidyUp();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        for (let moment = 0; moment < MOMENTS; moment += 1) {
          const isTwice = moment % 2 === 1;
          const delay = ((moment + Math.random()) / MOMENTS) * whole.took;
          const end = await ending(argv, signal, delay, isTwice);
          const isStopped = end.signal === signal || end.code === CODES[signal];
          expect({ ...end, isFine: isStopped || end.code === 0 }).toMatchObject({ isFine: true });
          expect(end.stderr).not.toMatch(/^ {4}at /m);
          const left = fs.readdirSync(work);
          // Nothing, or all of it where the end had come.
          expect([before, ...(end.code === CODES[signal] ? [] : [after])]).toContainEqual(left);
          if (isStopped) stopped += 1;
          tidyUp();
        }
      }
    });
  }

  it('did stop some', () => {
    announce(`signals: ${stopped} of ${8 * MOMENTS} commands were stopped; the rest ended before`);
    expect(stopped).toBeGreaterThan(8);
  });
});

describe('whoever reads the answer', () => {
  const LISTING: readonly (readonly string[])[] = [
    ['inspect', 'in.safetensors'],
    ['inspect', 'runs/0/last.ckpt', '--tensors'],
    ['ls', 'runs'],
    ['ls', 'runs', '--format', 'ndjson'],
    ['validate', 'runs/0'],
    ['scan', 'runs/0'],
    ['diff', 'in.safetensors', 'in.safetensors', '--all'],
    ['textconv', 'in.safetensors', '--no-hash'],
    ['stats', 'runs/0/last.ckpt', '--format', 'csv'],
    ['hash', 'runs/0/last.ckpt'],
    ['verify', 'in.safetensors'],
    ['rules'],
    ['completion', 'bash'],
    ['--help'],
  ];

  for (const argv of LISTING) {
    it(`may go away from ckpt ${argv.join(' ')}: nothing is said of that, and it is no error`, () => {
      const line = `"$0" "$@" | { exec <&-; sleep 0.01; }; echo "\${PIPESTATUS[0]}"`;
      const command = [process.execPath, program, ...argv];
      const { stdout, stderr } = spawnSync('bash', ['-c', line, ...command], {
        cwd: work,
        encoding: 'utf8',
      });
      expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
    });
  }

  it('may go away from a pipe that is not ready at once', async () => {
    const child = spawn(process.execPath, [program, 'ls', 'runs', '--format', 'ndjson'], {
      cwd: work,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  const FULL = '/dev/full';
  it.runIf(fs.existsSync(FULL))('may be a full disk: that is said, and exits with 2', () => {
    for (const argv of LISTING.slice(3, 7)) {
      const full = fs.openSync(FULL, 'w');
      const { status, stderr } = spawnSync(process.execPath, [program, ...argv], {
        cwd: work,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      fs.closeSync(full);
      expect({ argv, status }).toEqual({ argv, status: 2 });
      expect(stderr).toMatch(/^ckpt: the answer could not be written: ENOSPC.*\n$/);
    }
  });

  it.runIf(fs.existsSync(FULL))('may not even hear what went wrong', () => {
    const full = fs.openSync(FULL, 'w');
    const { status } = spawnSync(process.execPath, [program, 'inspect', 'none.pt'], {
      cwd: work,
      stdio: ['ignore', 'pipe', full],
    });
    fs.closeSync(full);
    expect(status).toBe(2);
  });
});
