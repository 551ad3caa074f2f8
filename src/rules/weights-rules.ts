import { configMismatch } from './hparams/config-mismatch.ts';
import { containerUnknown } from './hparams/container-unknown.ts';
import { datamoduleMismatch } from './hparams/datamodule-mismatch.ts';
import { expectation } from './hparams/expectation.ts';
import { instantiator } from './hparams/instantiator.ts';
import { missing } from './hparams/missing.ts';
import { objects } from './hparams/objects.ts';
import { openValues } from './hparams/open-values.ts';
import { overrideIgnored } from './hparams/override-ignored.ts';
import { shapeMismatch } from './hparams/shape-mismatch.ts';
import { unknownExpectation } from './hparams/unknown-expectation.ts';
import { unlikeExpected } from './hparams/unlike-expected.ts';
import { dtypes } from './reference/dtypes.ts';
import { names } from './reference/names.ts';
import { shapes } from './reference/shapes.ts';
import type { Rule } from './rule.ts';
import { double } from './weights/double.ts';
import { empty } from './weights/empty.ts';
import { layerGap } from './weights/layer-gap.ts';
import { missingPartner } from './weights/missing-partner.ts';
import { mixedPrefix } from './weights/mixed-prefix.ts';
import { modelPrefix } from './weights/model-prefix.ts';
import { optimizerTensors } from './weights/optimizer-tensors.ts';
import { sharedModule } from './weights/shared-module.ts';
import { untied } from './weights/untied.ts';
import { wrapperPrefix } from './weights/wrapper-prefix.ts';

/** What the weights are, against what is said of them. */
export const weightsRules: readonly Rule[] = [
  // Hyperparameters
  shapeMismatch,
  configMismatch,
  datamoduleMismatch,
  expectation,
  unlikeExpected,
  unknownExpectation,
  missing,
  containerUnknown,
  overrideIgnored,
  openValues,
  objects,
  instantiator,
  // Weights
  empty,
  wrapperPrefix,
  mixedPrefix,
  modelPrefix,
  missingPartner,
  layerGap,
  optimizerTensors,
  sharedModule,
  untied,
  double,
  // Another checkpoint
  names,
  shapes,
  dtypes,
];
