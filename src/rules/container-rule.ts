import type { ContainerOddity } from '../security/evidence.ts';
import { examplesOf } from './examples.ts';
import { defineRule, type Rule } from './rule.ts';

interface ContainerRuleDefinition {
  readonly id: string;
  readonly summary: string;
  readonly kind: ContainerOddity['kind'];
  /** What it means, before what was found. */
  readonly tells: string;
  readonly cure: string;
}

/** A rule that holds where archives have no oddity of one kind. All of a kind have one cause. */
export function defineContainerRule({
  id,
  summary,
  kind,
  tells,
  cure,
}: ContainerRuleDefinition): Rule {
  return defineRule({
    id,
    summary,
    severity: 'warning',
    questions: ['trust'],
    needs: ['contents'],

    *find({ contents }) {
      const all = contents.oddities.filter((oddity) => oddity.kind === kind);
      const [first] = all;
      if (first === undefined) return;
      const { member, what, offset } = first;
      yield { offset, data: { what, member, ...examplesOf(all.map(placeOf)) } };
    },

    message({ what, member, count }) {
      const place = member === '' ? '' : ` of "${member}"`;
      const more = count > 1 ? `, and ${count - 1} more` : '';
      return `${tells}${place}: ${what}${more}`;
    },
    cure: () => cure,
  });
}

function placeOf({ member, what }: ContainerOddity): string {
  return member === '' ? what : `${member}: ${what}`;
}
