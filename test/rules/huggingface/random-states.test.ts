import { randomStates } from '../../../src/rules/huggingface/random-states.ts';
import { testRule } from '../../support/rules.ts';

const file = 'checkpoint-8/optimizer.pt';

testRule(randomStates, {
  quiet: {
    'one process': { file, names: ['optimizer.pt', 'rng_state.pth'] },
    'all of several': { file, names: ['rng_state_0.pth', 'rng_state_1.pth'] },
    'another file of the folder': { file: 'model.safetensors', names: ['rng_state_1.pth'] },
    'numbers that are no ranks': { file, names: ['rng_state_999999.pth'] },
  },
  finds: {
    'a gap': {
      subject: { file, names: ['rng_state_0.pth', 'rng_state_3.pth'] },
      findings: [
        {
          severity: 'warning',
          data: { processes: 4, count: 2, examples: ['rng_state_1.pth', 'rng_state_2.pth'] },
          message: /are missing, of at least 4 processes$/,
        },
      ],
    },
    'the first of accelerate’s': {
      subject: { file: 'optimizer.bin', names: ['random_states_1.pkl'] },
      findings: [{ message: /^random_states_0\.pkl is missing/ }],
    },
  },
});
