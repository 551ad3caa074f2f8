import { importsOf, inMember } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const nestedPickle = defineRule({
  id: 'security/nested-pickle',
  summary: 'No bytes in a pickle are a pickle themselves',
  severity: 'note',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents: { pickles } }) {
    for (const pickle of pickles) {
      if (pickle.role !== 'passive') continue;
      const [first] = importsOf([pickle]).filter(({ tier }) => tier !== 'inert');
      const name = first && `${first.module}.${first.name}`;
      yield { offset: pickle.start, data: { member: pickle.member, name } };
    }
  },

  message({ member, name }) {
    const what = name === undefined ? '' : ` that imports ${name}`;
    return `bytes${inMember(member)} are a pickle${what}; nothing in the file unpickles them`;
  },
  cure: () => 'find out which program unpickles these bytes later',
});
