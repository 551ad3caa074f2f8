import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../src/model/checkpoint.ts';
import { remarks } from '../../src/model/remarks.ts';
import { anomalyKinds } from '../support/anomaly-kinds.ts';

/** Has a value for whatever a sentence asks for. */
const ANYTHING: Anomaly['data'] = new Proxy({}, { get: () => '7' });

const anomaly = (kind: string, data: Anomaly['data'] = {}): Anomaly => ({
  ...{ kind, place: { file: 'm' }, data },
});

describe('every kind of anomaly', () => {
  it('is found in the sources', () => {
    expect(anomalyKinds.length).toBeGreaterThan(35);
    expect(anomalyKinds).toEqual(
      expect.arrayContaining(['trailing-bytes', 'unknown-persistent-id', 'entry-as-list']),
    );
  });

  for (const kind of anomalyKinds) {
    it(`has a sentence: ${kind}`, () => {
      const [sentence = ''] = remarks([anomaly(kind, ANYTHING)]);

      expect(sentence).not.toBe(kind.replaceAll('-', ' '));
      expect(sentence).toMatch(/^\S.*\S$/);
      expect(sentence).not.toMatch(/undefined|NaN|\[object|\n/);
    });
  }
});

const SENTENCES: readonly (readonly [string, readonly Anomaly[], readonly string[]])[] = [
  ['nothing odd', [], []],
  [
    'one of a kind',
    [anomaly('trailing-bytes', { count: 1500 })],
    ['1.5 kB follow the end, which torch ignores'],
  ],
  [
    'several of a kind, in one sentence',
    [
      anomaly('missing-storage', { record: 'data/0' }),
      anomaly('no-folder'),
      anomaly('missing-storage', { record: 'data/1' }),
    ],
    [
      '2 storages missing: data/0, data/1. torch refuses that',
      'the entries lie in no folder: torch refuses that',
    ],
  ],
  [
    'many of a kind, of which some are named',
    ['a', 'b', 'c', 'd'].map((record) => anomaly('missing-storage', { record })),
    ['4 storages missing: a, b, c, …. torch refuses that'],
  ],
  [
    'names that would act on a terminal',
    [anomaly('repeated-entry', { name: 'a\u001b[2J' })],
    ['two entries named a\\x1b[2J: this shows the one that torch reads'],
  ],
  ['a kind that is not known', [anomaly('brand-new')], ['brand new']],
  [
    'keys of a header',
    [anomaly('duplicate-key', { key: 'a' }), anomaly('duplicate-key', { key: 'b' })],
    ['a, b set twice: the later value counts'],
  ],
  [
    'keys of dicts',
    [anomaly('duplicate-key', { count: 2 }), anomaly('duplicate-key', { count: 1 })],
    ['2 dicts with a key set twice: the later value counts, as in Python'],
  ],
  [
    'shards that are missing, with their tensors',
    [
      anomaly('missing-shard', { shard: 'm-2.safetensors', count: 3 }),
      anomaly('missing-shard', { shard: 'm-3.safetensors', count: 4 }),
    ],
    ['2 shards missing, with 7 tensors: m-2.safetensors, m-3.safetensors'],
  ],
];

describe('what was odd, in sentences', () => {
  for (const [what, anomalies, sentences] of SENTENCES) {
    it(what, () => expect(remarks(anomalies)).toEqual(sentences));
  }
});
