import { utf8Text } from '../bytes/text.ts';
import { CkptError, MalformedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import type { Value } from '../model/value.ts';
import { obstacleTo, type RunContext } from './checkpoint-file.ts';
import { decodeConfigYaml } from './config-yaml.ts';
import { decodeJsonConfig } from './json-config.ts';
import type { RunConfig, RunRemark } from './run.ts';
import type { FoundFile } from './survey.ts';
import { unreadable } from './unanswered.ts';

export type ConfigLanguage = 'omegaconf' | 'pyyaml' | 'json';

/** What reading a run goes on with: what it meets on the way becomes remarks. */
export interface RunReading extends RunContext {
  readonly remarks: RunRemark[];
}

/** A configuration of a run. Where it cannot be read a remark says why, and its value is `undefined`. */
export async function readConfig(
  file: FoundFile,
  title: string,
  language: ConfigLanguage,
  reading: RunReading,
): Promise<RunConfig> {
  return { path: file.path, title, value: await readConfigValue(file, language, reading) };
}

export async function readConfigValue(
  file: FoundFile,
  language: ConfigLanguage,
  { limits, remarks }: RunReading,
  limit: keyof Limits = 'configBytes',
): Promise<Value | undefined> {
  const { path } = file;
  try {
    const bytes = await readWhole(file, limits, limit);
    if (language === 'json') return decodeJsonConfig(bytes, path, limits);
    const text = utf8Text(bytes);
    if (text === undefined) {
      throw new MalformedError('not text in UTF-8', { file: path }, { kind: 'not-utf8' });
    }
    return decodeConfigYaml(text, { file: path, limits, dialect: language });
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    remarks.push(unreadable(path, error));
    return undefined;
  }
}

async function readWhole(
  { directory, entry, path }: FoundFile,
  limits: Limits,
  limit: keyof Limits,
): Promise<Uint8Array> {
  const obstacle = obstacleTo(directory, entry);
  if (obstacle !== undefined) throw obstacle;
  const { source, close } = await directory.open(entry.name);
  try {
    checkLimit(limits, limit, source.byteLength, 'bytes', { file: path });
    return await source.read(0, source.byteLength);
  } finally {
    await close();
  }
}
