/**
 * What a scalar of YAML is. Python’s readers follow YAML 1.1, where `on` is true and `1e-3` is text;
 * OmegaConf makes a float of that, and leaves dates as they are.
 */
import type { YamlScalar } from '../decoders/yaml-node.ts';
import type { Value } from '../model/value.ts';
import { pyyamlFloat, pyyamlInt } from './config-numbers.ts';
import { pyyamlTimestamp, TIMESTAMP } from './config-times.ts';

export type YamlDialect = 'omegaconf' | 'pyyaml';

export const YAML_TAG = 'tag:yaml.org,2002:';

/** Python gives up on ints of 4,300 digits; a pattern on hostile text should give up too. */
const LONGEST_NUMBER = 5000;

/** https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/resolver.py */
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/;
const FLOAT =
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** What `get_yaml_loader` adds: https://github.com/omry/omegaconf/blob/main/omegaconf/_utils.py */
const OMEGACONF_FLOAT = /^[-+]?\d+(?:_\d+)*(?:\.[\d_]*)?[eE][-+]?\d+$/;

/** Text that looks like a number and is none, as `0x_`, stays text: Python’s readers give up there. */
export function scalarValue({ tag, text, isPlain }: YamlScalar, dialect: YamlDialect): Value {
  if (tag !== undefined) {
    const value = taggedScalar(tag, text);
    return value === undefined ? unknownScalar(tag, text) : value;
  }
  if (!isPlain || text.length > LONGEST_NUMBER) return text;
  if (NULL.test(text)) return null;
  if (BOOL.test(text)) return isTrue(text) ?? text;
  if (FLOAT.test(text)) return float(text) ?? text;
  if (INT.test(text)) return pyyamlInt(text) ?? text;
  if (dialect === 'omegaconf') return (OMEGACONF_FLOAT.test(text) && float(text)) || text;
  return (TIMESTAMP.test(text) && pyyamlTimestamp(text)) || text;
}

/** `python/name:os.getcwd` → `os.getcwd` */
const NAME_TAGS = /^python\/(?:name|module):(.+)$/s;
const OBJECT_TAGS = /^python\/object(?:\/new|\/apply)?:(.+)$/s;

/** `undefined` where the text is not what the tag says: then nothing is known but the two. */
function taggedScalar(tag: string, text: string): Value | undefined {
  if (!tag.startsWith(YAML_TAG)) return undefined;
  const name = tag.slice(YAML_TAG.length);
  const [, global] = NAME_TAGS.exec(name) ?? [];
  if (global !== undefined && text === '') {
    const isBuiltin = !global.includes('.') && name.startsWith('python/name:');
    return { kind: 'global', name: isBuiltin ? `builtins.${global}` : global };
  }
  return SCALAR_TAGS.get(name.replace(/^python\//, ''))?.(text);
}

const SCALAR_TAGS: ReadonlyMap<string, (text: string) => Value | undefined> = new Map<
  string,
  (text: string) => Value | undefined
>([
  ['str', (text) => text],
  ['unicode', (text) => text],
  ['null', () => null],
  ['none', () => null],
  ['bool', isTrue],
  ['int', pyyamlInt],
  ['long', pyyamlInt],
  ['float', float],
  ['complex', complex],
  ['binary', base64],
  ['bytes', base64],
  ['timestamp', pyyamlTimestamp],
]);

function isTrue(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (/^(?:yes|true|on)$/.test(word)) return true;
  return /^(?:no|false|off)$/.test(word) ? false : undefined;
}

function float(text: string): Value | undefined {
  const value = pyyamlFloat(text);
  return value === undefined ? undefined : { kind: 'float', value };
}

const REAL = String.raw`[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf)`;
const LONGEST_COMPLEX = 100;
const COMPLEX = new RegExp(`^\\(?(?:(${REAL})(?![\\dj.e]))?(?:(${REAL})j)?\\)?$`, 'i');

/** As `repr` writes it, in brackets or not: `1.0+2.0j`, `-0.5j`. */
function complex(text: string): Value | undefined {
  const [, real, imaginary] = (text.length < LONGEST_COMPLEX && COMPLEX.exec(text)) || [];
  if (real === undefined && imaginary === undefined) return undefined;
  const number = (digits = '0') => Number(digits.replace(/inf/i, 'Infinity'));
  return { kind: 'complex', real: number(real), imaginary: number(imaginary) };
}

/** White space within is passed over, as Python passes over it. */
function base64(text: string): Value | undefined {
  try {
    const characters = atob(text.replaceAll(/\s/g, ''));
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
    return { kind: 'bytes', bytes };
  } catch {
    return undefined;
  }
}

/** An object with no parts is written with an empty text behind its tag. */
function unknownScalar(tag: string, text: string): Value {
  const type = typeOfTag(tag);
  return text === '' ? { kind: 'opaque', type } : { kind: 'opaque', type, args: [text] };
}

/** The class where the tag names one; else the tag as people write it: `!!mine`, `!mine`. */
export function typeOfTag(tag: string): string {
  if (!tag.startsWith(YAML_TAG)) return tag;
  const name = tag.slice(YAML_TAG.length);
  const [, type] = OBJECT_TAGS.exec(name) ?? [];
  return type ?? `!!${name}`;
}
