/** How two runs differ beside their checkpoints. */
import { childPath } from '../../frameworks/common/entries.ts';
import type { Value } from '../../model/value.ts';
import type { Run, RunConfig } from '../../runs/run.ts';
import { Differ, type DifferOptions } from './differ.ts';
import type { DiffSection, Fact, SectionDifference } from './difference.ts';
import { factsOf, paired } from './sections.ts';

export type RunDiffOptions = Omit<DifferOptions, 'scalars'> & {
  readonly only?: readonly DiffSection[];
};

const ORDER = ['run', 'overrides', 'configs'] as const satisfies readonly DiffSection[];

/** Overrides, configurations and what each run calls its best. */
export function compareRuns(left: Run, right: Run, options: RunDiffOptions): SectionDifference[] {
  const { only } = options;
  return ORDER.filter((name) => only === undefined || only.includes(name)).flatMap((name) => {
    const differ = new Differ({ ...options, scalars: { left: new Map(), right: new Map() } });
    if (name === 'run') compareFacts(left, right, differ);
    else if (name === 'overrides') compareOverrides(left, right, differ);
    else compareConfigs(left, right, differ);
    const { changes, equalCount, equal, pairs } = differ;
    return changes.length + equalCount === 0
      ? []
      : [{ name, changes, renames: [], equalCount, equal, pairs }];
  });
}

/** Facts that say where and when a run was are no differences, but strictly. */
function compareFacts(left: Run, right: Run, differ: Differ): void {
  differ.compareEntries({ group: '' }, runFacts(left), runFacts(right));
  if (!differ.isStrict) return;
  const facts = ({ facts: all }: Run) => factsOf(all, '');
  differ.compareEntries({ group: '' }, facts(left), facts(right));
}

function runFacts({ title, best, checkpoints, jobs }: Run): Map<string, Fact> {
  const facts = new Map<string, Value>([
    ['kind', title],
    ['checkpoints', checkpoints.length],
  ]);
  if (jobs.length > 0) facts.set('jobs', jobs.length);
  if (best?.metric !== undefined) facts.set('metric', best.metric);
  if (best?.score !== undefined) facts.set('best score', { kind: 'float', value: best.score });
  if (best?.epoch !== undefined) facts.set('best epoch', best.epoch);
  return new Map(Array.from(facts, ([name, value]) => [name, { path: '', value }]));
}

/** By what they set. Numbers are compared as numbers, and shown as they were typed. */
function compareOverrides(left: Run, right: Run, differ: Differ): void {
  const others = overridesOf(right);
  const facts = new Map(
    Array.from(overridesOf(left), ([name, text]): [string, Fact] => {
      const other = others.get(name);
      const isSame = other !== undefined && !differ.isStrict && isSameNumber(text, other);
      return [name, { path: name, value: isSame ? other : text }];
    }),
  );
  const rights = Array.from(others, ([name, value]) => [name, { path: name, value }] as const);
  differ.compareEntries({ group: '' }, facts, new Map(rights));
}

/** `+model.lr=1e-3`: `+model.lr`, `1e-3`. What sets nothing, `~model`, is its own name. */
function overridesOf({ overrides }: Run): Map<string, string> {
  return new Map(
    overrides.map((text) => {
      const sign = text.indexOf('=');
      return sign < 0 ? [text, ''] : [text.slice(0, sign), text.slice(sign + 1)];
    }),
  );
}

function isSameNumber(a: string, b: string): boolean {
  const isNumber = (text: string) => /^\s*[-+]?[\d._]+(?:e[-+]?\d+)?\s*$/i.test(text);
  return isNumber(a) && isNumber(b) && toNumber(a) === toNumber(b);
}

const toNumber = (text: string) => Number(text.replaceAll('_', ''));

/** What Hydra itself was set to names folders and times: it is compared strictly only. */
const OF_HYDRA = 'Hydra’s settings';

function compareConfigs(left: Run, right: Run, differ: Differ): void {
  const own = ({ configs, checkpoints }: Run) => {
    const files = new Set(checkpoints.map(({ path }) => path));
    // What lies in a checkpoint is compared as that checkpoint’s.
    return configs.filter(
      ({ path, title }) => !files.has(path) && (differ.isStrict || title !== OF_HYDRA),
    );
  };
  const pairs = paired(own(left), own(right), ({ title }) => title);
  for (const { a, b } of pairs) {
    const config = a ?? b;
    const group = pairs.length > 1 && config !== undefined ? config.path : '';
    const fact = (one: RunConfig | undefined) =>
      one?.value === undefined ? undefined : { path: one.path, value: one.value };
    const [before, after] = [fact(a), fact(b)];
    if (before === undefined || after === undefined) {
      differ.compare({ group: '' }, config?.path ?? '', before, after);
      continue;
    }
    differ.compareEntries({ group }, topEntries(before), topEntries(after));
  }
}

function topEntries({ path, value }: Fact): Map<string, Fact> {
  if (typeof value !== 'object' || value?.kind !== 'mapping')
    return new Map([['', { path, value }]]);
  return new Map(
    Array.from(value.entries, ([key, item]): [string, Fact] => {
      const name = String(typeof key === 'object' ? '?' : key);
      return [name, { path: childPath(path, name), value: item }];
    }),
  );
}
