import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

const PREFIXES = ['_orig_mod.', '_forward_module.', '_fsdp_wrapped_module.', 'module.'];

export const mixedPrefix = defineRule({
  id: 'weights/mixed-prefix',
  summary: 'Either all names of the weights have the prefix of a wrapper, or none has',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training'],

  *find({ training }) {
    for (const set of training.weights) {
      const names = set.tensors.map(({ name }) => name);
      const known = new Set(names);
      for (const prefix of PREFIXES) {
        const own = names.filter((name) => name.startsWith(prefix));
        if (own.length === 0 || own.length === names.length) continue;
        const both = own.filter((name) => known.has(name.slice(prefix.length)));
        // An attribute may be called `module`; only names that are there twice give the wrapper away.
        if (prefix === 'module.' && both.length === 0) continue;
        yield {
          path: set.path === '' ? undefined : set.path,
          confidence: prefix === 'module.' ? 'likely' : 'certain',
          data: {
            prefix,
            others: names.length - own.length,
            twice: both.length,
            ...examplesOf(own),
          },
        };
      }
    }
  },

  message: ({ prefix, others, twice, count, examples }) =>
    `${count} names begin with ${prefix} and ${others} do not, ${twice === 0 ? 'as if two files had been joined' : `and ${twice} tensors are there both ways`}: ${exampleText({ count, examples })}`,
  cure: ({ prefix }) =>
    `save again without ${prefix} in any name: model.state_dict() of what is inside the wrapper`,
});
