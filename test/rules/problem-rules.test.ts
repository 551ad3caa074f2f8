import { describe, expect, it } from 'vitest';
import {
  type CkptError,
  LimitError,
  MalformedError,
  SourceError,
  TruncatedError,
  UnknownFormatError,
  UnsupportedError,
} from '../../src/errors.ts';
import { rules } from '../../src/rules/index.ts';
import { problemRule } from '../../src/rules/problems.ts';
import { ruleNamed, testRule } from '../support/rules.ts';

const PLACE = { file: 'm.ckpt', offset: 16 };

/** An error for each rule that speaks of one. */
const RULES: readonly (readonly [string, CkptError])[] = [
  ['file/unreadable', new SourceError('it went wrong', PLACE)],
  ['file/no-checkpoint', new UnknownFormatError('it went wrong', PLACE)],
  ['file/unsupported', new UnsupportedError('it went wrong', PLACE)],
  ['file/limit', new LimitError('it went wrong', PLACE)],
  ['file/truncated', new TruncatedError('it went wrong', PLACE)],
  ['file/malformed', new MalformedError('it went wrong', PLACE)],
  [
    'file/text-mode-transfer',
    new MalformedError('it went wrong', PLACE, { kind: 'text-mode-transfer' }),
  ],
  [
    'zip/leading-bytes',
    new MalformedError('it went wrong', PLACE, { kind: 'leading-bytes', data: { count: 7 } }),
  ],
  [
    'zip/trailing-bytes',
    new MalformedError('it went wrong', PLACE, { kind: 'zip-trailing', data: { end: 7 } }),
  ],
  ['zip/broken', new MalformedError('it went wrong', PLACE, { kind: 'zip-entry' })],
  ['torch/no-pickle', new MalformedError('it went wrong', PLACE, { kind: 'no-data-pkl' })],
  ['pickle/malformed', new MalformedError('it went wrong', PLACE, { kind: 'pickle' })],
  [
    'safetensors/header',
    new MalformedError('it went wrong', PLACE, {
      kind: 'safetensors/invalid-header-deserialization',
    }),
  ],
  [
    'safetensors/layout',
    new MalformedError('it went wrong', PLACE, { kind: 'safetensors/invalid-offset' }),
  ],
  [
    'safetensors/data-length',
    new MalformedError('it went wrong', PLACE, { kind: 'safetensors/metadata-incomplete-buffer' }),
  ],
  ['shards/index', new MalformedError('it went wrong', PLACE, { kind: 'shard-index/weight-map' })],
];

describe('the rules of errors', () => {
  for (const [id, problem] of RULES) {
    it(`are one alone: ${id}`, () => {
      const loud = rules.filter((rule) => {
        const answer = rule.check({ file: 'm.ckpt', problem });
        return !('missing' in answer) && answer.length > 0;
      });
      expect(loud.map((rule) => rule.id)).toEqual([id]);
    });
  }

  it('are skipped after another error, not held', () => {
    const problem = new SourceError('x', PLACE);
    for (const [id] of RULES.filter(([id]) => id !== 'file/unreadable')) {
      expect(ruleNamed(id).check({ file: 'm.ckpt', problem })).toEqual({ missing: 'checkpoint' });
    }
  });

  const KINDS = [
    ['zip-directory', 'zip/broken'],
    ['deflate', 'zip/broken'],
    ['json/number', 'file/malformed'],
    ['tar-header', 'file/malformed'],
    ['safetensors/misaligned-slice', 'safetensors/layout'],
    ['safetensors/invalid-header', 'safetensors/header'],
  ] as const;
  it.each(KINDS)('sort %s as %s', (kind, id) => {
    expect(problemRule(new MalformedError('x', PLACE, { kind }))).toBe(id);
  });
});

for (const [id, problem] of RULES) {
  testRule(ruleNamed(id), {
    quiet: {
      'a file that opens': {},
    },
    finds: {
      'the error, as the reader says it': {
        subject: { problem },
        findings: [
          {
            severity: 'error',
            offset: 16,
            message: 'it went wrong',
            data: { finding: 'it went wrong' },
          },
        ],
      },
    },
  });
}

testRule(ruleNamed('file/no-checkpoint'), {
  quiet: { 'a file that opens': {} },
  finds: {
    'a pointer, with what to do': {
      subject: {
        problem: new UnknownFormatError('a Git LFS pointer', PLACE, { kind: 'git-lfs-pointer' }),
      },
      findings: [{ cure: 'fetch it with: git lfs pull --include m.ckpt' }],
    },
  },
});
