/** How the parts of two training states differ, weights and optimizers aside. */
import { childPath } from '../../frameworks/common/entries.ts';
import type {
  CallbackState,
  Hyperparameters,
  Part,
  Progress,
  SchedulerState,
} from '../../frameworks/training-state.ts';
import { joined } from '../../model/children.ts';
import { valueAt } from '../../model/path.ts';
import type { Value } from '../../model/value.ts';
import type { Differ } from './differ.ts';
import type { Fact } from './difference.ts';
import type { Side } from './side.ts';

export function factsOf(values: ReadonlyMap<string, Value>, path: string): Map<string, Fact> {
  return new Map(
    Array.from(values, ([name, value]) => [name, { path: childPath(path, name), value }]),
  );
}

/** The value at a place of the training state, whole. */
export function wholeFact({ part }: Side, path: string): Fact {
  const found = valueAt(part, path);
  return { path, value: 'value' in found ? found.value : null };
}

export function compareHyperparameters(left: Side, right: Side, differ: Differ): void {
  const pairs = paired(left.state.hyperparameters, right.state.hyperparameters, ({ of }) => of);
  for (const { a, b } of pairs) {
    const of = (a ?? b)?.of ?? 'model';
    const group = pairs.length > 1 && of !== 'model' ? of : '';
    const place = { group };
    const entries = (set: Hyperparameters | undefined) =>
      set === undefined ? new Map<string, Fact>() : factsOf(set.entries, set.path);
    differ.compareEntries(place, entries(a), entries(b));
    if (!differ.isStrict || a === undefined || b === undefined) continue;
    for (const name of ['container', 'recordedAs'] as const) {
      const fact = (set: Hyperparameters) => ({ path: set.path, value: set[name] ?? null });
      differ.compare(place, `(${name})`, fact(a), fact(b));
    }
  }
}

export function compareSchedulers(left: Side, right: Side, differ: Differ): void {
  const pairs = paired(left.state.schedulers, right.state.schedulers, () => '');
  for (const [index, { a, b }] of pairs.entries()) {
    const group = pairs.length > 1 ? `${index}` : '';
    if (a === undefined || b === undefined) {
      const fact = (side: Side, one: SchedulerState | undefined) =>
        one && wholeFact(side, one.path);
      const name = (a ?? b)?.type ?? 'scheduler';
      differ.compare({ group }, name, fact(left, a), fact(right, b));
      continue;
    }
    const type = (one: SchedulerState) => ({ path: one.path, value: one.type ?? null });
    differ.compare({ group }, '(type)', type(a), type(b));
    differ.compareEntries({ group }, factsOf(a.entries, a.path), factsOf(b.entries, b.path));
  }
}

/** Of two with the same key, then of the same class. */
export function compareCallbacks(left: Side, right: Side, differ: Differ): void {
  for (const { a, b } of pairedCallbacks(left.state.callbacks, right.state.callbacks)) {
    const group = (a ?? b)?.type ?? '';
    if (a === undefined || b === undefined) {
      const fact = (side: Side, one: CallbackState | undefined) => one && wholeFact(side, one.path);
      differ.compare({ group: '' }, group, fact(left, a), fact(right, b));
      continue;
    }
    differ.compareEntries({ group }, callbackFacts(a), callbackFacts(b));
    if (!differ.isStrict) continue;
    const key = (one: CallbackState) => ({ path: one.path, value: one.key });
    differ.compare({ group }, '(key)', key(a), key(b));
  }
}

function callbackFacts({ path, options, state }: CallbackState): Map<string, Fact> {
  const made = Array.from(options, ([name, value]) => [name, { path, value }] as const);
  return new Map([...made, ...factsOf(state, path)]);
}

function pairedCallbacks(left: readonly CallbackState[], right: readonly CallbackState[]) {
  const byKey = paired(left, right, ({ key }) => key);
  const a = byKey.flatMap((pair) => (pair.b === undefined && pair.a ? pair.a : []));
  const b = byKey.flatMap((pair) => (pair.a === undefined && pair.b ? pair.b : []));
  return [
    ...byKey.filter((pair) => pair.a !== undefined && pair.b !== undefined),
    ...paired(a, b, ({ type }) => type),
  ];
}

export function compareProgress(left: Side, right: Side, differ: Differ): void {
  const place = { group: '' };
  differ.compareEntries(place, counters(left.state.progress), counters(right.state.progress));
  const detail = { group: '', isDetail: true } as const;
  compareParts(left.state.progress.parts, right.state.progress.parts, differ, detail);
}

const COUNTERS = [
  'epoch',
  'step',
  'recordedEpoch',
  'recordedStep',
  'nextEpoch',
  'isMidEpoch',
  'batchesPerEpoch',
  'stepsPerEpoch',
] as const satisfies readonly (keyof Progress)[];

function counters(progress: Progress): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const name of COUNTERS) {
    const value = progress[name];
    if (value !== undefined) facts.set(spaced(name), { path: '', value });
  }
  const { best } = progress;
  if (best !== undefined) {
    const value: Value =
      typeof best.value === 'number' ? { kind: 'float', value: best.value } : best.value;
    facts.set(`best ${best.metric}`, { path: '', value });
  }
  return facts;
}

function spaced(name: string): string {
  return name
    .replace(/^is/, '')
    .replace(/[A-Z]/g, (letter, at) => `${at > 0 ? ' ' : ''}${letter.toLowerCase()}`);
}

export function compareParts(
  left: readonly Part[],
  right: readonly Part[],
  differ: Differ,
  place: { readonly group: string; readonly isDetail?: true } = { group: '' },
): void {
  const facts = (parts: readonly Part[]) =>
    new Map(parts.map(({ name, path, value }) => [name, { path, value }]));
  differ.compareEntries(place, facts(left), facts(right));
}

export function compareVersions(left: Side, right: Side, differ: Differ): void {
  const facts = ({ state }: Side) => factsOf(state.versions, '');
  differ.compareEntries({ group: '' }, facts(left), facts(right));
}

/** What both have under the same key, the first with the first; then what only one has. */
export function paired<Item>(
  left: readonly Item[],
  right: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly a: Item | undefined; readonly b: Item | undefined }[] {
  const rest = new Map<string, Item[]>();
  for (const item of right) {
    const same = rest.get(keyOf(item));
    if (same === undefined) rest.set(keyOf(item), [item]);
    else same.push(item);
  }
  const pairs: { readonly a: Item | undefined; readonly b: Item | undefined }[] = left.map((a) => ({
    a,
    b: rest.get(keyOf(a))?.shift(),
  }));
  for (const items of rest.values()) for (const b of items) pairs.push({ a: undefined, b });
  return pairs;
}

/** What a file is, whatever is in it: differences of which nobody asks but strictly. */
export function compareFiles(left: Side, right: Side, differ: Differ): void {
  const facts = ({ checkpoint, state }: Side) => {
    const { format, metadata } = checkpoint;
    return new Map<string, Fact>([
      ['format', { path: '', value: format.title }],
      ['writer', { path: '', value: format.writer ?? null }],
      ['notes', { path: '', value: (format.notes ?? []).join(', ') }],
      ['framework', { path: '', value: state.framework.title }],
      ...Array.from(metadata, ([name, value]): [string, Fact] => [
        joined('metadata', `.${name}`),
        { path: '', value },
      ]),
    ]);
  };
  differ.compareEntries({ group: '' }, facts(left), facts(right));
}
