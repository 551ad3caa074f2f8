import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { rowMajorBytes, storedElements } from '../../src/model/tensor-bytes.ts';
import { tensorsOf } from '../../src/operations/tensor-list.ts';
import { concat } from '../support/bytes.ts';
import { FIXTURES } from '../support/corpus.ts';
import { filesIn } from '../support/fixture-files.ts';
import { openPath } from '../support/goldens.ts';
import { memoryHost } from '../support/memory-host.ts';
import { type EntryText, safetensorsBytes } from '../support/safetensors.ts';

const F32 = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

function weights(tensors: Readonly<Record<string, readonly number[]>>): Uint8Array {
  let end = 0;
  const header = Object.entries(tensors).map(([name, values]) => {
    const start = end;
    end += 4 * values.length;
    const shape = [values.length];
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] as const }] as const;
  });
  const data = Object.values(tensors).flatMap((values) => [...F32(...values)]);
  return concat(safetensorsBytes(Object.fromEntries(header)), Uint8Array.from(data));
}

const FILES: Readonly<Record<string, Uint8Array>> = {
  ...filesIn('lightning'),
  ...Object.fromEntries(
    Object.entries(filesIn('runs')).map(([name, bytes]) => [`runs/${name}`, bytes]),
  ),
  'a.st': weights({ 'net.w': [1, 2, 3], 'net.b': [1, 1] }),
  'same.st': weights({ 'net.b': [1, 1], 'net.w': [1, 2, 3] }),
  'moved.st': weights({ 'net.w': [1, 2, 4], 'net.b': [1, 1] }),
  'near.st': weights({ 'net.w': [1, 2, 3.000001], 'net.b': [1, 1] }),
  'wide.st': weights({ 'net.w': [1, 2, 3, 4], 'net.b': [1, 1] }),
  'renamed.st': weights({ 'model.net.w': [1, 2, 3], 'model.net.b': [1, 1] }),
  'text.txt': new TextEncoder().encode('hello'),
};

const JOB = 'runs/outputs/2025-10-24';
const JOBS = [`${JOB}/22-15-03`, `${JOB}/23-02-41`];

async function ckpt(...argv: readonly string[]) {
  const host = memoryHost(FILES, { color: false, width: 80 });
  const code = await run(argv, host);
  expect(host.openCount).toBe(0);
  return { code, out: host.stdout, err: host.stderr };
}

const diff = (...argv: readonly string[]) => ckpt('diff', ...argv);

describe('ckpt diff', () => {
  it('tells what changed, and only that', async () => {
    const { code, out } = await diff('a.st', 'wide.st');
    expect([code, out]).toEqual([
      1,
      `- a.st · state dict · 5 parameters
+ wide.st · state dict · 6 parameters

weights · 1 changed · 1 equal · values not compared (--values)
  ~ net.w  [3] → [4]
`,
    ]);
  });

  it('finds nothing where nothing is: order, container and names do not matter', async () => {
    const { code, out } = await diff('a.st', 'same.st');
    expect(code).toBe(0);
    expect(out).toContain('no differences · values of 2 tensors not compared (--values)');
  });

  it('finds nothing between a checkpoint and what it was converted to', async () => {
    const checkpoint = await openPath(join(FIXTURES, 'lightning/last.ckpt'));
    const entries: [string, EntryText][] = [];
    const pieces: Uint8Array[] = [];
    let end = 0;
    for (const { name, section, tensor } of tensorsOf(checkpoint.root)) {
      const elements = section === 'state_dict' ? storedElements(tensor) : undefined;
      if (elements === undefined) continue;
      const start = end;
      for await (const piece of rowMajorBytes(elements)) pieces.push(piece);
      end = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
      entries.push([name, { dtype: 'F32', shape: elements.shape, data_offsets: [start, end] }]);
    }
    expect(entries).toHaveLength(8);
    const twin = concat(safetensorsBytes(Object.fromEntries(entries)), ...pieces);
    const host = memoryHost({ ...FILES, 'twin.safetensors': twin });
    const same = ['diff', 'last.ckpt', 'twin.safetensors', '--only', 'weights', '--values'];
    expect(await run(same, host)).toBe(0);
    expect(host.stdout).toContain('values · 8 equal\n');
  });

  it('names the rule by which tensors are called', async () => {
    const { code, out } = await diff('a.st', 'renamed.st', '--values');
    expect([code, out]).toEqual([
      1,
      `- a.st · state dict · 5 parameters
+ renamed.st · state dict · 5 parameters

weights · 2 renamed · 2 equal
  > renamed  * → model.*  2 tensors, same shapes

values · 2 equal
`,
    ]);
  });

  it('takes names as it is told to', async () => {
    for (const options of [
      ['--strip-prefix', 'model.'],
      ['--map', '^(.*)$=>model.$1'],
      ['--map', '^(.*)$=>model.\\1'],
    ]) {
      expect(
        (await diff('a.st', 'renamed.st', '--values', ...options)).code,
        options.join(' '),
      ).toBe(0);
    }
  });

  it('compares values where asked, and says how far they are apart', async () => {
    const { code, out } = await diff('a.st', 'moved.st', '--values');
    expect(code).toBe(1);
    expect(out).toContain('values · 1 differ · 1 equal\n');
    expect(out).toContain('  net.w          3   33.3 %    0.267        1     0.333  0.991460');
    expect((await diff('a.st', 'moved.st')).code).toBe(0);
  });

  it('lets close values pass within tolerances that were given', async () => {
    const codes = async (...options: string[]) => (await diff('a.st', 'near.st', ...options)).code;
    expect(await codes('--values')).toBe(1);
    expect(await codes('--rtol', '1e-5')).toBe(0);
    expect(await codes('--atol', '1e-9')).toBe(1);
    expect((await diff('a.st', 'near.st', '--values')).out).toContain('1 close');
  });

  it('makes sure by --exit-code and --quiet', async () => {
    for (const option of ['--exit-code', '--quiet']) {
      const [same, moved] = [
        await diff('a.st', 'same.st', option),
        await diff('a.st', 'moved.st', option),
      ];
      expect([same.code, moved.code]).toEqual([0, 1]);
      expect(same.out === '').toBe(option === '--quiet');
    }
    expect((await diff('a.st', 'missing.st', '--quiet')).code).toBe(2);
  });

  it('is one line', async () => {
    expect((await diff('a.st', 'renamed.st', '--stat')).out).toBe('weights >2\n');
    expect((await diff('a.st', 'moved.st', '--stat', '--values')).out).toBe(
      'values: 1 of 2 tensors differ, most net (0.267)\n',
    );
    expect((await diff('a.st', 'same.st', '--stat')).out).toBe('no differences\n');
  });

  it('is a table for a pull request', async () => {
    const { out } = await diff('a.st', 'moved.st', '--format', 'markdown', '--values');
    expect(out).toContain('| `net.w` | 3 | 33.3 % | 0.267 | 1 | 0.333 | 0.991460 |');
    const run = await diff(...JOBS, '--format', 'markdown');
    expect(run.out).toContain('#### overrides (1 changed)\n\n|  | name | before | after |  |');
    expect(run.out).toContain('| `~` | `lr` | `0.001` | `0.1` |  |');
  });

  it('is of sections, of names, of parts', async () => {
    const sections = async (...options: string[]) => {
      const { out } = await diff('last.ckpt', 'a.st', '--format', 'json', ...options);
      return JSON.parse(out).sections.map(({ name }: { name: string }) => name);
    };
    expect(await sections()).toContain('hyperparameters');
    expect(await sections('--only', 'weights,optimizer')).toEqual(['weights', 'optimizers']);
    const part = await diff('last.ckpt#state_dict.encoder', 'last.ckpt#state_dict.decoder');
    expect(part.out).toContain('- last.ckpt#state_dict.encoder · state dict');
    const filtered = await diff('a.st', 'wide.st', '--filter', '*.b');
    expect(filtered.code).toBe(0);
    const lost = await diff('last.ckpt#nowhere', 'a.st');
    expect([lost.code, lost.err]).toEqual([
      2,
      'ckpt: last.ckpt#nowhere: no nowhere in the checkpoint\n',
    ]);
  });

  it('is of runs: overrides and configurations too', async () => {
    const { code, out } = await diff(...JOBS);
    expect(code).toBe(1);
    expect(out).toContain('overrides · 1 changed\n  ~ lr  0.001 → 0.1\n');
    expect(out).toContain('configs · 1 changed · 1 equal\n  ~ lr  0.001 → 0.1\n');
    expect(out).toContain('hyperparameters · 1 changed\n  ~ lr  0.001 → 0.1\n');
    const file = await diff(JOBS[0] ?? '', `${JOBS[0]}/checkpoints/last.ckpt`, '--values');
    expect([file.code, file.out]).toEqual([0, expect.stringContaining('\nno differences\n')]);
  });

  it('is a table for more than two', async () => {
    const { code, out } = await diff(...JOBS, `${JOBS[0]}/checkpoints/last.ckpt`);
    expect(code).toBe(1);
    expect(out).toMatch(/\nhyperparameters\n {2}lr +0\.001 +0\.1 +0\.001\n/);
    expect(out).toMatch(/\d+ rows the same in all \(--all\)\n$/);
    expect((await diff('a.st', 'a.st', 'same.st')).code).toBe(0);
    expect((await diff('a.st', 'a.st', 'missing.st')).code).toBe(2);
  });

  it('says what it cannot read, or cannot take', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['a.st', 'text.txt'], 'text.txt'],
      [['a.st'], 'diff takes two'],
      [['a.st', 'same.st', '--only', 'colour'], 'there is no colour'],
      [['a.st', 'same.st', '--map', 'x'], "--map takes 'REGEX=>REPLACEMENT'"],
      [['a.st', 'same.st', '--map', '(=>x'], '--map: '],
      [['a.st', 'same.st', '--atol', '-1'], 'It takes a number'],
      [['a.st', 'same.st', 'moved.st', '--values'], '--values compares two'],
    ];
    for (const [argv, message] of cases) {
      const { code, err } = await diff(...argv);
      expect([code, err], argv.join(' ')).toEqual([2, expect.stringContaining(message)]);
    }
  });

  it('stands side by side where there is room', async () => {
    const host = memoryHost(FILES, { color: false, width: 120 });
    await run(['diff', ...JOBS], host);
    expect(host.stdout).toMatch(
      /\n {2}~ {2}best score {2}10\.939391136169434 {2}0\.08940636366605759\n/,
    );
  });
});

describe('ckpt diff --git', () => {
  const HASH = '0000000';

  it('is of two versions of a file', async () => {
    const { code, out } = await diff(
      '--git',
      'm.st',
      'a.st',
      HASH,
      '100644',
      'wide.st',
      HASH,
      '100644',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^ckpt diff a\/m\.st b\/m\.st\n- a\/m\.st · state dict/);
    expect(out).toContain('~ net.w  [3] → [4]');
  });

  it('is of a new file, one that is gone, one that conflicts, one that cannot be read', async () => {
    const git = async (...argv: string[]) => {
      const { code, out } = await diff('--git', ...argv);
      expect(code).toBe(0);
      return out;
    };
    const mode = [HASH, '100644'] as const;
    expect(await git('m.st', '/dev/null', ...mode, 'a.st', ...mode)).toBe(
      'ckpt diff a/m.st b/m.st\n+ b/m.st · state dict · 5 parameters\n',
    );
    expect(await git('m.st', 'a.st', ...mode, '/dev/null', ...mode)).toContain('- a/m.st');
    expect(await git('m.st')).toContain('conflicts');
    expect(await git('m.st', 'a.st', ...mode, 'text.txt', ...mode)).toContain('text.txt');
  });
});

describe('ckpt textconv', () => {
  it('is a line a fact, whatever the order of the file', async () => {
    const { code, out } = await ckpt('textconv', 'a.st');
    expect([code, out]).toEqual([
      0,
      `framework = state dict
weights net.b = float32 [2] 80b8fd6d60fa85fd
weights net.w = float32 [3] 8e628779e6a74ee0
`,
    ]);
    expect((await ckpt('textconv', 'same.st')).out).toBe(out);
    expect((await ckpt('textconv', 'moved.st')).out).not.toBe(out);
  });

  it('reads headers only where told to', async () => {
    const { out } = await ckpt('textconv', 'a.st', '--no-hash');
    expect(out).toBe(
      'framework = state dict\nweights net.b = float32 [2]\nweights net.w = float32 [3]\n',
    );
  });

  it('has a training state on its lines', async () => {
    const { out } = await ckpt('textconv', 'last.ckpt');
    expect(out).toContain('\nhyperparameters hidden_dims = [24,8]\n');
    expect(out).toContain('\nprogress epoch = 2\n');
    expect(out).toMatch(/\noptimizers decoder\.0\.bias exp_avg = float32 \[24\] [0-9a-f]{16}\n/);
    expect(out).toContain('\ncallbacks ModelCheckpoint monitor = "val_loss"\n');
  });

  it('is a line that says so where a file is no checkpoint', async () => {
    const { code, out } = await ckpt('textconv', 'text.txt');
    expect([code, out]).toEqual([0, expect.stringMatching(/^unreadable: .*\n$/)]);
    expect((await ckpt('textconv', 'missing.st')).code).toBe(2);
  });
});
