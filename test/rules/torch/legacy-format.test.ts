import { legacyFormat } from '../../../src/rules/torch/legacy-format.ts';
import { opened, testRule } from '../../support/rules.ts';

testRule(legacyFormat, {
  quiet: {
    'the format of today': opened(null),
    safetensors: opened(null, { format: { id: 'safetensors', title: 'safetensors' } }),
  },
  finds: {
    'the format before 1.6': {
      subject: opened(null, { format: { id: 'pytorch-legacy', title: 'PyTorch, legacy' } }),
      findings: [{ severity: 'note', message: /^the format of torch before 1.6: no checksums/ }],
    },
  },
});
