/** Sides of a comparison from literal trees. */
import { memorySource } from '../../src/bytes/source.ts';
import type { DType } from '../../src/model/dtype.ts';
import { rowMajorStrides, type Tensor, type Value } from '../../src/model/value.ts';
import type { Change, SectionDifference } from '../../src/operations/diff/difference.ts';
import { compareSides, type DiffOptions } from '../../src/operations/diff/index.ts';
import { type Side, sideOf } from '../../src/operations/diff/side.ts';
import { storage, tensor } from './values.ts';

export async function sideOfTree(root: Value, path?: string): Promise<Side> {
  const checkpoint = {
    file: 'm',
    byteLength: 0,
    format: { id: 'pytorch', title: 'PyTorch checkpoint' },
    root,
    extras: new Map<string, Value>(),
    metadata: new Map<string, string>(),
    globals: [],
    anomalies: [],
  };
  return sideOf(checkpoint, path);
}

/** How two trees differ. */
export async function sectionsOf(
  left: Value,
  right: Value,
  options?: DiffOptions,
): Promise<readonly SectionDifference[]> {
  return compareSides(await sideOfTree(left), await sideOfTree(right), options).sections;
}

/** `~ lr`, `+ model.bias`, `> model.* -> *`, of all sections. */
export function marksOf(sections: readonly SectionDifference[]): string[] {
  return sections.flatMap(({ changes, renames }) => [
    ...renames.map(({ from, to }) => `> ${from} -> ${to}`),
    ...changes.map(markOf),
  ]);
}

const MARKS = { changed: '~', added: '+', removed: '-' } as const;

function markOf({ kind, group, item, name }: Change): string {
  return [MARKS[kind], group, item, name]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

/** A tensor of these bytes. */
export function tensorOf(dtype: DType, shape: readonly number[], bytes: Uint8Array): Tensor {
  const strides = rowMajorStrides(shape);
  const source = memorySource('m', bytes);
  return tensor(shape, { dtype, strides, storage: { ...storage(bytes, dtype), source } });
}

export function float32(shape: readonly number[], values: readonly number[]): Tensor {
  return tensorOf('float32', shape, new Uint8Array(Float32Array.from(values).buffer));
}
