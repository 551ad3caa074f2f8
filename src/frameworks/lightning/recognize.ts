import { isKind, type Value } from '../../model/value.ts';
import { entriesOf, entry } from '../common/entries.ts';
import { LEGACY_VERSION_KEY, VERSION_KEY } from './era.ts';

/** What every version has written, but for the weights, which are alone in many other files too. */
const ALWAYS: readonly string[] = ['epoch', 'global_step', 'state_dict'];
/** Any of these beside them is Lightning’s. */
const ITS_OWN: readonly string[] = [
  'checkpoint_callback_best',
  'checkpoint_callback_best_model_path',
  'early_stop_callback_wait',
  'early_stop_callback_state_dict',
  'hparams_name',
  'hparams_type',
  'native_amp_scaling_state',
];

/** By the version, which Lightning writes since 0.8; without one, by names that only it writes. */
export function isLightning(root: Value): boolean {
  if (!isKind(root, 'mapping')) return false;
  const { entries } = root;
  if (entries.has(VERSION_KEY) || entries.has(LEGACY_VERSION_KEY)) return true;
  if (entriesOf(entry(entries.get('loops'), 'fit_loop')).has('epoch_progress')) return true;
  if (!ALWAYS.every((key) => entries.has(key))) return false;
  const hasBoth = isKind(entries.get('optimizer_states'), 'list') && entries.has('lr_schedulers');
  return hasBoth || ITS_OWN.some((key) => entries.has(key));
}
