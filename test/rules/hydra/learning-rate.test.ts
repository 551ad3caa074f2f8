import type { ParamGroup, TrainingState } from '../../../src/frameworks/training-state.ts';
import type { Value } from '../../../src/model/value.ts';
import { learningRate } from '../../../src/rules/hydra/learning-rate.ts';
import type { Run } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';
import { dict, float } from '../../support/values.ts';

const config = dict({ optimizer: dict({ lr: float(0.01) }), scheduler: dict({ lr: float(9) }) });
const job = (value: Value, parts: Partial<Run> = {}) => ({
  checkpointFile: checkpointFile('b.pt'),
  run: run({
    kind: 'hydra-run',
    last: 'b.pt',
    configs: [{ path: '.hydra/config.yaml', title: 'Hydra config', value }],
    ...parts,
  }),
});
const group = (lr: number, initialLr?: number): ParamGroup => ({
  path: 'optimizer.param_groups[0]',
  options: new Map(),
  lr,
  initialLr,
  parameters: [],
});
const training = (groups: readonly ParamGroup[], parts: Partial<TrainingState> = {}) => ({
  training: trainingState({
    optimizers: [
      { path: 'optimizer', type: 'SGD', groups, parameters: [], naming: 'unknown', others: [] },
    ],
    ...parts,
  }),
});
const schedulers = (type: string) => ({
  schedulers: [{ path: 's', type, lastEpoch: 1, lastLr: [], baseLrs: [], entries: new Map() }],
});

testRule(learningRate, {
  quiet: {
    'the same rate': { ...job(config), ...training([group(0.01)]) },
    'one group that has it': { ...job(config), ...training([group(0.1), group(0.01)]) },
    'a rate that a scheduler changed': {
      ...job(config),
      ...training([group(0.3, 0.01)], schedulers('StepLR')),
    },
    'a scheduler with a rate of its own': {
      ...job(config),
      ...training([group(0.3, 0.3)], schedulers('OneCycleLR')),
    },
    'a rate that is recorded, and compared by others': {
      ...job(config),
      ...training([group(0.3)], {
        hyperparameters: [
          { path: 'h', of: 'model', container: 'dict', entries: new Map([['lr', float(0.3)]]) },
        ],
      }),
    },
    'no optimizer': { ...job(config), ...training([]) },
    'several rates': {
      ...job(dict({ g: dict({ lr: float(1) }), d: dict({ lr: float(2) }) })),
      ...training([group(3)]),
    },
    'an interpolation': { ...job(dict({ lr: '\u0024{base}' })), ...training([group(3)]) },
    'a file that is not the newest': { ...job(config, { last: 'c.pt' }), ...training([group(3)]) },
    'another kind of run': { ...job(config, { kind: 'experiment' }), ...training([group(3)]) },
  },
  finds: {
    'another rate': {
      subject: { ...job(config), ...training([group(0.0003)]) },
      findings: [
        {
          severity: 'warning',
          path: 'optimizer.param_groups[0]',
          data: { setting: 'optimizer.lr', config: 0.01, checkpoint: 0.0003 },
          message: /learning rate 0\.0003, .* has 0\.01 at optimizer\.lr$/,
          cure: /optimizer\.lr=0\.0003/,
        },
      ],
    },
    'one that a scheduler began with, in a file that is asked about alone': {
      subject: {
        ...job(config, { last: 'c.pt' }),
        ...training([group(0.1, 0.3)], schedulers('StepLR')),
        isAlone: true,
      },
      findings: [{ data: { checkpoint: 0.3 } }],
    },
  },
});
