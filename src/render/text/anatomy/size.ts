import type { SizeShares } from '../../../operations/shares.ts';
import { bytes } from '../units.ts';
import { fitted } from '../width.ts';

const TITLES = {
  weights: 'weights',
  copies: 'copies of the weights',
  optimizers: 'optimizer',
  otherTensors: 'other tensors',
  unreferenced: 'storage no tensor reaches',
  rest: 'the rest',
} as const satisfies Record<keyof SizeShares, string>;

/** `102.0 MB = weights 34.0 MB + optimizer 68.0 MB + the rest 12.8 kB`, on as few lines as it fits. */
export function sizeText(byteLength: number, shares: SizeShares, width: number): string {
  const parts = (
    ['weights', 'copies', 'optimizers', 'otherTensors', 'unreferenced', 'rest'] as const
  )
    .map((name) => ({ title: TITLES[name], size: shares[name] ?? 0 }))
    .filter(({ size }) => size > 0)
    .map(({ title, size }) => `${title} ${bytes(size)}`);
  // Compressed storages, and those in other files, do not add up to this file.
  const sign = shares.rest === undefined ? 'holds' : '=';
  const start = `${bytes(byteLength)} ${sign} `;
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const last = lines.at(-1);
    const longer = last === undefined ? start + part : `${last} + ${part}`;
    if (last === undefined) lines.push(longer);
    else if (longer.length + (index < parts.length - 1 ? 2 : 0) <= width)
      lines[lines.length - 1] = longer;
    else lines.push(`${' '.repeat(start.length - 2)}+ ${part}`);
  }
  return lines.map((line) => fitted(line, width)).join('\n');
}
