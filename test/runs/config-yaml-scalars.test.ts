import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { objectText } from '../../src/model/known-objects.ts';
import { pythonFloatRepr } from '../../src/model/python-repr.ts';
import { isKind, type Value } from '../../src/model/value.ts';
import { decodeConfigYaml } from '../../src/runs/config-yaml.ts';

/**
 * What `yaml.load(f'k: {text}', Loader)['k']` gave with PyYAML 6.0.3 (UnsafeLoader), and with the loader
 * of OmegaConf 2.3.1 where that differs.
 */
const SCALARS: readonly (readonly [text: string, pyyaml: string, omegaconf?: string])[] = [
  ['yes', 'true'],
  ['no', 'false'],
  ['YES', 'true'],
  ['off', 'false'],
  ['yEs', 'text'],
  ['y', 'text'],
  ['n', 'text'],
  ['true', 'true'],
  ['TRUE', 'true'],
  ['tRUE', 'text'],
  ['null', 'null'],
  ['NULL', 'null'],
  ['~', 'null'],
  ['nULL', 'text'],
  ['none', 'text'],
  ['', 'null'],
  ['1e-3', 'text', 'float 0.001'],
  ['1e3', 'text', 'float 1000.0'],
  ['+1e3', 'text', 'float 1000.0'],
  ['1.5e3', 'text', 'float 1500.0'],
  ['1.5e+3', 'float 1500.0'],
  ['.5', 'float 0.5'],
  ['.5e3', 'text'],
  ['.5e-3', 'float 0.0005'],
  ['5.', 'float 5.0'],
  ['5.e+1', 'float 50.0'],
  ['-.5', 'text'],
  ['.inf', 'float inf'],
  ['+.INF', 'float inf'],
  ['-.inf', 'float -inf'],
  ['.nan', 'float nan'],
  ['-.nan', 'text'],
  ['nan', 'text'],
  ['inf', 'text'],
  ['NaN', 'text'],
  ['Infinity', 'text'],
  ['1_000', 'int 1000'],
  ['1_000.5', 'float 1000.5'],
  ['1__0', 'int 10'],
  ['_1', 'text'],
  ['1_e5', 'text'],
  ['1__0e5', 'text'],
  ['-0', 'int 0'],
  ['+0', 'int 0'],
  ['007', 'int 7'],
  ['017', 'int 15'],
  ['018', 'text'],
  ['0o17', 'text'],
  ['0x1F', 'int 31'],
  ['0X1F', 'text'],
  ['0b101', 'int 5'],
  ['0b12', 'text'],
  ['-0x1f', 'int -31'],
  ['0_7', 'int 7'],
  ['12:30:45', 'int 45045'],
  ['1:30', 'int 90'],
  ['01:30', 'text'],
  ['12:60', 'text'],
  ['-1:30', 'int -90'],
  ['1:30.5', 'float 90.5'],
  ['190:20:30.15', 'float 685230.15'],
  ['2024-01-15', 'date 2024-01-15', 'text'],
  ['2024-1-5', 'text'],
  ['2024-01-15 10:00:00', 'datetime 2024-01-15 10:00:00', 'text'],
  ['2024-01-15T10:00:00Z', 'datetime 2024-01-15 10:00:00+00:00', 'text'],
  ['2024-01-15T10:00:00.123456789Z', 'datetime 2024-01-15 10:00:00.123456+00:00', 'text'],
  ['2024-01-15 1:02:03 +5', 'datetime 2024-01-15 01:02:03+05:00', 'text'],
  ['2024-01-15 10:00:00-05:30', 'datetime 2024-01-15 10:00:00-05:30', 'text'],
  ['9007199254740991', 'int 9007199254740991'],
  ['-9007199254740993', 'int -9007199254740993'],
  ['123456789012345678901234567890', 'int 123456789012345678901234567890'],
  ['???', 'text'],
  ['\u0024{a.b}', 'text'],
  ['\u0024{oc.env:HOME}', 'text'],
  ['1e400', 'text', 'float inf'],
  ['1.0e+400', 'float inf'],
  ['5e-324', 'text', 'float 5e-324'],
  ['1e', 'text'],
  ['1.2.3', 'text'],
  ['1,000', 'text'],
  ['+', 'text'],
  ['..', 'text'],
  ['._5', 'text'],
  ['0.', 'float 0.0'],
  ['1.10', 'float 1.1'],
  ["'1'", 'text'],
  ['"1"', 'text'],
  ["'yes'", 'text'],
  ["''", 'text'],
  ['! 12', 'int 12'],
  ["! '12'", 'int 12'],
  ['!!str 12', 'text'],
  ["!!int '12'", 'int 12'],
  ['!!int 0x1f', 'int 31'],
  ['!!float 1', 'float 1.0'],
  ["!!float '1e3'", 'float 1000.0'],
  ["!!bool 'Off'", 'false'],
  ['!!null x', 'null'],
];

function typed(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return `int ${value}`;
  if (isKind(value, 'float')) return `float ${pythonFloatRepr(value.value)}`;
  if (isKind(value, 'opaque')) return `${value.type.replace('datetime.', '')} ${objectText(value)}`;
  return typeof value === 'string' ? 'text' : value.kind;
}

function scalar(text: string, dialect: 'pyyaml' | 'omegaconf'): string {
  const options = { file: 'f', limits: DEFAULT_LIMITS, dialect };
  const value = decodeConfigYaml(`k: ${text}\n`, options);
  if (!isKind(value, 'mapping')) throw new Error('no mapping');
  return typed(value.entries.get('k') ?? null);
}

describe('a scalar is what Python reads', () => {
  for (const [text, pyyaml, omegaconf = pyyaml] of SCALARS) {
    it(`${text} → ${pyyaml}, ${omegaconf}`, () => {
      expect(scalar(text, 'pyyaml')).toBe(pyyaml);
      expect(scalar(text, 'omegaconf')).toBe(omegaconf);
    });
  }

  it('keeps as text what looks like a number and is none', () => {
    for (const text of ['0x_', '0b_', '1'.repeat(4301), `1:${'0'.repeat(5000)}`]) {
      expect(scalar(text, 'pyyaml')).toBe('text');
      expect(scalar(text, 'omegaconf')).toBe('text');
    }
    for (const text of ['2024-13-01', '2023-02-29', '0000-01-01', '2024-01-01 24:00:00']) {
      expect(scalar(text, 'pyyaml')).toBe('text');
    }
  });
});
