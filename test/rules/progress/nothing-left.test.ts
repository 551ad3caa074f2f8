import { nothingLeft } from '../../../src/rules/progress/nothing-left.ts';
import { testRule } from '../../support/rules.ts';
import { fitLoop, lightning, loop, tracked } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const asked = { askedFor: ['resume'] } as const;
const until = (epochs: number) => [
  {
    path: 'config.yaml',
    title: 'configuration',
    value: dict({ trainer: dict({ max_epochs: epochs }) }),
  },
];
const after7 = {
  epoch: 7,
  loops: dict({ fit_loop: fitLoop({ epoch_progress: tracked([8, 8, 8, 7]) }) }),
};

testRule(nothingLeft, {
  quiet: {
    'a run with epochs left': lightning({}, { configs: until(3) }),
    'a run without end': lightning({}, { configs: until(-1) }),
    'a loop of which nobody knows how it counts': loop({ config: dict({ epochs: 1 }) }),
    'no word on how many there are': lightning(),
  },
  finds: {
    'the end of a run': {
      subject: lightning({}, { configs: until(2) }),
      findings: [
        {
          severity: 'note',
          data: { nextEpoch: 2, most: 2, key: 'trainer.max_epochs', where: 'config.yaml' },
          message: /^training is over: the next epoch would be 2, the first being 0/,
          cure: 'to train on, set trainer.max_epochs to more than 2',
        },
      ],
    },
    'a warning for who wants to go on': {
      subject: lightning({}, { ...asked, configs: until(2) }),
      findings: [{ severity: 'warning', explains: [{ rule: 'progress/resume' }] }],
    },
    'an error where Lightning refuses': {
      subject: lightning(after7, { ...asked, configs: until(4) }),
      findings: [
        {
          severity: 'error',
          message:
            /MisconfigurationException: You restored a checkpoint with current_epoch=7, but you have set Trainer\(max_epochs=4\)$/,
        },
      ],
    },
    'what the file itself says': {
      subject: lightning({ hyper_parameters: dict({ max_epochs: 2 }) }),
      findings: [{ data: { where: 'hyper_parameters', key: 'max_epochs' } }],
    },
  },
});
