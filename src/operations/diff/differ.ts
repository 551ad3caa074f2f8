import { children, joined } from '../../model/children.ts';
import { isShort } from '../../model/short.ts';
import { isKind, type NdArray, type Tensor, type Value } from '../../model/value.ts';
import type { Change, Fact, NamedFact, TensorPair } from './difference.ts';
import { plainValue, sameValue } from './same-value.ts';

/** Numbers in tensors of one element, by side. */
interface Scalars {
  readonly left: ReadonlyMap<Tensor, Value>;
  readonly right: ReadonlyMap<Tensor, Value>;
}

export interface DifferOptions {
  readonly scalars: Scalars;
  readonly isStrict: boolean;
  /** Keep the facts that are equal too. */
  readonly all: boolean;
  /** Whether to look at what has these names. */
  readonly passes: (names: readonly string[]) => boolean;
}

/** What a fact belongs to. */
export interface Place {
  readonly group: string;
  readonly item?: string;
  readonly isDetail?: true;
}

/** Compares values and collects what differs. */
export class Differ {
  readonly changes: Change[] = [];
  readonly equal: NamedFact[] = [];
  readonly pairs: TensorPair[] = [];
  equalCount = 0;
  readonly #options: DifferOptions;
  /** Shared values are compared once: what differs in one place differs in all. */
  readonly #compared = new Map<Value, Set<Value>>();

  constructor(options: DifferOptions) {
    this.#options = options;
  }

  get isStrict(): boolean {
    return this.#options.isStrict;
  }

  /** Compares what has one name on both sides; `undefined` where a side has none. */
  compare(place: Place, name: string, left: Fact | undefined, right: Fact | undefined): void {
    if (left === undefined) {
      if (right !== undefined) this.#onOneSide(place, name, 'added', right);
    } else if (right === undefined) this.#onOneSide(place, name, 'removed', left);
    else this.#both(place, name, left, right);
  }

  /** Entries by name, those of the left first. */
  compareEntries(
    place: Place,
    left: ReadonlyMap<string, Fact>,
    right: ReadonlyMap<string, Fact>,
  ): void {
    for (const [name, fact] of left) this.compare(place, name, fact, right.get(name));
    for (const [name, fact] of right) {
      if (!left.has(name)) this.compare(place, name, undefined, fact);
    }
    this.compareOrder(place, '', left.keys(), right.keys());
  }

  /** Strictly, what both have stands in the same order. */
  compareOrder(place: Place, name: string, left: Iterable<string>, right: Iterable<string>): void {
    if (!this.isStrict) return;
    const [a, b] = [new Set(left), new Set(right)];
    const common = [...a].filter((each) => b.has(each));
    const others = [...b].filter((each) => a.has(each));
    const at = common.findIndex((each, index) => each !== others[index]);
    if (at < 0) return;
    const first = (names: readonly string[]): Fact => ({ path: '', value: names[at] ?? '' });
    this.changed(place, joined(name, '.(order)'), first(common), first(others));
  }

  changed(place: Place, name: string, left: Fact, right: Fact): void {
    if (!this.#passes(name, left, right)) return;
    this.changes.push({ ...place, kind: 'changed', name, ...this.#withScalars(left, right) });
  }

  pair(place: Place, name: string, left: TensorPair['left'], right: TensorPair['right']): void {
    const { group, item } = place;
    this.pairs.push({ group, name, left, right, ...(item !== undefined && { item }) });
  }

  #onOneSide(place: Place, name: string, kind: 'added' | 'removed', fact: Fact): void {
    if (!this.#options.passes([name, fact.path])) return;
    const { left, right } = this.#withScalars(fact, fact);
    if (kind === 'added') this.changes.push({ ...place, kind, name, right });
    else this.changes.push({ ...place, kind, name, left });
  }

  #both(place: Place, name: string, left: Fact, right: Fact): void {
    const a = plainValue(left.value);
    const b = plainValue(right.value);
    if (isArray(a) && isArray(b)) {
      this.#tensors(place, name, { ...left, value: a }, { ...right, value: b });
      return;
    }
    if (isOpened(a, b, this.isStrict)) {
      if (this.#isCompared(a, b)) return;
      this.#inside(place, name, { ...left, value: a }, { ...right, value: b });
    } else if (this.#isSame(a, b)) this.#same(place, name, left);
    else this.changed(place, name, left, right);
  }

  /** A score may be a tensor of one element in one version and a float in another. */
  #isSame(left: Value, right: Value): boolean {
    if (this.isStrict) return sameValue(left, right, true);
    const { scalars } = this.#options;
    const a = isKind(left, 'tensor') ? (scalars.left.get(left) ?? left) : left;
    const b = isKind(right, 'tensor') ? (scalars.right.get(right) ?? right) : right;
    return sameValue(a, b, false);
  }

  #inside(place: Place, name: string, left: Fact, right: Fact): void {
    const [a, b] = [factsInside(left), factsInside(right)];
    if (a.size === 0 && b.size === 0) {
      this.#same(place, name, left);
      return;
    }
    const under = (facts: ReadonlyMap<string, Step>) =>
      new Map(
        Array.from(facts, ([label, { step, fact }]) => [label, { name: joined(name, step), fact }]),
      );
    const others = under(b);
    for (const [label, { name: inner, fact }] of under(a)) {
      this.compare(place, inner, fact, others.get(label)?.fact);
    }
    for (const [label, { name: inner, fact }] of others) {
      if (!a.has(label)) this.compare(place, inner, undefined, fact);
    }
    if (isKind(left.value, 'mapping')) this.compareOrder(place, name, a.keys(), b.keys());
  }

  #tensors(
    place: Place,
    name: string,
    left: Fact & { readonly value: Tensor | NdArray },
    right: Fact & { readonly value: Tensor | NdArray },
  ): void {
    const { scalars } = this.#options;
    const isSameKind =
      tensorLook(left.value, this.isStrict) === tensorLook(right.value, this.isStrict);
    const [a, b] = [
      scalars.left.get(left.value as Tensor),
      scalars.right.get(right.value as Tensor),
    ];
    if (a !== undefined && b !== undefined) {
      const isEqual = isSameKind && sameValue(a, b, this.isStrict);
      if (isEqual) this.#same(place, name, left);
      else this.changed(place, name, left, right);
      return;
    }
    if (isSameKind) this.#same(place, name, left);
    else this.changed(place, name, left, right);
    if (String(left.value.shape) !== String(right.value.shape)) return;
    if (!this.#passes(name, left, right)) return;
    this.pair(
      place,
      name,
      { name, path: left.path, tensor: left.value },
      { name, path: right.path, tensor: right.value },
    );
  }

  #same({ group, item }: Place, name: string, fact: Fact): void {
    if (!this.#options.passes([name, fact.path])) return;
    this.equalCount += 1;
    if (this.#options.all) {
      const of = item === undefined ? {} : { item };
      this.equal.push({ group, name, ...of, fact: this.#withScalars(fact, fact).left });
    }
  }

  #passes(name: string, left: Fact, right: Fact): boolean {
    return this.#options.passes([name, left.path, right.path]);
  }

  #withScalars(left: Fact, right: Fact): { left: Fact; right: Fact } {
    const { scalars } = this.#options;
    return { left: withScalar(left, scalars.left), right: withScalar(right, scalars.right) };
  }

  #isCompared(left: Value, right: Value): boolean {
    const others = this.#compared.get(left);
    if (others === undefined) this.#compared.set(left, new Set([right]));
    else if (others.has(right)) return true;
    else others.add(right);
    return false;
  }
}

function withScalar(fact: Fact, scalars: ReadonlyMap<Tensor, Value>): Fact {
  if (!isKind(fact.value, 'tensor')) return fact;
  const scalar = scalars.get(fact.value);
  return scalar === undefined ? fact : { ...fact, scalar };
}

function isArray(value: Value): value is Tensor | NdArray {
  return isKind(value, 'tensor') || (isKind(value, 'ndarray') && value.data instanceof Uint8Array);
}

/** What makes two tensors the same but for their values. */
export function tensorLook(tensor: Tensor | NdArray, isStrict: boolean): string {
  const look = `${tensor.dtype.replace(/^[<|=]/, '')} ${tensor.shape}`;
  if (tensor.kind === 'ndarray') return look;
  const { layout, subclass = '', device, requiresGrad, parameter } = tensor;
  const kind = layout === 'strided' && subclass === '' ? look : `${look} ${layout} ${subclass}`;
  return isStrict ? `${kind} ${device} ${requiresGrad} ${parameter}` : kind;
}

/** Whether both have entries or items that are compared one by one. */
function isOpened(left: Value, right: Value, isStrict: boolean): boolean {
  if (isEntries(left) && isEntries(right)) {
    return !isStrict || typeOf(left) === typeOf(right);
  }
  if (isKind(left, 'opaque') && isKind(right, 'opaque')) {
    return left.type === right.type && !(isShort(left) && isShort(right));
  }
  if (isList(left) && isList(right)) {
    const isFlat = [left, right].every(({ items }) => isOfLeaves(items));
    return !isFlat && (!isStrict || left.kind === right.kind);
  }
  return false;
}

/** Of items that were looked through: a long list may be held in thousands of places. */
const OF_LEAVES = new WeakMap<readonly Value[], boolean>();

function isOfLeaves(items: readonly Value[]): boolean {
  const known = OF_LEAVES.get(items);
  if (known !== undefined) return known;
  const found = items.every(isLeaf);
  OF_LEAVES.set(items, found);
  return found;
}

function isList(value: Value) {
  return isKind(value, 'list') || isKind(value, 'tuple');
}

function isLeaf(value: Value): boolean {
  const plain = plainValue(value);
  if (typeof plain !== 'object' || plain === null) return true;
  if (isList(plain)) return isOfScalars(plain.items);
  return !['mapping', 'tensor', 'opaque', 'ndarray'].includes(plain.kind);
}

const OF_SCALARS = new WeakMap<readonly Value[], boolean>();

function isOfScalars(items: readonly Value[]): boolean {
  const known = OF_SCALARS.get(items);
  if (known !== undefined) return known;
  const found = items.every(isLeafScalar);
  OF_SCALARS.set(items, found);
  return found;
}

function isLeafScalar(value: Value): boolean {
  return !isList(value) && isLeaf(value);
}

/** A dict, or an object that is used as one: `argparse.Namespace`, a dict of a class of its own. */
function isEntries(value: Value): boolean {
  if (isKind(value, 'mapping')) return true;
  return isKind(value, 'opaque') && (NAMESPACES.has(value.type) || (value.items ?? []).length > 0);
}

const NAMESPACES: ReadonlySet<string> = new Set(['argparse.Namespace', 'types.SimpleNamespace']);

function typeOf(value: Value): string {
  return isKind(value, 'mapping') || isKind(value, 'opaque') ? value.type : '';
}

interface Step {
  readonly step: string;
  readonly fact: Fact;
}

function factsInside({ path, value }: Fact): ReadonlyMap<string, Step> {
  const facts = new Map<string, Step>();
  for (const { label, step, value: inner } of children(value)) {
    facts.set(label, { step, fact: { path: joined(path, step), value: inner } });
  }
  return facts;
}
