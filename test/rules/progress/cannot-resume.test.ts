import { cannotResume } from '../../../src/rules/progress/cannot-resume.ts';
import { testRule } from '../../support/rules.ts';
import { lightning, loop, readSubject, stepLr, WEIGHTS } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const asked = { askedFor: ['resume'] } as const;
const saved = dict({ state_dict: WEIGHTS, epoch: 3, scheduler: stepLr([0.001]) });

testRule(cannotResume, {
  quiet: {
    'a file with an optimizer': loop({}, asked),
    'weights that nobody wants to resume from': readSubject(WEIGHTS),
    'weights of which everything is asked': readSubject(WEIGHTS, { askedFor: ['load', 'resume'] }),
    'what Lightning says in its own words': lightning({ optimizer_states: undefined }, asked),
    'weights with an optimizer beside them': readSubject(WEIGHTS, {
      ...asked,
      names: ['model.pt', 'optimizer.pt'],
    }),
  },
  finds: {
    'weights for who wants to resume': {
      subject: readSubject(WEIGHTS, asked),
      findings: [
        {
          severity: 'error',
          message:
            'no optimizer state: training cannot go on as it was, only anew from what is there (weights)',
          cure: /optimizer\.state_dict\(\)/,
        },
      ],
    },
    'a note where it looks as if someone might': {
      subject: readSubject(saved),
      findings: [{ severity: 'note', message: /after epoch 3, .* \(weights and scheduler\)$/ }],
    },
  },
});
