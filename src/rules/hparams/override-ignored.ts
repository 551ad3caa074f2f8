import { entriesOf } from '../../frameworks/common/entries.ts';
import type { Hyperparameters } from '../../frameworks/training-state.ts';
import { isConfig } from '../../model/omegaconf.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { isKind, type Value } from '../../model/value.ts';
import { leavesOf } from '../leaves.ts';
import { defineRule } from '../rule.ts';

/** Arguments of load_from_checkpoint replace entries of the outermost container only. */
export const overrideIgnored = defineRule({
  id: 'hparams/override-ignored',
  summary: 'Each hyperparameter can be given to load_from_checkpoint by its name',
  severity: 'note',
  questions: ['load', 'eval'],
  needs: ['training'],

  *find({ training: { hyperparameters } }) {
    for (const recorded of hyperparameters) {
      const argument = recorded.of === 'model' ? argumentOf(recorded) : undefined;
      if (argument !== undefined) yield { path: recorded.path, data: argument };
    }
  },

  message: ({ argument, isWhole, example }) =>
    isWhole
      ? `all are entries of ${argument}: load_from_checkpoint(path, ${argument}=...) fails with “Key '${argument}' is not in struct” where that is a part of a Hydra configuration`
      : `all are entries of ${argument}: load_from_checkpoint(path, ${example}=...) is ignored without a word`,
  cure: ({ argument, isWhole, example }) =>
    isWhole
      ? `override an entry by its own name: Model.load_from_checkpoint(path, ${example}=...)`
      : `change the whole: cfg = torch.load(path, weights_only=False)['hyper_parameters'][${pythonRepr(argument)}], then Model.load_from_checkpoint(path, ${keyword(argument)})`,
});

type Argument = {
  readonly argument: string;
  /** Whether the container is the argument, or an entry of it is. */
  readonly isWhole: boolean;
  readonly example: string;
};

function argumentOf({ recordedAs, entries, container }: Hyperparameters): Argument | undefined {
  const [first, ...more] = entries;
  if (typeof recordedAs !== 'string' || first === undefined) return undefined;
  const [argument, value] = first;
  if (recordedAs !== 'kwargs') {
    const isWhole = container.endsWith('DictConfig');
    return isWhole ? { argument: recordedAs, isWhole, example: argument } : undefined;
  }
  if (more.length > 0 || !isContainer(value)) return undefined;
  const example = [...leavesOf(entriesOf(value)).values()][0]?.keys.at(-1);
  return example === undefined ? undefined : { argument, isWhole: false, example };
}

function isContainer(value: Value): boolean {
  return isKind(value, 'mapping') || (isKind(value, 'opaque') && isConfig(value));
}

/** As an argument of a call, whatever its name is. */
function keyword(argument: string): string {
  const isName = /^[A-Za-z_]\w*$/.test(argument);
  return isName ? `${argument}=cfg` : `**{${pythonRepr(argument)}: cfg}`;
}
