/** What differs as rows, the same for every medium: what is alike is one row. */
import { safeText } from '../../model/python-repr.ts';
import { isKind, type NdArray, type Tensor, type Value } from '../../model/value.ts';
import type { Change, Fact, SectionDifference } from '../../operations/diff/difference.ts';
import { foldedChildren } from '../../operations/fold.ts';
import { describe } from '../text/describe.ts';
import { elementText } from '../text/elements.ts';
import { count, shape } from '../text/units.ts';

export type Mark = '+' | '-' | '~' | '>' | '=';

export interface DiffRow {
  readonly mark: Mark;
  readonly name: string;
  /** Empty where the side has none. */
  readonly left: string;
  readonly right: string;
  /** What explains: `8 parameters`. */
  readonly note: string;
}

/** `isFull`: what stands behind other facts too, and what is equal. */
export function sectionRows(section: SectionDifference, isFull: boolean): DiffRow[] {
  const { changes, renames, equal } = section;
  const details = changes.filter(({ isDetail }) => isDetail);
  const shown = isFull ? changes : changes.filter(({ isDetail }) => !isDetail);
  const hidden = isFull ? 0 : details.length;
  return [
    ...renames.map(
      ({ from, to, by, pairs }): DiffRow => ({
        mark: '>',
        name: 'renamed',
        left: safeText(from),
        right: safeText(to),
        note: `${count(pairs.length, 'tensor')}, ${SAME[by]}`,
      }),
    ),
    ...(section.name === 'weights'
      ? weightRows(shown, isFull)
      : folded(PLAIN_TEXT.has(section.name) ? shown.map(withoutQuotes) : shown)),
    ...(hidden === 0
      ? []
      : [
          {
            mark: '~' as const,
            name: '…',
            left: '',
            right: count(hidden, 'more counter'),
            note: '',
          },
        ]),
    ...(isFull
      ? equal.map(({ group, name, fact }): DiffRow => {
          const text = factText(fact);
          return { mark: '=', name: nameOf({ group, name }), left: text, right: text, note: '' };
        })
      : []),
  ];
}

const SAME = { shape: 'same shapes', content: 'same bytes', name: 'by their names' } as const;

/** Sections whose texts are words of ours, or what a person typed: they are shown as they are. */
const PLAIN_TEXT: ReadonlySet<string> = new Set(['run', 'overrides', 'versions', 'file']);

function withoutQuotes(change: Change): Change {
  const plain = (fact: Fact): Fact => {
    const { value } = fact;
    return typeof value === 'string' ? { ...fact, value: { kind: 'global', name: value } } : fact;
  };
  if (change.kind === 'added') return { ...change, right: plain(change.right) };
  if (change.kind === 'removed') return { ...change, left: plain(change.left) };
  return { ...change, left: plain(change.left), right: plain(change.right) };
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

function rowOf(change: Change): DiffRow {
  const { kind } = change;
  return {
    mark: MARKS[kind],
    name: nameOf(change),
    left:
      kind === 'added' ? '' : factText(change.left, kind === 'changed' ? change.right : undefined),
    right:
      kind === 'removed'
        ? ''
        : factText(change.right, kind === 'changed' ? change.left : undefined),
    note: '',
  };
}

function nameOf({ group, name }: { readonly group: string; readonly name: string }): string {
  return safeText([group, name].filter((part) => part !== '').join('.'));
}

/** Changes of several parameters that read the same as one row. */
function folded(changes: readonly Change[]): DiffRow[] {
  const rows = new Map<string, { row: DiffRow; items: string[] }>();
  for (const change of changes) {
    const row = rowOf(change);
    const { item } = change;
    const key = JSON.stringify([row.mark, row.name, row.left, row.right, item === undefined]);
    const same = item === undefined ? undefined : rows.get(key);
    if (same === undefined)
      rows.set(item === undefined ? `${key}${rows.size}` : key, {
        row,
        items: item === undefined ? [] : [item],
      });
    else if (item !== undefined) same.items.push(item);
  }
  return Array.from(rows.values(), ({ row, items }) => ({ ...row, note: itemsText(items) }));
}

function itemsText(items: readonly string[]): string {
  const [only] = items;
  if (only === undefined) return '';
  if (items.length > 1) return `of ${count(items.length, 'parameter')}`;
  return /^\d+$/.test(only) ? `of parameter ${only}` : `of ${safeText(only)}`;
}

/** Tensors that read the same but for numbers in their names as one. */
function weightRows(changes: readonly Change[], isFull: boolean): DiffRow[] {
  if (isFull) return changes.map(rowOf);
  const { cast, others } = castTensors(changes);
  const groups = new Map<string, { row: DiffRow; group: string; tensors: Map<Value, Value> }>();
  for (const change of others) {
    const row = rowOf(change);
    const { value } = change.kind === 'added' ? change.right : change.left;
    // What came or went stands in the order of the file; what changed is told apart by how.
    const how = row.mark === '~' ? [row.left, row.right] : [];
    const key = JSON.stringify([row.mark, change.group, ...how]);
    const known = groups.get(key) ?? { row, group: change.group, tensors: new Map() };
    known.tensors.set(change.name, value);
    groups.set(key, known);
  }
  const rows = Array.from(groups.values(), ({ row, group, tensors }) =>
    foldedChildren({ kind: 'mapping', type: 'dict', entries: tensors }).map(
      ({ label, value, count: times }): DiffRow => {
        const text = factText({ path: '', value });
        return {
          mark: row.mark,
          name: nameOf({ group, name: label }),
          left: row.mark === '-' ? text : row.left,
          right: row.mark === '+' ? text : row.right,
          note: times > 1 ? count(times, 'tensor') : '',
        };
      },
    ),
  );
  const order = ['~', '-', '+'];
  const sorted = rows.flat().sort((x, y) => order.indexOf(x.mark) - order.indexOf(y.mark));
  return [...cast, ...sorted];
}

/** So many tensors that only have another type are one row. */
const LEAST_CAST = 3;

function castTensors(changes: readonly Change[]): {
  readonly cast: readonly DiffRow[];
  readonly others: readonly Change[];
} {
  const casts = new Map<string, Change[]>();
  for (const change of changes) {
    const types = castOf(change);
    if (types === undefined) continue;
    const key = types.join(' ');
    const same = casts.get(key);
    if (same === undefined) casts.set(key, [change]);
    else same.push(change);
  }
  const many = [...casts].filter(([, all]) => all.length >= LEAST_CAST);
  const told = new Set(many.flatMap(([, all]) => all));
  return {
    cast: many.map(([types, all]): DiffRow => {
      const [left = '', right = ''] = types.split(' ').map(safeText);
      return { mark: '~', name: 'type', left, right, note: `of ${count(all.length, 'tensor')}` };
    }),
    others: changes.filter((change) => !told.has(change)),
  };
}

/** The types of two tensors that are alike in all else. */
function castOf(change: Change): readonly [string, string] | undefined {
  if (change.kind !== 'changed') return undefined;
  const [a, b] = [change.left.value, change.right.value];
  if (!isArray(a) || !isArray(b) || a.dtype === b.dtype) return undefined;
  return String(a.shape) === String(b.shape) ? [a.dtype, b.dtype] : undefined;
}

function isArray(value: Value | undefined): value is Tensor | NdArray {
  return isKind(value, 'tensor') || isKind(value, 'ndarray');
}

/** A value; of a tensor what `other` does not share, else its shape and type. */
function factText({ value, scalar }: Fact, other?: Fact): string {
  if (isArray(value)) {
    if (scalar !== undefined) return elementText(scalar, value.dtype);
    const sizes = shape(value.shape);
    const before = other?.value;
    if (!isArray(before) || before.dtype !== value.dtype)
      return `${sizes} ${safeText(value.dtype)}`;
    return sizes === shape(before.shape) ? `${sizes} ${kindText(value)}` : sizes;
  }
  return safeText(describe(value));
}

function kindText(value: Value): string {
  if (!isKind(value, 'tensor')) return 'array';
  const { layout, subclass, device, requiresGrad } = value;
  return [
    layout === 'strided' ? '' : layout,
    subclass ?? '',
    device,
    requiresGrad ? 'requires_grad' : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}
