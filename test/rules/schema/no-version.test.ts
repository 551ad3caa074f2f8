import { noVersion } from '../../../src/rules/schema/no-version.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

const VERSION = 'pytorch-lightning_version';
const old = {
  [VERSION]: undefined,
  loops: undefined,
  callbacks: undefined,
  checkpoint_callback_best: float(1),
  hparams: dict({ lr: float(0.1) }),
};

testRule(noVersion, {
  quiet: {
    'a file that says its version': lightning(),
    'a file for a Lightning that does not ask': lightning(
      { [VERSION]: undefined },
      { targets: { lightning: '1.8.6' } },
    ),
  },
  finds: {
    'a file that does not': {
      subject: lightning({ [VERSION]: undefined }),
      findings: [
        {
          severity: 'error',
          message:
            /^pytorch-lightning_version is missing: .* KeyError: 'pytorch-lightning_version'$/,
          cure: 'add it: ckpt["pytorch-lightning_version"] = "2.0.0"; torch.save(ckpt, path)',
        },
      ],
    },
    'one of which only the loops are left': {
      subject: lightning({
        [VERSION]: undefined,
        epoch: undefined,
        loops: dict({ fit_loop: dict({ epoch_progress: dict({}) }) }),
        callbacks: undefined,
      }),
      findings: [{ data: { stamp: '2.0.0' } }],
    },
    'a file from before there were versions': {
      subject: lightning(old),
      findings: [{ severity: 'note', data: { era: 'pl06', stamp: '0.6.0' } }],
    },
    'such a file for a Lightning that asks for it': {
      subject: lightning(old, { targets: { lightning: '2.6' } }),
      findings: [{ severity: 'error' }],
    },
  },
});
