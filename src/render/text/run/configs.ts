import { children } from '../../../model/children.ts';
import { safeText } from '../../../model/python-repr.ts';
import { isShort } from '../../../model/short.ts';
import { isKind, type Value } from '../../../model/value.ts';
import type { Run } from '../../../runs/run.ts';
import type { View } from '../../view.ts';
import { pairs } from '../anatomy/section.ts';
import { describe } from '../describe.ts';
import { number } from '../units.ts';
import type { Part } from './index.ts';

const MOST_ROWS = 16;

/** The first configuration opened, of the others the names: they say the same in other words. */
export function configLines({ configs }: Run, all: boolean, view: View): Part[] {
  const [first, ...more] = configs;
  if (first === undefined) return [];
  const opened = (all ? configs : [first]).map((config) => ({
    title: safeText(config.path),
    explained: config.path.endsWith(config.title) ? '' : safeText(config.title),
    lines: valueLines(config.value, all, view),
  }));
  const others = all
    ? []
    : more.map(({ path, title }) => [safeText(path), safeText(title)] as const);
  const lines = pairs(others, view.width - 2);
  return [...opened, { title: 'other configurations', lines }];
}

function valueLines(value: Value | undefined, all: boolean, { width, palette }: View): string[] {
  if (value === undefined) return ['unreadable'];
  const rows = flattened('', value);
  const shown = all || rows.length <= MOST_ROWS ? rows : rows.slice(0, MOST_ROWS - 1);
  const hidden = rows.length - shown.length;
  const texts = shown.map(
    ({ name, value: item }) => [safeText(name), safeText(describe(item))] as const,
  );
  const lines = pairs(texts, width - 2);
  return hidden === 0 ? lines : [...lines, palette.dim(`… ${number(hidden)} more`)];
}

interface Row {
  readonly name: string;
  readonly value: Value;
}

const OPENED_LEVELS = 6;

function flattened(name: string, value: Value, level = 0): Row[] {
  if (!isKind(value, 'mapping') || isShort(value) || level >= OPENED_LEVELS) {
    return name === '' ? [] : [{ name, value }];
  }
  return [...children(value)].flatMap(({ step, value: item }) =>
    flattened(name === '' ? step.replace(/^\./, '') : name + step, item, level + 1),
  );
}
