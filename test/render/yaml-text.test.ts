import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LimitError } from '../../src/errors.ts';
import type { Value } from '../../src/model/value.ts';
import { type Plain, PlainTree } from '../../src/render/plain-tree.ts';
import { yamlText } from '../../src/render/yaml-text.ts';
import { dict, float, list } from '../support/values.ts';

const yaml = (value: Value) => yamlText(new PlainTree({ file: 'm' }).of(value));

const TEXTS: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['5', 5],
  ['18446744073709551616', 2n ** 64n],
  ['2.0', float(2)],
  ['-0.0', float(-0)],
  ['0.001', float(0.001)],
  // Without the point YAML 1.1 takes these for text.
  ['1.0e-05', float(1e-5)],
  ['1.0e+16', float(1e16)],
  ['-5.0e-324', float(-5e-324)],
  ['1.5625e-05', float(1.5625e-5)],
  ['.nan', float(Number.NaN)],
  ['.inf', float(Number.POSITIVE_INFINITY)],
  ['-.inf', float(Number.NEGATIVE_INFINITY)],
  ['plain text', 'plain text'],
  ['[]', list()],
  ['{}', dict({})],
  ['- 1\n- - 2', list(1, list(2))],
  ['lr: 0.1\nbetas:\n  - 0.9', dict({ lr: float(0.1), betas: list(float(0.9)) })],
  [
    'a:\n  - 1\nb:\n  - 1',
    (() => {
      const shared = list(1);
      return dict({ a: shared, b: shared });
    })(),
  ],
];

describe('a value as YAML', () => {
  for (const [text, value] of TEXTS) {
    it(text, () => expect(yaml(value)).toBe(`${text}\n`));
  }
});

/** Text that readers of one version of YAML or the other take for something else. */
const TEMPTING = [
  ...['', ' ', 'null', '~', 'Null', 'true', 'yes', 'No', 'on', 'y', 'n', 'OFF', '<<', '='],
  ...['1', '-1', '0o17', '017', '0x1f', '0b11', '1_000', '190:20:30', '12:30:45', '2001-01-01'],
  ...['1.5', '.5', '1e5', '1e-05', '1.0e+16', '.inf', '-.INF', '.nan', 'nan', '+1', '1.', '-.5'],
  ...['- a', '? a', ': a', 'a: b', 'a #b', '#a', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a'],
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    "'",
    '"',
    "it's",
    'say "x"',
    '---',
    '...',
    '--- a',
    '\\',
    '\t',
    'a\t',
  ],
  ...[
    'a\nb',
    'a\n',
    '\na',
    'a\n\n',
    '  a\n b',
    'a\r\nb',
    'a\rb',
    '\u0085',
    '\u2028',
    '\ufeff',
    'é',
    '😀',
  ],
  ...['\0', '\u001b[2J', '\u007f', '\u009b', '\u202e', '\u{e0041}', '\ud800', 'a\nb\u202e'],
];

describe('text in YAML', () => {
  for (const text of TEMPTING) {
    it(`${JSON.stringify(text)} stays text`, () => {
      const written = yaml(dict({ key: text, [text]: 'value' }));

      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(written, { version })).toEqual({ key: text, [text]: 'value' });
      }
    });
  }

  it('has nothing in it that acts on a terminal', () => {
    for (const text of TEMPTING) {
      expect(
        yaml(dict({ [text]: list(text) })).replaceAll('\n', ''),
        JSON.stringify(text),
      ).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
  });

  it('is in quotes where PyYAML would stumble', () => {
    expect(yaml(list('=', '<<'))).toBe('- "="\n- "<<"\n');
  });

  it('is never folded', () => {
    expect(yaml(dict({ key: 'word '.repeat(100) })).split('\n').length).toBe(2);
  });

  it('reads back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parse(yaml(list(text)), { version: '1.1' })).toEqual([text]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('YAML', () => {
  const plains = fc.letrec<{ plain: Plain }>((tie) => ({
    plain: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Plain[]>(null, true, false),
      fc.integer(),
      fc.double({ noNaN: true }).map(float),
      fc.string(),
      fc.array(tie('plain'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.string(), tie('plain')), { maxLength: 4 }).map((all) => new Map(all)),
    ),
  })).plain;

  it('reads back as it was', () => {
    fc.assert(
      fc.property(plains, (plain) => {
        expect(parse(yamlText(plain), { version: '1.1', mapAsMap: true })).toEqual(numbers(plain));
      }),
      { numRuns: 500 },
    );
  });

  it('is not written for trees that no one reads', () => {
    const nested = (depth: number) => {
      let plain: Plain = 1;
      for (let level = 0; level < depth; level += 1) plain = new Map([['a', plain]]);
      return new Map<string, Plain>([
        ['file', 'm'],
        ['tree', plain],
      ]);
    };

    expect(parse(yamlText(nested(100)))).toMatchObject({ tree: { a: { a: {} } } });
    expect(() => yamlText(nested(900))).toThrow(LimitError);
    expect(() => yamlText(nested(900))).toThrow(/^m: /);
  });
});

/** Floats unboxed. */
function numbers(plain: Plain): unknown {
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(numbers);
  if (!(plain instanceof Map)) return plain.value;
  return new Map(Array.from(plain, ([key, value]) => [key, numbers(value)]));
}
