import type { NamedTensor } from '../../frameworks/training-state.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const sharedModule = defineRule({
  id: 'weights/shared-module',
  summary: 'No module is saved under two names',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['training'],

  *find({ training: { weights } }) {
    for (const { path, tensors } of weights) {
      const pairs = pairsIn(tensors);
      if (pairs.length === 0) continue;
      yield {
        path: path === '' ? undefined : path,
        data: examplesOf(pairs.map(([other, first]) => `${other} is ${first}`)),
      };
    }
  },

  message: (pairs) =>
    `whole modules are there twice on one memory: ${exampleText(pairs)}; formats without shared memory, as safetensors, store them once or refuse them`,
  cure: () => 'keep one of the names before converting; loading needs both, or strict=False',
});

/** Modules all of whose tensors are those of another. */
function pairsIn(tensors: readonly NamedTensor[]): readonly (readonly [string, string])[] {
  const tied = new Map<string, { readonly to: string; count: number }>();
  for (const { name, tiedTo } of tensors) {
    if (tiedTo === undefined) continue;
    const [own, other] = differingPrefixes(name, tiedTo);
    if (own === '' || other === '') continue;
    const known = tied.get(own);
    if (known === undefined) tied.set(own, { to: other, count: 1 });
    else if (known.to === other) known.count += 1;
  }
  const below = countsBelow(tensors, tied);
  return [...tied].flatMap(([own, { to, count }]) =>
    count > 1 && count === below.get(own) ? [[own, to] as const] : [],
  );
}

/** What is left of two names without the end they share. */
function differingPrefixes(name: string, other: string): readonly [string, string] {
  const [a, b] = [name.split('.'), other.split('.')];
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  return [a.join('.'), b.join('.')];
}

/** How many tensors each of these modules has. */
function countsBelow(
  tensors: readonly NamedTensor[],
  modules: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  // A name may have thousands of dots: not all that stands before one is worth looking up.
  const lengths = new Set(Array.from(modules.keys(), (module) => module.length));
  for (const { name } of tensors) {
    for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
      if (!lengths.has(end)) continue;
      const module = name.slice(0, end);
      if (modules.has(module)) counts.set(module, (counts.get(module) ?? 0) + 1);
    }
  }
  return counts;
}
