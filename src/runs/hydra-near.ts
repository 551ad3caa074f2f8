import { SourceError } from '../errors.ts';
import type { RunContext } from './checkpoint-file.ts';
import { readConfigValue } from './config-file.ts';
import { configNear } from './config-near.ts';
import type { Directory } from './directory.ts';
import type { RunConfig } from './run.ts';

/**
 * The configuration of the Hydra job that wrote the checkpoint `name` of a folder, which may stand
 * several folders above. Its path leads there from the folder: `../../.hydra/config.yaml`.
 */
export async function hydraConfigNear(
  directory: Directory,
  name: string,
  context: RunContext,
): Promise<RunConfig | undefined> {
  const found = (await configNear(directory, name, context)).find(
    ({ title, confidence }) => title === 'Hydra config' && confidence === 'high',
  );
  if (found === undefined) return undefined;
  const { path, title } = found;
  let folder: Directory | undefined = directory;
  for (const _ of path.match(/\.\.\//g) ?? []) folder = folder?.parent();
  const hydra = folder?.enter('.hydra');
  try {
    const entry = (await hydra?.list())?.find((one) => one.name === 'config.yaml');
    if (hydra === undefined || entry === undefined) return undefined;
    const file = { path, directory: hydra, entry };
    const value = await readConfigValue(file, 'omegaconf', { ...context, remarks: [] });
    return { path, title, value };
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
