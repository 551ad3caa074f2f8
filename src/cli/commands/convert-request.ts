/** What the options of `convert` ask for. */
import type { CastTarget } from '../../model/cast.ts';
import { parsePythonLiteral } from '../../model/python-literal.ts';
import type { Value } from '../../model/value.ts';
import {
  type ConversionRequest,
  type EditRequest,
  stemOf,
  TARGETS_BY_EXTENSION,
  type Target,
} from '../../operations/convert/request.ts';
import { UsageError } from '../command.ts';
import { globFilter } from '../glob.ts';
import type { Substitution } from '../regex.ts';
import type { ConvertOptions } from './convert-options.ts';
import { renaming } from './convert-rename.ts';

/** What stands for a checkpoint without its tensors. */
export type Summary = 'json' | 'ndjson' | 'yaml' | 'csv' | 'md';

export interface Request {
  readonly target: Target | Summary;
  readonly edits: EditRequest;
  readonly conversion: Omit<ConversionRequest, 'target'>;
}

const BY_EXTENSION: ReadonlyMap<string, Target | Summary> = new Map<string, Target | Summary>([
  ...TARGETS_BY_EXTENSION,
  ['json', 'json'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['csv', 'csv'],
  ['md', 'md'],
]);

/** Throws a `UsageError` where options do not go together. `rules` are those of `--rename`. */
export function requestFrom(
  out: string,
  options: ConvertOptions,
  rules: readonly Substitution[],
): Request {
  const name = out.replace(/^.*[/\\]/, '');
  const target = targetOf(name, options.to);
  if (options.ema === true && options.raw === true) {
    throw new UsageError('--ema and --raw are two sets of weights: take one');
  }
  if (options.select !== undefined && (options.ema === true || options.raw === true)) {
    throw new UsageError('--select says which part: leave --ema and --raw out');
  }
  if (target !== 'safetensors') refuseForOthers(options);
  return { target, edits: editsFrom(options), conversion: conversionFrom(name, options, rules) };
}

function targetOf(name: string, to: ConvertOptions['to']): Target | Summary {
  if (to !== undefined) return to === 'ckpt' ? 'pt' : to;
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const target = BY_EXTENSION.get(extension);
  if (target !== undefined) return target;
  throw new UsageError(
    `the name ${name} does not say what to write: end it in .safetensors, .pt or .npz, or add --to`,
  );
}

const OF_SAFETENSORS = [
  ['shardSize', '--shard-size'],
  ['metadata', '--metadata'],
  ['hyperparametersAsMetadata', '--hyperparameters-as-metadata'],
] as const;

function refuseForOthers(options: ConvertOptions): void {
  const asked = OF_SAFETENSORS.find(([key]) => options[key] !== undefined);
  if (asked !== undefined) throw new UsageError(`${asked[1]} is of safetensors`);
}

const DTYPES: Readonly<Record<string, CastTarget>> = {
  bf16: 'bfloat16',
  f16: 'float16',
  f32: 'float32',
};

function conversionFrom(
  name: string,
  options: ConvertOptions,
  rules: readonly Substitution[],
): Request['conversion'] {
  const { include, exclude, dtype, keepDtype, select, metadata, shardSize } = options;
  const castTo = dtype === undefined ? undefined : DTYPES[dtype];
  const renamed = renaming(options, rules);
  return {
    stem: stemOf(name),
    ...(select !== undefined && { select }),
    ...(options.ema === true && { weights: 'ema' as const }),
    ...(options.raw === true && { weights: 'raw' as const }),
    ...((include ?? exclude) !== undefined && { passes: passing(include, exclude) }),
    ...(renamed !== undefined && { renamed }),
    ...(castTo !== undefined && { castTo }),
    ...(keepDtype !== undefined && { keepsDType: matching(keepDtype) }),
    ...(shardSize !== undefined && { shardBytes: byteCount(shardSize) }),
    ...(metadata !== undefined && { metadata: new Map(metadata.map(pair('--metadata'))) }),
  };
}

function matching(globs: readonly string[]): (name: string) => boolean {
  const passes = globFilter(globs);
  return (name) => passes([name]);
}

function passing(include: readonly string[] = [], exclude: readonly string[] = []) {
  return matching([...include, ...exclude.map((glob) => `!${glob}`)]);
}

function editsFrom({ drop, set, unset, plain, dropOpaque }: ConvertOptions): EditRequest {
  return {
    ...(drop && { drop: drop.flatMap((names) => names.split(',').map((part) => part.trim())) }),
    ...(set && { set: set.map(assignment) }),
    ...(unset && { unset }),
    ...(plain && { plain }),
    ...(dropOpaque && { dropOpaque }),
  };
}

/** The path ends at the first `=` that is in no brackets. */
function assignment(text: string): { readonly path: string; readonly value: Value } {
  const found =
    /^((?:\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"])*\]|[^=[])+)=([\s\S]*)$/.exec(text);
  const [, path, value] = found ?? [];
  if (path === undefined || value === undefined) {
    throw new UsageError(`--set takes PATH=VALUE, not ${text}`);
  }
  return { path: path.trim(), value: valueFrom(value) };
}

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** As Python or JSON spell it; what neither spells is text. */
function valueFrom(text: string): Value {
  const word = WORDS.get(text.trim());
  if (word !== undefined) return word;
  const value = parsePythonLiteral(text.trim());
  const isName = typeof value === 'object' && value !== null && !PLAIN.has(value.kind);
  return value === undefined || isName ? text : value;
}

const PLAIN: ReadonlySet<string> = new Set([
  'float',
  'complex',
  'bytes',
  'list',
  'tuple',
  'set',
  'mapping',
]);

function pair(option: string): (text: string) => readonly [string, string] {
  return (text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${option} takes KEY=VALUE, not ${text}`);
    return [text.slice(0, at), text.slice(at + 1)];
  };
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  KI: 2 ** 10,
  MI: 2 ** 20,
  GI: 2 ** 30,
  TI: 2 ** 40,
};

/** `5GB` is 5 * 10^9 bytes, as for huggingface_hub. */
function byteCount(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?i?)B?$/i.exec(text) ?? [];
  const bytes = Math.floor(
    Number(digits || Number.NaN) * (UNITS[unit.toUpperCase()] ?? Number.NaN),
  );
  if (bytes > 0) return bytes;
  throw new UsageError(`--shard-size takes a size as 5GB or 500MB, not ${text}`);
}
