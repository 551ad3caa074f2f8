/** Every text in what a file holds, with its place: what someone would give away with it. */
import type { Checkpoint } from '../model/checkpoint.ts';
import { children, joined } from '../model/children.ts';
import { isKind, type Value } from '../model/value.ts';
import { embeddedConfig } from '../runs/embedded-config.ts';
import type { RunConfig } from '../runs/run.ts';

export interface PlacedText {
  /** Of the value that it is, or that it is a key of. */
  readonly path: string;
  /** What it is called there; empty for a key. */
  readonly key: string;
  readonly text: string;
}

/** Of longer texts the beginning: code and vocabularies. */
const LONGEST = 20_000;
const MOST_TEXTS = 200_000;
const MOST_CHARACTERS = 50_000_000;

const KNOWN = new WeakMap<Checkpoint, readonly PlacedText[]>();

/** Those of the tree and of what the file says about itself. */
export function textsOfCheckpoint(checkpoint: Checkpoint): readonly PlacedText[] {
  const known = KNOWN.get(checkpoint);
  if (known !== undefined) return known;
  const { root, extras, metadata } = checkpoint;
  const texts = [
    ...textsBelow(root, '', ''),
    ...Array.from(metadata, ([key, text]) => ({ path: '', key, text: text.slice(0, LONGEST) })),
    ...Array.from(extras).flatMap(([key, value]) => textsBelow(value, '', key)),
  ];
  KNOWN.set(checkpoint, texts);
  return texts;
}

/** Those of the files of a run; what lies inside checkpoints is told with these. */
export function textsOfConfigs(configs: readonly RunConfig[]): readonly PlacedText[] {
  return configs
    .filter(({ title }) => !title.includes('inside the checkpoint'))
    .flatMap(({ path, value }) =>
      textsBelow(value ?? null, '', '').map((text) => ({ ...text, path: `${path}: ${text.path}` })),
    );
}

interface Pending {
  readonly path: string;
  readonly key: string;
  readonly value: Value;
  /** No path leads to what a configuration only drags along: it has that of the configuration. */
  readonly isEmbedded: boolean;
}

/** A part of a configuration knows the whole, and a pickle holds it: that is walked too. */
function textsBelow(root: Value, path: string, key: string): readonly PlacedText[] {
  const texts: PlacedText[] = [];
  let characters = 0;
  const add = (place: string, name: string, text: string): void => {
    characters += Math.min(text.length, LONGEST);
    texts.push({ path: place, key: name, text: text.slice(0, LONGEST) });
  };
  const seen = new Set<Value>();
  const pending: Pending[] = [{ path, key, value: root, isEmbedded: false }];
  // Without recursion: files nest as deep as they like.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value } = next;
    if (texts.length >= MOST_TEXTS || characters >= MOST_CHARACTERS) break;
    if (typeof value === 'string') add(next.path, next.key, value);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isKind(value, 'mapping')) {
      for (const name of value.entries.keys())
        if (typeof name === 'string') add(next.path, '', name);
    }
    for (const inner of withinOf(next).reverse()) pending.push(inner);
  }
  return texts;
}

/** What is inside and may hold texts. */
function withinOf({ path, key, value, isEmbedded }: Pending): Pending[] {
  const within: Pending[] = [];
  for (const { step, label, value: inner } of children(value)) {
    if (typeof inner !== 'string' && (typeof inner !== 'object' || inner === null)) continue;
    const place = isEmbedded ? path : joined(path, step);
    within.push({ path: place, key: label, value: inner, isEmbedded });
  }
  const whole = embeddedConfig(value);
  if (whole !== undefined) within.push({ path, key, value: whole, isEmbedded: true });
  return within;
}
