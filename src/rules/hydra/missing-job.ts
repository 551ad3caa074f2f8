import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const missingJob = defineRule({
  id: 'hydra/missing-job',
  summary: 'No job of a sweep is missing between the others',
  severity: 'warning',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run: { kind, jobs } }) {
    if (kind !== 'hydra-multirun') return;
    const numbers = new Set(jobs.map(({ number }) => number));
    const last = Math.max(-1, ...numbers);
    // Numbers that are not those of a sweep leave more gaps than jobs.
    if (last + 1 > 2 * numbers.size) return;
    const missing: string[] = [];
    for (let number = 0; number < last; number += 1) {
      if (!numbers.has(number)) missing.push(String(number));
    }
    if (missing.length > 0) yield { data: { ...examplesOf(missing), last } };
  },

  message: ({ last, ...names }) =>
    `the sweep has jobs up to ${last}, and no directory of ${names.count > 1 ? 'jobs' : 'job'} ${exampleText(names)}`,
  cure: () => 'copy the whole sweep again, or start the missing jobs by their overrides',
});
