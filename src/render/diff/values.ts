/** Compared values as rows of a table, the same for every medium. */
import { safeText } from '../../model/python-repr.ts';
import type { ComparedPair, ValuesDifference } from '../../operations/diff-values/index.ts';
import type { ModuleValues } from '../../operations/diff-values/modules.ts';
import { number } from '../text/units.ts';

export const VALUE_COLUMNS = [
  'tensor',
  'elements',
  'changed',
  'rel. L2',
  'max |Δ|',
  'mean |Δ|',
  'cosine',
] as const;

export const MODULE_COLUMNS = ['module', 'tensors', 'rel. L2', 'max |Δ|'] as const;

/** A row for each tensor that is not equal. */
export function valueRow({ pair, section, values }: ComparedPair): string[] {
  const { numbers, elementCount, status, reason } = values;
  const name = safeText(pairName(pair, section));
  if (numbers === undefined) return [name, number(elementCount), safeText(reason ?? status)];
  const { differing, nonFinite, relativeL2, maxAbs, meanAbs, cosine } = numbers;
  const isSized = nonFinite < differing;
  const odd = nonFinite === 0 ? '' : ` (${number(nonFinite)} not finite)`;
  return [
    name,
    number(elementCount),
    status === 'close' ? 'close' : percentage(differing, elementCount) + odd,
    relativeL2 === undefined || !isSized ? '–' : significant(relativeL2),
    isSized ? significant(maxAbs) : '–',
    isSized ? significant(meanAbs) : '–',
    cosine === undefined ? '–' : cosineText(cosine),
  ];
}

export function moduleRow({ name, tensorCount, differing, relativeL2, maxAbs }: ModuleValues) {
  return [
    name === '' ? '(top)' : safeText(name),
    differing === tensorCount
      ? number(tensorCount)
      : `${number(differing)} of ${number(tensorCount)}`,
    relativeL2 === undefined ? '–' : significant(relativeL2),
    significant(maxAbs),
  ];
}

function pairName({ group, name, item }: ComparedPair['pair'], section: string): string {
  if (section === 'weights') return [group, name].filter((part) => part !== '').join('.');
  return [section, group, item, name].filter((part) => part !== undefined && part !== '').join(' ');
}

/** `10 of 12 tensors differ · 2 equal`. */
export function valueFacts({ tensors, atol, rtol }: ValuesDifference): string[] {
  const of = (wanted: string) => tensors.filter(({ values }) => values.status === wanted).length;
  const counts = (['differ', 'close', 'unknown', 'equal'] as const).flatMap((status) => {
    const times = of(status);
    return times === 0 ? [] : [`${number(times)} ${WORDS[status]}`];
  });
  return of('close') === 0 ? counts : [...counts, `atol ${atol}, rtol ${rtol}`];
}

const WORDS = {
  differ: 'differ',
  close: 'close',
  unknown: 'not compared',
  equal: 'equal',
} as const;

/** Never 0 % nor 100 % unless it is. */
function percentage(part: number, whole: number): string {
  if (part === whole) return '100 %';
  const percent = Math.min(99.9, Math.max(0.1, (100 * part) / whole));
  return `${percent.toFixed(1)} %`;
}

/** Three digits: `0.00123`, `1.2e-07`. */
export function significant(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  const text = value.toPrecision(3);
  const [mantissa = '', exponent] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return exponent === undefined ? short : `${short}e${exponent}`;
}

/** What is nearly 1 differs in its last digits. */
function cosineText(cosine: number): string {
  return cosine === 1 ? '1' : cosine.toFixed(6);
}
