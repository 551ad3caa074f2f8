import type { TrainingState } from '../../frameworks/training-state.ts';
import { datamoduleDifferences } from '../datamodule.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule, type Explained } from '../rule.ts';
import { provenSize } from '../size-proof.ts';
import {
  type SizedHyperparameter,
  type Sizes,
  sizedIn,
  sizesOf,
  tensorTexts,
  usesOf,
} from '../sizes.ts';

/** Lightning builds the model from what is recorded, then loads the weights into it. */
export const shapeMismatch = defineRule({
  id: 'hparams/shape-mismatch',
  summary: 'The hyperparameters say the sizes that the weights have',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['training'],

  *find({ training }) {
    const sizes = sizesOf(training);
    const sized = modelSizes(training);
    for (const own of sized) {
      const others = sized.filter((other) => other !== own);
      const isTold = own.role !== 'width' || others.some((other) => isProofOf(own, other, sizes));
      const proven = isTold ? provenSize(own, others, sizes) : undefined;
      if (proven === undefined) continue;
      const { name, path, value } = own;
      const isLightning = training.framework.id === 'lightning';
      const uses = examplesOf(tensorTexts(proven.uses));
      yield {
        path,
        confidence: proven.confidence,
        ...(proven.confidence === 'possible' && { severity: 'warning' }),
        explains: explainedBy(name, training),
        data: { name, value, found: proven.size, isLightning, ...uses },
      };
    }
  },

  message: ({ name, value, found, ...uses }) =>
    `${name} is ${value}, and the weights have ${found} instead: ${exampleText(uses)}; a model built with ${value} does not take them, with strict=False either`,
  cure: ({ name, found, isLightning }) =>
    isLightning && /^\w+$/.test(name)
      ? `say the size that the weights have: Model.load_from_checkpoint(path, ${name}=${found})`
      : `build the model with ${name}=${found}`,
});

/** The datamodule is right where it differs in this alone. */
function explainedBy(name: string, training: TrainingState): readonly Explained[] {
  const { path, differences } = datamoduleDifferences(training);
  const isOnly = differences.every((difference) => difference.name === name);
  return path !== undefined && isOnly ? [{ rule: 'hparams/datamodule-mismatch', path }] : [];
}

/** A width may go unused, unless another one of the same list is used. */
function isProofOf(
  { name }: SizedHyperparameter,
  other: SizedHyperparameter,
  sizes: Sizes,
): boolean {
  const list = /^(.*)\[\d+\]$/.exec(name)?.[1];
  return list !== undefined && other.name.startsWith(`${list}[`) && usesOf(other, sizes).length > 0;
}

function modelSizes({ hyperparameters }: TrainingState): readonly SizedHyperparameter[] {
  return hyperparameters.filter(({ of }) => of !== 'datamodule').flatMap(sizedIn);
}
