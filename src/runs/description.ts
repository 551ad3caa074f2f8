import { itemsOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type ConfigLanguage, type RunReading, readConfig } from './config-file.ts';
import type { Contents } from './contents.ts';
import type { Run, RunBest, RunConfig } from './run.ts';
import { fileAt, type Survey } from './survey.ts';

/** What a kind of run is called, and what only that kind has. */
export interface RunDescription
  extends Pick<Run, 'kind' | 'title' | 'facts' | 'configs' | 'overrides'> {
  /** Where this kind of run says it elsewhere than in a checkpoint. */
  readonly best?: RunBest;
}

/** Tells whether a folder is a run of one kind, and describes it if so. */
export type RunReader = (
  found: Survey,
  contents: Contents,
  reading: RunReading,
) => Promise<RunDescription | undefined>;

/** Facts in the order given; what is not known has no line. */
export function factsOf(facts: Readonly<Record<string, Value | undefined>>): Map<string, Value> {
  const known = new Map<string, Value>();
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined && value !== '') known.set(name, value);
  }
  return known;
}

/** The configuration at `path` below the folder of the survey, if there is one. */
export async function configAt(
  found: Survey,
  path: string,
  title: string,
  language: ConfigLanguage,
  reading: RunReading,
): Promise<RunConfig | undefined> {
  const file = fileAt(found, path);
  return file === undefined ? undefined : readConfig(file, title, language, reading);
}

export function textsOf(value: Value | undefined): readonly string[] {
  return itemsOf(value).flatMap((item) => textOf(item) ?? []);
}

export function listOf(items: readonly Value[]): Value {
  return { kind: 'list', items };
}
