/** What a hyperparameter counts, as its name tells. */

/**
 * `entries`: rows of an embedding, or the first and last sizes of an autoencoder. `outputs`: what a
 * classifier tells apart. `positions`: the longest sequence. `width`: sizes between layers.
 */
export type SizeRole = 'entries' | 'outputs' | 'positions' | 'width';

/** Tokens for masks, padding, the start and the end are rows of their own. */
const SLACK: Readonly<Record<SizeRole, number>> = {
  entries: 4,
  outputs: 1,
  positions: 2,
  width: 0,
};

const NAMES: readonly (readonly [SizeRole, RegExp])[] = [
  [
    'entries',
    /^(?:(?:num|n|nb|number_of)_?(?:items?|users?|tokens?|vocab|words?|symbols?|entities|movies|products|chars?|embeddings?)|(?:items?|users?|tokens?|vocab(?:ulary)?)_?(?:num|count|size|n))$/i,
  ],
  ['outputs', /^(?:(?:num|n|nb|number_of)_?(?:class(?:es)?|labels?|targets?|outputs?)|nc)$/i],
  [
    'positions',
    /^(?:max_?(?:seq(?:uence)?_?)?len(?:gth)?|max_position_embeddings|max_positions|block_size|n_?(?:ctx|positions)|context_(?:length|size)|seq(?:uence)?_len(?:gth)?)$/i,
  ],
  [
    'width',
    /^(?:(?:\w+_)?hidden(?:_(?:dims?|sizes?|units|channels|features))?|\w*_?width|d_?model|d_?ff|n_embd|(?:\w+_)?emb(?:ed(?:ding)?)?_?(?:dims?|size)|(?:\w+_)?latent(?:_(?:dims?|size))?|(?:\w+_)?dims?|(?:\w+_)?(?:channels|filters|units|features)|(?:in|out)put_(?:dim|size)|intermediate_size|n_inner|ffn_dim)$/i,
  ],
];

/** Nobody names anything so; patterns take long over it. */
const LONGEST = 100;

/** `undefined` where the name counts other things, or nothing. */
export function sizeRole(name: string): SizeRole | undefined {
  if (name.length > LONGEST) return undefined;
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

export function slackOf(role: SizeRole | undefined): number {
  return role === undefined ? 0 : SLACK[role];
}

const OTHER_THINGS =
  /seed|epoch|step|batch|worker|patience|warmup|every|interval|frequency|port\b|rank\b|world|node|devices|version|(?:^|\.)lr|decay|trials|layers|heads/i;

/** Whether a number of this name is none of elements, though some size may be the same. */
export function countsOtherThings(name: string): boolean {
  return name.length > LONGEST || OTHER_THINGS.test(name);
}
