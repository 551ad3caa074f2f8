import type { Value } from '../../../src/model/value.ts';
import { config } from '../../../src/rules/experiment/config.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict, float, list } from '../../support/values.ts';

const inside = (value: Value) => ({
  path: 'checkpoints/best.pt',
  title: 'config inside the checkpoint',
  value,
});
const beside = (value: Value) => ({ path: 'config.yaml', title: 'config.yaml', value });

testRule(config, {
  quiet: {
    'the same': {
      run: run({
        kind: 'experiment',
        configs: [
          beside(dict({ lr: float(1), n: list(1) })),
          inside(dict({ lr: 1, n: list(1), x: 2 })),
        ],
      }),
    },
    'no configuration inside': {
      run: run({ kind: 'experiment', configs: [beside(dict({ lr: 1 }))] }),
    },
    'another kind of run': {
      run: run({ configs: [beside(dict({ lr: 1 })), inside(dict({ lr: 2 }))] }),
    },
  },
  finds: {
    'other values': {
      subject: {
        file: 'exp',
        run: run({
          kind: 'experiment',
          configs: [
            beside(dict({ training: dict({ lr: float(0.2) }), n: list(1, 2), tag: null })),
            inside(dict({ training: dict({ lr: float(0.1) }), n: list(1), tag: 'a' })),
          ],
        }),
      },
      findings: [
        {
          severity: 'warning',
          file: 'exp/config.yaml',
          path: 'training.lr',
          data: {
            count: 3,
            examples: ['training.lr', 'n', 'tag'],
            beside: [0.2, '[1, 2]', null],
            inside: [0.1, '[1]', 'a'],
          },
          details: [
            'training.lr: 0.2 here, 0.1 in the checkpoint',
            'n: [1, 2] here, [1] in the checkpoint',
            'tag: nothing here, a in the checkpoint',
          ],
          message: /inside checkpoints\/best\.pt in training\.lr, n, tag$/,
        },
      ],
    },
  },
});
