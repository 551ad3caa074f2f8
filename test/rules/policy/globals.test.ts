import type { GlobalName } from '../../../src/model/checkpoint.ts';
import { globals } from '../../../src/rules/policy/globals.ts';
import { requiring } from '../../support/policies.ts';
import { opened, testRule } from '../../support/rules.ts';

const named = (...names: readonly string[]) =>
  opened(null, {
    globals: names.map(
      (name, index): GlobalName => ({
        name,
        place: { file: 'm.ckpt', offset: index },
      }),
    ),
  });
const allowing = requiring({ allowedGlobals: ['my_project.*'] });
const usual = ['torch._utils._rebuild_tensor_v2', 'torch.FloatStorage', 'collections.OrderedDict'];

testRule(globals, {
  quiet: {
    'what torch needs for tensors, and what is allowed': {
      ...named(...usual, 'my_project.models.Net'),
      ...allowing,
    },
    'a policy that lists none': { ...named('os.system'), ...requiring({}) },
  },
  finds: {
    'names that are not allowed, each once': {
      subject: { ...named(...usual, 'os.system', 'other.Net', 'os.system'), ...allowing },
      findings: [
        {
          offset: 3,
          data: { count: 2, examples: ['os.system', 'other.Net'] },
          message: 'the policy does not allow os.system, other.Net',
        },
      ],
    },
  },
});
