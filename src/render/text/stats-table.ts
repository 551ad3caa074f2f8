import type { ComplexSummary } from '../../kernels/complex.ts';
import type { Moments } from '../../kernels/moments.ts';
import { pythonFloatRepr, safeText } from '../../model/python-repr.ts';
import type { ModuleStats } from '../../operations/stats/modules.ts';
import type { TensorStats } from '../../operations/stats/stats.ts';
import { elementsIn } from '../stats-report.ts';
import type { View } from '../view.ts';
import { type ColumnStyle, columns } from './columns.ts';
import { sparkline } from './sparkline.ts';
import { count, number, shape } from './units.ts';
import { fittedPath } from './width.ts';

const TITLES = ['min', 'max', 'mean', 'std', 'norm', 'zeros', 'nan', '±inf'];

/** Numbers first: where the line is too long, what can be told from the others goes. */
function numberStyles({ palette }: View): ColumnStyle[] {
  const right = { align: 'right' as const };
  return [
    { ...right, keep: 8 },
    { ...right, keep: 8 },
    { ...right, keep: 5 },
    { ...right, keep: 7 },
    { ...right, keep: 3 },
    { ...right, keep: 4 },
    { ...right, paint: palette.bad },
    { ...right, paint: palette.warn },
  ];
}

/** The tensors, a line each. */
export function statsTableText(rows: readonly TensorStats[], view: View): string {
  const titles = ['tensor', 'shape', 'dtype', ...TITLES, 'histogram'];
  const styles = [
    {},
    { keep: 1 },
    { keep: 2 },
    ...numberStyles(view),
    { keep: 6, paint: view.palette.dim },
  ];
  const name = (path: string) => fittedPath(safeText(path), nameWidth(view));
  const cells = rows.map(({ path, tensor, summary, without, tiedTo }) => [
    name(path),
    shape(tensor.shape),
    safeText(tensor.dtype),
    ...(summary ? numberCells(summary) : [WITHOUT[without ?? 'no-elements']]),
    ...(summary ? [tiedTo === undefined ? bars(summary) : tieText(tiedTo, view)] : []),
  ]);
  return tableText(titles, cells, styles, view);
}

/** What tells of a tie stands where the histogram would, and takes no more room. */
function tieText(path: string, { width }: View): string {
  return `= ${fittedPath(safeText(path), width < WIDE ? LEAST_NAME - 2 : width)}`;
}

/** Where lines may be longer, names are shown in full. */
const WIDE = 160;
const LEAST_NAME = 20;

/** Numbers are what is asked for: names leave them most of the line. */
function nameWidth({ width }: View): number {
  return Math.max(LEAST_NAME, Math.floor(width * 0.3));
}

const WITHOUT = {
  'no-elements': 'none',
  'no-numbers': 'no numbers',
  unreadable: 'unreadable',
};

/** Modules, a line each. */
export function moduleTableText(rows: readonly ModuleStats[], view: View): string {
  const name = (path: string) => fittedPath(safeText(path), nameWidth(view));
  const titles = ['module', 'tensors', 'elements', ...TITLES];
  const styles = [
    {},
    { align: 'right' as const, keep: 1 },
    { align: 'right' as const, keep: 2 },
    ...numberStyles(view),
  ];
  const cells = rows.map(({ path, module, depth, tensorCount, summary }) => [
    '  '.repeat(depth) + name(depth === 0 ? path || '(all)' : lastStep(module)),
    number(tensorCount),
    number(elementsIn(summary.moments)),
    ...numberCells(summary),
  ]);
  return tableText(titles, cells, styles, view);
}

function lastStep(module: string): string {
  return module.slice(module.lastIndexOf('.') + 1);
}

function tableText(
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  styles: readonly ColumnStyle[],
  { palette, width }: View,
): string {
  // A column in which nothing stands needs no title.
  const shown = titles.map((title, column) => (cells.some((row) => row[column]) ? title : ''));
  const [head = '', ...lines] = columns([shown, ...cells], styles, width);
  return [palette.dim(head), ...lines].join('\n');
}

function numberCells(summary: ComplexSummary): string[] {
  const { moments, min, max, mean, std, norm, imaginaryMean } = summary;
  const infinite = moments.positiveInfinity + moments.negativeInfinity;
  const finite = (value: number | bigint | undefined) =>
    value === undefined ? '' : numberText(value);
  return [
    finite(min),
    finite(max),
    imaginaryMean === undefined ? finite(mean) : complexText(mean ?? 0, imaginaryMean),
    finite(std),
    moments.finite === 0 ? '' : numberText(norm),
    zerosText(moments),
    moments.nan === 0 ? '' : number(moments.nan),
    infinite === 0 ? '' : number(infinite),
  ];
}

function complexText(real: number, imaginary: number): string {
  const sign = imaginary < 0 ? '' : '+';
  return `${numberText(real)}${sign}${numberText(imaginary)}j`;
}

const DIGITS = 4;

/** Four digits; integers in full as long as they are short. */
function numberText(value: number | bigint): string {
  const plain = Number(value);
  if (Number.isInteger(plain) && Math.abs(plain) < 1e6) return String(plain);
  const short = plain.toPrecision(DIGITS);
  const size = Math.abs(plain);
  return size >= 1e-3 && size < 1e6 ? String(Number(short)) : pythonFloatRepr(Number(short));
}

function zerosText(moments: Moments): string {
  const { zeros } = moments;
  if (zeros === 0) return '';
  const percent = (100 * zeros) / elementsIn(moments);
  // What is not all is not rounded to all, nor what is there to nothing.
  if (percent === 100) return '100%';
  return percent < 0.1 ? '<0.1%' : `${Math.min(percent, 99.9).toFixed(1)}%`;
}

/** An all-equal tensor has nothing to show. */
function bars({ histogram, min, max }: ComplexSummary): string {
  return histogram === undefined || min === max ? '' : sparkline(histogram.counts);
}

/** What is wrong with the numbers, in a line; `undefined` where nothing is. */
export function findingsText(rows: readonly TensorStats[], { palette }: View): string | undefined {
  const having = (is: (moments: Moments) => boolean) =>
    rows.filter(({ summary }) => summary !== undefined && is(summary.moments)).length;
  const withNan = having(({ nan }) => nan > 0);
  const withInfinite = having((all) => all.positiveInfinity + all.negativeInfinity > 0);
  const parts = [
    ...(withNan > 0 ? [palette.bad(`NaN in ${count(withNan, 'tensor')}`)] : []),
    ...(withInfinite > 0 ? [palette.warn(`infinite in ${count(withInfinite, 'tensor')}`)] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}
