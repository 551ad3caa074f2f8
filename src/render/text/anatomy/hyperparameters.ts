import type { Hyperparameters } from '../../../frameworks/training-state.ts';
import { children } from '../../../model/children.ts';
import { safeText } from '../../../model/python-repr.ts';
import { isShort } from '../../../model/short.ts';
import { isKind, type Value } from '../../../model/value.ts';
import type { DimensionUse } from '../../../operations/dimensions.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { number } from '../units.ts';
import { displayWidth, fitted, padded } from '../width.ts';
import { inside, pairs, type Section } from './section.ts';
import { valueText } from './values.ts';

/** So many are shown where a section is not asked for by name. */
const MOST_ROWS = 24;
/** A name or value that is wider does not push the others to the right. */
const WIDEST_NAME = 28;
const WIDEST_VALUE = 32;

export function hyperparameterSections(
  { state, dimensions, scalars }: Training,
  view: View,
  full: boolean,
): Section[] {
  return state.hyperparameters.map((hyperparameters) => {
    const { path, entries } = hyperparameters;
    const rows = [...entries].flatMap(([name, value]) => flattened(name, value));
    const shown = full || rows.length <= MOST_ROWS ? rows : rows.slice(0, MOST_ROWS - 1);
    const more = rows.length - shown.length;
    const lines = rowLines(
      shown.map(({ name, value }) => [safeText(name), valueText(value, scalars)] as const),
      shown.map(({ name, value }) =>
        hyperparameters.of === 'datamodule' ? [] : usesOf(name, value, dimensions),
      ),
      inside(view),
    );
    return {
      name: 'hyperparameters',
      title: path === '' ? 'hyperparameters' : safeText(path),
      facts: factsOf(hyperparameters),
      lines: more > 0 ? [...lines, view.palette.dim(`… ${number(more)} more`)] : lines,
    };
  });
}

function factsOf({ recordedAs, container, entries, of }: Hyperparameters): string[] {
  const facts = of === 'datamodule' ? ['of the datamodule'] : [];
  if (recordedAs === 'kwargs') facts.push('recorded as arguments');
  else if (recordedAs !== undefined && recordedAs !== null) {
    facts.push(`recorded as the argument ${safeText(recordedAs)}`);
  }
  if (container !== 'dict') facts.push(safeText(container.replace(/^.*\./, '')));
  if (entries.size === 0) facts.push('none');
  return facts;
}

interface Row {
  readonly name: string;
  readonly value: Value;
}

/** A nested configuration is opened so deep, if it has no more entries than this. */
const OPENED_LEVELS = 3;
const OPENED_ENTRIES = 16;

function flattened(name: string, value: Value, level = 0): Row[] {
  if (level >= OPENED_LEVELS || isShort(value) || !isOpenable(value)) return [{ name, value }];
  const inner = [...children(value)];
  if (inner.length === 0 || inner.length > OPENED_ENTRIES) return [{ name, value }];
  return inner.flatMap(({ step, value: item }) => flattened(name + step, item, level + 1));
}

/** A dict or a configuration: of an object, the class says more than its attributes. */
function isOpenable(value: Value): boolean {
  if (isKind(value, 'mapping')) return true;
  return isKind(value, 'opaque') && value.type.startsWith('omegaconf.');
}

/** The sizes that equal the value, those of a list’s items one after the other. */
function usesOf(name: string, value: Value, dimensions: Training['dimensions']): DimensionUse[] {
  if (!isKind(value, 'list') && !isKind(value, 'tuple')) return [...(dimensions.get(name) ?? [])];
  return value.items.flatMap((_, index) => dimensions.get(`${name}[${index}]`)?.slice(0, 1) ?? []);
}

function rowLines(
  rows: readonly (readonly [name: string, value: string])[],
  uses: readonly (readonly DimensionUse[])[],
  { width, palette }: View,
): string[] {
  if (uses.every((some) => some.length === 0)) return pairs(rows, width);
  const widest = (column: 0 | 1, most: number) =>
    Math.max(
      0,
      ...rows.map((row) => displayWidth(row[column])).filter((columnWidth) => columnWidth <= most),
    );
  const nameWidth = widest(0, WIDEST_NAME);
  const valueWidth = widest(1, WIDEST_VALUE);
  return rows.map(([name, value], index) => {
    const some = uses[index] ?? [];
    const start = `${padded(name, nameWidth)}  ${value}`;
    if (some.length === 0) return fitted(start, width);
    const aligned = padded(start, nameWidth + 2 + valueWidth);
    const text = usesText(some, width - displayWidth(aligned) - 2);
    return text === '' ? aligned.trimEnd() : `${aligned}  ${palette.dim(text)}`;
  });
}

const MOST_USES = 4;

/** `= head.weight[0], head.bias[0]`, as many as there is room for. */
function usesText(uses: readonly DimensionUse[], room: number): string {
  for (let count = Math.min(uses.length, MOST_USES); count > 0; count -= 1) {
    const names = uses.slice(0, count).map(({ name, axis }) => `${safeText(name)}[${axis}]`);
    const more = uses.length > count ? ` +${uses.length - count}` : '';
    const text = `= ${names.join(', ')}${more}`;
    if (displayWidth(text) <= room) return text;
  }
  return '';
}
