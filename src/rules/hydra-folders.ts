/** Where the configuration of a Hydra job lets it save checkpoints. */
import { entriesOf, entry, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { stepsOf } from '../runs/recorded-path.ts';
import type { Run } from '../runs/run.ts';
import { isKnown, settingName, settingsOf } from './settings.ts';

/** Names of settings for the folder of checkpoints, of Lightning and of others. */
const FOLDER = /^(?:dirpath|(?:ckpt|checkpoint|checkpoints|save)_(?:dir|folder)|save_path)$/;
/** Loggers number what they write, and what is resumed from is read. */
const OTHERS = /logger|resume|pretrain/i;

/** Settings that name one folder for all jobs, as nothing in them is filled in by Hydra. */
export function fixedFolders({ configs }: Run): ReadonlyMap<string, string> {
  const config = configs.find(({ title }) => title === 'Hydra config' || title === 'Hydra sweep');
  const folders = new Map<string, string>();
  for (const [path, value] of settingsOf(config?.value)) {
    const folder = textOf(value);
    if (folder === undefined || folder === '' || !isKnown(folder)) continue;
    if (FOLDER.test(settingName(path)) && !OTHERS.test(path)) folders.set(path, folder);
  }
  return folders;
}

/** Those of the fixed folders that do not lie in the directory of the job. */
export function outsideFolders(run: Run): readonly string[] {
  return [...fixedFolders(run).values()].filter((folder) => isOutside(folder, run));
}

/** A relative path leads out of the job’s directory unless the job runs in it. */
export function isOutside(folder: string, { facts }: Run): boolean {
  const own = textOf(facts.get('output directory'));
  if (!isAbsolute(folder)) return facts.get('changes directory') === false;
  const steps = stepsOf(folder);
  return own !== undefined && !stepsOf(own).every((step, index) => step === steps[index]);
}

function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** What Hydra itself was told, below `hydra` in its own file. */
export function hydraSettings({ configs }: Run): Value | undefined {
  const own = configs.find(({ value }) => entriesOf(entry(value, 'hydra')).size > 0);
  return entry(own?.value, 'hydra');
}
