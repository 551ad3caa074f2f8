/** What training loops that people write themselves call things. */
import { isModule } from '../../model/known-objects.ts';
import type { Value } from '../../model/value.ts';
import { entriesOf } from '../common/entries.ts';
import type { Part } from '../training-state.ts';
import { wordsIn } from './pairing.ts';
import { isWeights, type Role, type RolesOf } from './role.ts';

/**
 * The roles that an entry may have by its name. Optimizers and schedulers are told by what they hold,
 * whatever they are called, so they come first.
 */
export function usualRoles({ name, value }: Part): readonly Role[] {
  const words = wordsIn(name).join('_');
  const roles: Role[] = ['optimizer', 'scheduler'];
  if (AVERAGE.test(words)) roles.push('averaged');
  else if (isNameOfWeights(words, value)) roles.push('model');
  for (const [role, pattern] of NAMES) if (pattern.test(words)) roles.push(role);
  return roles;
}

/** The roles of a framework’s own names, `null` for `extra`; other names have their usual ones. */
export function rolesNamed(own: Readonly<Record<string, Role | null>>): RolesOf {
  const roles = new Map(Object.entries(own));
  return (part) => {
    const role = roles.get(part.name);
    if (role === undefined) return usualRoles(part);
    return role === null ? [] : [role];
  };
}

const NAMES: readonly (readonly [Role, RegExp])[] = [
  ['model-hyperparameters', /^(?:model_(?:args|config|cfg|kwargs|params|hparams|options)|dims)$/],
  [
    'run-hyperparameters',
    /^(?:(?:train|training|trainer|run|exp|experiment)_)?(?:config|configuration|conf|cfg|args|arguments|opt|opts|options|hparams|hps|hp|params|hyper_?param(?:eter)?s|kwargs|settings|flags)$/,
  ],
  [
    'precision',
    /^(?:(?:grad|amp|loss)_)?scalers?(?:_state)?(?:_dict)?$|^amp(?:_state)?(?:_dict)?$/,
  ],
  ['random', /(?:^|_)rng(?:_states?)?(?:_(?:all|dict|cpu|cuda|gpu))?$|(?:^|_)random_states?$/],
  ['epoch', /^(?:(?:start|current|cur|last)_)?epochs?$/],
  ['step', /^(?:(?:global|current|cur)_)?(?:steps?|iters?|iterations?|it)$|^(?:n_iter|iter_num)$/],
  [
    'best',
    /^best(?:_(?!epoch|step|iter|it$|model|state|path|ckpt|checkpoint)|$)|^max_acc(?:uracy)?$/,
  ],
  ['version', /(?:^|_)version$/],
];

const AVERAGE = /(?:^|_)(?:ema|swa|shadow|averaged?|avg)(?:_|$)/;

const WEIGHTS =
  /(?:^|_)(?:models?|modules?|state|states|dict|nets?|networks?|weights?|params|parameters|generators?|discriminators?|critics?|actors?|policy|encoders?|decoders?|backbone|head|student|teacher)(?:_|\d*$)/;
const NOT_WEIGHTS =
  /optim|(?:^|_)opt(?:_|$)|sched|scaler|(?:^|_)rng|random|criteri|loss|metric|history|sampler|queue|buffer|cache/;

/** By the name, or by those of the tensors: `G` and `D` may hold anything. */
function isNameOfWeights(words: string, value: Value): boolean {
  if (NOT_WEIGHTS.test(words)) return false;
  return WEIGHTS.test(words) || isModule(value) || (isWeights(value) && hasLayers(value));
}

function hasLayers(value: Value): boolean {
  return Array.from(entriesOf(value).keys()).some(
    (key) => typeof key === 'string' && /(?:^|\.)(?:weight|bias)$/.test(key),
  );
}
