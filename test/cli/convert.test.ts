import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { utf8Text } from '../../src/bytes/text.ts';
import { run } from '../../src/cli/run.ts';
import { valueAt } from '../../src/model/path.ts';
import { isKind, type Value } from '../../src/model/value.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { open } from '../../src/operations/open.ts';
import { bytesOf, checkpointOf } from '../support/converted.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';
import { dict, tensor } from '../support/values.ts';

const LIGHTNING = 'lightning/last.ckpt';
const FILES = { 'best.ckpt': fixture(LIGHTNING) };

async function convert(args: string, files: Readonly<Record<string, Uint8Array>> = FILES) {
  const host = memoryHost(files);
  const exitCode = await run(['convert', ...args.split(' ')], host);
  const { stdout, stderr, written, openCount } = host;
  expect(openCount).toBe(0);
  return { exitCode, stdout, stderr, written };
}

/** The tree of what was written under a name. */
async function rootOf(written: ReadonlyMap<string, Uint8Array>, name: string): Promise<Value> {
  const { root } = await open(memorySource(name, written.get(name) ?? new Uint8Array()), {
    openSibling: async (sibling) => memorySource(sibling, written.get(sibling) ?? new Uint8Array()),
  });
  return root;
}

const at = (root: Value, path: string) => {
  const found = valueAt(root, path);
  return 'value' in found ? found.value : undefined;
};
const keysOf = (value: Value | undefined) =>
  isKind(value, 'mapping') ? [...value.entries.keys()] : [];

describe('convert', () => {
  it('takes the weights, and says what it leaves', async () => {
    const { exitCode, stdout, stderr, written } = await convert('best.ckpt best.safetensors');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('wrote best.safetensors · 8 tensors');
    expect(stdout).toContain('optimizer_states');
    const root = await rootOf(written, 'best.safetensors');
    expect(keysOf(root)).toContain('encoder.0.weight');
    expect(keysOf(root)).toHaveLength(8);
  });

  it('keeps a Lightning checkpoint one, without its optimizer', async () => {
    const { written } = await convert('best.ckpt small.ckpt --drop optimizer,schedulers');
    const root = await rootOf(written, 'small.ckpt');
    const before = await rootOf(new Map([['x', FILES['best.ckpt']]]), 'x');
    const dropped = ['optimizer_states', 'lr_schedulers'];
    expect(keysOf(root)).toEqual(keysOf(before).filter((key) => !dropped.includes(String(key))));
    expect(at(root, 'hyper_parameters.num_items')).toBe(40);
  });

  it('says before what it would do, and does nothing', async () => {
    const { exitCode, stdout, written } = await convert(
      'best.ckpt best.safetensors --dtype bf16 --dry-run',
    );
    expect({ exitCode, count: written.size }).toEqual({ exitCode: 0, count: 0 });
    expect(stdout).toContain('would write best.safetensors');
    expect(stdout).toContain('8 tensors float32 → bfloat16 · 5.2 kB');
  });

  it('replaces nothing unless told to, and never the input', async () => {
    const files = { ...FILES, 'out.npz': Uint8Array.of(1) };
    const refused = await convert('best.ckpt out.npz', files);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('there is one already');
    expect(await convert('best.ckpt out.npz --force', files)).toMatchObject({ exitCode: 0 });
    const itself = await convert('best.ckpt best.ckpt --force', files);
    expect(itself).toMatchObject({ exitCode: 2 });
    expect(itself.stderr).toContain('is what is read');
    expect(itself.written.size).toBe(0);
  });

  it('chooses and renames, and refuses two tensors of one name', async () => {
    const { written } = await convert(
      'best.ckpt a.safetensors --include *.weight --exclude decoder.* --strip-prefix encoder. --rename (\\d)\\.weight=>w$1 --add-prefix net.',
    );
    expect(keysOf(await rootOf(written, 'a.safetensors'))).toEqual(['net.w0', 'net.w2']);
    const refused = await convert('best.ckpt a.safetensors --rename (encoder|decoder)=>x');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('encoder.0.bias and decoder.0.bias would both have this name');
    expect(refused.written.size).toBe(0);
  });

  it('strips prefixes and nothing inside of names', async () => {
    const root = dict({ 'model.a': tensor([1]), 'x.model.b': tensor([1]) });
    const [file] = planConversion(checkpointOf(root), { target: 'safetensors', stem: 'x' }).files;
    const bytes = file ? await bytesOf(file) : new Uint8Array();
    const { written } = await convert('in.safetensors out.safetensors --strip-prefix model.', {
      'in.safetensors': bytes,
    });
    expect(keysOf(await rootOf(written, 'out.safetensors')).sort()).toEqual(['a', 'x.model.b']);
  });

  it('takes rules of names from a file', async () => {
    const rules = new TextEncoder().encode('# ours to theirs\n^encoder=>enc\n\n^decoder=>dec\n');
    const { written } = await convert('best.ckpt a.pt --select state_dict --rename rules.txt', {
      ...FILES,
      'rules.txt': rules,
    });
    const root = await rootOf(written, 'a.pt');
    expect(keysOf(root)[0]).toBe('enc.0.weight');
    expect(isKind(root, 'mapping') && keysOf(at(root.attributes ?? null, '_metadata'))).toContain(
      'dec.2',
    );
  });

  it('changes, adds and removes values', async () => {
    const { stdout, written } = await convert(
      'best.ckpt a.ckpt --set hyper_parameters.num_items=6807 --set hyper_parameters.name=net --set epoch=1.5 --unset lr_schedulers',
    );
    const root = await rootOf(written, 'a.ckpt');
    expect(at(root, 'hyper_parameters.num_items')).toBe(6807);
    expect(at(root, 'hyper_parameters.name')).toBe('net');
    expect(at(root, 'epoch')).toEqual({ kind: 'float', value: 1.5 });
    expect(keysOf(root)).not.toContain('lr_schedulers');
    expect(stdout).toContain('hyper_parameters.num_items = 6807 (was 40)');
    expect(await convert('best.ckpt a.ckpt --unset no.such')).toMatchObject({ exitCode: 2 });
  });

  it('casts all but what is to be kept', async () => {
    const { written } = await convert('best.ckpt a.ckpt --dtype f16 --keep-dtype *.bias');
    const root = await rootOf(written, 'a.ckpt');
    expect(at(root, 'state_dict["encoder.0.weight"]')).toMatchObject({ dtype: 'float16' });
    expect(at(root, 'state_dict["encoder.0.bias"]')).toMatchObject({ dtype: 'float32' });
    // Not the state of the optimizer.
    expect(at(root, 'optimizer_states[0].state[0].exp_avg')).toMatchObject({ dtype: 'float32' });
  });

  it('splits, and joins again', async () => {
    const split = await convert('best.ckpt m.safetensors --shard-size 4KB --check');
    expect(split.exitCode).toBe(0);
    expect([...split.written.keys()].sort()).toEqual([
      'm-00001-of-00003.safetensors',
      'm-00002-of-00003.safetensors',
      'm-00003-of-00003.safetensors',
      'm.safetensors.index.json',
    ]);
    const files = Object.fromEntries(split.written);
    const direct = await convert('best.ckpt one.safetensors');
    const joined = await convert('m.safetensors.index.json one.safetensors', files);
    expect(joined.written.get('one.safetensors')).toEqual(direct.written.get('one.safetensors'));
    const shards = [1, 2, 3].map((number) => `m-0000${number}-of-00003.safetensors`).join(' ');
    expect(await convert(`${shards} one.safetensors`, files)).toMatchObject({ exitCode: 2 });
    const merged = await convert(`${shards} one.safetensors --merge`, files);
    expect(merged.written.get('one.safetensors')).toEqual(direct.written.get('one.safetensors'));
  });

  it('puts metadata and hyperparameters into the header', async () => {
    const { written } = await convert(
      'best.ckpt a.safetensors --metadata author=me --hyperparameters-as-metadata',
    );
    const { metadata } = await open(
      memorySource('a', written.get('a.safetensors') ?? new Uint8Array()),
    );
    expect(Object.fromEntries(metadata)).toMatchObject({
      format: 'pt',
      author: 'me',
      num_items: '40',
      hidden_dims: '[24,8]',
    });
  });

  it('checks what it wrote, in every form', async () => {
    for (const name of ['a.safetensors', 'a.ckpt', 'a.npz']) {
      const { exitCode, stdout } = await convert(`best.ckpt ${name} --check --dtype f16`);
      expect(exitCode, name).toBe(0);
      expect(stdout).toContain('every tensor is what it was');
    }
  });

  it('writes summaries without tensors', async () => {
    for (const [name, text] of [
      ['a.json', '"hyper_parameters"'],
      ['a.yaml', 'hyper_parameters:'],
      [
        'a.ndjson',
        '{"path":"state_dict.encoder.0.weight","name":"encoder.0.weight","dtype":"float32","shape":[24,40],"bytes":3840}\n',
      ],
      ['a.csv', 'state_dict.encoder.0.weight,float32,24x40,3840'],
      ['a.md', '| `state_dict.encoder.0.weight` | float32 | [24, 40] | 3.8 kB |'],
    ] as const) {
      const { exitCode, written } = await convert(`best.ckpt ${name}`);
      expect(exitCode, name).toBe(0);
      expect(utf8Text(written.get(name) ?? new Uint8Array()), name).toContain(text);
    }
  });

  it('refuses what makes no sense, in a sentence', async () => {
    for (const [args, message] of [
      ['best.ckpt', 'what to read and what to write'],
      ['best.ckpt out', '--to'],
      ['best.ckpt out.npz --shard-size 5GB', '--shard-size is of safetensors'],
      ['best.ckpt out.safetensors --shard-size many', '--shard-size takes a size'],
      ['best.ckpt out.safetensors --ema --raw', 'take one'],
      ['best.ckpt out.safetensors --ema', 'no averaged weights in it'],
      ['best.ckpt out.safetensors --select no.such', 'no no in the checkpoint'],
      ['best.ckpt out.safetensors --set nothing', '--set takes PATH=VALUE'],
      ['best.ckpt out.safetensors --rename (=>x', '--rename'],
      ['best.ckpt out.safetensors --drop wings', 'no such part'],
      ['best.ckpt out.safetensors --include nothing', 'no tensor has a name'],
      ['none.ckpt out.safetensors', 'no such file'],
    ] as const) {
      const { exitCode, stderr, written } = await convert(args);
      expect({ args, exitCode, count: written.size }).toEqual({ args, exitCode: 2, count: 0 });
      expect(stderr, args).toContain(message);
    }
  });
});
