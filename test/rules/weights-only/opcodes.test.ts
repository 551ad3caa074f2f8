import { opcodes } from '../../../src/rules/weights-only/opcodes.ts';
import { testRule } from '../../support/rules.ts';
import { operation, refusal } from '../../support/weights-only.ts';

const frame = operation('opcode', {
  opcode: 'FRAME',
  detail: 'Unsupported operand 149',
  offsets: [2],
});
const memoize = operation('opcode', { opcode: 'MEMOIZE', detail: 'Unsupported operand 148' });

testRule(opcodes, {
  quiet: {
    'a file that torch loads': { weightsOnly: { loads: true, torch: '2.13' } },
    'what is refused otherwise': {
      weightsOnly: refusal({ operations: [operation('set-item')] }),
    },
  },
  finds: {
    'protocol 4': {
      subject: { weightsOnly: refusal({ operations: [frame, memoize] }) },
      findings: [
        {
          severity: 'note',
          offset: 2,
          message:
            'torch 2.13 with weights_only does not know the opcodes FRAME, MEMOIZE (it says: Unsupported operand 149)',
          cure: /pickle_protocol/,
        },
      ],
    },
    'an error for a version that was named': {
      subject: { weightsOnly: refusal({ operations: [frame] }), targets: { torch: '2.13' } },
      findings: [{ severity: 'error' }],
    },
  },
});
