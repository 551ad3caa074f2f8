import { children, joined } from '../../model/children.ts';
import type { Mapping, Tensor, Value } from '../../model/value.ts';

/** Stands for a value that is left out of the container it is in. */
export const REMOVED: unique symbol = Symbol('removed');

/**
 * What a value becomes: itself, another, or nothing. What is inside the result is asked for in turn.
 * `isHashed`: it is a key of a dict, in a set, or inside of such.
 */
export type Change = (value: Value, path: string, isHashed: boolean) => Value | typeof REMOVED;

/**
 * A tree with some of its values changed. What was shared is shared, and what held itself does. Objects
 * and tensors are changed as wholes only.
 */
export function rebuilt(root: Value, change: Change, path = ''): Value | typeof REMOVED {
  const plain = new Map<Value, Value | typeof REMOVED>();
  const hashed = new Map<Value, Value | typeof REMOVED>();
  const visit: Visit = (value, at, isHashed) => {
    const results = isHashed ? hashed : plain;
    const isShared = typeof value === 'object' && value !== null;
    const known = isShared ? results.get(value) : undefined;
    if (known !== undefined) return known;
    const changed = change(value, at, isHashed);
    if (typeof changed !== 'object' || changed === null) {
      if (isShared) results.set(value, changed);
      return changed;
    }
    const isInside = isHashed || changed.kind === 'set' || changed.kind === 'frozenset';
    const { result, fill } = emptied(changed, (child, step, isKey = isInside) =>
      visit(child, joined(at, step), isKey),
    );
    if (isShared) results.set(value, result);
    fill();
    return result;
  };
  return visit(root, path, false);
}

type Visit = (value: Value, path: string, isHashed: boolean) => Value | typeof REMOVED;
/** The same for what is inside: whether that is hashed is told by what it is in, unless it is a key. */
type VisitChild = (value: Value, step: string, isKey?: boolean) => Value | typeof REMOVED;

/** A container without its content, which comes when others can refer to it. */
function emptied(
  value: Exclude<Value, null | boolean | number | bigint | string>,
  visit: VisitChild,
): { readonly result: Value; readonly fill: () => void } {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset': {
      const items: Value[] = [];
      const fill = () => {
        for (const [index, item] of value.items.entries()) {
          const result = visit(item, `[${index}]`);
          if (result !== REMOVED) items.push(result);
        }
      };
      return { result: { kind: value.kind, items }, fill };
    }
    case 'mapping': {
      const { attributes, type } = value;
      const entries = new Map<Value, Value>();
      const result: Mapping & Changing = { kind: 'mapping', type, entries };
      const fill = () => {
        const steps = Array.from(children(value), ({ step }) => step);
        let index = 0;
        for (const [key, entry] of value.entries) {
          const step = steps[index] ?? '';
          index += 1;
          const newKey = typeof key === 'object' ? visit(key, `${step} (its key)`, true) : key;
          const result = visit(entry, step);
          if (result !== REMOVED && newKey !== REMOVED) entries.set(newKey, result);
        }
        if (attributes !== undefined) addAttributes(result, attributes, visit);
      };
      return { result, fill };
    }
    case 'tensor': {
      if (value.attributes === undefined) return { result: value, fill: () => {} };
      const { attributes, ...rest } = value;
      const result: Tensor & Changing = { ...rest };
      return { result, fill: () => addAttributes(result, attributes, visit) };
    }
    default:
      return { result: value, fill: () => {} };
  }
}

/** Attributes come when others can refer to what has them. */
interface Changing {
  attributes?: Value;
}

function addAttributes(result: Changing, attributes: Value, visit: VisitChild): void {
  const changed = visit(attributes, '.__dict__');
  if (changed !== REMOVED) result.attributes = changed;
}
