import { stateDropped } from '../../../src/rules/versions/state-dropped.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

const apex = { amp_scaling_state: dict({ loss_scaler0: dict({ loss_scale: float(65536) }) }) };
const stopping = { early_stop_callback_state_dict: dict({ wait: 2, patience: 5 }) };

testRule(stateDropped, {
  quiet: { 'a file of today': lightning() },
  finds: {
    'the loss scale of apex': {
      subject: lightning(apex),
      findings: [
        {
          severity: 'note',
          path: 'amp_scaling_state',
          message: /^Lightning 2\.0\.0 and later lose the loss scale of apex/,
          cure: /16-mixed/,
        },
      ],
    },
    'a warning where such a version will read it': {
      subject: lightning(apex, { targets: { lightning: '2.1' } }),
      findings: [{ severity: 'warning' }],
    },
    'a note where an older one will': {
      subject: lightning(apex, { targets: { lightning: '1.9.5' } }),
      findings: [{ severity: 'note' }],
    },
    'both, with what early stopping has waited': {
      subject: lightning({ ...apex, ...stopping }),
      findings: [
        { path: 'early_stop_callback_state_dict', message: /patience from the start$/ },
        { path: 'amp_scaling_state' },
      ],
    },
  },
});
