import type { ExpectedFinding } from './expected.ts';

function wrong(
  severity: ExpectedFinding['severity'],
  what: string,
  ...values: readonly (string | number)[]
): readonly ExpectedFinding[] {
  return [{ severity, what, values }];
}

/** Files with something wrong that shows without reading the weights. */
export const LIGHTNING: Readonly<Record<string, readonly ExpectedFinding[]>> = {
  'edited/no_state_dict.ckpt': wrong('error', 'no weights', 'state_dict'),
  'edited/no_version.ckpt': wrong('error', 'no version', 'pytorch-lightning_version'),
  'edited/missing_key.ckpt': wrong('error', 'the optimizer has a parameter more'),
  'edited/extra_key.ckpt': wrong('warning', 'the optimizer has a parameter less'),
  'edited/compiled_prefix.ckpt': wrong('warning', 'the names have a prefix', '_orig_mod.'),
  'edited/num_items_mismatch.ckpt': wrong('error', 'num_items fits no layer', 'num_items'),
  'edited/optimizer_short.ckpt': wrong('error', 'a parameter is in no group'),
  'edited/optimizer_shape.ckpt': wrong('error', 'a moment of another shape', 'exp_avg'),
  'edited/counters.ckpt': wrong('warning', 'two numbers of steps', 'global_step'),
  'edited/instantiator.ckpt': wrong('error', 'a function is named', '_instantiator'),
  'edited/no_optimizer.ckpt': wrong('error', 'no optimizer', 'optimizer_states'),
  'edited/path_outside.ckpt': wrong('warning', 'paths that lead elsewhere'),
  'old/v1.6.3_no_loops.ckpt': wrong('error', 'no loops', 'loops'),
  'old/bad_version.ckpt': wrong('error', 'no version at all'),
};
