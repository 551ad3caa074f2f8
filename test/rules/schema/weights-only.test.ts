import { weightsOnly } from '../../../src/rules/schema/weights-only.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const bare = { optimizer_states: undefined, lr_schedulers: undefined, callbacks: undefined };

testRule(weightsOnly, {
  quiet: {
    'a whole checkpoint': lightning(),
    'a file of DeepSpeed': lightning({ ...bare, ds_version: '0.14.4' }),
  },
  finds: {
    'weights that nobody said would be resumed from': {
      subject: lightning(bare),
      findings: [{ severity: 'note' }],
    },
    'an error for who wants to resume, in the words of Lightning': {
      subject: lightning(bare, { askedFor: ['resume'] }),
      findings: [
        {
          severity: 'error',
          message:
            /KeyError: Trying to restore optimizer state but checkpoint contains only the model\. This is probably due to `ModelCheckpoint\.save_weights_only` being set to `True`$/,
          cure: /load_from_checkpoint; .*save_weights_only=False/,
        },
      ],
    },
    'one of the two gone': {
      subject: lightning({ lr_schedulers: undefined }),
      findings: [
        {
          severity: 'error',
          message: /^lr_schedulers is missing: .* restore learning rate scheduler state/,
        },
      ],
    },
  },
});
