import { importsOf, inMember, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

/** A hostile file may name everything there is; the first say enough. */
const MOST_TOLD = 100;

export const dangerousImport = defineRule({
  id: 'security/dangerous-import',
  summary: 'No pickle imports a name that is known to run code, open files or reach for others',
  severity: 'error',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    const dangerous = importsOf(unpickled(contents)).filter(({ tier }) => tier === 'dangerous');
    for (const one of dangerous.slice(0, MOST_TOLD)) {
      const { module, name, written, member, offset, count, reason } = one;
      const data = { name: `${module}.${name}`, written, member, count, reason };
      yield { offset, data };
    }
  },

  message({ name, written, member, reason }) {
    const alias = written === undefined ? '' : `, written ${written}`;
    return `the pickle${inMember(member)} imports ${name}${alias}: ${reason}`;
  },
  cure: () => 'do not load it with anything that unpickles; ask whoever made it why this is there',
});
