import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ByteSource, byteSource, memorySource } from '../../src/bytes/source.ts';
import { CkptError, MalformedError, SourceError, UnsupportedError } from '../../src/errors.ts';
import type { OpenContext } from '../../src/formats/format.ts';
import { probe } from '../../src/formats/probe.ts';
import { pytorch } from '../../src/formats/pytorch/index.ts';
import { safetensors } from '../../src/formats/safetensors/index.ts';
import { shardIndex } from '../../src/formats/safetensors-index.ts';
import { unnamedShards } from '../../src/formats/shards/numbering.ts';
import { isSiblingName } from '../../src/formats/shards/sibling-name.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Anomaly, Checkpoint } from '../../src/model/checkpoint.ts';
import { text } from '../support/bytes.ts';
import { kindsOf, probeOf, safetensorsBytes, tensorsIn } from '../support/safetensors.ts';

const CORPUS = '../shared/corpus/hf';
const INDEX = 'model.safetensors.index.json';

const format = shardIndex(async (source, context) => {
  const probed = await probe(source, context);
  const found = [safetensors, pytorch, format].find((shard) => shard.recognizes(probed));
  if (found === undefined) throw new MalformedError('no shard', { file: source.name });
  return found.open(probed, context);
});

type Files = Readonly<Record<string, Uint8Array | string | undefined>>;

function sibling(files: Files) {
  return async (name: string): Promise<ByteSource> => {
    const content = files[name];
    if (content === undefined) throw new SourceError('no such file', { file: name });
    return memorySource(name, typeof content === 'string' ? text(content) : content);
  };
}

async function openIndex(
  index: unknown,
  files: Files = {},
  context: Partial<OpenContext> = {},
): Promise<Checkpoint> {
  const bytes = text(typeof index === 'string' ? index : JSON.stringify(index));
  const openSibling = sibling(files);
  return format.open(probeOf(memorySource(INDEX, bytes), bytes), {
    limits: DEFAULT_LIMITS,
    openSibling,
    ...context,
  });
}

const u8 = (begin: number, length: number) => ({
  dtype: 'U8',
  shape: [length],
  data_offsets: [begin, begin + length] as const,
});
const one = safetensorsBytes({ __metadata__: { format: 'pt' }, a: u8(0, 2), b: u8(2, 3) }, 5);
const two = safetensorsBytes({ c: u8(0, 4) }, 4);
const files = { one, two };
const weightMap = { c: 'two', a: 'one', b: 'one' };

const names = (checkpoint: Checkpoint) => tensorsIn(checkpoint).map(([name]) => name);

async function refusal(index: unknown, context: Partial<OpenContext> = {}): Promise<CkptError> {
  const error = await openIndex(index, files, context).catch((reason: unknown) => reason);
  if (error instanceof CkptError) return error;
  throw error instanceof Error ? error : new Error('it was opened');
}

describe('an index of shards', () => {
  it('has the tensors of all shards, in its own order', async () => {
    const index = { metadata: { total_size: 9, note: 'x' }, weight_map: weightMap };
    const checkpoint = await openIndex(index, files);

    expect(names(checkpoint)).toEqual(['c', 'a', 'b']);
    expect(checkpoint).toMatchObject({
      file: INDEX,
      byteLength: JSON.stringify(index).length + one.length + two.length,
      format: { id: 'shard-index', notes: ['2 shards', 'safetensors'] },
      anomalies: [],
    });
    expect(Object.fromEntries(checkpoint.metadata)).toEqual({
      total_size: '9',
      note: 'x',
      format: 'pt',
    });
    const sources = tensorsIn(checkpoint).map(([, { storage }]) => storage?.source?.name);
    expect(sources).toEqual(['two', 'one', 'one']);
  });

  it('may have names that objects have of their own', async () => {
    const shard = safetensorsBytes('{"__proto__":["U8",[1],[0,1]]}', 1);
    const checkpoint = await openIndex('{"weight_map":{"__proto__":"one"}}', { one: shard });

    expect(names(checkpoint)).toEqual(['__proto__']);
  });

  it('keeps what it says of itself in its own words', async () => {
    const json =
      '{"metadata":{"total_size":9.0,"a":{"b":[1e2,null,true,"\\u00e9"]}},"weight_map":{}}';
    const checkpoint = await openIndex(json);

    expect([...checkpoint.metadata]).toEqual([
      ['total_size', '9.0'],
      ['a', '{"b":[1e2,null,true,"é"]}'],
    ]);
  });

  const disagreements: readonly [string, unknown, Files, string[], Anomaly['data'], string][] = [
    [
      'a tensor that no shard holds',
      { weight_map: { ...weightMap, ghost: 'one' } },
      files,
      ['c', 'a', 'b'],
      { tensor: 'ghost', shard: 'one' },
      'tensor-not-in-shard',
    ],
    [
      'a tensor in another shard',
      { weight_map: { ...weightMap, a: 'two' } },
      files,
      ['c', 'b'],
      { tensor: 'a', shard: 'two', foundIn: 'one' },
      'tensor-not-in-shard',
    ],
    [
      'a tensor that it does not list',
      { weight_map: { c: 'two', a: 'one' } },
      files,
      ['c', 'a'],
      { tensor: 'b', shard: 'one' },
      'unlisted-tensor',
    ],
    [
      'a tensor in two shards',
      { metadata: { total_size: 9 }, weight_map: { ...weightMap, d: 'three' } },
      { ...files, three: safetensorsBytes({ a: u8(0, 2), d: u8(2, 0) }, 2) },
      ['c', 'a', 'b', 'd'],
      { tensor: 'a', shard: 'three', alsoIn: 'one' },
      'tensor-in-two-shards',
    ],
    [
      'another size than the tensors have',
      { metadata: { total_size: 10 }, weight_map: weightMap },
      files,
      ['c', 'a', 'b'],
      { index: 10, found: 9 },
      'total-size',
    ],
    [
      'a shard that is not there',
      { metadata: { total_size: 9 }, weight_map: weightMap },
      { two },
      ['c'],
      { shard: 'one', count: 2, tensors: 'a, b', finding: 'one: no such file' },
      'missing-shard',
    ],
    [
      'a shard that cannot be opened',
      { metadata: { total_size: 9 }, weight_map: weightMap },
      { one, two: two.subarray(0, -1) },
      ['a', 'b'],
      {
        shard: 'two',
        count: 1,
        tensors: 'c',
        finding: `two @ 0x${(two.length - 1).toString(16)}: ${two.length - 1} bytes are there, the header promises ${two.length}`,
        problem: 'safetensors/metadata-incomplete-buffer',
      },
      'broken-shard',
    ],
  ];
  for (const [what, index, content, tensors, data, kind] of disagreements) {
    it(`may have ${what}`, async () => {
      const checkpoint = await openIndex(index, content);

      expect(names(checkpoint)).toEqual(tensors);
      expect(checkpoint.anomalies).toMatchObject([{ kind, data }]);
      expect(checkpoint.anomalies[0]?.data).toEqual(data);
    });
  }

  it('says where in the index the trouble is', async () => {
    const json = '{"weight_map": {"a": "nowhere"}}';
    const [anomaly] = (await openIndex(json)).anomalies;

    expect(anomaly?.place).toEqual({ file: INDEX, offset: json.indexOf('"nowhere"') });
  });

  it('opens no file that is not beside it', async () => {
    const asked: string[] = [];
    const openSibling = async (name: string) => {
      asked.push(name);
      return memorySource(name, one);
    };
    const checkpoint = await openIndex(
      { weight_map: { a: 'one', x: '../../etc/passwd', y: '/etc/passwd' } },
      files,
      { openSibling },
    );

    expect(asked).toEqual(['one']);
    expect(kindsOf(checkpoint)).toEqual(['shard-escapes', 'shard-escapes', 'unlisted-tensor']);
    expect(checkpoint.anomalies[0]?.data).toEqual({
      shard: '../../etc/passwd',
      count: 1,
      tensors: 'x',
    });
  });

  it('may name itself as a shard', async () => {
    const json = JSON.stringify({ weight_map: { a: INDEX } });
    const checkpoint = await openIndex(json, { [INDEX]: json });

    expect(checkpoint.anomalies).toMatchObject([
      { kind: 'broken-shard', data: { problem: 'no-siblings' } },
    ]);
  });

  it('shows what is left of a broken shard where that is wanted', async () => {
    const content = { one, two: two.subarray(0, -1) };
    const checkpoint = await openIndex({ weight_map: weightMap }, content, { salvage: true });

    expect(names(checkpoint)).toEqual(['c', 'a', 'b']);
    expect(kindsOf(checkpoint)).toEqual(['storage-cut-short']);
  });

  it('is not to blame for bytes that could not be had', async () => {
    const openSibling = async (name: string) =>
      byteSource(name, 100, async () => {
        throw new SourceError('connection lost', { file: name });
      });

    await expect(
      openIndex({ weight_map: weightMap }, files, { openSibling }),
    ).rejects.toBeInstanceOf(SourceError);
  });

  it('is opened with many shards, in order', async () => {
    const count = 30;
    const many = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `s${i}`,
        safetensorsBytes({ [`t${i}`]: u8(0, 1) }, 1),
      ]),
    );
    const map = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, `s${i}`]));
    const checkpoint = await openIndex({ weight_map: map }, many);

    expect(names(checkpoint)).toEqual(Object.keys(map));
    expect(checkpoint.anomalies).toEqual([]);
  });
});

describe('an index that is refused', () => {
  const refused: readonly [string, string, number][] = [
    ['no JSON', '{"weight_map": {', 16],
    ['an array', '["weight_map"]', 0],
    ['no weight_map', '{"metadata": {}}', 0],
    ['a list as weight_map', '{"weight_map": []}', 15],
    ['a number as a file name', '{"weight_map": {"a": 1}}', 21],
  ];
  for (const [what, json, offset] of refused) {
    it(`has ${what}`, async () => {
      const error = await refusal(json);

      expect(error).toBeInstanceOf(MalformedError);
      expect(error.place).toEqual({ file: INDEX, offset });
    });
  }

  it('is alone', async () => {
    const bytes = text(JSON.stringify({ weight_map: weightMap }));
    const opened = format.open(probeOf(memorySource(INDEX, bytes), bytes), {
      limits: DEFAULT_LIMITS,
    });

    await expect(opened).rejects.toBeInstanceOf(UnsupportedError);
  });

  it('is longer than a header may be', async () => {
    const limits = { ...DEFAULT_LIMITS, headerBytes: 10 };

    expect(await refusal({ weight_map: weightMap }, { limits })).toMatchObject({ code: 'limit' });
  });
});

describe('recognizing an index', () => {
  const recognized = (json: string, name = 'x', headLength = 4096) => {
    const bytes = text(json);
    const source = memorySource(name, bytes);
    return format.recognizes({ source, head: bytes.subarray(0, headLength) });
  };

  it('goes by its key', () => {
    expect(recognized('\n{"metadata":{},"weight_map":{}}')).toBe(true);
    expect(recognized('{"weight_map": {')).toBe(true);
    expect(recognized('{"weights": {}}', INDEX)).toBe(false);
    expect(recognized('["weight_map"]', INDEX)).toBe(false);
  });

  it('trusts the name where the beginning is full of metadata', () => {
    const json = `{"metadata":{"x":"${'x'.repeat(100)}"},"weight_map":{}}`;

    expect(recognized(json, INDEX, 50)).toBe(true);
    expect(recognized(json, 'x.json', 50)).toBe(false);
  });
});

describe('the name of a shard', () => {
  const good = ['a', 'model-00001-of-00003.safetensors', '.hidden', 'ä b', '100%', 'a.b.c'];
  const bad = [
    ...['', '.', '..', '../a', 'a/b', '/a', 'a/', './a', 'a\\b', '..\\a', '\\\\host\\a'],
    ...['C:a', 'C:\\a', 'http://x/a', 'file:a', 'a\0', 'a\n', '%2e%2e', '%2E.', '..%2fa', 'a%5Cb'],
  ];
  for (const name of good) it(`is ${name}`, () => expect(isSiblingName(name)).toBe(true));
  for (const name of bad) {
    it(`is not ${JSON.stringify(name)}`, () => expect(isSiblingName(name)).toBe(false));
  }
});

describe('shards that the index does not name', () => {
  const shard = (number: string, total = '00003') => `m-${number}-of-${total}.bin`;

  it('are those whose numbers are left out', () => {
    expect(unnamedShards(new Set([shard('00001'), shard('00003'), 'x']))).toEqual([shard('00002')]);
    expect(unnamedShards(new Set(['x', 'm-1-of-3.bin']))).toEqual([]);
  });

  it('are not looked for where there would be too many', () => {
    expect(unnamedShards(new Set([shard('00001', '999999')]))).toEqual([]);
    // Nor a thousand series that each are short enough.
    const series = Array.from(
      { length: 1000 },
      (_, index) => `${index}-${shard('00001', '02000')}`,
    );
    expect(unnamedShards(new Set(series)).length).toBeLessThanOrEqual(2008);
  });

  it('are searched for what is missing', async () => {
    const index = {
      metadata: { total_size: 9 },
      weight_map: { a: shard('00001'), c: shard('00001') },
    };
    const content = { [shard('00001')]: one, [shard('00003')]: two };
    const checkpoint = await openIndex(index, content);

    expect(names(checkpoint)).toEqual(['a']);
    expect(checkpoint.byteLength).toBe(JSON.stringify(index).length + one.length);
    expect(checkpoint.anomalies.map(({ kind, data }) => [kind, data])).toEqual([
      ['tensor-not-in-shard', { tensor: 'c', shard: shard('00001'), foundIn: shard('00003') }],
      ['unlisted-tensor', { tensor: 'b', shard: shard('00001') }],
    ]);
  });
});

describe('the indexes of the corpus', () => {
  const ghost = 'model.ghost.weight';
  const cases: readonly [string, number, readonly string[], string?][] = [
    ['sharded', 21, []],
    ['bin_sharded', 29, []],
    ['index_extra_tensor', 21, ['tensor-not-in-shard'], ghost],
    ['index_wrong_shard', 20, ['tensor-not-in-shard'], 'model-00003-of-00003.safetensors'],
    ['index_unlisted_tensor', 20, ['unlisted-tensor'], 'lm_head.weight'],
    ['index_missing_shard', 8, ['missing-shard'], 'model-00002-of-00003.safetensors'],
    ['index_traversal', 20, ['shard-escapes'], '../../../etc/passwd'],
    ['index_absolute', 20, ['shard-escapes'], '/etc/passwd'],
    ['index_total_size', 21, ['total-size'], '27944'],
    ['shard_truncated', 14, ['broken-shard'], 'model-00001-of-00003.safetensors'],
    ['shard_duplicate', 21, ['tensor-in-two-shards']],
  ];

  it('are opened with what the corpus says is wrong with them', async (context) => {
    if (!existsSync(CORPUS)) {
      process.stdout.write(`skipped: no indexes below ${CORPUS}\n`);
      return context.skip();
    }
    for (const [folder, count, kinds, told = ''] of cases) {
      const file = folder === 'bin_sharded' ? 'pytorch_model.bin.index.json' : INDEX;
      const bytes = new Uint8Array(readFileSync(join(CORPUS, folder, file)));
      const openSibling = async (name: string) => {
        const path = join(CORPUS, folder, name);
        if (!existsSync(path)) throw new SourceError('no such file', { file: name });
        return memorySource(name, new Uint8Array(readFileSync(path)));
      };
      const probed = await probe(memorySource(file, bytes), { limits: DEFAULT_LIMITS });
      expect(format.recognizes(probed), folder).toBe(true);
      const checkpoint = await format.open(probed, { limits: DEFAULT_LIMITS, openSibling });
      expect(kindsOf(checkpoint), folder).toEqual(kinds);
      expect(tensorsIn(checkpoint), folder).toHaveLength(count);
      expect(JSON.stringify(checkpoint.anomalies), folder).toContain(told);
    }
    process.stdout.write(`shard indexes: ${cases.length} opened as the corpus says\n`);
  });
});
