/** What is no file, or is none any more: each is an error at once, whatever is asked. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { openFile } from '../../src/node/file.ts';
import { nodeHost } from '../../src/node/host.ts';
import { FIXTURES } from '../support/corpus.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-special-'));
const at = (name: string) => join(folder, name);
let server: Server;

beforeAll(async () => {
  fs.copyFileSync(join(FIXTURES, 'pytorch/tied.pt'), at('good.pt'));
  fs.mkdirSync(at('folder.pt'));
  fs.symlinkSync('nowhere.pt', at('dangling.pt'));
  fs.symlinkSync('loop.pt', at('loop.pt'));
  fs.symlinkSync('good.pt', at('link.pt'));
  execFileSync('/usr/bin/env', ['mkfifo', at('pipe.pt')]);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket.pt'), resolve));
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

const SPECIAL = {
  'pipe.pt': /pipe or device/,
  'socket.pt': /pipe or device/,
  'dangling.pt': /no such file/,
  'loop.pt': /lead in a circle/,
  'folder.pt': /a directory|folder|no checkpoint/,
  'good.pt/x.pt': /no such file/,
  'none.pt': /no such file/,
  '/dev/zero': /pipe or device/,
} as const;

const COMMANDS: readonly ((path: string) => readonly string[])[] = [
  (path) => ['inspect', path],
  (path) => ['validate', path],
  (path) => ['scan', path],
  (path) => ['diff', at('good.pt'), path],
  (path) => ['textconv', path],
  (path) => ['stats', path],
  (path) => ['hash', path],
  (path) => ['verify', path],
  (path) => ['verify', at('good.pt'), '--manifest', path],
  (path) => ['convert', path, at('out.safetensors')],
  (path) => ['convert', at('good.pt'), at('out.safetensors'), '--rename', path],
  (path) => ['validate', at('good.pt'), '--policy', path],
  (path) => ['validate', at('good.pt'), '--reference', path],
];

async function ckpt(argv: readonly string[]) {
  let output = '';
  const add = (text: string) => {
    output += text;
  };
  const host = { ...nodeHost('docs'), terminal: { color: false }, out: add, err: add };
  return { exitCode: await run(argv, host), output };
}

describe('what is no file', () => {
  for (const [name, finding] of Object.entries(SPECIAL)) {
    const path = name.startsWith('/') ? name : at(name);
    it(`is an error at once: ${name}`, { timeout: 20_000 }, async () => {
      for (const command of COMMANDS) {
        const argv = command(path);
        const { exitCode, output } = await ckpt(argv);
        // A folder is a run without checkpoints to inspect, and has nothing to scan.
        const isFolder = name === 'folder.pt' && (argv[0] === 'inspect' || argv[0] === 'scan');
        if (isFolder) continue;
        expect({ argv, exitCode, output }).toEqual({
          argv,
          exitCode: 2,
          output: expect.stringMatching(finding),
        });
      }
      expect(fs.existsSync(at('out.safetensors'))).toBe(false);
    });
  }

  it('is told where it is listed by its name, and does not keep others from being answered', async () => {
    const pipe = await ckpt(['ls', at('pipe.pt'), at('good.pt')]);
    expect(pipe).toMatchObject({ exitCode: 2, output: expect.stringMatching(/pipe or device/) });
    expect(pipe.output).toContain('good.pt');
    const listed = await ckpt(['ls', folder]);
    expect(listed.output).toMatch(/good\.pt/);
    const scanned = await ckpt(['scan', folder]);
    expect(scanned.exitCode).toBe(2);
    for (const [name, why] of Object.entries({
      'pipe.pt': 'a pipe or device',
      'socket.pt': 'a pipe or device',
      'dangling.pt': 'leads nowhere',
      'loop.pt': 'leads to itself',
    })) {
      expect(scanned.output).toMatch(new RegExp(`${name}\n +not looked at: .*${why}`));
    }
    expect(scanned.output).toMatch(/good\.pt\n +safety +clean/);
  });
});

/** Has `statSync` of `path` answer as it would for `other`, as it does where one takes the other’s place. */
async function swapped(path: string, other: string, then: () => Promise<unknown>): Promise<void> {
  const { statSync } = fs;
  const patched = ((asked: string, options: undefined) =>
    statSync(asked === path ? other : asked, options)) as typeof statSync;
  Object.assign(fs, { statSync: patched });
  syncBuiltinESMExports();
  try {
    await then();
  } finally {
    Object.assign(fs, { statSync });
    syncBuiltinESMExports();
  }
}

describe('what takes the place of a file between looking and opening', () => {
  it.each([
    ['pipe.pt', 'not-a-file'],
    ['folder.pt', 'directory'],
    ['none.pt', 'no-such-file'],
  ])('%s', async (name, kind) => {
    const handles = () => fs.readdirSync('/proc/self/fd').length;
    const before = fs.existsSync('/proc/self/fd') ? handles() : 0;
    await swapped(at(name), at('good.pt'), () =>
      expect(openFile(at(name))).rejects.toMatchObject({ code: 'source', kind }),
    );
    if (before > 0) expect(handles()).toBe(before);
  });

  it('of a file that was listed and is gone, its row says so', async () => {
    const listing = at('listing');
    fs.mkdirSync(listing);
    for (const name of ['a.pt', 'b.pt']) fs.copyFileSync(at('good.pt'), join(listing, name));
    const real = nodeHost('docs');
    let output = '';
    const add = (text: string) => {
      output += text;
    };
    for (const command of ['ls', 'scan', 'inspect']) {
      output = '';
      fs.copyFileSync(at('good.pt'), join(listing, 'a.pt'));
      const host = {
        ...real,
        terminal: { color: false },
        out: add,
        err: add,
        directory(path: string) {
          const directory = real.directory(path);
          const list = async () => {
            const entries = await directory.list();
            fs.rmSync(join(listing, 'a.pt'), { force: true });
            return entries;
          };
          return { ...directory, list };
        },
      };
      expect({ command, exitCode: await run([command, listing], host) }).toEqual({
        command,
        exitCode: 2,
      });
      expect(output).toMatch(/a\.pt[\s\S]*no such file/);
      expect(output).toContain('b.pt');
    }
  });
});
