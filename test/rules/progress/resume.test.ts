import { resume } from '../../../src/rules/progress/resume.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, readSubject, stepLr, WEIGHTS } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

const asked = { askedFor: ['resume'] } as const;
/** The keys of a loop that is known to go on with the next epoch. */
const experiment = {
  epoch: 17,
  best_acc: float(88.84),
  config: dict({ checkpoint: dict({ resume: '' }) }),
  scheduler_state_dict: stepLr([0.001]),
  scaler_state_dict: dict({ scale: float(65536), growth_factor: float(2), _growth_tracker: 0 }),
};

testRule(resume, {
  quiet: {
    'a file that nobody wants to resume from': loop(),
    'a file for which more is asked, but not this': loop({}, { askedFor: ['load'] }),
    'a file that is one of several': loop({}, { ...asked, names: ['trainer_state.json'] }),
    'a file that says neither epoch nor step': readSubject(
      dict({ model: WEIGHTS, optimizer: adam() }),
      asked,
    ),
  },
  finds: {
    'an experiment’s, and the epoch it goes on with': {
      subject: loop(experiment, asked),
      findings: [
        {
          severity: 'note',
          confidence: 'certain',
          data: { epoch: 17, nextEpoch: 18 },
          message:
            'training can go on with epoch 18, with weights, optimizer, scheduler, loss scaler and best acc 88.84',
          cure: 'set checkpoint.resume to m.ckpt',
        },
      ],
    },
    'a loop of which nobody knows how it counts': {
      subject: loop({}, asked),
      findings: [
        {
          confidence: 'likely',
          message:
            'training can go on, with weights and optimizer: epoch 1 is recorded, and a loop that saves at the end of an epoch goes on with 2',
        },
      ],
    },
    'Lightning’s': {
      subject: lightning({}, asked),
      findings: [
        {
          message: 'training can go on with epoch 2, after step 8, with weights and optimizer',
          cure: 'trainer.fit(model, ckpt_path="m.ckpt")',
        },
      ],
    },
    'one that counts steps alone': {
      subject: readSubject(dict({ model: WEIGHTS, optimizer: adam(), step: 1200 }), asked),
      findings: [{ message: 'training can go on after step 1,200, with weights and optimizer' }],
    },
  },
});
