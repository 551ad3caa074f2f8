import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversionError, convert } from '../../src/node.ts';
import { fixture } from '../support/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-library-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name));
  writeFileSync(at('in.ckpt'), fixture('lightning/last.ckpt'));
});

describe('convert, of the library', () => {
  it('writes the weights, and says what it wrote', async () => {
    let byteLength = 0;
    const { files, tensors, notes } = await convert(at('in.ckpt'), at('out.safetensors'), {
      castTo: 'bfloat16',
      onBytes: (count) => {
        byteLength += count;
      },
    });
    const written = readFileSync(at('out.safetensors'));
    expect(files).toEqual([{ path: at('out.safetensors'), byteLength: written.byteLength }]);
    expect(byteLength).toBe(written.byteLength);
    expect(new Set(tensors.map(({ dtype }) => dtype))).toContain('bfloat16');
    expect(notes).toEqual([]);
  });

  it('writes shards with their index, and reads them again', async () => {
    const asked = { shardBytes: 1000 };
    const { files } = await convert(at('in.ckpt'), at('m.safetensors'), asked);
    const index = files.at(-1)?.path ?? '';
    expect(index).toBe(at('m.safetensors.index.json'));
    expect(files.length).toBeGreaterThan(2);
    const again = await convert(index, at('again.safetensors'));
    await convert(at('in.ckpt'), at('whole.safetensors'));
    expect(again.tensors.length).toBeGreaterThan(2);
    expect(readFileSync(at('again.safetensors'))).toEqual(readFileSync(at('whole.safetensors')));
  });

  it('refuses what it cannot do, and replaces only what it may', async () => {
    await expect(convert(at('in.ckpt'), at('out'))).rejects.toThrow(ConversionError);
    const exists = { kind: 'exists' };
    await expect(convert(at('in.ckpt'), at('in.ckpt'), { replace: true })).rejects.toMatchObject(
      exists,
    );
    await convert(at('in.ckpt'), at('out'), { target: 'safetensors' });
    await expect(
      convert(at('in.ckpt'), at('out'), { target: 'safetensors' }),
    ).rejects.toMatchObject(exists);
    await convert(at('in.ckpt'), at('out'), { target: 'safetensors', replace: true });
    expect(readdirSync(folder).sort()).toEqual(['in.ckpt', 'out']);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(convert(at('in.ckpt'), at('out.pt'), { signal })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['in.ckpt']);
  });
});
