import { isKind, type Value } from '../../model/value.ts';
import { entriesOf, entry, textOf } from '../common/entries.ts';
import type { TopLevel } from './top-level.ts';
import { isAtLeast, releaseOf } from './version.ts';

/**
 * The layouts that Lightning’s checkpoints have had, each named after the first version with it.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/migration.py
 */
export type Era = 'pl26' | 'pl2x' | 'pl16' | 'pl15' | 'pl10' | 'pl08' | 'pl07' | 'pl06';

interface Layout {
  readonly era: Era;
  readonly since: readonly [major: number, minor: number];
  /** What a file has that says no version, or one that is none. */
  readonly looksSo: (top: TopLevel) => boolean;
}

/** The newest first: each also has most of what the older ones have. */
const LAYOUTS: readonly Layout[] = [
  { era: 'pl26', since: [2, 6], looksSo: hasStoppingReason },
  { era: 'pl2x', since: [2, 0], looksSo: (top) => hasLoop(top, 'automatic_optimization') },
  { era: 'pl16', since: [1, 6], looksSo: (top) => hasLoop(top, 'batch_loop.optimizer_loop') },
  { era: 'pl15', since: [1, 5], looksSo: (top) => hasCallbackKey(top, isText) },
  { era: 'pl10', since: [0, 10], looksSo: (top) => hasCallbackKey(top, isClass) },
  { era: 'pl08', since: [0, 8], looksSo: hasFirstNames },
  { era: 'pl07', since: [0, 7], looksSo: (top) => isText(top.value('hparams_type')) },
  { era: 'pl06', since: [0, 0], looksSo: hasOldest },
];

/** `undefined` where neither a version nor the layout tells. */
export function eraOf(top: TopLevel): Era | undefined {
  const release = releaseOf(textOf(top.value(VERSION_KEY)));
  const layout = LAYOUTS.find(({ since, looksSo }) =>
    release === undefined ? looksSo(top) : isAtLeast(release, ...since),
  );
  return layout?.era;
}

export const VERSION_KEY = 'pytorch-lightning_version';
/** Of a file that was rewritten in the layout of a newer version: the one that made it. */
export const LEGACY_VERSION_KEY = 'legacy_pytorch-lightning_version';

function hasStoppingReason(top: TopLevel): boolean {
  if (top.has('current_model_state') && top.has('averaging_state')) return true;
  return Array.from(entriesOf(top.value('callbacks')).values()).some((state) =>
    entriesOf(state).has('stopping_reason'),
  );
}

function hasLoop(top: TopLevel, loop: string): boolean {
  const fit = entriesOf(entry(top.value('loops'), 'fit_loop'));
  return fit.has(`epoch_loop.${loop}.optim_progress`);
}

function hasCallbackKey(top: TopLevel, fits: (key: Value) => boolean): boolean {
  return Array.from(entriesOf(top.value('callbacks')).keys()).some(fits);
}

function isText(value: Value | undefined): boolean {
  return typeof value === 'string';
}

function isClass(value: Value): boolean {
  return isKind(value, 'global');
}

function hasFirstNames(top: TopLevel): boolean {
  return ['checkpoint_callback_best_model_path', 'early_stop_callback_state_dict'].some((key) =>
    top.has(key),
  );
}

/** Without hyperparameters it may as well be 0.7, which only named their type besides. */
function hasOldest(top: TopLevel): boolean {
  return top.has('checkpoint_callback_best') && top.has('hparams');
}
