import type { Difference } from '../../operations/diff/difference.ts';
import { columns, type Row } from '../text/columns.ts';
import { count } from '../text/units.ts';
import { fitted, fittedPath } from '../text/width.ts';
import type { View } from '../view.ts';
import { MODULE_COLUMNS, moduleRow, VALUE_COLUMNS, valueFacts, valueRow } from './values.ts';

const MOST_TENSORS = 20;
const MOST_MODULES = 10;
const WIDEST_NAME = 40;
const INDENT = '  ';

/** Tensors whose values differ, and the modules they are of, those that moved most first. */
export function valueBlocks({ values }: Difference, all: boolean, view: View): string[][] {
  if (values === undefined || values.tensors.length === 0) return [];
  const { palette, width } = view;
  const head = (title: string, facts: readonly string[]) =>
    palette.strong(title) +
    palette.dim(fitted(facts.map((fact) => ` · ${fact}`).join(''), width - title.length));
  const tensors = values.tensors.filter((one) => all || one.values.status !== 'equal');
  const modules = values.modules;
  const tensorBlock = [
    head('values', valueFacts(values)),
    ...tableLines(
      VALUE_COLUMNS,
      tensors.map(valueRow),
      all ? tensors.length : MOST_TENSORS,
      VALUE_KEEP,
      view,
    ),
  ];
  if (modules.length < 2) return [tensorBlock];
  const facts = [`${modules.length} differ`, 'those that moved most first'];
  return [
    tensorBlock,
    [
      head('modules', facts),
      ...tableLines(
        MODULE_COLUMNS,
        modules.map(moduleRow),
        all ? modules.length : MOST_MODULES,
        MODULE_KEEP,
        view,
      ),
    ],
  ];
}

/** Which columns go first in a narrow terminal. */
const VALUE_KEEP = [undefined, 1, 6, 5, 4, 2, 3];
const MODULE_KEEP = [undefined, 1, 3, 2];

function tableLines(
  heads: Row,
  rows: readonly Row[],
  most: number,
  keep: readonly (number | undefined)[],
  { palette, width }: View,
): string[] {
  if (rows.length === 0) return [];
  const shown = rows.length <= most ? rows : rows.slice(0, most - 1);
  const cells = [heads, ...shown].map(([name = '', ...rest]) => [
    fittedPath(name, WIDEST_NAME),
    ...rest,
  ]);
  const styles = heads.map((_, index) => {
    const number = keep[index];
    return index === 0 || number === undefined ? {} : { align: 'right' as const, keep: number };
  });
  const lines = columns(cells, styles, width - INDENT.length).map(
    (line, index) => INDENT + (index === 0 ? palette.dim(line) : line),
  );
  const more = rows.length - shown.length;
  return more > 0
    ? [...lines, palette.dim(`${INDENT}… ${count(more, 'more row')} (--all)`)]
    : lines;
}
