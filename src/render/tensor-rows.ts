/** The tensors of a checkpoint without their elements, a row each, and as a table for a model card. */

import type { Inspection } from '../operations/inspect.ts';
import { byteLengthOfTensor, dtypeCounts, type ListedTensor } from '../operations/tensor-list.ts';
import { csvRow } from './listing-csv.ts';
import { code, plain } from './markdown-text.ts';
import type { Plain, PlainObject } from './plain-tree.ts';
import { bytes, count, magnitude, number, shape } from './text/units.ts';

/** `path`, `dtype`, `shape` and `bytes` of each tensor, as lines of comma-separated values. */
export function tensorCsv({ tensors }: Inspection): string {
  const rows = tensors.map(({ path, tensor }) =>
    csvRow([path, tensor.dtype, tensor.shape?.join('x'), byteLengthOfTensor(tensor)]),
  );
  return [csvRow(['path', 'dtype', 'shape', 'bytes']), ...rows].join('');
}

/** The same as plain data. */
export function tensorRow({ path, name, tensor }: ListedTensor): PlainObject {
  return new Map<string, Plain>([
    ['path', path],
    ['name', name],
    ['dtype', tensor.dtype],
    ['shape', tensor.shape === null ? null : [...tensor.shape]],
    ['bytes', byteLengthOfTensor(tensor)],
  ]);
}

/** Markdown: what it is, its hyperparameters, its tensors. `name` is the heading. */
export function modelCard(report: Inspection, name: string, hyperparameters: PlainObject): string {
  const { checkpoint, tensors, weights, training } = report;
  const total = tensors.reduce((sum, { tensor }) => sum + byteLengthOfTensor(tensor), 0);
  const dtypes = dtypeCounts(tensors.map(({ tensor }) => tensor));
  const state = training?.state;
  const facts: [string, string | undefined][] = [
    ['Format', checkpoint.format.title],
    ['Framework', state && [state.framework.title, state.framework.version].join(' ').trim()],
    ['Parameters', `${number(weights.parameterCount)} (${magnitude(weights.parameterCount)})`],
    ['Tensors', `${count(tensors.length, 'tensor')}, ${bytes(total)}`],
    ['Types', dtypes.map((one) => `${one.dtype} × ${number(one.count)}`).join(', ')],
    ['Epoch', state?.progress.epoch?.toString()],
    ['Step', state?.progress.step?.toString()],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  const sections = [
    `# ${plain(name)}`,
    table(
      ['', ''],
      known.map(([fact, text]) => [fact, plain(text)]),
    ),
  ];
  if (hyperparameters.size > 0) {
    const rows = Array.from(hyperparameters, ([key, value]) => [code(key), code(plainText(value))]);
    sections.push('## Hyperparameters', table(['Name', 'Value'], rows));
  }
  const rows = tensors.map(({ path, tensor }) => [
    code(path),
    plain(tensor.dtype),
    shape(tensor.shape),
    bytes(byteLengthOfTensor(tensor)),
  ]);
  sections.push('## Tensors', table(['Tensor', 'Type', 'Shape', 'Size'], rows));
  return `${sections.join('\n\n')}\n`;
}

function plainText(value: Plain): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(plainText).join(', ')}]`;
  if (!(value instanceof Map)) return String(value.value);
  return Array.from(value, ([key, item]) => `${key}: ${plainText(item)}`).join(', ');
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${names.map(() => ' --- |').join('')}`;
  return [line(names), rule, ...rows.map(line)].join('\n');
}
