import { isKind, type Mapping, type Opaque, type Sequence, type Value } from '../../model/value.ts';
import { childIndex, itemsOf, partsOf } from '../common/entries.ts';
import type { Part } from '../training-state.ts';

/**
 * A test that is made once for each value: a small file can have a large dict under many names, and
 * every framework asks.
 */
export function remembered(test: (value: Value) => boolean): (value: Value) => boolean {
  const answers = new WeakMap<object, boolean>();
  return (value) => {
    if (!isComposed(value)) return test(value);
    const answer = answers.get(value) ?? test(value);
    answers.set(value, answer);
    return answer;
  };
}

function isComposed(value: Value): value is Mapping | Sequence | Opaque {
  return COMPOSED.some((kind) => isKind(value, kind));
}

const COMPOSED = ['mapping', 'list', 'tuple', 'opaque'] as const;

interface Units {
  readonly units: readonly Part[];
  /** What lies beside them in the same lists and dicts. */
  readonly others: readonly Part[];
}

/** Values of one kind, such as optimizers, alone or in lists and dicts of them. */
export class Kind {
  readonly #isUnit: (value: Value) => boolean;
  /** The same in lists and dicts of one level less. */
  readonly #inside: Kind | undefined;
  /** Whether a value is such a thing, or a list or dict with one in it. */
  readonly fits: (value: Value) => boolean;

  constructor(isUnit: (value: Value) => boolean, depth = 0) {
    const inside = depth === 0 ? undefined : new Kind(isUnit, depth - 1);
    this.#isUnit = isUnit;
    this.#inside = inside;
    this.fits = remembered(
      (value) =>
        isUnit(value) ||
        (inside !== undefined &&
          valuesIn(value).some((item) => isComposed(item) && inside.fits(item))),
    );
  }

  /** Whether a value under a second name is the same thing again: weights are, numbers are not. */
  get isOneThing(): boolean {
    return this.#inside !== undefined;
  }

  /** Of a part that fits. */
  unitsOf(part: Part): Units {
    const inside = this.#inside;
    if (inside === undefined || this.#isUnit(part.value)) return { units: [part], others: [] };
    const units: Part[] = [];
    const others: Part[] = [];
    for (const item of partsIn(part)) {
      if (!isComposed(item.value) || !inside.fits(item.value)) {
        others.push(item);
        continue;
      }
      const found = inside.unitsOf(item);
      for (const unit of found.units) units.push(unit);
      for (const other of found.others) others.push(other);
    }
    return { units, others };
  }
}

function valuesIn(value: Value): readonly Value[] {
  return isKind(value, 'mapping') ? [...value.entries.values()] : itemsOf(value);
}

/** The parts with the entries of those called `name` in its place. */
export function opened(parts: readonly Part[], name: string): Part[] {
  return parts.flatMap((part) => {
    const inside = part.name === name ? partsIn(part) : [];
    return inside.length > 0 ? inside : [part];
  });
}

/** What is in a list or dict; the items of `optimizers` are `optimizers[0]`, ... */
function partsIn({ value, path, name }: Part): Part[] {
  if (isKind(value, 'mapping')) return partsOf(value, path);
  return itemsOf(value).map((item, index) => {
    return { path: childIndex(path, index), name: `${name}[${index}]`, value: item };
  });
}
