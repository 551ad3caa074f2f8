import { isConfig } from '../../model/omegaconf.ts';
import { isKind, type Value } from '../../model/value.ts';
import { entriesOf, textOf } from '../common/entries.ts';
import { readHyperparameters } from '../common/hyperparameters.ts';
import type { Hyperparameters } from '../training-state.ts';
import type { TopLevel } from './top-level.ts';

interface Source {
  readonly key: string;
  readonly of: 'model' | 'datamodule';
  /** Keys beside it that say the argument that took them, and the class they were. */
  readonly nameKey?: string;
  readonly typeKey?: string;
  /** What versions without such keys did. */
  readonly recordedAs: string | null;
}

/**
 * Loading takes what is here first over what is below it.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/core/saving.py
 */
const SOURCES: readonly Source[] = [
  {
    key: 'hyper_parameters',
    of: 'model',
    nameKey: 'hparams_name',
    typeKey: 'hparams_type',
    recordedAs: null,
  },
  { key: 'module_arguments', of: 'model', recordedAs: 'kwargs' },
  { key: 'hparams', of: 'model', typeKey: 'hparams_type', recordedAs: 'hparams' },
  {
    key: 'datamodule_hyper_parameters',
    of: 'datamodule',
    nameKey: 'datamodule_hparams_name',
    typeKey: 'datamodule_hparams_type',
    recordedAs: null,
  },
];

export function readAllHyperparameters(top: TopLevel): readonly Hyperparameters[] {
  return SOURCES.flatMap((source) => {
    const part = top.take(source.key, isContainer);
    if (part === undefined) return [];
    const recordedAs = takeName(top, source);
    const read = readHyperparameters(part.value, part.path, source.of, recordedAs);
    if (source.typeKey !== undefined) {
      // 0.7 wrote the name of a class of which nothing else is left: that stays.
      const saysNoMore = (value: Value) => isKind(value, 'global') && value.name === read.container;
      top.take(source.typeKey, saysNoMore);
    }
    return [read];
  });
}

function takeName(top: TopLevel, { nameKey, recordedAs }: Source): string | null {
  if (nameKey === undefined) return recordedAs;
  const name = top.take(nameKey, (value) => typeof value === 'string' || value === null);
  return textOf(name?.value) ?? recordedAs;
}

/** A dict, or an object that stands for one. */
function isContainer(value: Value): boolean {
  if (isKind(value, 'mapping')) return true;
  return isKind(value, 'opaque') && (isConfig(value) || entriesOf(value).size > 0);
}
