import { eventHost } from '../../../src/rules/privacy/event-host.ts';
import { testRule } from '../../support/rules.ts';

const events = (path: string) => ({ path, kind: 'events' as const, metrics: [] });

testRule(eventHost, {
  quiet: {
    'other metrics': { metrics: [events('metrics.csv')] },
    'a file without a name': { metrics: [events('events.out.tfevents.1717000000')] },
    'the machine itself': { metrics: [events('events.out.tfevents.1717000000.localhost.77.0')] },
  },
  finds: {
    'a computer, once': {
      subject: {
        metrics: [
          events('tb/events.out.tfevents.1717000000.gpu-box.lab.77.0'),
          events('tb/events.out.tfevents.1717000009.gpu-box.lab.78.0'),
        ],
      },
      findings: [{ severity: 'note', data: { count: 1, examples: ['gpu-box.lab'] } }],
    },
  },
});
