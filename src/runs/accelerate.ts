/**
 * What accelerate’s `save_state` leaves.
 * https://github.com/huggingface/accelerate/blob/v1.0.0/src/accelerate/checkpointing.py
 */

import { factsOf, type RunDescription } from './description.ts';
import { folderOf } from './recorded-path.ts';
import type { Survey } from './survey.ts';

export async function accelerate({
  files,
  path: root,
}: Survey): Promise<RunDescription | undefined> {
  const names = [...files.values()]
    .filter(({ path }) => folderOf(path) === root)
    .map(({ entry }) => entry.name);
  const countOf = (pattern: RegExp) => names.filter((name) => pattern.test(name)).length;
  const processes = countOf(/^random_states_\d+\.pkl$/);
  if (processes === 0 && countOf(/^(?:optimizer|scheduler)(?:_\d+)?\.bin$/) === 0) return undefined;
  return {
    kind: 'accelerate',
    title: 'Accelerate state directory',
    facts: factsOf({
      models: countOf(/^(?:model|pytorch_model)(?:_\d+)?\.(?:safetensors|bin)$/),
      optimizers: countOf(/^optimizer(?:_\d+)?\.bin$/),
      schedulers: countOf(/^scheduler(?:_\d+)?\.bin$/),
      'loss scaler': countOf(/^scaler\.pt$/) > 0,
      processes,
    }),
    configs: [],
    overrides: [],
  };
}
