import { safeText } from '../../model/python-repr.ts';
import type { Inspection } from '../../operations/inspect.ts';
import { byteLengthOfTensor, type ListedTensor } from '../../operations/tensor-list.ts';
import type { View } from '../view.ts';
import { columns } from './columns.ts';
import { headerText } from './inspection.ts';
import { notesText } from './notes.ts';
import { tensorNote } from './outline.ts';
import { bytes, shape } from './units.ts';

/** The tensors, a line each. */
export function tensorTableText(report: Inspection, view: View): string {
  const { palette, width } = view;
  const rows = [
    ['tensor', 'shape', 'dtype', 'size', ''],
    ...report.tensors.map((listed) => row(listed, report)),
  ];
  const styles = [
    {},
    {},
    { keep: 2 },
    { align: 'right' as const, keep: 3 },
    { paint: palette.dim, keep: 1 },
  ];
  const [titles = '', ...lines] = columns(rows, styles, width);
  const head = [...headerText(report, view), ...notesText(report, view)];
  if (lines.length > 0) return [...head, '', palette.dim(titles), ...lines].join('\n');
  return report.tensorCount > 0 ? [...head, '', 'no tensor matches'].join('\n') : head.join('\n');
}

function row({ path, tensor }: ListedTensor, { sharing }: Inspection): string[] {
  return [
    safeText(path),
    shape(tensor.shape),
    safeText(tensor.dtype),
    bytes(byteLengthOfTensor(tensor)),
    tensor.kind === 'tensor' ? tensorNote(tensor, { sharing }) : 'numpy',
  ];
}

/** Digests in the manner of `sha256sum`: 64 digits, two blanks, the path. */
export function digestText({ tensors, digests }: Inspection): string {
  return tensors
    .map(({ path, tensor }) => `${digests?.get(tensor) ?? '-'.padEnd(64)}  ${safeText(path)}`)
    .join('\n');
}
