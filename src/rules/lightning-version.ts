/** Versions of Lightning, in the order of PEP 440 as far as its releases need it. */
export interface LightningVersion {
  readonly release: readonly number[];
  /** Alphas, betas, candidates and builds in between come before the release. */
  readonly isBeforeRelease: boolean;
}

/** The newest whose layout is known here. */
export const NEWEST_LIGHTNING = '2.6.6';

/** https://packaging.python.org/en/latest/specifications/version-specifiers/ */
const VERSION =
  /^v?(?:\d{1,9}!)?(\d{1,9}(?:\.\d{1,9}){0,5})((?:[-_.]?(?:alpha|beta|preview|pre|rc|a|b|c)[-_.]?\d{0,9})?)(?:-\d{1,9}|[-_.]?(?:post|rev|r)[-_.]?\d{0,9})?((?:[-_.]?dev[-_.]?\d{0,9})?)(?:\+[a-z\d]+(?:[-_.][a-z\d]+)*)?$/i;

/** No version is as long; a pattern on hostile text should give up. */
const LONGEST = 100;

/** `undefined` where Lightning raises `InvalidVersion`: builds from a branch may say `main`. */
export function lightningVersion(text: string): LightningVersion | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const [, release, pre, dev] = VERSION.exec(trimmed) ?? [];
  if (release === undefined) return undefined;
  return { release: release.split('.').map(Number), isBeforeRelease: `${pre}${dev}` !== '' };
}

/** Whether `version` is older than the release `other`, written `1.6.5`. */
export function isBefore(version: LightningVersion, other: string): boolean {
  const than = lightningVersion(other);
  if (than === undefined) throw new RangeError(`${other} is no version`);
  return isOlder(version, than);
}

export function isOlder(version: LightningVersion, than: LightningVersion): boolean {
  const places = Math.max(version.release.length, than.release.length);
  for (let place = 0; place < places; place += 1) {
    const difference = (version.release[place] ?? 0) - (than.release[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return version.isBeforeRelease && !than.isBeforeRelease;
}

/** Whether it was said that only a version before `release` will read the file. */
export function isReadBefore(lightning: string | undefined, release: string): boolean {
  const target = lightning === undefined ? undefined : lightningVersion(lightning);
  return target !== undefined && isBefore(target, release);
}

/** Whether it was said that the file will be read by `release` or later; not said, it is not known. */
export function isReadBySince(lightning: string | undefined, release: string): boolean {
  const target = lightning === undefined ? undefined : lightningVersion(lightning);
  return target !== undefined && !isBefore(target, release);
}
