import type { WeightsOnlyVerdict } from '../../../src/loads/weights-only.ts';
import { container } from '../../../src/rules/weights-only/container.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';
import { refusal } from '../../support/weights-only.ts';

const detail = 'Cannot use ``weights_only=True``';
const refused = refusal({
  error: { kind: 'container', exception: 'RuntimeError', detail, message: detail },
});
const file = (id: string, weightsOnly: WeightsOnlyVerdict) => ({
  ...opened(dict({}), { format: { id, title: id } }),
  weightsOnly,
});

testRule(container, {
  quiet: {
    'a TorchScript archive that torch loads': file('torchscript', { loads: true, torch: '2.5' }),
    'an archive that is broken': file('pytorch', refused),
    'a tar archive that is refused otherwise': file('pytorch-tar', refusal()),
  },
  finds: {
    'a TorchScript archive, which another function loads': {
      subject: { ...file('torchscript', refused), targets: { torch: '2.13' } },
      findings: [
        {
          severity: 'note',
          message: 'torch 2.13 refuses TorchScript archives with weights_only',
          cure: 'load it with torch.jit.load',
        },
      ],
    },
    'a tar archive': {
      subject: { ...file('pytorch-tar', refused), targets: { torch: '2.13' } },
      findings: [{ severity: 'error', message: /refuses tar archives/, cure: /save it again/ }],
    },
  },
});
