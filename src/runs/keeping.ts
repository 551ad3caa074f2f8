import { trainingStateOf } from '../frameworks/index.ts';
import type { ModelCheckpointState, TrainingState } from '../frameworks/training-state.ts';
import { valueAt } from '../model/path.ts';
import type { Value } from '../model/value.ts';
import type { RunContext } from './checkpoint-file.ts';
import { withCheckpoint } from './checkpoint-file.ts';
import { keepersOf, said } from './checkpoint-summary.ts';
import { embeddedConfig } from './embedded-config.ts';
import type { Keeping, RunConfig, RunModel } from './run.ts';
import { Scores } from './scores.ts';
import type { FoundFile } from './survey.ts';

/** What the callbacks in a checkpoint say about the files that they keep. */
export async function readKeeping(
  { directory, entry, path }: FoundFile,
  context: RunContext,
): Promise<readonly Keeping[]> {
  return withCheckpoint(directory, entry.name, context, async ({ root }) => {
    const state = trainingStateOf(root);
    const scores = new Scores();
    const keepings: Keeping[] = [];
    for (const keeper of state === undefined ? [] : keepersOf(state)) {
      keepings.push(await keepingOf(keeper, path, scores));
    }
    return keepings;
  });
}

async function keepingOf(
  { monitor, mode, dirpath, bestPath, bestScore, lastPath, bestK }: ModelCheckpointState,
  path: string,
  scores: Scores,
): Promise<Keeping> {
  const ranked = new Map<string, number | undefined>();
  for (const [recorded, score] of bestK ?? []) ranked.set(recorded, await scores.valueOf(score));
  return {
    path,
    monitor: monitor ?? undefined,
    mode,
    dirpath: said(dirpath),
    bestPath: said(bestPath),
    bestScore: await scores.valueOf(bestScore),
    lastPath: said(lastPath),
    bestK: ranked,
  };
}

export interface RunModelParts {
  readonly model: RunModel;
  readonly modelConfigs: readonly RunConfig[];
}

/** What is kept of the one checkpoint that counts: its shapes, and the configurations inside it. */
export async function readRunModel(
  { directory, entry, path }: FoundFile,
  context: RunContext,
): Promise<RunModelParts> {
  return withCheckpoint(directory, entry.name, context, async ({ root, globals }) => {
    const state = trainingStateOf(root);
    const shapes = new Map<string, readonly number[]>();
    for (const { name, tensor } of state?.weights[0]?.tensors ?? []) {
      if (tensor.shape !== null) shapes.set(name, tensor.shape);
    }
    const modelConfigs = state === undefined ? [] : configsInside(state, root, path);
    return {
      model: { path, shapes, globals: [...new Set(globals.map(({ name }) => name))] },
      modelConfigs,
    };
  });
}

function configsInside({ hyperparameters }: TrainingState, root: Value, path: string): RunConfig[] {
  const configs = hyperparameters.map(({ path: key, entries }): RunConfig => {
    const value = { kind: 'mapping', type: 'dict', entries: new Map(entries) } as const;
    return { path, title: `${key} inside the checkpoint`, value };
  });
  for (const { path: key, entries } of hyperparameters) {
    const found = valueAt(root, key);
    const whole = [...('value' in found ? [found.value] : []), ...entries.values()]
      .map(embeddedConfig)
      .find((value) => value !== undefined);
    if (whole === undefined) continue;
    // One is enough: its parts are of one and the same.
    configs.push({
      path,
      title: `whole configuration behind ${key} inside the checkpoint`,
      value: whole,
    });
    break;
  }
  return configs;
}
