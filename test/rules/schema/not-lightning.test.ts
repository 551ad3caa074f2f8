import { notLightning } from '../../../src/rules/schema/not-lightning.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, readSubject, WEIGHTS } from '../../support/trained.ts';

const around = { targets: { lightning: '2.6.0' } };

testRule(notLightning, {
  quiet: {
    'a file of Lightning': lightning({}, around),
    'a file of which nobody said that Lightning will load it': loop({}, { targets: {} }),
    'a file for a Lightning that asks for no version': loop({}, { targets: { lightning: '1.5' } }),
    'the optimizer of a Trainer': readSubject(adam(), around),
  },
  finds: {
    'a training loop’s': {
      subject: loop({}, around),
      findings: [
        {
          severity: 'error',
          message:
            /no Lightning checkpoint but plain training loop: Lightning 2\.6\.0 stops with KeyError/,
          cure: 'load its weights without Lightning: model.load_state_dict(torch.load(path)["model_state_dict"])',
        },
      ],
    },
    'a bare state dict': {
      subject: readSubject(WEIGHTS, around),
      findings: [{ cure: /load_state_dict\(torch\.load\(path\)\)$/ }],
    },
  },
});
