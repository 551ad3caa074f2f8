/** What a conversion will do, or did. */
import { grouped } from '../../model/grouped.ts';
import { safeText } from '../../model/python-repr.ts';
import type { Conversion } from '../../operations/convert/plan.ts';
import type { Note } from '../../operations/convert/request.ts';
import { byteLengthOfTensor } from '../../operations/tensor-list.ts';
import type { View } from '../view.ts';
import { bytes, count, number } from './units.ts';
import { wrapped } from './wrap.ts';

export interface ConversionOutcome {
  readonly isDone: boolean;
  /** Whether all tensors were found to be what they should be; `undefined` where nobody looked. */
  readonly isSame?: boolean | undefined;
}

export function conversionText(
  conversion: Conversion,
  targets: readonly string[],
  { isDone, isSame }: ConversionOutcome,
  { palette, width }: View,
): string {
  const { files, tensors } = conversion;
  const total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const target = safeText(targets.at(-1) ?? '');
  const more = files.length > 1 ? ` and ${count(files.length - 1, 'shard')}` : '';
  const head = `${isDone ? 'wrote' : 'would write'} ${target}${more} · ${count(tensors.length, 'tensor')} · ${bytes(total)}`;
  const lines = [
    ...taken(conversion),
    ...casts(conversion),
    ...notes(conversion.notes),
    ...left(conversion),
  ];
  if (isSame !== undefined) {
    const verdict = isSame ? 'every tensor is what it was' : 'NOT what it was';
    lines.push(['check', (isSame ? palette.good : palette.bad)(verdict)]);
  }
  const label = (what: string) => `  ${what.padEnd(7)} `;
  const wide = Math.max(MOST_NARROW, width - INDENT);
  const shown = lines.flatMap(([what, text]) =>
    wrapped(text, wide).map((line, index) => label(index === 0 ? what : '') + line),
  );
  return [...wrapped(head, width).map(palette.strong), ...shown].join('\n');
}

const INDENT = 10;
/** Narrower is not worth the lines it would take. */
const MOST_NARROW = 30;

type Line = readonly [what: string, text: string];

function taken({ taken: paths, tensors, excluded }: Conversion): Line[] {
  const size = tensors.reduce((sum, { source }) => sum + byteLengthOfTensor(source), 0);
  const from = paths.map((path) => (path === '' ? 'everything' : safeText(path))).join(', ');
  const lines: Line[] = [['take', `${from} · ${bytes(size)}`]];
  if (excluded.length > 0)
    lines.push(['leave', `${count(excluded.length, 'tensor')} by name: ${some(excluded)}`]);
  return lines;
}

function casts({ tensors }: Conversion): Line[] {
  const groups = new Map<string, { count: number; byteLength: number }>();
  for (const { source, dtype, elements } of tensors) {
    if (source.dtype === dtype) continue;
    const key = `${source.dtype} → ${dtype}`;
    const group = groups.get(key) ?? { count: 0, byteLength: 0 };
    group.count += 1;
    group.byteLength += elements.byteLength;
    groups.set(key, group);
  }
  return Array.from(groups, ([key, group]) => [
    'cast',
    `${count(group.count, 'tensor')} ${key} · ${bytes(group.byteLength)}`,
  ]);
}

const WHAT: Readonly<
  Record<Note['kind'], readonly [what: string, about: (paths: string) => string]>
> = {
  plain: ['plain', (paths) => paths],
  opaque: ['drop', (paths) => `${paths}`],
  drop: ['drop', (paths) => paths],
  set: ['set', (paths) => paths],
  unset: ['unset', (paths) => paths],
  tied: ['tied', (paths) => `${paths}`],
  copied: ['copy', (paths) => `${paths}: views of shared memory, each written by itself`],
  compacted: ['compact', (paths) => `${paths}: only what it sees of a larger storage`],
  omitted: ['leave', (paths) => `${paths}: no tensors`],
};

/** These change what is in the file: each is named. */
const NAMED: ReadonlySet<Note['kind']> = new Set(['plain', 'opaque', 'set', 'unset', 'drop']);

function notes(all: readonly Note[]): Line[] {
  const byKind = grouped(all, ({ kind }) => kind);
  return Array.from(byKind).flatMap(([kind, some]): Line[] => {
    const [what, about] = WHAT[kind];
    if (NAMED.has(kind)) return some.map((note) => [what, noteText(note)]);
    const names = some.map(({ path, detail }) => (kind === 'tied' ? `${path} = ${detail}` : path));
    return [[what, about(`${number(some.length)}: ${shortened(names)}`)]];
  });
}

function noteText({ kind, path, detail }: Note): string {
  const at = safeText(path);
  if (detail === undefined) return at;
  return kind === 'set' ? `${at} = ${safeText(detail)}` : `${at}  ${safeText(detail)}`;
}

function left({ left: keys }: Conversion): Line[] {
  if (keys.length === 0) return [];
  return [['leave', `${keys.map(safeText).join(', ')} (--to ckpt keeps the rest)`]];
}

const SHOWN = 4;

function some(names: readonly string[]): string {
  return shortened(names);
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(safeText).join(', ');
  return names.length > SHOWN ? `${shown}, …` : shown;
}
