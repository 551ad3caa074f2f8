/** Whatever goes wrong while a file is written, what was there before is there, and nothing else. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NewFile } from '../../src/bytes/sink.ts';
import { run } from '../../src/cli/run.ts';
import { SourceError } from '../../src/errors.ts';
import { createFile } from '../../src/node/new-file.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { writeFiles } from '../../src/operations/convert/write.ts';
import { bytesOf, checkpointOf } from '../support/converted.ts';
import { builtProgram } from '../support/copying.ts';
import { announce } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';
import { failing } from '../support/sources.ts';
import { dict, storage, tensor } from '../support/values.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-convert-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const OLD = Uint8Array.of(1, 2, 3);
const target = join(folder, 'out.bin');

/** A folder with an old output in it, and nothing else. */
function withOld(): void {
  for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name), { recursive: true });
  fs.writeFileSync(target, OLD);
}

function expectOld(): void {
  expect(fs.readdirSync(folder)).toEqual(['out.bin']);
  expect(new Uint8Array(fs.readFileSync(target))).toEqual(OLD);
}

describe('a new file', () => {
  it('is there only when it is whole', async () => {
    withOld();
    const file = await createFile(target, true);
    await file.sink.write(Uint8Array.of(4));
    await file.sink.write(Uint8Array.of(5, 6, 7));
    expect(new Uint8Array(fs.readFileSync(target))).toEqual(OLD);
    await file.commit();
    expect([...fs.readFileSync(target)]).toEqual([4, 5, 6, 7]);
    expect(fs.readdirSync(folder)).toEqual(['out.bin']);
  });

  it('leaves no trace when it is given up', async () => {
    withOld();
    const file = await createFile(target, true);
    await file.sink.write(Uint8Array.of(4));
    await file.abort();
    expectOld();
  });

  it('does not replace one unless it may, even one that came later', async () => {
    withOld();
    await expect(createFile(target, false)).rejects.toMatchObject({ kind: 'exists' });
    const other = join(folder, 'other.bin');
    const file = await createFile(other, false);
    await file.sink.write(Uint8Array.of(4));
    fs.writeFileSync(other, OLD);
    await expect(file.commit()).rejects.toMatchObject({ kind: 'exists' });
    expect(new Uint8Array(fs.readFileSync(other))).toEqual(OLD);
    expect(fs.readdirSync(folder).sort()).toEqual(['other.bin', 'out.bin']);
  });

  it('keeps the permissions of what it replaces', async () => {
    withOld();
    fs.chmodSync(target, 0o600);
    const file = await createFile(target, true);
    await file.commit();
    expect(fs.statSync(target).mode & 0o777).toBe(0o600);
  });

  it('needs a folder', async () => {
    await expect(createFile(join(folder, 'no', 'x'), false)).rejects.toMatchObject({
      kind: 'no-such-folder',
    });
  });
});

/** A tree whose tensors come from a source that fails at one of its reads. */
function tree(failingRead: number) {
  const source = failing('in.pt', new Uint8Array(3_000_000), failingRead);
  const whole = { ...storage(new Uint8Array(0), 'uint8'), byteLength: 3_000_000, source };
  const root = dict({ a: tensor([3_000_000], { storage: whole }), b: tensor([4]) });
  return {
    source,
    conversion: planConversion(checkpointOf(root), { target: 'safetensors', stem: 'o' }),
  };
}

describe('a fault', () => {
  it('at any read leaves the old file', async () => {
    const reads = tree(0);
    for (const file of reads.conversion.files) await bytesOf(file);
    expect(reads.source.count()).toBeGreaterThan(2);
    for (let read = 1; read <= reads.source.count(); read += 1) {
      withOld();
      const create = () => createFile(target, true);
      await expect(writeFiles(tree(read).conversion.files, { create })).rejects.toThrow(
        'an injected fault',
      );
      expectOld();
    }
  });

  for (const [method, code] of [
    ['write', 'ENOSPC'],
    ['sync', 'EIO'],
    ['close', 'EIO'],
  ] as const) {
    it(`at any ${method} leaves the old file`, async () => {
      let calls = 0;
      const attempt = async (failingCall: number) => {
        withOld();
        calls = 0;
        const realOpen = fs.promises.open;
        vi.spyOn(fs.promises, 'open').mockImplementation(async (...asked) => {
          const handle = await realOpen(...asked);
          if (!String(asked[0]).endsWith('.tmp')) return handle;
          const real = handle[method].bind(handle) as (...rest: unknown[]) => Promise<unknown>;
          const faulty = async (...rest: unknown[]) => {
            calls += 1;
            if (calls === failingCall) {
              if (method === 'close') await real();
              throw Object.assign(new Error(code), { code });
            }
            return real(...rest);
          };
          return Object.assign(handle, { [method]: faulty });
        });
        try {
          await writeFiles(tree(0).conversion.files, { create: () => createFile(target, true) });
          return undefined;
        } catch (error) {
          return error;
        } finally {
          vi.restoreAllMocks();
        }
      };
      expect(await attempt(0)).toBeUndefined();
      const count = calls;
      expect(count).toBeGreaterThan(0);
      for (let call = 1; call <= count; call += 1) {
        expect(await attempt(call)).toBeInstanceOf(SourceError);
        expectOld();
      }
    });
  }

  it('of what the disk is given early is not forgotten', async () => {
    withOld();
    const realOpen = fs.promises.open;
    vi.spyOn(fs.promises, 'open').mockImplementation(async (...asked) => {
      const handle = await realOpen(...asked);
      const datasync = async () => {
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      return Object.assign(handle, { datasync });
    });
    const file = await createFile(target, true);
    await file.sink.write(Uint8Array.of(4));
    file.settle?.();
    await expect(file.commit()).rejects.toThrow(SourceError);
    expectOld();
  });

  it('at the renaming leaves the old file', async () => {
    withOld();
    vi.spyOn(fs.promises, 'rename').mockRejectedValue(
      Object.assign(new Error('no'), { code: 'EIO' }),
    );
    const create = () => createFile(target, true);
    await expect(writeFiles(tree(0).conversion.files, { create })).rejects.toThrow(SourceError);
    expectOld();
  });

  it('in one of several files takes back the index', async () => {
    const ends: string[] = [];
    const create = async (name: string): Promise<NewFile> => ({
      sink: { name, write: async () => {} },
      async commit() {
        if (name.includes('00002-of')) throw new SourceError('no', { file: name });
        ends.push(`commit ${name}`);
      },
      abort: async () => void ends.push(`abort ${name}`),
    });
    const root = dict({ a: tensor([9]), b: tensor([9]) });
    const { files } = planConversion(checkpointOf(root), {
      target: 'safetensors',
      stem: 'o',
      shardBytes: 9,
    });
    const retract = async (name: string) => void ends.push(`retract ${name}`);
    await expect(writeFiles(files, { create, retract })).rejects.toThrow(SourceError);
    expect(ends).toEqual([
      'retract o.safetensors.index.json',
      'commit o-00001-of-00002.safetensors',
      'abort o-00001-of-00002.safetensors',
      'abort o-00002-of-00002.safetensors',
      'abort o.safetensors.index.json',
    ]);
  });
});

describe('an interruption', () => {
  it('writes nothing and exits with 130', async () => {
    const { files } = tree(0).conversion;
    const [file] = files;
    const bytes = file ? await bytesOf(file) : new Uint8Array();
    const host = memoryHost({ 'in.safetensors': bytes });
    const { create } = host;
    host.create = async (path, replace) => {
      const made = await create(path, replace);
      const write = async (some: Uint8Array) => {
        host.interrupt();
        await made.sink.write(some);
      };
      return { ...made, sink: { ...made.sink, write } };
    };
    expect(await run(['convert', 'in.safetensors', 'out.pt'], host)).toBe(130);
    expect(host.written.size).toBe(0);
    expect(host.stderr).toContain('interrupted: nothing was written');
  });
});

describe('kill -9', () => {
  const programs = fs.mkdtempSync(join(tmpdir(), 'ckpt-kill-'));
  const KILLS = 50;
  let program = '';

  beforeAll(async () => {
    program = await builtProgram(programs);
  });
  afterAll(() => fs.rmSync(programs, { recursive: true }));

  const converting = (killAfter?: number) =>
    new Promise<{ code: number | null; took: number }>((resolve) => {
      const start = Date.now();
      const child = spawn(
        process.execPath,
        [program, 'convert', 'in.safetensors', 'out.bin', '--to', 'pt', '--force'],
        { cwd: folder, stdio: 'ignore' },
      );
      const timer =
        killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
      child.on('exit', (code) => {
        clearTimeout(timer);
        resolve({ code, took: Date.now() - start });
      });
    });

  it(`at ${KILLS} random moments leaves the old file or the new one`, {
    timeout: 120_000,
  }, async () => {
    withOld();
    const size = 40_000_000;
    const root = dict({ a: tensor([size], { storage: storage(new Uint8Array(size).fill(7)) }) });
    const [input] = planConversion(checkpointOf(root), { target: 'safetensors', stem: 'in' }).files;
    fs.writeFileSync(join(folder, 'in.safetensors'), input ? await bytesOf(input) : '');
    const { code, took } = await converting();
    expect(code).toBe(0);
    const whole = fs.readFileSync(target);
    const before = fs.readFileSync(join(folder, 'in.safetensors'));
    let killed = 0;
    for (let round = 0; round < KILLS; round += 1) {
      fs.writeFileSync(target, OLD);
      const { code: answer } = await converting(Math.random() * took);
      if (answer === null) killed += 1;
      const there = fs.readFileSync(target);
      expect(there.equals(OLD) || there.equals(whole)).toBe(true);
    }
    expect(fs.readFileSync(join(folder, 'in.safetensors')).equals(before)).toBe(true);
    announce(`convert was killed ${killed} of ${KILLS} times; the rest ended before`);
    expect(killed).toBeGreaterThan(10);
  });
});
