import { isSameValues } from '../diff-values/index.ts';
import { ownWeights } from '../weights.ts';
import { Differ, type DifferOptions } from './differ.ts';
import type { Difference, DiffSection, SectionDifference, SideFacts } from './difference.ts';
import { compareOptimizers } from './optimizers.ts';
import {
  compareCallbacks,
  compareFiles,
  compareHyperparameters,
  compareParts,
  compareProgress,
  compareSchedulers,
  compareVersions,
} from './sections.ts';
import type { Side } from './side.ts';
import {
  type ComparedWeights,
  compareWeights,
  type UnpairedSets,
  type WeightsOptions,
} from './weights.ts';

export interface DiffOptions {
  /** Only these sections; all if absent. */
  readonly only?: readonly DiffSection[];
  readonly isStrict?: boolean;
  /** Keep what is equal too. */
  readonly all?: boolean;
  readonly passes?: (names: readonly string[]) => boolean;
  readonly nameOf?: WeightsOptions['nameOf'];
  readonly byContent?: WeightsOptions['byContent'];
}

export interface ComparedSides {
  readonly sections: readonly SectionDifference[];
  /** Weights that have no partner on the other side. */
  readonly unpaired: readonly UnpairedSets[];
}

/** The order in which a person asks. */
const ORDER = [
  'file',
  'versions',
  'hyperparameters',
  'progress',
  'weights',
  'optimizers',
  'schedulers',
  'callbacks',
  'precision',
  'random-state',
  'extra',
] as const satisfies readonly DiffSection[];

/** How two checkpoints differ, section by section. Pure: all that had to be read is in the sides. */
export function compareSides(left: Side, right: Side, options: DiffOptions = {}): ComparedSides {
  const { only, isStrict = false } = options;
  // Parameters of optimizers are known by the names of the weights, whatever was asked for.
  const weights = weightsDifference(left, right, options);
  const sections = ORDER.filter((name) => {
    if (name === 'file' && !isStrict) return false;
    return only === undefined || only.includes(name);
  }).map((name) => {
    if (name === 'weights') return weights.section;
    const differ = differOf(left, right, options);
    COMPARE[name](left, right, differ, weights.compared.names);
    return sectionOf(name, differ);
  });
  return { sections: sections.filter(isThere), unpaired: weights.compared.unpaired };
}

function differOf(left: Side, right: Side, options: DiffOptions): Differ {
  const { isStrict = false, all = false, passes = () => true } = options;
  const scalars = { left: left.scalars, right: right.scalars };
  return new Differ({ scalars, isStrict, all, passes } satisfies DifferOptions);
}

function sectionOf(name: DiffSection, differ: Differ): SectionDifference {
  const { changes, equalCount, equal, pairs } = differ;
  return { name, changes, renames: [], equalCount, equal, pairs };
}

function isThere({ changes, renames, equalCount }: SectionDifference): boolean {
  return changes.length + renames.length + equalCount > 0;
}

interface WeightsDifference {
  readonly section: SectionDifference;
  readonly compared: ComparedWeights;
}

function weightsDifference(left: Side, right: Side, options: DiffOptions): WeightsDifference {
  const { nameOf = (name: string) => name, byContent } = options;
  const differ = differOf(left, right, options);
  const compared = compareWeights(left.state, right.state, differ, {
    nameOf,
    ...(byContent && { byContent }),
  });
  const { renames } = compared;
  return { section: { ...sectionOf('weights', differ), renames }, compared };
}

type Compare = (left: Side, right: Side, differ: Differ, names: ComparedWeights['names']) => void;

const COMPARE: Readonly<Record<Exclude<(typeof ORDER)[number], 'weights'>, Compare>> = {
  file: compareFiles,
  versions: compareVersions,
  hyperparameters: compareHyperparameters,
  progress: compareProgress,
  optimizers: compareOptimizers,
  schedulers: compareSchedulers,
  callbacks: compareCallbacks,
  precision: (left, right, differ) =>
    compareParts(left.state.precision, right.state.precision, differ),
  'random-state': (left, right, differ) =>
    compareParts(left.state.randomState, right.state.randomState, differ),
  extra: (left, right, differ) => compareParts(left.state.extra, right.state.extra, differ),
};

/** What is said of a side before it is compared. */
export function sideFacts({ checkpoint, path, state }: Side, name: string): SideFacts {
  const { framework, progress } = state;
  const version = framework.version === undefined ? '' : ` ${framework.version}`;
  const isNone = framework.id === 'none';
  return {
    name: path === '' || name.includes('#') ? name : `${name}#${path}`,
    title: isNone ? checkpoint.format.title : framework.title + version,
    epoch: progress.epoch,
    step: progress.step,
    parameterCount: ownWeights(state).reduce((sum, set) => sum + set.parameterCount, 0),
  };
}

/** Whether nothing was found that differs, in what was compared. */
export function isSame({ sections, values }: Difference): boolean {
  const isChanged = sections.some(({ changes, renames }) => changes.length + renames.length > 0);
  if (isChanged || values === undefined) return !isChanged;
  // What has no values has none on both sides, or its shape or type would differ.
  return values.tensors.every(
    (one) => one.values.status === 'unknown' || isSameValues(one.values, values.isCloseSame),
  );
}
