/** The size that a hyperparameter would have to be, where it explains none of those there are. */
import { unwrappedName } from '../frameworks/common/wrappers.ts';
import type { NamedTensor } from '../frameworks/training-state.ts';
import type { Confidence } from './rule.ts';
import { slackOf } from './size-names.ts';
import {
  isEntries,
  isPositions,
  type SizedHyperparameter,
  type Sizes,
  type SizeUse,
  usesOf,
} from './sizes.ts';

export interface ProvenSize {
  readonly size: number;
  readonly uses: readonly SizeUse[];
  /** `likely` where both ends of the model agree, or there is no room for what was said. */
  readonly confidence: Confidence;
  /** Whether nothing is ever added to it. */
  readonly isExact?: boolean;
}

type Counted = Pick<SizedHyperparameter, 'value' | 'role'>;

/**
 * `undefined` where some size may be explained by it after all, or nothing tells which ought to be.
 * `others` are the hyperparameters that explain sizes of their own.
 */
export function provenSize(
  own: Counted,
  others: readonly Counted[],
  sizes: Sizes,
): ProvenSize | undefined {
  if (own.value < 2 || own.role === undefined || usesOf(own, sizes).length > 0) return undefined;
  const proven = sizeByRole(own.role, others, sizes);
  if (proven === undefined || isRoomFor(own, proven)) return undefined;
  if (own.role === 'width' && isExplainedBy(proven.size, own)) return undefined;
  if (proven.isExact || own.value > proven.size) return proven;
  // A table may be larger for reasons of its own, unless the output layer is as large.
  return proven.uses.length > 1 ? { ...proven, confidence: 'possible' } : undefined;
}

/** Whether a table may be as large: rows are added for special tokens, and to make it faster. */
export function isRoomFor({ value, role }: Counted, { size, isExact }: ProvenSize): boolean {
  const most = isExact ? value : Math.ceil(value / ROUND) * ROUND + slackOf(role);
  return value <= size && size <= most;
}

/** Vocabularies are rounded up to a multiple of it. */
const ROUND = 128;

/** What a hyperparameter of this name would count, whatever it says. Of two sizes, nothing tells which. */
export function sizeByRole(
  role: SizedHyperparameter['role'],
  others: readonly Counted[],
  sizes: Sizes,
): ProvenSize | undefined {
  const [first, ...more] = candidatesOf(role, sizes).filter(
    ({ size }) => !others.some((other) => isExplainedBy(size, other)),
  );
  if (first === undefined || first.uses.length === 0) return undefined;
  return more.every(({ size }) => size === first.size) ? first : undefined;
}

const KNOWN = new WeakMap<Sizes, Map<SizedHyperparameter['role'], readonly ProvenSize[]>>();

/** They are the same for all hyperparameters of a role. */
function candidatesOf(role: SizedHyperparameter['role'], sizes: Sizes): readonly ProvenSize[] {
  const known = KNOWN.get(sizes) ?? new Map<SizedHyperparameter['role'], readonly ProvenSize[]>();
  KNOWN.set(sizes, known);
  const found = known.get(role) ?? candidates(role, sizes);
  known.set(role, found);
  return found;
}

function candidates(role: SizedHyperparameter['role'], sizes: Sizes): readonly ProvenSize[] {
  switch (role) {
    case 'entries':
      return sizes.hasEntries ? tableSizes(isEntries, sizes) : endSizes(sizes);
    case 'positions':
      return tableSizes(isPositions, sizes);
    case 'outputs':
      return classifierSizes(sizes);
    case 'width':
      return betweenSizes(sizes);
    default:
      return [];
  }
}

/** More sizes or tables than this tell nothing. */
const MOST_CANDIDATES = 64;

function tableSizes(
  isTable: (tensor: NamedTensor) => boolean,
  sizes: Sizes,
): readonly ProvenSize[] {
  const tables = sizes.matrices.filter(isTable);
  if (tables.length > MOST_CANDIDATES) return [];
  return tables.map((table) => {
    const size = table.tensor.shape?.[0] ?? 0;
    const uses = sizes.of(size).filter(({ axis }) => axis === 0);
    return { size, uses, confidence: 'likely' };
  });
}

/** What goes into the first layer comes out of the last: an autoencoder. */
function endSizes(sizes: Sizes): readonly ProvenSize[] {
  const { matrices } = sizes;
  const size = matrices[0]?.tensor.shape?.[1];
  if (matrices.length < 2 || size === undefined) return [];
  const last = matrices.at(-1)?.tensor.shape;
  if (size !== last?.[0] || size === last[1] || size === matrices[0]?.tensor.shape?.[0]) return [];
  return [{ size, uses: sizes.of(size), confidence: 'likely', isExact: true }];
}

const CLASSIFIER =
  /(?:^|\.)(?:classifier|fc|logits|cls_head|classification_head)(?:\.\d+)?\.weight$/;

function classifierSizes(sizes: Sizes): readonly ProvenSize[] {
  const classifier = sizes.matrices.findLast(
    ({ name }) => name.length <= LONGEST_NAME && CLASSIFIER.test(unwrappedName(name)),
  );
  const size = classifier?.tensor.shape?.[0];
  // One output tells two classes apart.
  if (classifier === undefined || size === undefined || size < 2) return [];
  const bias = classifier.name.replace(/weight$/, 'bias');
  const uses = sizes
    .of(size)
    .filter(({ tensor, axis }) => axis === 0 && (tensor === classifier || tensor.name === bias));
  return [{ size, uses, confidence: 'possible' }];
}

const LONGEST_NAME = 500;

/** The sizes between layers, each where at least two matrices meet. */
function betweenSizes(sizes: Sizes): readonly ProvenSize[] {
  const own = new Set(sizes.matrices.flatMap(({ tensor }) => tensor.shape ?? []));
  if (own.size > MOST_CANDIDATES) return [];
  return Array.from(own, (size) => {
    const uses = sizes.of(size);
    const matrices = new Set(
      uses.flatMap(({ tensor }) => (tensor.tensor.shape?.length === 2 ? [tensor] : [])),
    );
    return { size, uses: matrices.size > 1 ? uses : [], confidence: 'possible', isExact: true };
  });
}

/** Gates, queries with keys and values, the inside of a feed-forward block; halves and heads. */
const MULTIPLES = [1, 2, 3, 4, 6, 8];

function isExplainedBy(size: number, { value, role }: Counted): boolean {
  if (value < 2) return false;
  if (role === 'width') {
    return MULTIPLES.some((times) => size === times * value || value === times * size);
  }
  return size === value || (size > value && size <= value + slackOf(role));
}
