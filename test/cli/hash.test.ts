import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { filesIn } from '../support/fixture-files.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';
import { safetensorsBytes } from '../support/safetensors.ts';

const FILES = filesIn('same-weights');
/** Computed with torch and Python’s hashlib, as docs/hash.md defines it. */
const DIGEST = '71d0f8a0d5f5669dc082641cc760388b6b08c1eb2a7f124ec7de77e7b3668aff';
const CONTAINERS = [
  'training.ckpt',
  'transposed.pt',
  'legacy.pt',
  'model.safetensors',
  'model.safetensors.index.json',
];

async function hash(argv: readonly string[], files: Readonly<Record<string, Uint8Array>> = FILES) {
  const host = memoryHost(files);
  const exitCode = await run(['hash', ...argv], host);
  expect(host.openCount).toBe(0);
  return { exitCode, stdout: host.stdout, stderr: host.stderr };
}

const linesOf = (text: string) => text.trimEnd().split('\n');
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('hash', () => {
  for (const file of CONTAINERS) {
    it(`${file}: the same weights, the same digest`, async () => {
      const { exitCode, stdout } = await hash([file]);
      expect([exitCode, linesOf(stdout).at(-1)]).toEqual([0, `${DIGEST}  = 6 tensors`]);
    });
  }

  it('lists the tensors by name, tied ones too', async () => {
    const { stdout } = await hash(['model.safetensors']);
    const rows = linesOf(stdout).map((line) => line.split('  '));
    expect(rows.slice(0, -1).map(([, name]) => name)).toEqual([
      'café',
      'encoder.bias',
      'encoder.weight',
      'head.weight',
      'steps',
      'tied.weight',
    ]);
    expect(rows[5]?.[0]).toBe(rows[3]?.[0]);
  });

  it('is of name, dtype, shape and bytes, as it is documented', async () => {
    const header = { w: { dtype: 'I16', shape: [2, 1], data_offsets: [0, 4] as [number, number] } };
    const { stdout } = await hash(['w'], { w: safetensorsBytes(header, 4) });
    const row = sha256(Uint8Array.of(0, 1, 2, 3));
    const whole = sha256(`["w","int16",[2,1],"${row}"]\n`);
    expect(linesOf(stdout)).toEqual([`${row}  w`, `${whole}  = 1 tensor`]);
  });

  it('of everything is of other names, and more', async () => {
    const { stdout } = await hash(['training.ckpt', '--all']);
    const names = linesOf(stdout).map((line) => line.split('  ')[1]);
    expect(names).toContain('optimizer_states[0].state[0].exp_avg');
    expect(names).toContain('state_dict.head.weight');
    expect(linesOf(stdout).at(-1)).not.toContain(DIGEST);
  });

  it('reads big-endian storages as what they mean', async () => {
    const files = { 'big.pt': fixture('pytorch/big-endian.pt') };
    const { exitCode, stdout } = await hash(['big.pt'], files);
    expect(exitCode).toBe(0);
    expect(linesOf(stdout).length).toBeGreaterThan(1);
  });

  it('hashes sparse tensors by their parts, and says what has no elements', async () => {
    const files = {
      's.pt': fixture('pytorch/sparse.pt'),
      'm.pt': fixture('pytorch/meta.pt'),
    };
    const sparse = await hash(['s.pt', '--all'], files);
    expect(linesOf(sparse.stdout).some((line) => line.endsWith('.values'))).toBe(true);
    const meta = await hash(['m.pt', '--all', '--format', 'json'], files);
    const digests = JSON.parse(meta.stdout).tensors.map(
      ({ sha256: digest }: { sha256: unknown }) => digest,
    );
    expect(digests).toContain(null);
  });

  it('gives no digest of what it cannot read', async () => {
    const cut = { 'x.ckpt': (FILES['training.ckpt'] ?? new Uint8Array(0)).subarray(0, 900) };
    expect((await hash(['x.ckpt'], cut)).exitCode).toBe(2);
  });
});
