import { count, number } from '../../model/units.ts';
import { rangeOf, stepOf } from '../optimizer-steps.ts';
import { defineRule } from '../rule.ts';

export const steps = defineRule({
  id: 'optimizer/steps',
  summary: 'All parameters of an optimizer were updated as often',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'scalars'],

  *find({ optimizers, scalars }) {
    for (const { groups, parameters, path } of optimizers) {
      const inGroups = groups.map((group) => {
        const own = group.parameters.flatMap((place) => parameters[place] ?? []);
        return own.flatMap((parameter) => stepOf(parameter, scalars) ?? []);
      });
      const all = inGroups.flat();
      const { least = 0, most = 0 } = rangeOf(all) ?? {};
      if (least === most) continue;
      // A group that was added later has made fewer.
      const isWithin = inGroups.some((group) => new Set(group).size > 1);
      yield {
        path,
        severity: isWithin ? 'warning' : 'note',
        confidence: 'likely',
        data: { least, most, isWithin, behind: all.filter((step) => step < most).length },
      };
    }
  },

  message: ({ least, most, isWithin, behind }) =>
    `${count(behind, 'parameter')} with fewer updates than the others${isWithin ? '' : ', by groups'}: ${number(least)} at least, where the others have ${number(most)}`,
  cure: ({ isWithin }) =>
    isWithin
      ? 'look whether states of several checkpoints were put together; resume from another one if so'
      : undefined,
});
