/** Which sizes of which tensors a hyperparameter explains. */

import { childIndex, childPath, intOf, itemsOf } from '../frameworks/common/entries.ts';
import { unwrappedName } from '../frameworks/common/wrappers.ts';
import type { Hyperparameters, NamedTensor, TrainingState } from '../frameworks/training-state.ts';
import { shape as shapeText } from '../model/units.ts';
import { leavesOf } from './leaves.ts';
import { type SizeRole, sizeRole, slackOf } from './size-names.ts';

/** A whole number among the hyperparameters. */
export interface SizedHyperparameter {
  /** `num_items`, `hidden_dims[0]`, `model.num_items`. */
  readonly name: string;
  readonly path: string;
  readonly value: number;
  readonly role: SizeRole | undefined;
}

/** One axis of one tensor. */
export interface SizeUse {
  readonly tensor: NamedTensor;
  readonly axis: number;
  readonly size: number;
}

/** The tensors of the model; averages and copies are left out. */
export function ownTensorsWithTies({ weights }: TrainingState): readonly NamedTensor[] {
  return weights.filter(({ role }) => role === weights[0]?.role).flatMap(({ tensors }) => tensors);
}

/** The tensors of the model, tied ones once. */
export function ownTensors(training: TrainingState): readonly NamedTensor[] {
  return ownTensorsWithTies(training).filter(({ tiedTo }) => tiedTo === undefined);
}

/** More numbers than anybody sets are not compared with every size. */
const MOST_SIZED = 256;

export function sizedIn({ path, entries }: Hyperparameters): readonly SizedHyperparameter[] {
  const sized = Array.from(leavesOf(entries), ([name, { keys, value }]) => {
    const own = keys.reduce(childPath, path);
    const role = sizeRole(keys.at(-1) ?? '');
    const single = intOf(value);
    if (single !== undefined) return [{ name, path: own, value: single, role }];
    return itemsOf(value).flatMap((item, index) => {
      const number = intOf(item);
      const inside = { name: `${name}[${index}]`, path: childIndex(own, index), role };
      return number === undefined ? [] : [{ ...inside, value: number }];
    });
  }).flat();
  return sized.slice(0, MOST_SIZED);
}

const KNOWN = new WeakMap<TrainingState, Sizes>();

/** Several rules ask, and some of them often. */
export function sizesOf(training: TrainingState): Sizes {
  const sizes = KNOWN.get(training) ?? new Sizes(ownTensors(training));
  KNOWN.set(training, sizes);
  return sizes;
}

/** The tensors of a model by the sizes they have. */
export class Sizes {
  readonly tensors: readonly NamedTensor[];
  readonly matrices: readonly NamedTensor[];
  readonly hasEntries: boolean;
  readonly #uses = new Map<number, SizeUse[]>();
  readonly #order: ReadonlyMap<NamedTensor, number>;

  constructor(tensors: readonly NamedTensor[]) {
    this.tensors = tensors;
    this.#order = new Map(tensors.map((tensor, index) => [tensor, index]));
    this.matrices = tensors.filter(({ tensor }) => tensor.shape?.length === 2);
    this.hasEntries = this.matrices.some(isEntries);
    for (const tensor of tensors) {
      for (const [axis, size] of (tensor.tensor.shape ?? []).entries()) {
        const uses = this.#uses.get(size);
        if (uses === undefined) this.#uses.set(size, [{ tensor, axis, size }]);
        else uses.push({ tensor, axis, size });
      }
    }
  }

  of(size: number): readonly SizeUse[] {
    return this.#uses.get(size) ?? [];
  }

  /** As the tensors stand in the file. */
  inOrder(uses: readonly SizeUse[]): readonly SizeUse[] {
    const place = ({ tensor }: SizeUse) => this.#order.get(tensor) ?? 0;
    return [...uses].sort((a, b) => place(a) - place(b));
  }
}

/** The sizes that are exactly this, or a little more where rows are added for special tokens. */
export function usesOf(
  { value, role }: Pick<SizedHyperparameter, 'value' | 'role'>,
  sizes: Sizes,
): readonly SizeUse[] {
  // Only tables have rows for special tokens: an autoencoder has none to spare.
  const slack = role === 'entries' && !sizes.hasEntries ? 0 : slackOf(role);
  const uses = [...sizes.of(value)];
  for (let more = 1; more <= slack; more += 1) {
    const rows = sizes.of(value + more).filter(({ axis }) => axis === 0);
    uses.push(...rows.filter(({ tensor }) => isEmbedding(tensor) || isHead(tensor, sizes)));
  }
  return sizes.inOrder(uses);
}

const EMBEDDING = /(?:emb\w*|wte|wpe|lookup|shared|tok_\w+)\.weight$|(?:^|\.)pos_?emb\w*$/i;
const POSITIONS = /pos|wpe/i;
const OTHER_TABLES = /pos|wpe|type|segment|time/i;

/** A table of vectors. */
function isEmbedding({ name, tensor }: NamedTensor): boolean {
  return tensor.shape?.length === 2 && isNamed(name, EMBEDDING);
}

export function isPositions(tensor: NamedTensor): boolean {
  return isEmbedding(tensor) && POSITIONS.test(tensor.name);
}

export function isEntries(tensor: NamedTensor): boolean {
  return isEmbedding(tensor) && !OTHER_TABLES.test(tensor.name);
}

const HEAD =
  /(?:^|[._])(?:out\w*|head\w*|lm_head|classifier|logits|fc|predict\w*|decoder|proj\w*|score)(?:\.\w+)*\.(?:weight|bias)$/i;

/** A layer at the end: by its name, or the last matrix there is; its bias too. */
function isHead({ name }: NamedTensor, { matrices }: Sizes): boolean {
  const last = matrices.at(-1);
  return isNamed(name, HEAD) || (last !== undefined && moduleOf(last.name) === moduleOf(name));
}

/** Patterns take long over names that nobody gives. */
const LONGEST_NAME = 500;

function isNamed(name: string, pattern: RegExp): boolean {
  return name.length <= LONGEST_NAME && pattern.test(unwrappedName(name));
}

function moduleOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), 0));
}

/** `encoder.0.weight [600, 6807]`, each tensor once. */
export function tensorTexts(uses: readonly SizeUse[]): readonly string[] {
  const texts = uses.map(({ tensor }) => `${tensor.name} ${shapeText(tensor.tensor.shape)}`);
  return [...new Set(texts)];
}
