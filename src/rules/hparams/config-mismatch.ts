import { intOf } from '../../frameworks/common/entries.ts';
import type { Hyperparameters, TrainingState } from '../../frameworks/training-state.ts';
import { scalarText } from '../../model/scalar-text.ts';
import type { Value } from '../../model/value.ts';
import type { RunConfig } from '../../runs/run.ts';
import { besideFile, isAbove, type SharedSetting, sharedSettings } from '../config-match.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { sizeByRole } from '../size-proof.ts';
import { sizedIn, sizesOf, usesOf } from '../sizes.ts';

/** Files of transformers and PEFT, and settings of a sweep that each job changes. */
const OTHER_FILES = /(?:^|\/)(?:(?:adapter_)?config\.json|multirun\.yaml)$/;

export const configMismatch = defineRule({
  id: 'hparams/config-mismatch',
  summary: 'The configuration beside the checkpoint has its hyperparameters',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'configs'],

  *find(subject) {
    const { training, configs, checkpointFile, run } = subject;
    // An experiment directory is one run with one configuration.
    if (run?.kind === 'experiment') return;
    const path = checkpointFile?.path ?? subject.file;
    const near = configs.filter(
      ({ path: at, title }) =>
        !OTHER_FILES.test(at) && !title.includes('inside the checkpoint') && isAbove(at, path),
    );
    for (const config of near) {
      const differing = differingFrom(config, training);
      if (differing === undefined) continue;
      const { from, settings } = differing;
      const sizes = settings.map((setting) => sizeIn(from, setting, training));
      const texts = settings.map((setting, index) => textOf(setting, sizes[index]));
      yield {
        file: besideFile(config.path, subject),
        path: settings[0]?.key,
        data: {
          recorded: from.path,
          isSize: sizes.some((size) => size !== undefined),
          isLightning: training.framework.id === 'lightning',
          right: settings.slice(0, MOST_NAMED).map(({ key, recorded }, index) => {
            return `${key}: ${sizes[index] ?? yamlText(recorded)}`;
          }),
          ...examplesOf(texts),
        },
      };
    }
  },

  message: ({ recorded, isSize, count, examples }) =>
    `it is not what the checkpoint was made with, which keeps that in ${recorded}: ${exampleText({ count, examples })}${
      isSize ? '; a model built from this file would not fit the weights' : ''
    }`,
  cure: ({ right, isLightning, isSize }) =>
    isLightning && isSize
      ? `write ${right.join(', ')}, or build the model from the checkpoint alone: Model.load_from_checkpoint(path)`
      : `trust the checkpoint, which training itself wrote, and write ${right.join(', ')}`,
});

/** As many as are named. */
const MOST_NAMED = 5;

/** `None`, `True` and `False` have other names in YAML, and text needs no quotes. */
function yamlText(value: Value): string {
  return typeof value === 'string' ? value : scalarText(value).replace(/^(?:True|False)$/, lower);
}

const lower = (text: string) => text.toLowerCase();

interface Differing {
  readonly from: Hyperparameters;
  readonly settings: readonly SharedSetting[];
}

/** The first hyperparameters that the configuration speaks of decide. */
function differingFrom(
  { value }: RunConfig,
  { hyperparameters }: TrainingState,
): Differing | undefined {
  if (value === undefined) return undefined;
  for (const from of hyperparameters.filter(({ of }) => of !== 'datamodule')) {
    const settings = sharedSettings(from, value);
    const different = settings.filter(({ isDifferent }) => isDifferent);
    if (different.length > 0) return { from, settings: different };
  }
  return undefined;
}

/** The size that the weights have where a setting decides it. */
function sizeIn(
  from: Hyperparameters,
  { name, recorded }: SharedSetting,
  training: TrainingState,
): number | undefined {
  const sizes = sizesOf(training);
  const sized = sizedIn(from);
  const own = sized.find((one) => one.name === name);
  if (own?.role === undefined) return undefined;
  if (usesOf(own, sizes).length > 0) return intOf(recorded);
  const others = sized.filter((other) => other !== own);
  return sizeByRole(own.role, others, sizes)?.size;
}

function textOf({ key, configured, recorded }: SharedSetting, size: number | undefined): string {
  const values = `${key} is ${scalarText(configured)}, not ${scalarText(recorded)}`;
  return size === undefined ? values : `${values} (the weights have ${size})`;
}
