import type { RunReading } from './config-file.ts';
import type { Contents } from './contents.ts';
import type { RunDescription } from './description.ts';
import { hydraFacts, isHydraRun, readHydraFiles } from './hydra-files.ts';
import { textInside } from './inside.ts';
import { lightningFacts, loggerConfigs } from './lightning-logs.ts';
import { endsAlike, stepsHere } from './recorded-path.ts';
import type { Survey } from './survey.ts';

/** A job of Hydra: `outputs/2025-10-24/22-15-03`, with `.hydra` in it. */
export async function hydraRun(
  found: Survey,
  contents: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  if (!isHydraRun(found)) return undefined;
  const { configs, overrides, settings } = await readHydraFiles(found, reading);
  const loggers = await loggerConfigs(found, reading);
  const hasLightning =
    loggers.length > 0 ||
    contents.checkpoints.some(({ checkpoint }) => checkpoint?.framework?.id === 'lightning');
  const outputDirectory = textInside(settings, 'runtime', 'output_dir');
  if (
    outputDirectory !== undefined &&
    !endsAlike(outputDirectory, stepsHere(found.directory, ''))
  ) {
    const data = { recorded: outputDirectory };
    reading.remarks.push({ kind: 'moved', path: found.path, data });
  }
  return {
    kind: 'hydra-run',
    title: hasLightning ? 'Hydra run with Lightning logs' : 'Hydra run',
    facts: new Map([...hydraFacts(settings), ...lightningFacts(contents)]),
    configs: [...configs, ...loggers],
    overrides,
  };
}
