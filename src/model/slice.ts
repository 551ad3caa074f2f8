import type { Tensor } from './value.ts';

/**
 * The view that `tensor[index]` is in Python, for indices of integers, slices with positive steps and
 * one `...`: `0`, `:5`, `0, 2:4`, `..., -1`. Nothing is read. `undefined` for any other index, for one
 * out of range, and for tensors without strides.
 */
export function sliced(tensor: Tensor, index: string): Tensor | undefined {
  const { shape, strides } = tensor;
  if (shape === null || strides === null) return undefined;
  const selectors = withoutEllipsis(
    index.split(',').map((part) => part.trim()),
    shape.length,
  );
  if (selectors === undefined || selectors.length > shape.length) return undefined;
  const newShape: number[] = [];
  const newStrides: number[] = [];
  let { storageOffset } = tensor;
  for (const [axis, size] of shape.entries()) {
    const stride = strides[axis] ?? 0;
    const range = rangeOf(selectors[axis] ?? ':', size);
    if (range === undefined) return undefined;
    storageOffset += range.start * stride;
    if (range.count === undefined) continue;
    newShape.push(range.count);
    newStrides.push(stride * range.step);
  }
  return { ...tensor, shape: newShape, strides: newStrides, storageOffset };
}

function withoutEllipsis(parts: readonly string[], rank: number): readonly string[] | undefined {
  const at = parts.indexOf('...');
  if (at < 0) return parts;
  if (parts.indexOf('...', at + 1) >= 0) return undefined;
  const whole = Array.from({ length: Math.max(0, rank - parts.length + 1) }, () => ':');
  return [...parts.slice(0, at), ...whole, ...parts.slice(at + 1)];
}

interface Range {
  readonly start: number;
  readonly step: number;
  /** `undefined` for a single index, whose axis goes. */
  readonly count: number | undefined;
}

function rangeOf(selector: string, size: number): Range | undefined {
  if (/^-?\d+$/.test(selector)) {
    const start = fromEnd(Number(selector), size);
    return start >= 0 && start < size ? { start, step: 1, count: undefined } : undefined;
  }
  const bounds = /^(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(\d+)?)?$/.exec(selector);
  if (bounds === null) return undefined;
  const [, from = '0', to = String(size), by = '1'] = bounds;
  const step = Number(by);
  if (step === 0) return undefined;
  const start = clamp(fromEnd(Number(from), size), size);
  const end = clamp(fromEnd(Number(to), size), size);
  return { start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
}

const fromEnd = (index: number, size: number) => (index < 0 ? size + index : index);
const clamp = (index: number, size: number) => Math.min(Math.max(index, 0), size);
