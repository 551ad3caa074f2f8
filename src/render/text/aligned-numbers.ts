import { pythonFloatRepr } from '../../model/python-repr.ts';

const MOST_DIGITS = 4;

/**
 * Numbers of one column with as many digits after the point as the most exact of them needs, at most
 * four, so that their points stand below each other. Very small and very large ones are in powers of ten.
 */
export function alignedNumbers(values: readonly (number | undefined)[]): (string | undefined)[] {
  const digits = values.reduce<number>((most, value) => Math.max(most, digitsOf(value)), 0);
  return values.map((value) => {
    if (value === undefined) return undefined;
    return isPlain(value) ? value.toFixed(digits) : exponential(value);
  });
}

function digitsOf(value: number | undefined): number {
  if (value === undefined || !isPlain(value)) return 0;
  const [, decimals = ''] = String(Number(value.toFixed(MOST_DIGITS))).split('.');
  return decimals.length;
}

function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-3 && size < 1e9);
}

/** As Python spells it, with four digits: `1.235e-05`. */
function exponential(value: number): string {
  return pythonFloatRepr(Number(value.toPrecision(MOST_DIGITS)));
}
