import type { ElementValues } from '../../model/first-elements.ts';
import { pythonFloatRepr } from '../../model/python-repr.ts';
import { scalarText } from '../../model/scalar-text.ts';
import type { Value } from '../../model/value.ts';
import type { View } from '../view.ts';
import { number } from './units.ts';

/** Elements as a nested list where all were read, else in their order, aligned. */
export function elementsText(
  { dtype, shape, values, elementCount }: ElementValues,
  view: View,
): string[] {
  const texts = values.map((value) => elementText(value, dtype));
  const width = Math.max(0, ...texts.map((text) => text.length));
  const cells = texts.map((text) => text.padStart(width));
  if (values.length < elementCount) {
    const more = view.palette.dim(`… ${number(elementCount - values.length)} more`);
    return [...wrapped(cells, view.width), more];
  }
  return shape.length === 0 ? texts : nested(cells, shape, view.width);
}

/** An element with as few digits as give it back: 0.1 for the float32 nearest to it. */
export function elementText(value: Value, dtype: string): string {
  if (typeof value !== 'object' || value?.kind !== 'float' || dtype === 'float64') {
    return scalarText(value);
  }
  const exact = value.value;
  if (!Number.isFinite(exact) || exact === 0) return pythonFloatRepr(exact);
  for (let digits = 1; digits < 10; digits += 1) {
    const short = Number(exact.toPrecision(digits));
    if (Math.fround(short) === exact) return pythonFloatRepr(short);
  }
  return pythonFloatRepr(exact);
}

/** Numbers in a row are hard to count on longer lines. */
const WIDEST_LINE = 120;

function wrapped(cells: readonly string[], width: number): string[] {
  const cellWidth = (cells[0]?.length ?? 0) + 2;
  const perLine = Math.max(1, Math.min(10, Math.floor(Math.min(width, WIDEST_LINE) / cellWidth)));
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += perLine) {
    lines.push(cells.slice(start, start + perLine).join('  '));
  }
  return lines;
}

/** Rows in brackets, as numpy prints an array. */
function nested(cells: readonly string[], shape: readonly number[], width: number): string[] {
  const [rows = 0, ...rest] = shape;
  if (rest.length === 0) {
    const line = `[${cells.join(', ')}]`;
    return line.length <= Math.min(width, WIDEST_LINE) ? [line] : wrapped(cells, width);
  }
  const step = rows === 0 ? 0 : cells.length / rows;
  const blocks = Array.from({ length: rows }, (_, row) =>
    nested(cells.slice(row * step, (row + 1) * step), rest, width - 2),
  );
  return blocks.flatMap((block, row) =>
    block.map((line, index) => {
      const opens = row === 0 && index === 0 ? '[' : ' ';
      const closes = row === rows - 1 && index === block.length - 1 ? ']' : '';
      return opens + line + closes;
    }),
  );
}
