import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { UsageError } from './command.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** The limits with those of `NAME=NUMBER` raised or lowered; a number may end in k, M, G or Ki, Mi, Gi. */
export function limitsFrom(options: readonly string[]): Limits {
  const limits: Record<keyof Limits, number> = { ...DEFAULT_LIMITS };
  for (const option of options) {
    const [, name = '', digits = '', unit = ''] =
      /^(\w+)=(\d+)(k|M|G|Ki|Mi|Gi|)B?$/.exec(option) ?? [];
    if (!isLimit(name)) {
      const names = Object.keys(DEFAULT_LIMITS).join(', ');
      throw new UsageError(`--limit takes NAME=NUMBER, where NAME is one of ${names}`);
    }
    const number = Number(digits) * (UNITS[unit] ?? 1);
    if (name === 'depth' && number > DEFAULT_LIMITS.depth) {
      // Every walk over a tree recurses.
      throw new UsageError(`depth can be ${DEFAULT_LIMITS.depth} at most`);
    }
    limits[name] = number;
  }
  return limits;
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(DEFAULT_LIMITS, name);
}
