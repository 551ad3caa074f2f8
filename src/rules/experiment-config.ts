/** What the configurations of an experiment directory say of how it saves. */
import { entry } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import type { Run, RunConfig } from '../runs/run.ts';

/** `config.yaml` of the directory, where it is an experiment. */
export function besideConfig({ kind, configs }: Run): RunConfig | undefined {
  return kind === 'experiment'
    ? configs.find(({ path }) => !path.includes('/') && path.startsWith('config.'))
    : undefined;
}

/** The one that the best or last checkpoint carries. */
export function insideConfig({ kind, configs }: Run): RunConfig | undefined {
  return kind === 'experiment'
    ? configs.find(({ title }) => title === 'config inside the checkpoint')
    : undefined;
}

/** A setting of the block that tells how checkpoints are saved. */
export function savingSetting(run: Run, key: string): Value | undefined {
  return entry(entry(besideConfig(run)?.value, 'checkpoint'), key);
}
