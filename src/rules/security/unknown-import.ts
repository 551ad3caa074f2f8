import { shellWord } from '../advice.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { importsOf, isAllowed, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const unknownImport = defineRule({
  id: 'security/unknown-import',
  summary: 'Every name that a pickle imports is known to be inert, or was allowed',
  severity: 'note',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents, requirements }) {
    const allowed = requirements?.allowedGlobals ?? [];
    const byPackage = new Map<string, string[]>();
    for (const one of importsOf(unpickled(contents))) {
      if (one.tier !== 'unknown' || isAllowed(one, allowed)) continue;
      const [owner = ''] = one.module.split('.', 1);
      const names = byPackage.get(owner) ?? [];
      names.push(`${one.module}.${one.name}`);
      byPackage.set(owner, names);
    }
    for (const [owner, names] of byPackage)
      yield { data: { package: owner, ...examplesOf(names) } };
  },

  message: ({ package: owner, count, examples }) =>
    `loading it runs code of ${owner} that was not looked through: ${exampleText({ count, examples })}`,
  cure: ({ package: owner }) =>
    `read what these classes do when they are made, then pass --allow ${shellWord(`${owner}.*`)} or list them in ckpt.yaml`,
});
