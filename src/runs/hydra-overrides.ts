import { SourceError } from '../errors.ts';
import type { RunContext } from './checkpoint-file.ts';
import { readConfigValue } from './config-file.ts';
import { textsOf } from './description.ts';
import type { Directory } from './directory.ts';
import type { RunRemark } from './run.ts';
import { unreadable } from './unanswered.ts';

/** What the job in a folder was started with, as typed; empty, with a remark, where that cannot be read. */
export async function hydraOverrides(
  job: Directory,
  context: RunContext,
  remarks: RunRemark[],
): Promise<readonly string[]> {
  try {
    const directory = job.enter('.hydra');
    const entry = (await directory.list()).find(({ name }) => name === 'overrides.yaml');
    if (entry === undefined) return [];
    const file = { path: entry.name, directory, entry };
    return textsOf(await readConfigValue(file, 'omegaconf', { ...context, remarks }));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    remarks.push(unreadable('.hydra', error, 'unreadable-directory'));
    return [];
  }
}
