import { withdrawn } from '../../../src/rules/versions/withdrawn.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const stamped = (stamp: string) => lightning({ 'pytorch-lightning_version': stamp });

testRule(withdrawn, {
  quiet: {
    'the release before': stamped('2.6.1'),
    'the release after': stamped('2.6.4'),
    'a number that only begins so': stamped('2.6.20'),
  },
  finds: {
    'one of the two': {
      subject: stamped('2.6.2'),
      findings: [{ severity: 'warning', confidence: 'possible', cure: /2\.6\.1 or 2\.6\.4/ }],
    },
    'a build of it': {
      subject: stamped('2.6.3+local'),
      findings: [{ data: { stamp: '2.6.3+local' } }],
    },
  },
});
