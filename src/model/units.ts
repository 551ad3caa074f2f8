/** Numbers for people: decimal units, three digits of thousands. */

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `133 B`, `2.4 kB`, `102.0 MB`. */
export function bytes(byteLength: number): string {
  let value = byteLength;
  let unit = 0;
  // 999,950 would round to 1000.0 kB.
  while (value >= (unit === 0 ? 1000 : 999.95) && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${SIZE_UNITS[unit]}`;
}

/** `106,820`. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 tensor`, `12 tensors`, `3 entries`. */
export function count(value: number, noun: string): string {
  if (value === 1) return `1 ${noun}`;
  return `${number(value)} ${noun.replace(/(?<![aeiou])y$/, 'ie')}s`;
}

const MAGNITUDES = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** `8.50 M`, `1.24 B`; exact below ten thousand. */
export function magnitude(value: number): string {
  if (value < 10_000) return number(value);
  // 999,500 would round to 1.00e+3 k.
  const [size, unit] = MAGNITUDES.find(([least]) => value >= 0.9995 * least) ?? [1e3, 'k'];
  const scaled = value / size;
  return `${scaled < 999.5 ? scaled.toPrecision(3) : number(Math.round(scaled))} ${unit}`;
}

/** `[600, 6807]`. */
export function shape(sizes: readonly number[] | null): string {
  return sizes === null ? 'nested' : `[${sizes.join(', ')}]`;
}
