import { numberOf } from '../../../frameworks/common/entries.ts';
import type { Naming, OptimizerState, ParamGroup } from '../../../frameworks/training-state.ts';
import { pythonFloatRepr, safeText } from '../../../model/python-repr.ts';
import type { Value } from '../../../model/value.ts';
import { arraysOf } from '../../../model/walk.ts';
import { decayOf } from '../../../operations/decay.ts';
import { byteLengthOfTensor } from '../../../operations/tensor-list.ts';
import type { StepRange, Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { columns } from '../columns.ts';
import { describe } from '../describe.ts';
import { bytes, count, number } from '../units.ts';
import { inside, pairs, partLines, type Section, wrappedFacts } from './section.ts';
import { scoreNumber, valueText } from './values.ts';

const MOST_GROUPS = 8;

export function optimizerSections(training: Training, view: View, full: boolean): Section[] {
  return training.state.optimizers.map((optimizer, index) => {
    const { path, others } = optimizer;
    const { width } = inside(view);
    return {
      name: 'optimizers',
      title: safeText(path === '' ? 'optimizer' : path),
      facts: [typeText(optimizer) ?? 'type unknown', stateSize(optimizer)],
      lines: [
        ...groupLines(optimizer, training, width, full),
        ...stateLines(optimizer, training.steps[index], width),
        ...partLines(others, width),
        ...(full ? ['', ...parameterLines(optimizer, training, width)] : []),
      ],
    };
  });
}

/** `Adam`; `Adam or AdamW` where what it keeps cannot tell. */
export function typeText({ type, candidates }: OptimizerState): string | undefined {
  const text = type ?? candidates?.join(' or ');
  return text === undefined ? undefined : safeText(text);
}

function stateSize({ parameters }: OptimizerState): string {
  const arrays = arraysOf(parameters.flatMap(({ state }) => [...state.values()]));
  const sizes = arrays.map((array) => (array.kind === 'storage' ? 0 : byteLengthOfTensor(array)));
  return bytes(sizes.reduce((sum, size) => sum + size, 0));
}

/** The options of the only group, or a line a group for what differs and one for what does not. */
function groupLines(
  { groups }: OptimizerState,
  training: Training,
  width: number,
  full: boolean,
): string[] {
  const [only, ...more] = groups;
  if (only === undefined) return [];
  if (more.length === 0)
    return wrappedFacts(
      groupFacts(only, training, () => true, full),
      width,
    );
  const differs = differing(groups);
  const shown = full ? groups : groups.slice(0, MOST_GROUPS);
  const rows = shown.map((group, index) => [
    `group ${index}`,
    count(group.parameters.length, 'parameter'),
    groupFacts(group, training, (name) => differs.has(name), full).join(' · '),
  ]);
  const hidden = groups.length - shown.length;
  return [
    ...columns(rows, [{}, { align: 'right' }, {}], width),
    ...(hidden > 0 ? [`… ${number(hidden)} more groups`] : []),
    ...wrappedFacts(
      groupFacts(only, training, (name) => !differs.has(name), full).map((fact, index) =>
        index === 0 ? `all groups: ${fact}` : fact,
      ),
      width,
    ),
  ];
}

function differing(groups: readonly ParamGroup[]): Set<string> {
  const names = new Set(groups.flatMap(({ options }) => [...options.keys()]));
  const text = (group: ParamGroup, name: string) => {
    const value = group.options.get(name);
    return value === undefined ? '' : describe(value);
  };
  const [first] = groups;
  return new Set(
    [...names].filter(
      (name) =>
        first !== undefined && groups.some((group) => text(group, name) !== text(first, name)),
    ),
  );
}

/** Options that do nothing as they stand are worth a line only where all is asked for. */
function isIdle(value: Value): boolean {
  return value === null || value === false || numberOf(value) === 0;
}

const SHOWN_WITH_LR = new Set(['lr', 'initial_lr', 'param_names']);

function groupFacts(
  group: ParamGroup,
  training: Training,
  isWanted: (name: string) => boolean,
  full: boolean,
): string[] {
  const { options } = group;
  const facts: string[] = [];
  if (options.has('lr') && isWanted('lr')) facts.push(lrText(group, training));
  for (const [name, value] of options) {
    if (SHOWN_WITH_LR.has(name) || !isWanted(name) || (!full && isIdle(value))) continue;
    facts.push(`${safeText(name)} ${valueText(value, training.scalars)}`);
  }
  return facts;
}

/** `lr 1.5625e-05 (initial 0.001 × 0.5^6)`. */
function lrText(group: ParamGroup, { scalars, state }: Training): string {
  const lr = scoreNumber(group.lr, scalars);
  const { initialLr } = group;
  const text = `lr ${valueText(group.options.get('lr') ?? null, scalars)}`;
  if (initialLr === undefined || lr === undefined || lr === initialLr) return text;
  const decay = decayOf(initialLr, lr, state.schedulers);
  const power = decay === undefined ? '' : ` × ${pythonFloatRepr(decay.factor)}^${decay.times}`;
  return `${text} (initial ${pythonFloatRepr(initialLr)}${power})`;
}

const NAMINGS: Readonly<Record<Naming, string>> = {
  exact: '',
  proven: '',
  plausible: 'matched to the weights by their order, which fits',
  unknown: 'which weights they belong to cannot be told',
};

function stateLines(
  optimizer: OptimizerState,
  steps: StepRange | undefined,
  width: number,
): string[] {
  const { parameters, naming } = optimizer;
  if (parameters.length === 0) return ['no parameters'];
  const having = parameters.filter(({ state }) => state.size > 0);
  const names = new Set(having.flatMap(({ state }) => [...state.keys()]));
  const of = `${number(having.length)} of ${count(parameters.length, 'parameter')}`;
  if (having.length === 0) return [`none of ${count(parameters.length, 'parameter')} has state`];
  const shown = [...names].slice(0, 8).map(safeText);
  const what = shown.join(', ') + (names.size > shown.length ? ', …' : '');
  return wrappedFacts(
    [
      `${of} ${having.length === 1 ? 'has' : 'have'} ${what}`,
      ...(steps === undefined ? [] : stepsText(steps)),
      ...(NAMINGS[naming] === '' ? [] : [NAMINGS[naming]]),
    ],
    width,
  );
}

function stepsText({ least, most, lookedAt, count: all }: StepRange): string[] {
  if (least === undefined || most === undefined) return [];
  const sampled = lookedAt < all ? ` (${number(lookedAt)} looked at)` : '';
  if (least === most) return [`${all === 1 ? '' : 'all '}at step ${number(most)}${sampled}`];
  return [`steps ${number(least)} to ${number(most)}${sampled}`];
}

function parameterLines(
  { parameters }: OptimizerState,
  { scalars }: Training,
  width: number,
): string[] {
  const rows = parameters.map(({ id, name, state }) => {
    const entries = Array.from(
      state,
      ([key, value]) => `${safeText(key)} ${valueText(value, scalars)}`,
    );
    const text = state.size === 0 ? 'no state' : entries.join(' · ');
    return [safeText(name ?? String(id)), text] as const;
  });
  return pairs(rows, width);
}
