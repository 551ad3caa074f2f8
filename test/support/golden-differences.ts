/**
 * What two goldens say that the difference of their files is: worked out from the encoding of Python’s own
 * values, without any of the code that is tested.
 */
export interface Golden {
  readonly dict?: readonly (readonly [key: Golden, value: Golden])[];
  readonly list?: readonly Golden[];
  readonly tuple?: readonly Golden[];
  readonly int?: string;
  readonly float?: string;
  readonly str?: string;
  readonly global?: string;
  readonly object?: string;
  readonly state?: Golden;
  readonly items?: readonly (readonly [Golden, Golden])[];
  readonly tensor?: {
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly sha256: string | null;
    readonly numel: number;
  };
}

const keyOf = ({ str, global, int, object }: Golden) => str ?? global ?? object ?? `[${int}]`;

/** Entries of a dict, of a namespace, of a dict of a class of its own, of a configuration. */
export function entriesOf(golden: Golden | undefined): Map<string, Golden> {
  if (golden === undefined || golden === null || typeof golden !== 'object') return new Map();
  const { dict, object, items, state } = golden;
  const named = (pairs: NonNullable<Golden['dict']>) =>
    new Map(pairs.map(([key, value]) => [keyOf(key), value]));
  if (dict !== undefined) return named(dict);
  if (object?.startsWith('omegaconf.')) {
    const content = entriesOf(state).get('_content') ?? entriesOf(state).get('content');
    return new Map(Array.from(entriesOf(content), ([key, node]) => [key, unwrapped(node)]));
  }
  if (object !== undefined && items !== undefined && items.length > 0) return named(items);
  return object === 'argparse.Namespace' ? entriesOf(state) : new Map();
}

/** A node of OmegaConf as what it holds. */
function unwrapped(golden: Golden): Golden {
  const isLeaf = /^omegaconf\.nodes\.\w+Node$/.test(golden?.object ?? '');
  return isLeaf ? (entriesOf(golden.state).get('_val') ?? golden) : golden;
}

const hasEntries = (golden: Golden | undefined) =>
  golden !== undefined &&
  golden !== null &&
  (golden.dict !== undefined || entriesOf(golden).size > 0);

const itemsOf = (golden: Golden | undefined) => golden?.list ?? golden?.tuple;

const isOpen = (golden: Golden | undefined): boolean =>
  (itemsOf(golden) ?? []).some(
    (item) => hasEntries(item) || item?.tensor !== undefined || isOpen(item),
  );

/** One text for values that are the same: 1 and 1.0, a list and a tuple. */
function canonical(golden: Golden): unknown {
  if (golden === null || typeof golden !== 'object') return golden;
  const number = golden.int ?? golden.float;
  if (number !== undefined)
    return number === 'nan' ? 'nan' : Number(number.replace('inf', 'Infinity'));
  const items = itemsOf(golden);
  if (items !== undefined) return items.map(canonical);
  if (golden.tensor === undefined) return golden;
  const { dtype, shape, numel, sha256 } = golden.tensor;
  // Of a tensor of more than one element only the look is compared.
  return { dtype, shape, sha256: numel === 1 ? sha256 : '' };
}

const isSame = (a: Golden, b: Golden) =>
  JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

/** Where two trees differ, at the deepest place that says so. */
export function differences(a: Golden | undefined, b: Golden | undefined, path: string): string[] {
  if (a === undefined || b === undefined) {
    if (a === b) return [];
    return [`${a === undefined ? 'added' : 'removed'} ${path}`];
  }
  if (hasEntries(a) && hasEntries(b)) {
    return ofEntries(entriesOf(a), entriesOf(b), path);
  }
  const [left, right] = [itemsOf(a), itemsOf(b)];
  if (left !== undefined && right !== undefined && (isOpen(a) || isOpen(b))) {
    const indexed = (items: readonly Golden[]) =>
      new Map(items.map((item, index) => [`[${index}]`, item]));
    return ofEntries(indexed(left), indexed(right), path);
  }
  return isSame(a, b) ? [] : [`changed ${path}`];
}

export function ofEntries(
  a: ReadonlyMap<string, Golden>,
  b: ReadonlyMap<string, Golden>,
  path: string,
): string[] {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].flatMap((name) => differences(a.get(name), b.get(name), `${path}.${name}`));
}

/** What makes two tensors the same but for their values. */
export const lookOf = ({ tensor }: Golden) => `${tensor?.dtype} ${tensor?.shape}`;
