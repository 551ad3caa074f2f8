import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { PolicyError, policyFrom } from '../../src/operations/policy-file.ts';
import { dict, float, list, mapping } from '../support/values.ts';

describe('a policy', () => {
  it('may be empty', () => {
    expect(policyFrom(null)).toEqual({
      severities: new Map(),
      requirements: { allowedGlobals: [], requiredMetadata: [], forbiddenDtypes: [] },
      suppressions: [],
    });
  });

  it('says all that one can', () => {
    const value = dict({
      rules: dict({ 'tensor/wasted-storage': 'off', zip: 'note', 'file/trailing-bytes': false }),
      for: list('load', 'share'),
      strict: true,
      'allow-globals': list('my.*'),
      'require-metadata': list('commit'),
      'forbid-dtypes': list('float64'),
      'maximum-size': '1.5 GB',
      suppress: list(
        dict({ rule: 'zip', file: 'old/*.pt', until: '2026-12-31', reason: 'known' }),
        dict({ rule: 'file/truncated' }),
      ),
    });
    expect(policyFrom(value)).toEqual({
      severities: new Map([
        ['tensor/wasted-storage', 'off'],
        ['zip', 'note'],
        ['file/trailing-bytes', 'off'],
      ]),
      requirements: {
        allowedGlobals: ['my.*'],
        requiredMetadata: ['commit'],
        forbiddenDtypes: ['float64'],
        maximumBytes: 1.5e9,
      },
      suppressions: [
        { rule: 'zip', file: 'old/*.pt', until: '2026-12-31', reason: 'known' },
        { rule: 'file/truncated' },
      ],
      questions: ['load', 'share'],
      isStrict: true,
    });
  });

  it.each([
    [1000, 1000],
    ['10', 10],
    ['2 GiB', 2 ** 31],
    ['3kB', 3000],
  ] as const)('takes %j for a size', (size, bytes) => {
    expect(policyFrom(dict({ 'maximum-size': size })).requirements.maximumBytes).toBe(bytes);
  });

  const WRONG: readonly (readonly [string, Value, RegExp])[] = [
    ['a list', list(), /has to be a mapping/],
    ['a strange key', dict({ ignore: list() }), /knows no "ignore": it has rules, for/],
    ['a key that is no text', mapping([1, true]), /knows no "1"/],
    ['a strange rule', dict({ rules: dict({ 'a/b': 'off' }) }), /rules knows no "a\/b"/],
    ['a strange severity', dict({ rules: dict({ zip: 'fatal' }) }), /one of error, warning/],
    ['a strange question', dict({ for: list('run') }), /some of load/],
    ['a word for strict', dict({ strict: 'yes' }), /true or false/],
    ['a text for a list', dict({ 'allow-globals': 'a' }), /has to be a list/],
    ['a list of numbers', dict({ 'forbid-dtypes': list(1) }), /list of texts/],
    ['a size in words', dict({ 'maximum-size': 'large' }), /takes bytes/],
    ['a size in strange units', dict({ 'maximum-size': '1 PB' }), /takes bytes/],
    ['half a byte', dict({ 'maximum-size': float(0.5) }), /takes bytes/],
    ['a waiver of nothing', dict({ suppress: list(dict({ reason: 'x' })) }), /names a rule/],
    ['a waiver of no rule', dict({ suppress: list(dict({ rule: 'a/b' })) }), /no rule "a\/b"/],
    ['a waiver with more', dict({ suppress: list(dict({ rule: 'zip', by: 'x' })) }), /no "by"/],
    [
      'a day that is none',
      dict({ suppress: list(dict({ rule: 'zip', until: '2026-02-31' })) }),
      /a day as 2026-12-31, not "2026-02-31"/,
    ],
    [
      'a day in words',
      dict({ suppress: list(dict({ rule: 'zip', until: 'soon' })) }),
      /not "soon"/,
    ],
    ['a file that is no text', dict({ suppress: list(dict({ rule: 'zip', file: 1 })) }), /be text/],
  ];
  it.each(WRONG)('is refused: %s', (_, value, message) => {
    expect(() => policyFrom(value)).toThrow(PolicyError);
    expect(() => policyFrom(value)).toThrow(message);
  });
});
