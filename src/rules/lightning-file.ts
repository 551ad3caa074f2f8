import { entriesOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type LightningVersion, lightningVersion } from './lightning-version.ts';

/** What Lightning looks at before anything else: the keys at the top, and who wrote them. */
export interface LightningFile {
  readonly entries: ReadonlyMap<Value, Value>;
  /** As the file says it; `undefined` where it says none, or no text. */
  readonly stamp: string | undefined;
  /** `undefined` where the stamp is no version. */
  readonly version: LightningVersion | undefined;
  /** DeepSpeed keeps weights and optimizer itself, in files beside. */
  readonly isPartial: boolean;
}

export const VERSION_KEY = 'pytorch-lightning_version';

export function lightningFile(root: Value): LightningFile {
  const entries = entriesOf(root);
  const stamp = textOf(entries.get(VERSION_KEY));
  return {
    entries,
    stamp,
    version: stamp === undefined ? undefined : lightningVersion(stamp),
    isPartial: entries.has('ds_version'),
  };
}
