import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';
import { safetensorsBytes } from '../support/safetensors.ts';

const CKPT = 'm.ckpt';
const FILES = {
  [CKPT]: fixture('lightning/multi-vae-epoch=02-val_loss=17.75.ckpt'),
  'sparse.pt': fixture('pytorch/sparse.pt'),
  'odd.safetensors': odd(),
};

/** NaN, infinities, zeros, one number, and a tensor without elements. */
function odd(): Uint8Array {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const values = Float32Array.of(nan, inf, -inf, 0, -0, 2, 0.5, 0.5, 0.5);
  const header = {
    'a.w': { dtype: 'F32', shape: [6], data_offsets: [0, 24] as [number, number] },
    'a.b': { dtype: 'F32', shape: [3], data_offsets: [24, 36] as [number, number] },
    none: { dtype: 'F32', shape: [0], data_offsets: [36, 36] as [number, number] },
  };
  const bytes = safetensorsBytes(header, values.byteLength);
  bytes.set(new Uint8Array(values.buffer), bytes.length - values.byteLength);
  return bytes;
}

async function stats(argv: readonly string[], width?: number) {
  const host = memoryHost(FILES, { color: false, ...(width !== undefined && { width }) });
  const exitCode = await run(['stats', ...argv], host);
  expect(host.openCount).toBe(0);
  return { exitCode, stdout: host.stdout, stderr: host.stderr };
}

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('stats', () => {
  it('shows a line a tensor, and in a sentence what is not finite', async () => {
    const { exitCode, stdout, stderr } = await stats(['odd.safetensors']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(linesOf(stdout)).toEqual([
      'tensor  shape  dtype    min  max    mean     std   norm  zeros  nan  ±inf  histogram',
      'a.b     [3]    float32  0.5  0.5     0.5       0  0.866',
      'a.w     [6]    float32    0    2  0.6667  0.9428      2  33.3%    1     2  █                  ▅',
      'none    [0]    float32',
      '',
      'NaN in 1 tensor, infinite in 1 tensor',
    ]);
  });

  it('keeps to the terminal', async () => {
    const { stdout } = await stats([CKPT], 80);
    for (const line of linesOf(stdout)) expect(line.length).toBeLessThanOrEqual(80);
    expect(linesOf(stdout)[0]).toMatch(/tensor .* min .* max .* std +histogram/);
  });

  it('filters and sorts', async () => {
    const { stdout } = await stats([CKPT, '--filter', 'decoder*', '--sort', 'norm']);
    const names = linesOf(stdout)
      .slice(1)
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual([
      'state_dict.decoder.2.weight',
      'state_dict.decoder.0.weight',
      'state_dict.decoder.0.bias',
      'state_dict.decoder.2.bias',
    ]);
    const byNan = await stats(['odd.safetensors', '--sort', 'nan', '--format', 'csv']);
    expect(linesOf(byNan.stdout).map((line) => line.split(',')[0])).toEqual([
      'path',
      'a.w',
      'a.b',
      'none',
    ]);
  });

  it('adds up modules', async () => {
    const { stdout } = await stats([CKPT, '--filter', 'state_dict*', '--modules', '1']);
    expect(linesOf(stdout).map((line) => line.trim().split(/ {2,}/).slice(0, 3))).toEqual([
      ['module', 'tensors', 'elements'],
      ['state_dict', '8', '2,600'],
      ['encoder', '4', '1,384'],
      ['decoder', '4', '1,216'],
    ]);
    const json = JSON.parse((await stats([CKPT, '--modules', '--format', 'json'])).stdout);
    const whole = json.modules.find(({ path }: { path: string }) => path === 'state_dict');
    const squares = json.tensors
      .filter(({ path }: { path: string }) => path.startsWith('state_dict'))
      .reduce((sum: number, { norm }: { norm: number }) => sum + norm ** 2, 0);
    expect(whole.norm).toBeCloseTo(Math.sqrt(squares), 12);
  });

  it('answers in CSV with every digit', async () => {
    const { stdout } = await stats([CKPT, '--filter', '*encoder.0.bias', '--format', 'csv']);
    const [titles, line] = linesOf(stdout).map((text) => text.split(','));
    const row = Object.fromEntries((titles ?? []).map((title, index) => [title, line?.[index]]));
    expect(row.shape).toBe('24');
    expect(Number(row.min)).toBe(-0.13854464888572693);
    expect(row.histogram?.split(' ')).toHaveLength(20);
  });

  it('takes sparse tensors apart', async () => {
    const { stdout, exitCode } = await stats(['sparse.pt', '--format', 'json']);
    const paths: string[] = JSON.parse(stdout).tensors.map(({ path }: { path: string }) => path);
    expect(exitCode).toBe(0);
    expect(paths.some((path) => path.endsWith('.values'))).toBe(true);
  });

  it('says that nothing matches', async () => {
    const { stdout, exitCode } = await stats([CKPT, '--filter', 'nothing']);
    expect([exitCode, stdout]).toEqual([0, 'no tensors\n']);
  });

  it('does not answer for what it cannot read', async () => {
    const host = memoryHost({ 'x.pt': FILES[CKPT].subarray(0, 3000) });
    expect(await run(['stats', 'x.pt'], host)).toBe(2);
    expect(host.stderr).toContain('cut short');
    expect(await run(['stats', 'gone.pt'], memoryHost())).toBe(2);
  });

  it('has no modules in CSV', async () => {
    const { exitCode, stderr } = await stats([CKPT, '--modules', '--format', 'csv']);
    expect([exitCode, stderr]).toEqual([
      2,
      'ckpt: --format csv is of tensors: modules come as text or json\n',
    ]);
  });

  it('stops when asked, and shows what it had', async () => {
    const host = memoryHost(FILES);
    let turns = 0;
    const turn = async () => {
      turns += 1;
      if (turns === 3) host.interrupt();
    };
    const written = { out: '', err: '' };
    let clock = 0;
    const exitCode = await run(['stats', CKPT, '--format', 'json'], {
      ...host,
      turn,
      now: () => {
        clock += 1000;
        return clock;
      },
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
    });
    expect(exitCode).toBe(130);
    expect(written.err).toMatch(/^ckpt: interrupted: \d+ of \d+ tensors were read\n$/);
    const report = JSON.parse(written.out);
    expect(report.isWhole).toBe(false);
  });
});
