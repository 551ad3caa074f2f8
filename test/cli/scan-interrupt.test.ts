import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { memoryHost } from '../support/memory-host.ts';
import { zipArchive } from '../support/zip.ts';

const CHUNKS = 40;
const archive = zipArchive([
  { name: 'a/data.pkl', data: new TextEncoder().encode('\x80\x02}.') },
  { name: 'a/data/0', data: new Uint8Array(CHUNKS * 2 ** 20).fill(1) },
]).bytes;

/** Scans one file, and asks to stop once so many mebibytes of it were read. */
async function interrupted(path: string, after: number) {
  const host = memoryHost({ 'r/m.pt': archive });
  let bytes = 0;
  const open: typeof host.open = async (name) => {
    const { source, close } = await host.open(name);
    const read = async (start: number, end: number) => {
      bytes += end - start;
      if (bytes > after * 2 ** 20) host.interrupt();
      return source.read(start, end);
    };
    return { source: { ...source, read }, close };
  };
  const directory = (name: string) => ({
    ...host.directory(name),
    open: (inner: string) => open(`${name}/${inner}`),
  });
  const written = { out: '', err: '' };
  const exitCode = await run(['scan', '--checksums', path], {
    ...host,
    open,
    directory,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { exitCode, ...written, mebibytes: Math.floor(bytes / 2 ** 20), left: host.openCount };
}

describe('Ctrl-C', () => {
  for (const path of ['r/m.pt', 'r']) {
    it(`stops the scan of ${path} within a file, and says nothing of it`, async () => {
      const { mebibytes, left, ...answer } = await interrupted(path, 5);
      expect(answer).toEqual({ exitCode: 130, out: '', err: 'ckpt: interrupted\n' });
      expect([mebibytes < 8, left]).toEqual([true, 0]);
    });
  }

  it('does nothing to what is done', async () => {
    const { exitCode, mebibytes } = await interrupted('r/m.pt', CHUNKS + 10);
    expect([exitCode, mebibytes]).toEqual([0, CHUNKS]);
  });
});
