import { adviceFor } from './advice.ts';
import { problemRule } from './problems.ts';
import { defineRule, type Question, type Rule } from './rule.ts';

/** Whoever asks, a file that does not open is no answer. */
const QUESTIONS: readonly Question[] = ['load', 'resume', 'eval', 'share'];

/** A rule that holds where the file opens, and speaks where an error of its sort was in the way. */
export function defineProblemRule(id: string, summary: string): Rule {
  const rule = defineRule({
    id,
    summary,
    severity: 'error',
    questions: QUESTIONS,
    needs: [],

    *find({ problem, file: subject }) {
      if (problem === undefined || problemRule(problem) !== id) return;
      const { finding, kind, place, data } = problem;
      const { file, offset } = place;
      yield { file, offset, data: { ...data, kind, finding, advice: adviceFor(problem, subject) } };
    },

    message: ({ finding }) => finding,
    cure: ({ advice }) => advice,
  });
  return {
    ...rule,
    check(subject) {
      // After another error nothing says whether this one would have followed.
      const isOther = subject.problem !== undefined && problemRule(subject.problem) !== id;
      return isOther ? { missing: 'checkpoint' } : rule.check(subject);
    },
  };
}
