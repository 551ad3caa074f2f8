import { children, joined } from '../../model/children.ts';
import type { Value } from '../../model/value.ts';
import { childrenOf } from '../../model/walk.ts';
import { unwritableInTorch } from './unwritable.ts';

export interface Unwritable {
  readonly path: string;
  readonly value: Value;
  readonly reason: string;
}

/** Everything in a tree that torch does not load with `weights_only=True`, each once. */
export function unwritableIn(root: Value, path = ''): Unwritable[] {
  const found: Unwritable[] = [];
  const seen = new Set<Value>();
  const around = new Set<Value>();
  const visit = (value: Value, at: string): void => {
    if (typeof value === 'bigint') {
      const reason = unwritableInTorch(value);
      if (reason !== undefined) found.push({ path: at, value, reason });
    }
    if (typeof value !== 'object' || value === null) return;
    if (around.has(value) && !mayHoldItself(value)) {
      found.push({ path: at, value, reason: `a ${value.kind} that holds itself` });
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    const reason = unwritableInTorch(value);
    if (reason !== undefined) {
      found.push({ path: at, value, reason });
      return;
    }
    around.add(value);
    for (const child of children(value)) visit(child.value, joined(at, child.step));
    // Keys and attributes have no paths of their own.
    for (const child of childrenOf(value)) visit(child, at);
    around.delete(value);
  };
  visit(root, path);
  return found;
}

/** Lists and dicts are there before what is in them; all else is made of its parts. */
function mayHoldItself(value: Exclude<Value, null | boolean | number | bigint | string>): boolean {
  return (
    value.kind === 'list' || (value.kind === 'mapping' && value.type !== 'collections.Counter')
  );
}
