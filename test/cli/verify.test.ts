import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';
import { safetensorsBytes } from '../support/safetensors.ts';
import { zipArchive } from '../support/zip.ts';

const CKPT = fixture('lightning/multi-vae-epoch=02-val_loss=17.75.ckpt');
const SAFE = safetensorsBytes({ 'a.w': { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);

async function ask(argv: readonly string[], files: Readonly<Record<string, Uint8Array>>) {
  const host = memoryHost(files);
  const exitCode = await run(argv, host);
  expect(host.openCount).toBe(0);
  return { exitCode, stdout: host.stdout, stderr: host.stderr, written: host.written };
}

/** Where the bytes of an entry begin: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function startOf(archive: Uint8Array, name: string): number {
  const text = new TextDecoder('latin1').decode(archive);
  const header = text.lastIndexOf('PK\x03\x04', text.indexOf(name));
  const view = new DataView(archive.buffer, archive.byteOffset);
  return header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
}

/** With one bit flipped. */
function flipped(bytes: Uint8Array, position: number): Uint8Array {
  const copy = bytes.slice();
  copy[position] = (copy[position] ?? 0) ^ 1;
  return copy;
}

const verdict = (stdout: string) => stdout.split(' ')[0];

describe('verify', () => {
  it('intact: every byte is as its checksum says', async () => {
    const { exitCode, stdout, stderr } = await ask(['verify', 'm.ckpt'], { 'm.ckpt': CKPT });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^intact {2}m\.ckpt · all bytes are as their checksums say\n/);
    expect(stdout).toMatch(/· \d+ tensors · .* compared with their CRC-32\n$/);
  });

  it('consistent: nothing to compare with', async () => {
    const { exitCode, stdout } = await ask(['verify', 'm.safetensors'], { 'm.safetensors': SAFE });
    expect([exitCode, verdict(stdout)]).toEqual([0, 'consistent']);
    expect(stdout).toContain('the file has no checksums');
  });

  it('consistent: torch was told to write no checksums', async () => {
    const pickle = Uint8Array.of(0x80, 2, 0x7d, 0x2e);
    const { bytes } = zipArchive([
      { name: 'a/data.pkl', data: pickle, says: { crc32: 0 } },
      { name: 'a/version', data: Uint8Array.of(0x33), says: { crc32: 0 } },
    ]);
    const { exitCode, stdout } = await ask(['verify', 'm.pt'], { 'm.pt': bytes });
    expect([exitCode, verdict(stdout)]).toEqual([0, 'consistent']);
  });

  it('damaged: names the tensors that a flipped bit hits', async () => {
    const files = { 'm.ckpt': flipped(CKPT, startOf(CKPT, '/data/0') + 8) };
    const { exitCode, stdout } = await ask(['verify', 'm.ckpt', '--format', 'json'], files);
    const report = JSON.parse(stdout);
    expect([exitCode, report.verdict]).toEqual([1, 'damaged']);
    expect(report.damages).toHaveLength(1);
    expect(report.damages[0]).toMatchObject({
      kind: 'crc-mismatch',
      entry: expect.stringMatching(/\/data\/0$/),
    });
    expect(report.damages[0].tensors).toEqual(['state_dict.encoder.0.weight']);
  });

  it('damaged: a compressed entry', async () => {
    const deflated = fixture('pytorch/deflated.pt');
    const sound = await ask(['verify', 'm.pt'], { 'm.pt': deflated });
    expect([sound.exitCode, verdict(sound.stdout)]).toEqual([0, 'intact']);
    const files = { 'm.pt': flipped(deflated, startOf(deflated, '/data/0') + 5) };
    const { exitCode, stdout } = await ask(['verify', 'm.pt', '--format', 'json'], files);
    const report = JSON.parse(stdout);
    expect([exitCode, report.verdict]).toEqual([1, 'damaged']);
    expect(report.damages[0].tensors.length).toBeGreaterThan(0);
  });

  it('damaged: cut short, with what is lost', async () => {
    const files = { 'm.ckpt': CKPT.subarray(0, CKPT.length / 2) };
    const { exitCode, stdout } = await ask(['verify', 'm.ckpt', '--format', 'json'], files);
    const report = JSON.parse(stdout);
    expect([exitCode, report.verdict]).toEqual([1, 'damaged']);
    expect(report.damages[0].kind).toBe('zip-truncated');
    expect(report.damages[0].tensors.length).toBeGreaterThan(0);
  });

  it('damaged: a shard is missing', async () => {
    const index = JSON.stringify({
      metadata: {},
      weight_map: { 'a.w': 'm-00001-of-00002.safetensors', b: 'm-00002-of-00002.safetensors' },
    });
    const files = {
      'm.safetensors.index.json': new TextEncoder().encode(index),
      'm-00001-of-00002.safetensors': SAFE,
    };
    const { exitCode, stdout } = await ask(['verify', 'm.safetensors.index.json'], files);
    expect([exitCode, verdict(stdout)]).toEqual([1, 'damaged']);
    expect(stdout).toContain('m-00002-of-00002.safetensors');
  });

  it('could not tell: no checkpoint, or none to be had', async () => {
    const { exitCode, stdout } = await ask(['verify', 'x'], { x: new TextEncoder().encode('hi') });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect((await ask(['verify', 'gone'], {})).exitCode).toBe(2);
  });
});

describe('a manifest', () => {
  const kept = async (file: string, files: Readonly<Record<string, Uint8Array>>) => {
    const { exitCode, written } = await ask(['hash', file, '--manifest', 'kept.json'], files);
    expect(exitCode).toBe(0);
    return written.get('kept.json') ?? new Uint8Array(0);
  };

  it('proves what has no checksum', async () => {
    const files = { 'm.safetensors': SAFE };
    const manifest = { 'kept.json': await kept('m.safetensors', files) };
    const argv = ['verify', 'm.safetensors', '--manifest', 'kept.json'];
    const same = await ask(argv, { ...files, ...manifest });
    expect([same.exitCode, verdict(same.stdout)]).toEqual([0, 'intact']);
    const other = { 'm.safetensors': flipped(SAFE, SAFE.length - 1) };
    const changed = await ask(argv, { ...other, ...manifest });
    expect([changed.exitCode, verdict(changed.stdout)]).toEqual([1, 'damaged']);
    expect(changed.stdout).toContain('not as in the manifest: a.w');
  });

  it('names what is missing and what was added', async () => {
    const files = { 'm.safetensors': SAFE, 'm.ckpt': CKPT };
    const manifest = { 'kept.json': await kept('m.safetensors', files) };
    const argv = ['verify', 'm.ckpt', '--manifest', 'kept.json', '--format', 'json'];
    const { exitCode, stdout } = await ask(argv, { ...files, ...manifest });
    const { differences } = JSON.parse(stdout).manifest;
    expect(exitCode).toBe(1);
    expect(differences).toContainEqual({ kind: 'missing', name: 'a.w' });
    expect(differences).toContainEqual({ kind: 'added', name: 'encoder.0.bias' });
  });

  it('is not written over unless that is asked for', async () => {
    const files = { 'm.safetensors': SAFE, 'kept.json': new Uint8Array(1) };
    const argv = ['hash', 'm.safetensors', '--manifest', 'kept.json'];
    expect((await ask(argv, files)).exitCode).toBe(2);
    expect((await ask([...argv, '--force'], files)).exitCode).toBe(0);
    expect((await ask(['hash', 'm.safetensors', '--force'], files)).exitCode).toBe(2);
  });

  it('has to be one', async () => {
    for (const text of [
      '',
      '{}',
      '[1]',
      '{"kind":"manifest","version":1,"digest":"x","tensors":[1]}',
    ]) {
      const files = { 'm.safetensors': SAFE, 'kept.json': new TextEncoder().encode(text) };
      const argv = ['verify', 'm.safetensors', '--manifest', 'kept.json'];
      const { exitCode, stderr } = await ask(argv, files);
      expect([exitCode, stderr]).toEqual([2, 'ckpt: kept.json: it is no manifest of ckpt hash\n']);
    }
  });
});
