import { callbackRules } from './callback-rules.ts';
import { fileRules } from './file-rules.ts';
import { huggingFaceRules } from './huggingface-rules.ts';
import { privacyRules } from './privacy-rules.ts';
import type { Rule } from './rule.ts';
import { runRules } from './run-rules.ts';
import { securityRules } from './security-rules.ts';
import { trainingRules } from './training-rules.ts';
import { weightsOnlyRules } from './weights-only-rules.ts';
import { weightsRules } from './weights-rules.ts';

/** Every rule, in the order in which they are listed. A file that is in none of the lists fails a test. */
export const rules: readonly Rule[] = [
  ...fileRules,
  ...weightsOnlyRules,
  ...trainingRules,
  ...runRules,
  ...huggingFaceRules,
  ...privacyRules,
  ...weightsRules,
  ...callbackRules,
  ...securityRules,
];
