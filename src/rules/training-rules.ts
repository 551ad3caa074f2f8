import { duplicateParameters } from './optimizer/duplicate-parameters.ts';
import { incompleteState } from './optimizer/incomplete-state.ts';
import { learningRate as optimizerLearningRate } from './optimizer/learning-rate.ts';
import { lossScale } from './optimizer/loss-scale.ts';
import { lossScaler } from './optimizer/loss-scaler.ts';
import { missing as optimizerMissing } from './optimizer/missing.ts';
import { momentShapes } from './optimizer/moment-shapes.ts';
import { noState } from './optimizer/no-state.ts';
import { options as optimizerOptions } from './optimizer/options.ts';
import { outsideGroups } from './optimizer/outside-groups.ts';
import { parameterCount } from './optimizer/parameter-count.ts';
import { stepCount } from './optimizer/step-count.ts';
import { steps as optimizerSteps } from './optimizer/steps.ts';
import { unknownNames } from './optimizer/unknown-names.ts';
import { untrainedWeights } from './optimizer/untrained-weights.ts';
import { withoutWeights } from './optimizer/without-weights.ts';
import { cannotResume } from './progress/cannot-resume.ts';
import { countedAhead } from './progress/counted-ahead.ts';
import { epoch as progressEpoch } from './progress/epoch.ts';
import { impossibleCounters } from './progress/impossible-counters.ts';
import { midEpoch } from './progress/mid-epoch.ts';
import { noCounters } from './progress/no-counters.ts';
import { noLoops } from './progress/no-loops.ts';
import { nothingLeft } from './progress/nothing-left.ts';
import { resume as progressResume } from './progress/resume.ts';
import { step as progressStep } from './progress/step.ts';
import type { Rule } from './rule.ts';
import { groupCount } from './scheduler/group-count.ts';
import { initialLr } from './scheduler/initial-lr.ts';
import { lastEpoch } from './scheduler/last-epoch.ts';
import { learningRate as schedulerLearningRate } from './scheduler/learning-rate.ts';
import { missing as schedulerMissing } from './scheduler/missing.ts';
import { noStepsLeft } from './scheduler/no-steps-left.ts';
import { noStateDict } from './schema/no-state-dict.ts';
import { noVersion } from './schema/no-version.ts';
import { notLightning } from './schema/not-lightning.ts';
import { weightsOnly } from './schema/weights-only.ts';
import { wrongType } from './schema/wrong-type.ts';
import { classKeys } from './versions/class-keys.ts';
import { collidingKeys } from './versions/colliding-keys.ts';
import { migrationFails } from './versions/migration-fails.ts';
import { migrations } from './versions/migrations.ts';
import { newer } from './versions/newer.ts';
import { stateDropped } from './versions/state-dropped.ts';
import { unparsable } from './versions/unparsable.ts';
import { withdrawn } from './versions/withdrawn.ts';

/** Whether a checkpoint loads, and training goes on from it. */
export const trainingRules: readonly Rule[] = [
  noStateDict,
  noVersion,
  notLightning,
  wrongType,
  weightsOnly,
  unparsable,
  newer,
  migrationFails,
  stateDropped,
  collidingKeys,
  withdrawn,
  classKeys,
  migrations,
  optimizerMissing,
  noState,
  parameterCount,
  unknownNames,
  outsideGroups,
  momentShapes,
  incompleteState,
  duplicateParameters,
  untrainedWeights,
  optimizerSteps,
  stepCount,
  optimizerLearningRate,
  optimizerOptions,
  lossScaler,
  lossScale,
  withoutWeights,
  schedulerMissing,
  groupCount,
  schedulerLearningRate,
  initialLr,
  lastEpoch,
  noStepsLeft,
  noLoops,
  progressEpoch,
  progressStep,
  impossibleCounters,
  cannotResume,
  noCounters,
  nothingLeft,
  progressResume,
  midEpoch,
  countedAhead,
];
