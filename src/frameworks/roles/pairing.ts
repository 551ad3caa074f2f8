import type { Part, WeightSet } from '../training-state.ts';

interface Weighted {
  readonly part: Part;
  readonly weights: WeightSet;
}

/** Which weights an optimizer trains. */
export class Pairing {
  readonly #all: readonly Weighted[];
  readonly #words: readonly string[];

  constructor(all: readonly Weighted[]) {
    this.#all = all;
    this.#words = all.map(({ part }) => ownWords(part.name));
  }

  /**
   * The only weights, or those of the same name: `netG` of `optimizerG`, `discriminator` of `opt_d`.
   * `undefined` where that cannot be told.
   */
  weightsOf(optimizer: Part): WeightSet | undefined {
    if (this.#all.length <= 1) return this.#all[0]?.weights;
    const own = ownWords(optimizer.name);
    if (own === '') return undefined;
    return this.#only((words) => words === own) ?? this.#only((words) => words.startsWith(own));
  }

  #only(isWanted: (words: string) => boolean): WeightSet | undefined {
    const first = this.#words.findIndex(isWanted);
    const isOnly = this.#words.findLastIndex(isWanted) === first;
    return first === -1 || !isOnly ? undefined : this.#all[first]?.weights;
  }
}

const ROLE_WORDS: ReadonlySet<string> = new Set([
  ...['optimizer', 'optimizers', 'optim', 'opt', 'model', 'models', 'net', 'nets'],
  ...['network', 'networks', 'state', 'states', 'dict', 'weights'],
]);

/** What a name says beside its role: `g` of `optimizer_G_state_dict`, `0` of `models[0]`. */
function ownWords(name: string): string {
  return wordsIn(name)
    .filter((word) => !ROLE_WORDS.has(word))
    .join('_');
}

/** The words of a name however it joins them: `netG`, `net_g`, `net-G`. */
export function wordsIn(name: string): string[] {
  return name
    .replace(/([a-z\d])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
