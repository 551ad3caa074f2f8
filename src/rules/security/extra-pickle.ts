import { importsOf, inMember } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const extraPickle = defineRule({
  id: 'security/extra-pickle',
  summary: 'Behind the pickle that is loaded stands no other',
  severity: 'warning',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents: { pickles } }) {
    for (const pickle of pickles) {
      const { role, member, start } = pickle;
      if (role !== 'stacked' && role !== 'stray') continue;
      const names = importsOf([pickle]).filter(({ tier }) => tier !== 'inert');
      const isInert = names.length === 0 && pickle.oddities.length === 0;
      const [worst = names[0]] = names.filter(({ tier }) => tier === 'dangerous');
      yield {
        offset: start,
        // Programs that write several pickles one behind the other mean it.
        severity: isInert || role === 'stacked' ? 'note' : 'warning',
        data: { role, member, name: worst && `${worst.module}.${worst.name}` },
      };
    }
  },

  message({ role, member, name }) {
    const what = name === undefined ? '' : `, and imports ${name}`;
    const where = role === 'stray' ? 'bytes that are no pickle' : 'the first';
    return `another pickle stands behind ${where}${inMember(member)}${what}`;
  },
  cure: () => 'load only the first, or find out which program reads the others',
});
