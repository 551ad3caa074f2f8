import { unwrappedName } from '../../frameworks/common/wrappers.ts';
import type { WeightSet } from '../../frameworks/training-state.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** Who puts what before or into names. */
const WRAPPERS: readonly (readonly [part: string, wrapper: string])[] = [
  ['_orig_mod.', 'torch.compile'],
  ['_forward_module.', 'DeepSpeed or Fabric'],
  ['_fsdp_wrapped_module.', 'FSDP'],
  ['_checkpoint_wrapped_module.', 'activation checkpointing'],
  ['module.', 'DataParallel or DistributedDataParallel'],
];

export const wrapperPrefix = defineRule({
  id: 'weights/wrapper-prefix',
  summary: 'The names of the weights are those of the model, not of a wrapper around it',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training'],

  *find({ training }) {
    const isLightning = training.framework.id === 'lightning';
    for (const set of training.weights) {
      if (set.role !== 'model' || isAverage(set)) continue;
      const prefix = set.prefixes.join('');
      const names = set.tensors.map(({ name }) => name);
      const wrapped = names.filter((name) => unwrappedName(name) !== name);
      const [first] = wrapped;
      if (first === undefined) continue;
      if (prefix === '' && names.some((name) => startsWrapped(name))) continue;
      const part = prefix === '' ? innerPart(first) : prefix;
      const wrapper = WRAPPERS.find(([each]) => part.startsWith(each))?.[1] ?? 'a wrapper';
      yield {
        path: set.path === '' ? undefined : set.path,
        // Inside names it is an attribute of the model, which is wrapped again before it loads.
        ...(prefix === '' && { severity: 'note' as const }),
        // Lightning unwraps what it wraps: the attribute may be called so.
        ...(isLightning && prefix === 'module.' && { severity: 'note' as const }),
        data: {
          part,
          wrapper,
          isPrefix: prefix !== '',
          key: set.path,
          ...examplesOf(wrapped),
        },
      };
    }
  },

  message: ({ part, wrapper, isPrefix, count, examples }) =>
    isPrefix
      ? `every name begins with ${part}, which ${wrapper} puts there: the model itself has none of these names, and loading it misses every key`
      : `${count === 1 ? '1 tensor has' : `${count} tensors have`} ${part} inside ${count === 1 ? 'its name' : 'their names'}, which ${wrapper} puts there (${exampleText({ count, examples })}): only a model wrapped alike loads them`,
  cure: ({ part, isPrefix, key }) => {
    const weights = /^\w+$/.test(key) ? `checkpoint['${key}']` : 'weights';
    return isPrefix
      ? `take it off: ${weights} = {name.removeprefix(${pythonRepr(part)}): tensor for name, tensor in ${weights}.items()}`
      : `take it out: ${weights} = {name.replace(${pythonRepr(part)}, ''): tensor for name, tensor in ${weights}.items()}`;
  },
});

function startsWrapped(name: string): boolean {
  return WRAPPERS.some(([part]) => part !== 'module.' && name.startsWith(part));
}

function innerPart(name: string): string {
  return WRAPPERS.find(([part]) => name.includes(part))?.[0] ?? '';
}

/** An `AveragedModel` has the model below `module`. */
function isAverage({ others, tensors }: WeightSet): boolean {
  return [...others, ...tensors].some(({ name }) => name === 'n_averaged');
}
