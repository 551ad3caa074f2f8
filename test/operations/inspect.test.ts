import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import type { Anomaly, Checkpoint } from '../../src/model/checkpoint.ts';
import type { Storage, Value } from '../../src/model/value.ts';
import { type InspectOptions, inspect, PathError } from '../../src/operations/inspect.ts';
import { sha256 } from '../support/goldens.ts';
import { logged } from '../support/sources.ts';
import { dict, float, list, storage, tensor } from '../support/values.ts';

const oddity: Anomaly = { kind: 'trailing-bytes', place: { file: 'm' }, data: { count: 5 } };

function checkpoint(root: Value, parts: Partial<Checkpoint> = {}): Checkpoint {
  return {
    file: 'm',
    byteLength: 100,
    format: { id: 'pytorch', title: 'PyTorch checkpoint' },
    root,
    extras: new Map(),
    metadata: new Map(),
    globals: [],
    anomalies: [],
    ...parts,
  };
}

const bytes = Uint8Array.from({ length: 24 }, (_, index) => index);
const weight = tensor([2, 3], { storage: storage(bytes) });
const bias = tensor([3]);
const step = tensor([], { dtype: 'int16', storage: storage(Uint8Array.of(7, 0)) });
const root = dict({
  sd: dict({ 'a.weight': weight, 'a.bias': bias }),
  optimizer: dict({ state: list(dict({ step, exp_avg: bias })) }),
  epoch: 3,
});

const look = (options: InspectOptions = {}, parts: Partial<Checkpoint> = {}) =>
  inspect(checkpoint(root, parts), options);
const pathsOf = async (options: InspectOptions) =>
  (await look(options)).tensors.map(({ path }) => path);

describe('inspect', () => {
  it('answers with the whole tree and its tensors', async () => {
    const report = await look();

    expect(report).toMatchObject({
      ...{ kind: 'inspection', version: 1, path: '', tensorCount: 4, anomalies: [] },
      weights: { sections: ['sd'] },
    });
    expect(report.part).toBe(root);
    expect(report.tensors.map(({ path }) => path)).toEqual([
      ...['sd.a.weight', 'sd.a.bias', 'optimizer.state[0].step', 'optimizer.state[0].exp_avg'],
    ]);
    expect(report).not.toHaveProperty('elements');
    expect(report).not.toHaveProperty('digests');
  });

  it('reads only scalar tensors that the outline shows', async () => {
    const report = await look();

    expect([...report.scalars]).toEqual([[step, 7]]);
    expect((await look({ depth: 1 })).scalars.size).toBe(0);
  });

  it('reads no more than some of very many scalars', async () => {
    const source = logged(memorySource('m', bytes));
    const own: Storage = { ...storage(bytes), source };
    const many = list(...Array.from({ length: 500 }, () => tensor([], { storage: own })));
    const { outline, scalars } = await inspect(checkpoint(many), { all: true });

    expect([outline?.rows.length, scalars.size, source.reads.length]).toEqual([500, 64, 64]);
  });

  it('keeps what was odd about the checkpoint, and does not add to it', async () => {
    const anomalies = [oddity];
    const unreadable = tensor([], { storageOffset: 9, storage: storage(new Uint8Array(1)) });
    const report = await inspect(checkpoint(dict({ unreadable }), { anomalies }), { sha256 });

    expect(report.anomalies.map(({ kind }) => kind)).toEqual([
      ...['trailing-bytes', 'unreadable-tensor', 'unreadable-tensor'],
    ]);
    expect(anomalies).toEqual([oddity]);
  });
});

describe('a path', () => {
  it('leads to a part, whose tensors keep paths that lead to them', async () => {
    const report = await look({ path: 'optimizer.state' });

    expect(report).toMatchObject({ path: 'optimizer.state', tensorCount: 2 });
    expect(report.tensors.map(({ path }) => path)).toEqual([
      ...['optimizer.state[0].step', 'optimizer.state[0].exp_avg'],
    ]);
    expect(report.outline?.rows.map(({ depth, label }) => `${depth} ${label}`)[0]).toMatch(/^0 /);
  });

  it('may lead to a tensor, or to a slice of one', async () => {
    expect(await pathsOf({ path: 'sd.a.weight' })).toEqual(['sd.a.weight']);
    expect(await pathsOf({ path: 'sd.a.weight[0]' })).toEqual(['sd.a.weight[0]']);
    expect((await look({ path: 'epoch' })).part).toBe(3);
  });

  const extras = new Map<string, Value>([
    ['constants', list(float(1), dict({ x: weight }))],
    ['constants.old', dict({ y: 5 })],
    ['class sources', dict({ 'a.B': 'class B' })],
  ]);
  const inExtras: readonly (readonly [string, Value])[] = [
    ['constants', extras.get('constants') ?? null],
    ['constants[0]', float(1)],
    ['constants[1].x', weight],
    ['constants.old.y', 5],
    ['class sources.a.B', 'class B'],
    ["class sources['a.B']", 'class B'],
  ];
  for (const [path, value] of inExtras) {
    it(`may lead beside the tree: ${path}`, async () => {
      expect((await look({ path }, { extras })).part).toEqual(value);
    });
  }

  it('that leads nowhere is the caller’s mistake', async () => {
    for (const [path, step] of [
      ['sd.a.wait', 'a'],
      ['nope', 'nope'],
      ['constants[9]', 'constants'],
      ['constantsx', 'constantsx'],
    ] as const) {
      const error = await look({ path }, { extras }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PathError);
      expect((error as PathError).deadEnd).toMatchObject({ step });
    }
  });
});

describe('a filter', () => {
  it('chooses among the tensors, and counts all', async () => {
    const report = await look({ filter: ({ name }) => name.endsWith('bias') });

    expect(report.tensors.map(({ name }) => name)).toEqual(['a.bias']);
    expect(report.tensorCount).toBe(4);
    expect(report.weights.parameterCount).toBe((await look()).weights.parameterCount);
  });

  it('sees whole paths', async () => {
    expect(
      await pathsOf({ path: 'optimizer', filter: ({ path }) => /^optimizer\..*step$/.test(path) }),
    ).toEqual(['optimizer.state[0].step']);
  });
});

describe('values', () => {
  it('are the first elements of the part', async () => {
    const { elements } = await look({ path: 'sd.a.weight[1]', values: 2 });

    expect(elements).toEqual({ dtype: 'uint8', shape: [3], values: [3, 4], elementCount: 3 });
  });

  it('are none of a part that has no elements', async () => {
    expect(await look({ path: 'sd', values: 2 })).not.toHaveProperty('elements');
  });
});

describe('digests', () => {
  const digested = async (options: InspectOptions) => [
    ...((await look({ sha256, ...options })).digests?.keys() ?? []),
  ];
  const own = storage(bytes);
  const extras = new Map<string, Value>([['constants', list(weight)]]);

  it('are of everything in the file', async () => {
    expect(await digested({})).toEqual([weight, bias, step]);
    const { digests } = await inspect(checkpoint(dict({ own }), { extras }), { sha256 });
    expect([...(digests?.keys() ?? [])]).toEqual([own, weight]);
  });

  it('are of the part, or of what passes the filter', async () => {
    expect(await digested({ path: 'optimizer' })).toEqual([step, bias]);
    expect(await digested({ filter: ({ name }) => name === 'a.weight' })).toEqual([weight]);
    expect(await digested({ path: 'sd', filter: () => false })).toEqual([]);
  });
});
