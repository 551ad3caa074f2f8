import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { VERSION } from '../../src/cli/version.ts';
import { text } from '../support/bytes.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';

const LIGHTNING = 'multi-vae-epoch=02-val_loss=17.75.ckpt';
const files = {
  'best.ckpt': fixture(`lightning/${LIGHTNING}`),
  'train.pt': fixture('pytorch/training.pt'),
  'layers.pt': fixture('pytorch/layers.pt'),
  'pointer.ckpt': fixture('malformed/lfs-pointer.ckpt'),
  'half.pt': fixture('malformed/truncated-zip.pt'),
  'note.txt': text('not a checkpoint\n'),
  'model.safetensors.index.json': fixture('safetensors/sharded/model.safetensors.index.json'),
  'model-00001-of-00002.safetensors': fixture(
    'safetensors/sharded/model-00001-of-00002.safetensors',
  ),
  'model-00002-of-00002.safetensors': fixture(
    'safetensors/sharded/model-00002-of-00002.safetensors',
  ),
};

async function ckpt(...argv: string[]) {
  const host = memoryHost(files);
  const exitCode = await run(argv, host);
  expect(host.openCount).toBe(0);
  const { stdout, stderr } = host;
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) };
}

describe('inspect', () => {
  it('shows a checkpoint on one screen', async () => {
    const { exitCode, stdout, stderr } = await ckpt('inspect', 'best.ckpt');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
    expect(stdout.split('\n').length).toBeLessThan(50);
  });

  it('folds numbered layers, and unfolds them with --all', async () => {
    const folded = await ckpt('inspect', 'layers.pt');
    expect(folded.stdout).toMatch(/\{0\.\.47\}/);
    const { stdout } = await ckpt('inspect', 'layers.pt', '--all');
    expect(stdout).not.toMatch(/\{0\.\.47\}|more/);
    expect(stdout).toMatch(/\.47\./);
  });

  it('shows a part of the tree', async () => {
    const { stdout } = await ckpt(
      'inspect',
      'best.ckpt',
      '--path',
      'optimizer_states[0].param_groups[0]',
    );
    expect(stdout).toMatch(/^ *betas +\(0\.9, 0\.999\)$/m);
    expect(stdout).not.toMatch(/state_dict/);
  });

  it('shows the elements of a tensor, and of a slice of one', async () => {
    const whole = await ckpt(
      'inspect',
      'best.ckpt',
      '--path',
      'state_dict["encoder.2.bias"]',
      '--values',
      '100',
    );
    expect(whole.stdout.match(/-?\d\.\d+/g)).toHaveLength(16);
    const row = await ckpt(
      'inspect',
      'best.ckpt',
      '--path',
      'state_dict.encoder.0.weight[0, :3]',
      '--values',
      '3',
    );
    expect(row.stdout).toMatch(/^\[[^,]+,[^,]+,[^,]+\]$/m);
  });

  it('lists tensors, filtered and sorted', async () => {
    const { stdout } = await ckpt(
      'inspect',
      'best.ckpt',
      '--tensors',
      '--filter',
      '*.weight',
      '--filter',
      '!decoder.*',
      '--sort',
      'size',
    );
    const names = stdout.split('\n').flatMap((line) => /^state_dict\.(\S+)/.exec(line)?.[1] ?? []);
    expect(names[0]).toBe('encoder.0.weight');
    expect(names.every((name) => name.endsWith('.weight') && !name.startsWith('decoder'))).toBe(
      true,
    );
  });

  it('prints digests as sha256sum does', async () => {
    const { stdout } = await ckpt('inspect', 'best.ckpt', '--hash', '--filter', 'encoder.*');
    expect(stdout).toMatch(/^[0-9a-f]{64} {2}state_dict\.encoder\.0\.weight$/m);
  });

  it('limits the depth', async () => {
    const { stdout } = await ckpt('inspect', 'best.ckpt', '--depth', '1');
    expect(stdout).not.toMatch(/^ +\S/m);
  });

  it('salvages what is left of a truncated archive', async () => {
    const { exitCode, stdout } = await ckpt('inspect', '--salvage', 'half.pt');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/salvaged: \d+ whole entries/);
  });

  it('opens all shards of an index', async () => {
    const { exitCode, stdout } = await ckpt('inspect', 'model.safetensors.index.json');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sharded checkpoint.*2 shards/);
  });
});

describe('formats for programs', () => {
  it('json has the tree as jq wants it', async () => {
    const { json } = await ckpt('inspect', 'best.ckpt', '--format', 'json');
    const { kind, version, file, tree, tensorCount } = json();
    expect({ kind, version, file }).toEqual({ kind: 'inspection', version: 1, file: 'best.ckpt' });
    expect(tree.hyper_parameters.lr).toBe(0.01);
    expect(tree.state_dict['encoder.2.bias'].$tensor).toMatchObject({ dtype: 'float32' });
    expect(tensorCount).toBeGreaterThan(20);
  });

  it('json lists tensors, with digests and values', async () => {
    const { json } = await ckpt('inspect', 'best.ckpt', '--format', 'json', '--tensors', '--hash');
    expect(json().tensors[0]).toMatchObject({
      path: expect.any(String),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const values = await ckpt(
      'inspect',
      'train.pt',
      '--path',
      'model_state_dict',
      '--format',
      'json',
      '--values',
      '2',
    );
    expect(values.json()).not.toHaveProperty('values');
  });

  it('yaml says the same', async () => {
    const { stdout } = await ckpt(
      'inspect',
      'best.ckpt',
      '--format',
      'yaml',
      '--path',
      'hyper_parameters',
    );
    expect(stdout).toMatch(/^---\n/);
    expect(stdout).toMatch(/^ {2}lr: 0\.01$/m);
  });

  it('writes one document a line, an error in place of what could not be read', async () => {
    const { exitCode, stdout, stderr } = await ckpt(
      'inspect',
      'train.pt',
      'pointer.ckpt',
      'best.ckpt',
      '--format',
      'json',
    );
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(2);
    expect(documents.map(({ file }) => file)).toEqual(['train.pt', 'pointer.ckpt', 'best.ckpt']);
    expect(documents[1].error).toMatchObject({ code: 'unknown-format', kind: 'git-lfs-pointer' });
    expect(stderr).toMatch(/git lfs pull --include pointer\.ckpt/);
  });
});

describe('what goes wrong is said in a sentence, with what to do', () => {
  const cases = [
    [
      ['inspect', 'pointer.ckpt'],
      /^ckpt: pointer\.ckpt: a Git LFS pointer, not the file itself \(which has 101,977,157 bytes\)\n {6}fetch it with: git lfs pull --include pointer\.ckpt\n$/,
    ],
    [
      ['inspect', 'half.pt'],
      /^ckpt: half\.pt @ 0x\w+: the zip archive is cut short: .*\n {6}.*ckpt inspect --salvage half\.pt\n$/,
    ],
    [['inspect', 'none.pt'], /^ckpt: none\.pt: no such file\n$/],
    [['inspect', 'note.txt'], /^ckpt: note\.txt: text, not a checkpoint: "not a checkpoint"\n$/],
    [
      ['inspect', 'best.ckpt', '--path', 'state_dict.nope'],
      /--path: no nope in state_dict.*it has encoder\.0\.weight/,
    ],
    [
      ['inspect', 'best.ckpt', '--values', '3'],
      /--values shows a tensor’s elements: say which with --path/,
    ],
    [
      ['inspect', 'best.ckpt', '--limit', 'pickleBytes=10'],
      /ckpt: best\.ckpt @ 0x0: \d+ bytes in entry .*more than the 10.*\n {6}to allow more: --limit pickleBytes=NUMBER\n/,
    ],
    [
      ['inspect', 'best.ckpt', '--limit', 'cats=10'],
      /--limit takes NAME=NUMBER, where NAME is one of headerBytes/,
    ],
    [['inspekt', 'best.ckpt'], /unknown command 'inspekt'\n\(Did you mean inspect\?\)/],
    [
      ['inspect', '--tensor', 'best.ckpt'],
      /unknown option '--tensor'\n\(Did you mean --tensors\?\)/,
    ],
    [['inspect'], /missing required argument 'file'/],
    [
      ['inspect', 'best.ckpt', '--format', 'xml'],
      /Allowed choices are text, json, typed-json, yaml/,
    ],
    [['inspect', 'best.ckpt', '--depth', 'two'], /It takes a whole number/],
  ] as const;

  for (const [argv, message] of cases) {
    it(`ckpt ${argv.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await ckpt(...argv);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(message);
    });
  }

  it('shows the files that can be read beside one that cannot', async () => {
    const { exitCode, stdout, stderr } = await ckpt('inspect', 'pointer.ckpt', 'train.pt');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/train\.pt/);
    expect(stderr).toMatch(/pointer\.ckpt/);
  });
});

describe('the program itself', () => {
  it('prints its version and its help', async () => {
    expect(await ckpt('--version')).toMatchObject({ exitCode: 0, stdout: `${VERSION}\n` });
    const help = await ckpt('inspect', '--help');
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toMatch(
      /ckpt inspect best\.ckpt --path 'optimizer_states\[0\]\.param_groups\[0\]'/,
    );
  });

  it('colours only what a terminal shows', async () => {
    const host = memoryHost(files, { color: true, width: 80, height: 40 });
    await run(['inspect', 'best.ckpt'], host);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours are made of
    expect(host.stdout).toMatch(/\u001b\[1m/);
    const plain = await ckpt('inspect', 'best.ckpt');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours are made of
    expect(plain.stdout).not.toMatch(/\u001b/);
  });

  for (const width of [40, 80, 120, 200]) {
    it(`keeps to ${width} columns`, async () => {
      for (const args of [[], ['--tensors'], ['--depth', '3'], ['--path', 'callbacks']]) {
        const host = memoryHost(files, { color: false, width, height: 40 });
        expect(await run(['inspect', 'best.ckpt', ...args], host)).toBe(0);
        const longest = Math.max(...host.stdout.split('\n').map((line) => line.length));
        expect(longest).toBeLessThanOrEqual(Math.max(width, 64));
      }
    });
  }
});
