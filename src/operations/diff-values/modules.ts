import type { ComparedPair } from './index.ts';

/** How far the tensors of one module moved, together. */
export interface ModuleValues {
  /** What their names have in front of the last dot; empty for those without one. */
  readonly name: string;
  readonly tensorCount: number;
  /** So many of its tensors are not the same. */
  readonly differing: number;
  readonly maxAbs: number;
  readonly relativeL2: number | undefined;
}

interface Sums {
  tensors: number;
  differing: number;
  maxAbs: number;
  difference: number;
  left: number;
}

/** Modules of which anything differs, those that moved most first. */
export function modulesOf(compared: readonly ComparedPair[]): ModuleValues[] {
  const modules = new Map<string, Sums>();
  for (const { pair, values } of compared) {
    const name = pair.name.includes('.') ? pair.name.slice(0, pair.name.lastIndexOf('.')) : '';
    const sums = modules.get(name) ?? {
      tensors: 0,
      differing: 0,
      maxAbs: 0,
      difference: 0,
      left: 0,
    };
    modules.set(name, sums);
    sums.tensors += 1;
    if (values.status === 'equal' || values.status === 'unknown') continue;
    sums.differing += 1;
    if (values.numbers === undefined) continue;
    const { maxAbs, squares } = values.numbers;
    sums.maxAbs = Math.max(sums.maxAbs, maxAbs);
    sums.difference += squares.difference;
    sums.left += squares.left;
  }
  return Array.from(modules, ([name, sums]): ModuleValues => {
    const { tensors, differing, maxAbs, difference, left } = sums;
    const relativeL2 = left === 0 ? undefined : Math.sqrt(difference / left);
    return { name, tensorCount: tensors, differing, maxAbs, relativeL2 };
  })
    .filter(({ differing }) => differing > 0)
    .sort((a, b) => (b.relativeL2 ?? Number.MAX_VALUE) - (a.relativeL2 ?? Number.MAX_VALUE));
}
