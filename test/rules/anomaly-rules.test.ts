import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../src/model/checkpoint.ts';
import { remarks } from '../../src/model/remarks.ts';
import { rules } from '../../src/rules/index.ts';
import type { Severity } from '../../src/rules/rule.ts';
import { anomalyKinds } from '../support/anomaly-kinds.ts';
import { checkpointOf, ruleNamed, testRule } from '../support/rules.ts';

/** The rule of each kind of anomaly, with values as a reader notes them. */
const RULES: readonly (readonly [string, kind: string, Anomaly['data'], Severity])[] = [
  [
    'file/wrong-extension',
    'wrong-extension',
    { extension: '.safetensors', title: 'PyTorch' },
    'warning',
  ],
  ['file/trailing-bytes', 'trailing-bytes', { count: 1500 }, 'warning'],
  ['file/duplicate-key', 'duplicate-key', { key: 'w' }, 'warning'],
  ['file/salvaged', 'salvaged', { entries: 3 }, 'error'],
  ['zip/displaced-directory', 'displaced-directory', { by: 120 }, 'error'],
  ['zip/no-folder', 'no-folder', {}, 'error'],
  [
    'zip/outside-folder',
    'entry-outside-folder',
    { count: 2, prefix: 'archive/', name: '__MACOSX/x' },
    'error',
  ],
  ['zip/duplicate-name', 'repeated-entry', { name: 'archive/data.pkl' }, 'error'],
  ['zip/no-checksums', 'no-checksums', {}, 'note'],
  ['zip/crc-mismatch', 'crc-mismatch', { entry: 'archive/data.pkl' }, 'error'],
  ['torch/no-version', 'no-version-record', {}, 'error'],
  ['torch/newer-version', 'unknown-version', { version: '99', newest: 10 }, 'error'],
  ['torch/unknown-byte-order', 'unknown-byte-order', { byteOrder: 'BIG' }, 'error'],
  ['torch/skipped-data', 'skipped-data', {}, 'warning'],
  ['torch/missing-storage', 'missing-storage', { record: 'data/1', byteLength: 192 }, 'error'],
  ['torch/storage-size', 'storage-size', { record: 'data/1', found: 8, byteLength: 192 }, 'error'],
  [
    'torch/storage-cut-short',
    'storage-cut-short',
    { key: '3', end: 100, byteLength: 192 },
    'error',
  ],
  ['torch/unreferenced-storage', 'unreferenced-storage', { key: '3' }, 'warning'],
  ['torch/unused-storages', 'unused-storages', { count: 2, byteLength: 4000 }, 'note'],
  ['torch/untyped-storage', 'torch-cannot-load-untyped', { key: '3' }, 'error'],
  ['torch/pickle-protocol', 'text-persistent-id', {}, 'error'],
  ['torch/broken-nested-storage', 'broken-nested-stream', {}, 'error'],
  ['torch/unread-code', 'unread-code', { finding: 'the code is too long' }, 'note'],
  ['pickle/breaks-off', 'pickle-breaks-off', { finding: 'the pickle ends too early' }, 'error'],
  ['pickle/trailing-bytes', 'bytes-after-pickle', { count: 12, in: 'data.pkl' }, 'warning'],
  ['pickle/unknown-reference', 'unknown-persistent-id', {}, 'error'],
  ['tensor/outside-storage', 'view-outside-storage', { needed: 800, available: 192 }, 'error'],
  ['tensor/impossible', 'impossible-tensor', {}, 'error'],
  ['tensor/unreadable', 'unreadable-tensor', { finding: 'its bytes end too early' }, 'error'],
  ['safetensors/null-metadata', 'metadata-is-null', {}, 'warning'],
  ['safetensors/leading-space', 'leading-whitespace', {}, 'warning'],
  ['safetensors/padding', 'trailing-padding', {}, 'warning'],
  ['safetensors/unknown-field', 'unknown-field', { field: 'comment' }, 'warning'],
  ['safetensors/entry-as-list', 'entry-as-list', {}, 'warning'],
  ['safetensors/dtype-as-object', 'dtype-as-object', {}, 'warning'],
  ['safetensors/inexact-shape', 'inexact-shape', { shape: '[0,9007199254740993]' }, 'warning'],
  ['shards/outside-folder', 'shard-escapes', { shard: '../x.safetensors' }, 'error'],
  [
    'shards/missing',
    'missing-shard',
    { shard: 'model-00002-of-00003.safetensors', count: 3, tensors: 'a, b, c' },
    'error',
  ],
  [
    'shards/broken',
    'broken-shard',
    { shard: 'model-00002-of-00003.safetensors', count: 3, finding: 'it is cut short' },
    'error',
  ],
  [
    'shards/tensor-not-in-shard',
    'tensor-not-in-shard',
    { tensor: 'lm_head.weight', shard: 'model-00001-of-00003.safetensors' },
    'error',
  ],
  [
    'shards/unlisted-tensor',
    'unlisted-tensor',
    { tensor: 'lm_head.weight', shard: 'model-00001-of-00003.safetensors' },
    'warning',
  ],
  [
    'shards/tensor-twice',
    'tensor-in-two-shards',
    { tensor: 'lm_head.weight', shard: 'a', alsoIn: 'b' },
    'warning',
  ],
  ['shards/total-size', 'total-size', { index: 27944, found: 26944 }, 'warning'],
];

const PLACE = { file: 'm.ckpt', offset: 16 };
const withAnomalies = (...anomalies: readonly Anomaly[]) => ({
  checkpoint: checkpointOf(null, { anomalies }),
});

describe('the rules of anomalies', () => {
  it('are one for each kind that a reader notes', () => {
    const judged = RULES.map(([, kind]) => kind);
    expect(anomalyKinds.filter((kind) => !judged.includes(kind))).toEqual([]);
    expect(new Set(judged).size).toBe(judged.length);
  });

  for (const kind of anomalyKinds) {
    it(`are one alone for ${kind}`, () => {
      const subject = { file: 'm', ...withAnomalies({ kind, place: PLACE, data: {} }) };
      const loud = rules.filter((rule) => {
        const answer = rule.check(subject);
        return !('missing' in answer) && answer.length > 0;
      });
      expect(loud.map(({ id }) => id)).toEqual(
        RULES.filter((row) => row[1] === kind).map(([id]) => id),
      );
    });
  }
});

for (const [id, kind, data, severity] of RULES) {
  const anomaly: Anomaly = { kind, place: PLACE, path: 'a.b', data };
  const other: Anomaly = { kind: 'something-else', place: PLACE, data };
  testRule(ruleNamed(id), {
    quiet: { nothing: withAnomalies(), 'other anomalies': withAnomalies(other) },
    finds: {
      [kind]: {
        subject: withAnomalies(other, anomaly),
        findings: [
          { severity, path: 'a.b', offset: 16, data, message: remarks([anomaly])[0] ?? '' },
        ],
      },
      [`${kind}, many times, once`]: {
        subject: withAnomalies(anomaly, anomaly, anomaly),
        findings: [{ severity, data: { times: 3 } }],
      },
    },
  });
}

testRule(ruleNamed('torch/storage-size'), {
  quiet: {
    'example inputs without values': withAnomalies({
      kind: 'storage-size',
      place: PLACE,
      data: { record: 'traced_inputs/0', found: 0, byteLength: 8 },
    }),
  },
  finds: {
    'names of several, the first five': {
      subject: withAnomalies(
        ...[1, 2, 3, 4, 5, 6].map((number) => ({
          kind: 'storage-size',
          place: PLACE,
          data: { record: `data/${number}`, found: 0, byteLength: 8 },
        })),
      ),
      findings: [
        {
          data: { times: 6, examples: ['data/1', 'data/2', 'data/3', 'data/4', 'data/5'] },
          message: /and 5 more like it/,
        },
      ],
    },
  },
});

testRule(ruleNamed('file/duplicate-key'), {
  quiet: { nothing: withAnomalies() },
  finds: {
    'a header that the format forbids': {
      subject: {
        checkpoint: checkpointOf(null, {
          format: { id: 'safetensors', title: 'safetensors' },
          anomalies: [{ kind: 'duplicate-key', place: PLACE, data: { key: 'w' } }],
        }),
      },
      findings: [{ severity: 'error' }],
    },
  },
});
