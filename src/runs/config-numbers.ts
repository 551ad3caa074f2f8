/** Numbers in YAML as PyYAML works them out: https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/constructor.py */

/** Python makes no int of more digits: https://docs.python.org/3/library/stdtypes.html#int-max-str-digits */
const MOST_DIGITS = 4300;

/** `017` is octal, `1:30` has a base of 60. `undefined` where `int` would refuse the text. */
export function pyyamlInt(spelled: string): number | bigint | undefined {
  const text = spelled.replaceAll('_', '');
  const isNegative = text.startsWith('-');
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  if (digits.length > MOST_DIGITS) return undefined;
  const size = intSize(digits);
  if (size === undefined) return undefined;
  const value = isNegative ? -size : size;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number + 0 : value;
}

function intSize(digits: string): bigint | undefined {
  if (/^0b[01]+$/.test(digits) || /^0x[\da-f]+$/i.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return BigInt(digits === '0' ? 0 : `0o${digits}`);
  if (!/^[1-9]\d*(?::\d+)*$/.test(digits)) return undefined;
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

/** `undefined` where `float` would refuse the text. */
export function pyyamlFloat(spelled: string): number | undefined {
  const text = spelled.replaceAll('_', '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  if (digits === '.nan') return Number.NaN;
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  const parts = digits.split(':').map(decimal);
  let size = 0;
  let base = 1;
  for (const part of parts.reverse()) {
    if (part === undefined) return undefined;
    // The order in which Python adds, for the same last bit.
    size += part * base;
    base *= 60;
  }
  return sign * size;
}

function decimal(text: string): number | undefined {
  return /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}
