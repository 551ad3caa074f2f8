import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { CkptError, LimitError, MalformedError, TruncatedError } from '../../src/errors.ts';
import { probe } from '../../src/formats/probe.ts';
import { safetensors } from '../../src/formats/safetensors/index.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { DTYPES, type DType } from '../../src/model/dtype.ts';
import { concat, text, u64 } from '../support/bytes.ts';
import {
  kindsOf,
  logged,
  openBytes,
  probeOf,
  safetensorsBytes,
  tensorsIn,
} from '../support/safetensors.ts';

const VECTORS = '../shared/vectors/security-vectors.json';
const CORPUS = '../shared/corpus';

const i32 = { dtype: 'I32', shape: [2, 2], data_offsets: [0, 16] } as const;
const entry = (fields: string) =>
  `{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]${fields}}}`;

async function refusal(bytes: Uint8Array, context = {}): Promise<CkptError> {
  const error = await openBytes(bytes, context).catch((reason: unknown) => reason);
  if (error instanceof CkptError) return error;
  throw error instanceof Error ? error : new Error('it was opened');
}

describe('safetensors', () => {
  it('reads names, dtypes, shapes and where the bytes are', async () => {
    const bytes = safetensorsBytes(
      {
        __metadata__: { format: 'pt', note: 'ü' },
        b: { dtype: 'BF16', shape: [2, 3], data_offsets: [4, 16] },
        a: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
        empty: { dtype: 'I64', shape: [2, 0], data_offsets: [16, 16] },
      },
      16,
    );
    const checkpoint = await openBytes(bytes);

    expect(checkpoint).toMatchObject({
      file: 'm.safetensors',
      byteLength: bytes.length,
      format: { id: 'safetensors', title: 'safetensors' },
      anomalies: [],
    });
    expect([...checkpoint.metadata]).toEqual([
      ['format', 'pt'],
      ['note', 'ü'],
    ]);
    expect(tensorsIn(checkpoint)).toMatchObject([
      ['a', { dtype: 'float32', shape: [], strides: [], device: 'cpu' }],
      ['b', { dtype: 'bfloat16', shape: [2, 3], strides: [3, 1], storageOffset: 0 }],
      ['empty', { dtype: 'int64', shape: [2, 0], storage: { byteLength: 0 } }],
    ]);
    const { storage } = tensorsIn(checkpoint)[1]?.[1] ?? {};
    expect(await storage?.source?.read(0, 12)).toEqual(bytes.subarray(-12));
  });

  it('lists names by code points', async () => {
    const names = ['b', '\u{10000}', '\ue000', 'a', '', 'é', 'B', 'ab'];
    const header = names.map((name) => `${JSON.stringify(name)}:["U8",[0],[0,0]]`).join(',');
    const checkpoint = await openBytes(safetensorsBytes(`{${header}}`));

    expect(tensorsIn(checkpoint).map(([name]) => name)).toEqual([
      ...['', 'B', 'a', 'ab', 'b', 'é', '\ue000', '\u{10000}'],
    ]);
  });

  it('knows every dtype', async () => {
    const spellings: Record<string, DType> = {
      ...{ BOOL: 'bool', U8: 'uint8', I8: 'int8', I16: 'int16', U16: 'uint16', I32: 'int32' },
      ...{ U32: 'uint32', I64: 'int64', U64: 'uint64', F16: 'float16', BF16: 'bfloat16' },
      ...{ F32: 'float32', F64: 'float64', C64: 'complex64', F8_E5M2: 'float8_e5m2' },
      ...{ F8_E4M3: 'float8_e4m3fn', F8_E8M0: 'float8_e8m0fnu', F4: 'float4_e2m1fn_x2' },
      ...{ F8_E4M3FNUZ: 'float8_e4m3fnuz', F8_E5M2FNUZ: 'float8_e5m2fnuz' },
      ...{ F6_E2M3: 'float6_e2m3fn', F6_E3M2: 'float6_e3m2fn' },
    };
    expect(Object.keys(spellings)).toHaveLength(22);
    for (const [spelling, dtype] of Object.entries(spellings)) {
      const { blockBytes } = DTYPES[dtype];
      // The format counts each 4-bit float, torch counts pairs.
      const blockElements = spelling === 'F4' ? 2 : DTYPES[dtype].blockElements;
      const header = {
        t: { dtype: spelling, shape: [blockElements], data_offsets: [0, blockBytes] },
      } as const;
      const [[, tensor] = []] = tensorsIn(await openBytes(safetensorsBytes(header, blockBytes)));
      expect(tensor).toMatchObject({ dtype, storage: { dtype, byteLength: blockBytes } });
    }
  });

  it('gives each tensor a storage of its own', async () => {
    const header = {
      a: { dtype: 'U8', shape: [0], data_offsets: [0, 0] },
      b: { dtype: 'U8', shape: [0], data_offsets: [0, 0] },
    } as const;
    const [[, a] = [], [, b] = []] = tensorsIn(await openBytes(safetensorsBytes(header)));

    expect(a?.storage).not.toBe(b?.storage);
  });

  it('reads the header and not one byte of data', async () => {
    const bytes = safetensorsBytes(
      { w: { dtype: 'U8', shape: [1000], data_offsets: [0, 1000] } },
      1000,
    );
    const source = logged(memorySource('x', bytes));
    await safetensors.open(await probe(source, { limits: DEFAULT_LIMITS }), {
      limits: DEFAULT_LIMITS,
    });

    expect(source.reads).toEqual([
      [0, 16],
      [8, bytes.length - 1000],
    ]);
  });

  it('gives a cut short or a full answer for every beginning of a file', async () => {
    const bytes = safetensorsBytes({ __metadata__: { a: 'é' }, t: i32 }, 16);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(await refusal(bytes.subarray(0, length))).toBeInstanceOf(TruncatedError);
      expect(await refusal(bytes.subarray(0, length)).then(({ kind }) => kind)).toBe(
        length < 8
          ? 'safetensors/header-too-small'
          : length < bytes.length - 16
            ? 'safetensors/invalid-header-length'
            : 'safetensors/metadata-incomplete-buffer',
      );
    }
  });
});

describe('a safetensors file that is refused', () => {
  const refused: readonly [string, Uint8Array, typeof CkptError, string][] = [
    ['nothing at all', new Uint8Array(0), TruncatedError, 'header-too-small'],
    ['a header longer than allowed', concat(u64(1e12), text('{}')), LimitError, 'header-too-large'],
    ['2^64 - 1', concat(u64(2n ** 64n - 1n), text('{}')), LimitError, 'header-too-large'],
    ['a header past the end', concat(u64(9), text('{}')), TruncatedError, 'invalid-header-length'],
    ['no UTF-8', concat(u64(1), Uint8Array.of(0xff)), MalformedError, 'invalid-header'],
    ...(
      [
        ['no JSON', '{]'],
        ['an array', '[]'],
        ['a NUL behind the header', '{}\0'],
        ['two objects of metadata', '{"__metadata__":{},"__metadata__":{}}'],
        ['a number in metadata', '{"__metadata__":{"a":1}}'],
        ['a list as metadata', '{"__metadata__":[]}'],
        ['an entry that is null', '{"t":null}'],
        ['an entry without dtype', '{"t":{"shape":[],"data_offsets":[0,0]}}'],
        ['an unknown dtype', '{"t":{"dtype":"F99","shape":[],"data_offsets":[0,0]}}'],
        ['a dtype in small letters', '{"t":{"dtype":"u8","shape":[],"data_offsets":[0,0]}}'],
        [
          'a dtype of an object with a value',
          '{"t":{"dtype":{"U8":1},"shape":[],"data_offsets":[0,0]}}',
        ],
        ['a list of four', '{"t":["U8",[0],[0,0],1]}'],
        ['the same field twice', entry(',"shape":[2,2]')],
        ['a negative size', '{"t":["U8",[-1],[0,0]]}'],
        ['a minus before zero', '{"t":["U8",[-0],[0,0]]}'],
        ['a size with a point', '{"t":["U8",[0.0],[0,0]]}'],
        ['a size with an exponent', '{"t":["U8",[0e0],[0,0]]}'],
        ['a size of 2^64', '{"t":["U8",[18446744073709551616],[0,0]]}'],
        ['three offsets', '{"t":["U8",[0],[0,0,0]]}'],
        ['a number beyond doubles in an unknown field', entry(',"x":1e400')],
        ['a value 128 levels deep', entry(`,"x":${'['.repeat(126)}${']'.repeat(126)}`)],
      ] as const
    ).map(
      ([what, header]) =>
        [what, safetensorsBytes(header, 16), MalformedError, 'invalid-header-deserialization'] as [
          string,
          Uint8Array,
          typeof CkptError,
          string,
        ],
    ),
    ...(
      [
        ['a first tensor behind the first byte', '{"t":["U8",[1],[1,2]]}', 'invalid-offset'],
        ['a hole', '{"t":["U8",[1],[0,1]],"u":["U8",[1],[2,3]]}', 'invalid-offset'],
        ['an overlap', '{"t":["U8",[2],[0,2]],"u":["U8",[2],[1,3]]}', 'invalid-offset'],
        [
          'an end before the begin',
          '{"t":["U8",[2],[0,2]],"u":["U8",[0],[2,1]]}',
          'invalid-offset',
        ],
        ['2^64 elements', '{"t":["U8",[4294967296,4294967296],[0,0]]}', 'validation-overflow'],
        ['2^64 bits', '{"t":["U8",[2305843009213693952],[0,0]]}', 'validation-overflow'],
        ['12 bits', '{"t":["F4",[3],[0,2]]}', 'misaligned-slice'],
        ['a byte too many', '{"t":["U8",[1],[0,2]]}', 'tensor-invalid-info'],
      ] as const
    ).map(
      ([what, header, problem]) =>
        [what, safetensorsBytes(header, 16), MalformedError, problem] as [
          string,
          Uint8Array,
          typeof CkptError,
          string,
        ],
    ),
  ];
  for (const [what, bytes, type, problem] of refused) {
    it(`has ${what}`, async () => {
      const error = await refusal(bytes);

      expect(error).toBeInstanceOf(type);
      expect(error.kind).toBe(`safetensors/${problem}`);
    });
  }

  it('says how much of it is missing', async () => {
    const bytes = safetensorsBytes({ t: i32 }, 14);
    const error = await refusal(bytes);

    expect(error).toBeInstanceOf(TruncatedError);
    expect(error.finding).toBe(
      `${bytes.length} bytes are there, the header promises ${bytes.length + 2}`,
    );
  });

  it('says how much is behind it', async () => {
    const error = await refusal(safetensorsBytes({ t: i32 }, 21));

    expect(error).not.toBeInstanceOf(TruncatedError);
    expect(error).toMatchObject({ kind: 'safetensors/metadata-incomplete-buffer' });
    expect(error.finding).toContain('5 bytes');
  });

  it('points at the entry that is wrong', async () => {
    const header = '{"t":["U8",[1],[0,1]],"u":["U8",[1],[2,3]]}';

    expect((await refusal(safetensorsBytes(header, 16))).place).toEqual({
      file: 'm.safetensors',
      offset: 8 + header.indexOf('"u"'),
    });
  });

  it('keeps to the limit it is given', async () => {
    const limits = { ...DEFAULT_LIMITS, headerBytes: 10 };

    expect(await refusal(safetensorsBytes({ t: i32 }, 16), { limits })).toBeInstanceOf(LimitError);
  });
});

describe('a safetensors file that is odd', () => {
  const odd: readonly [string, string, readonly unknown[]][] = [
    ['spaces behind the header', `${entry('')}   `, []],
    ['a newline behind the header', `${entry('')} \n`, [{ kind: 'trailing-padding' }]],
    [
      'white space before the header',
      ` \n${entry('')}`,
      [{ kind: 'leading-whitespace', place: { offset: 8 }, data: { count: 2 } }],
    ],
    [
      'an unknown field',
      entry(',"x":{"y":[1]}'),
      [{ kind: 'unknown-field', path: 't', data: { field: 'x' } }],
    ],
    [
      'a value 127 levels deep',
      entry(`,"x":${'['.repeat(125)}${']'.repeat(125)}`),
      [{ kind: 'unknown-field' }],
    ],
    ['an entry as a list', '{"t":["I32",[2,2],[0,16]]}', [{ kind: 'entry-as-list', path: 't' }]],
    [
      'a dtype as an object',
      '{"t":{"dtype":{"I32":null},"shape":[2,2],"data_offsets":[0,16]}}',
      [{ kind: 'dtype-as-object', path: 't' }],
    ],
    [
      'metadata that is null',
      '{"__metadata__":null,"t":["I32",[4],[0,16]]}',
      [{ kind: 'metadata-is-null' }, { kind: 'entry-as-list' }],
    ],
  ];
  for (const [what, header, anomalies] of odd) {
    it(`is opened with ${what}`, async () => {
      const checkpoint = await openBytes(safetensorsBytes(header, 16));

      expect(checkpoint.anomalies).toHaveLength(anomalies.length);
      expect(checkpoint.anomalies).toMatchObject(anomalies);
      expect(tensorsIn(checkpoint).map(([name]) => name)).toEqual(['t']);
    });
  }

  it('has a name twice: the last one counts', async () => {
    const first = '"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}';
    const second = '"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}';
    const checkpoint = await openBytes(safetensorsBytes(`{${first},${second}}`, 16));

    expect(tensorsIn(checkpoint)).toMatchObject([['t', { dtype: 'float32', shape: [4] }]]);
    expect(checkpoint.anomalies).toEqual([
      {
        kind: 'duplicate-key',
        place: { file: 'm.safetensors', offset: 8 + 1 + first.length + 1 },
        path: 't',
        data: { key: 't' },
      },
    ]);
  });

  it('has a key of the metadata twice', async () => {
    const checkpoint = await openBytes(safetensorsBytes('{"__metadata__":{"a":"1","a":"2"}}'));

    expect(checkpoint.metadata.get('a')).toBe('2');
    expect(kindsOf(checkpoint)).toEqual(['duplicate-key']);
  });

  it('has a size that no number can say', async () => {
    const checkpoint = await openBytes(
      safetensorsBytes('{"t":["U8",[0,18446744073709551615],[0,0]]}'),
    );

    expect(kindsOf(checkpoint)).toEqual(['entry-as-list', 'inexact-shape']);
  });
});

describe('a damaged safetensors file that is to be shown', () => {
  const header = {
    a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] },
    b: { dtype: 'U8', shape: [4], data_offsets: [4, 8] },
    z: { dtype: 'U8', shape: [0], data_offsets: [8, 8] },
  } as const;

  it('has no bytes for what is cut off', async () => {
    const bytes = safetensorsBytes(header, 6);
    const checkpoint = await openBytes(bytes, { salvage: true });

    expect(tensorsIn(checkpoint).map(([, { storage }]) => storage?.source === null)).toEqual([
      ...[false, true, false],
    ]);
    expect(checkpoint.anomalies).toEqual([
      {
        kind: 'storage-cut-short',
        place: { file: 'm.safetensors', offset: bytes.length - 2 },
        path: 'b',
        data: { key: 'b', end: bytes.length + 2, byteLength: bytes.length },
      },
    ]);
  });

  it('may go on behind the last tensor', async () => {
    const checkpoint = await openBytes(safetensorsBytes(header, 11), { salvage: true });

    expect(checkpoint.anomalies).toMatchObject([{ kind: 'trailing-bytes', data: { count: 3 } }]);
  });
});

describe('recognizing safetensors', () => {
  const recognized = (bytes: Uint8Array, name = 'x') =>
    safetensors.recognizes(probeOf(memorySource(name, bytes), bytes));

  const yes: readonly [string, Uint8Array, string?][] = [
    ['a file', safetensorsBytes({ t: i32 }, 16)],
    ['a file cut off in its header', safetensorsBytes({ t: i32 }, 16).subarray(0, 20)],
    ['an empty object', safetensorsBytes('{}')],
    ['white space before the object', safetensorsBytes(' \n{"t":["U8",[0],[0,0]]}')],
    ['a length of 2^63', concat(u64(2n ** 63n), text('{"a":'))],
    ['too few bytes with the right name', u64(0), 'x.safetensors'],
    ['an empty file with the right name', new Uint8Array(0), 'x.safetensors'],
  ];
  for (const [what, bytes, name] of yes) {
    it(`takes ${what}`, () => expect(recognized(bytes, name)).toBe(true));
  }

  const no: readonly [string, Uint8Array, string?][] = [
    ['an empty file', new Uint8Array(0)],
    ['too few bytes with another name', u64(0), 'x.pt'],
    ['a short pickle by another name', Uint8Array.of(0x80, 2, 0x4e, 0x2e), 'x.safetensors'],
    ['JSON whose ninth byte is a brace', text('{"root":{"a":1}}'), 'x.safetensors'],
    ['a GGUF file of 123 tensors', concat(text('GGUF'), u64(3).subarray(0, 4), u64(123))],
    ['a header of one byte', concat(u64(1), text('{'))],
    ['text', text('        plain text')],
    ['zeros', new Uint8Array(64)],
    ['spaces after a length', concat(u64(8), text('        '))],
  ];
  for (const [what, bytes, name] of no) {
    it(`leaves ${what}`, () => expect(recognized(bytes, name)).toBe(false));
  }
});

/** By the beginning of the message that the reference reader gives. */
const PROBLEMS = [
  ['header too small', 'header-too-small'],
  ['header too large', 'header-too-large'],
  ['invalid header length', 'invalid-header-length'],
  ['invalid UTF-8 in header', 'invalid-header'],
  ['invalid JSON in header', 'invalid-header-deserialization'],
  ['invalid offset for tensor', 'invalid-offset'],
  ['overflow computing buffer size', 'validation-overflow'],
  ['The slice is slicing for subbytes', 'misaligned-slice'],
  ['invalid shape, data type, or offset', 'tensor-invalid-info'],
  ['incomplete metadata', 'metadata-incomplete-buffer'],
] as const;

describe('agreement with the reference reader', () => {
  it('accepts and refuses the same vectors, for the same reasons', async (context) => {
    if (!existsSync(VECTORS)) {
      process.stdout.write(`skipped: no vectors at ${VECTORS}\n`);
      return context.skip();
    }
    interface Vector {
      readonly id: string;
      readonly hex: string;
      readonly safetensors_0_8_0: string;
    }
    const vectors: Vector[] = JSON.parse(readFileSync(VECTORS, 'utf8')).safetensors;
    const differences: string[] = [];
    for (const { id, hex, safetensors_0_8_0: answer } of vectors) {
      const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const ours = await openBytes(bytes).then(
        () => 'OK',
        (error: CkptError) => String(error.kind),
      );
      const message = answer.replace(/^ERR /, '');
      const problem = PROBLEMS.find(([words]) => message.startsWith(words))?.[1];
      const theirs = answer.startsWith('OK') ? 'OK' : `safetensors/${problem}`;
      if (ours !== theirs) differences.push(`${id}: ${ours}, not ${theirs}`);
    }
    process.stdout.write(
      `safetensors vectors: ${vectors.length} run, ${vectors.length - differences.length} agree\n`,
    );
    expect(differences).toEqual([]);
    expect(vectors.length).toBeGreaterThanOrEqual(106);
  });

  it('sees in the corpus what the goldens say', async (context) => {
    const files = existsSync(CORPUS) ? filesWithGoldens(CORPUS) : [];
    if (files.length === 0) {
      process.stdout.write(`skipped: no safetensors files below ${CORPUS}\n`);
      return context.skip();
    }
    let refused = 0;
    for (const file of files) {
      const golden = JSON.parse(readFileSync(`${file}.golden.json`, 'utf8'));
      const bytes = new Uint8Array(readFileSync(file));
      if (golden.error !== undefined) {
        refused += 1;
        expect(await refusal(bytes), file).toBeInstanceOf(MalformedError);
        continue;
      }
      const checkpoint = await openBytes(bytes);
      expect(checkpoint.anomalies, file).toEqual([]);
      expect(Object.fromEntries(checkpoint.metadata), file).toEqual(golden.root.metadata ?? {});
      const found = tensorsIn(checkpoint).map(async ([name, tensor]) => {
        const { dtype, shape, strides, storage } = tensor;
        const data = (await storage?.source?.read(0, storage.byteLength)) ?? new Uint8Array(0);
        const sha256 = createHash('sha256').update(data).digest('hex');
        return { name, dtype, shape, strides, sha256 };
      });
      const wanted = golden.root.safetensors.map(([name, { tensor }]: GoldenEntry) => {
        const { dtype, shape, strides, sha256 } = tensor;
        return { name, dtype, shape, strides, sha256 };
      });
      expect(await Promise.all(found), file).toEqual(wanted);
    }
    process.stdout.write(
      `safetensors goldens: ${files.length} compared, ${refused} of them refused\n`,
    );
  });
});

type GoldenEntry = [string, { tensor: Record<string, unknown> }];

/** Safetensors by content: some are named otherwise, and some others are named so. */
function filesWithGoldens(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith('.safetensors') && existsSync(`${file}.golden.json`))
    .filter((file) => {
      const bytes = new Uint8Array(readFileSync(file));
      return safetensors.recognizes(probeOf(memorySource(file, bytes), bytes));
    });
}
