import type { Rule } from './rule.ts';
import { blockedGlobals } from './weights-only/blocked-globals.ts';
import { container } from './weights-only/container.ts';
import { forbiddenOperation } from './weights-only/forbidden-operation.ts';
import { opcodes } from './weights-only/opcodes.ts';

/** Whether `torch.load` takes a file with weights_only, its default since 2.6. */
export const weightsOnlyRules: readonly Rule[] = [
  blockedGlobals,
  forbiddenOperation,
  opcodes,
  container,
];
