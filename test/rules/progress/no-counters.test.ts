import { noCounters } from '../../../src/rules/progress/no-counters.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, readSubject, WEIGHTS } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const both = dict({ model: WEIGHTS, optimizer: adam() });

testRule(noCounters, {
  quiet: {
    'an epoch': loop(),
    'a file of Lightning, which has its own rules': lightning({
      epoch: undefined,
      global_step: undefined,
      loops: undefined,
    }),
    'a file that is one of several': readSubject(both, { names: ['trainer_state.json'] }),
  },
  finds: {
    none: {
      subject: readSubject(both),
      findings: [{ severity: 'note', message: /^neither an epoch nor a step is recorded/ }],
    },
    'none for who wants to resume': {
      subject: readSubject(both, { askedFor: ['resume'] }),
      findings: [{ severity: 'warning', cure: /save the epoch/ }],
    },
  },
});
