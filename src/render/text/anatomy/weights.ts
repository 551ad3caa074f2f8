import type { WeightSet } from '../../../frameworks/training-state.ts';
import { safeText } from '../../../model/python-repr.ts';
import { type ModuleRow, moduleRows } from '../../../operations/modules.ts';
import { byteLengthOfTensor } from '../../../operations/tensor-list.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { columns } from '../columns.ts';
import { bytes, count, magnitude, number, shape } from '../units.ts';
import { inside, partLines, type Section } from './section.ts';

const LINES = 16;
const LINES_OF_A_COPY = 4;
const ROLES = {
  model: 'weights',
  averaged: 'averaged weights',
  current: 'current weights',
} as const;

export function weightSections({ state }: Training, view: View, full: boolean): Section[] {
  return state.weights.map((weights, index) => {
    const lines = index === 0 ? LINES : LINES_OF_A_COPY;
    return {
      name: 'weights',
      title: safeText(weights.path === '' ? 'weights' : weights.path),
      facts: factsOf(weights),
      lines: [
        ...tensorLines(weights, full ? Number.POSITIVE_INFINITY : lines, inside(view)),
        ...partLines(weights.others, inside(view).width),
      ],
    };
  });
}

function factsOf({ tensors, role, prefixes, path, parameterCount }: WeightSet): string[] {
  const byteLength = byteLengthOf(tensors);
  const buffers = tensors.filter((tensor) => tensor.role === 'buffer').length;
  return [
    ...(role === 'model' && /^$|state_dict|model|weight/.test(path) ? [] : [ROLES[role]]),
    count(tensors.length, 'tensor') + (buffers > 0 ? ` (${count(buffers, 'buffer')})` : ''),
    `${magnitude(parameterCount)} parameters`,
    bytes(byteLength),
    ...(prefixes.length > 0 ? [`names begin with ${safeText(prefixes.join(''))}`] : []),
  ];
}

function byteLengthOf(tensors: WeightSet['tensors']): number {
  return tensors.reduce(
    (sum, { tensor, tiedTo }) => sum + (tiedTo === undefined ? byteLengthOfTensor(tensor) : 0),
    0,
  );
}

/** Columns: what, its shape or number of tensors, parameters, bytes, share of the bytes. */
function tensorLines({ tensors }: WeightSet, lines: number, { width, palette }: View): string[] {
  const total = byteLengthOf(tensors);
  const rows = moduleRows(tensors, lines).map((row) => [
    '  '.repeat(row.depth) + safeText(row.label),
    whatText(row),
    safeText(row.tensor?.tensor.dtype ?? ''),
    row.parameterCount > 0 ? magnitude(row.parameterCount) : '',
    bytes(row.byteLength),
    share(row.byteLength, total),
    row.tensor === undefined ? '' : noteText(row.tensor),
  ]);
  const right = 'right' as const;
  return columns(
    rows,
    [
      {},
      {},
      { keep: 3 },
      { align: right, keep: 1 },
      { align: right, keep: 4 },
      { align: right, keep: 2 },
      { paint: palette.dim, keep: 0 },
    ],
    width,
  );
}

function whatText({ tensor, count: times, tensorCount }: ModuleRow): string {
  if (tensor === undefined) return count(tensorCount, 'tensor');
  return (times > 1 ? `${number(times)} × ` : '') + shape(tensor.tensor.shape);
}

function noteText({ role, tiedTo }: NonNullable<ModuleRow['tensor']>): string {
  if (tiedTo !== undefined) return `tied to ${safeText(tiedTo)}`;
  return role === 'buffer' ? 'buffer' : '';
}

function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '';
  const percent = (100 * part) / whole;
  return percent < 0.5 ? '<1 %' : `${Math.round(percent)} %`;
}
