/** The numbers a version begins with, as far as they decide what a file looks like. */
interface Release {
  readonly major: number;
  readonly minor: number;
}

/** `undefined` for what is no version: builds from a branch say `main`. */
export function releaseOf(version: string | undefined): Release | undefined {
  const match = /^v?(\d{1,9})\.(\d{1,9})(?!\d)/.exec(version?.trim() ?? '');
  if (match === null) return undefined;
  const [, major, minor] = match;
  return { major: Number(major), minor: Number(minor) };
}

export function isAtLeast(
  { major, minor }: Release,
  otherMajor: number,
  otherMinor: number,
): boolean {
  return major > otherMajor || (major === otherMajor && minor >= otherMinor);
}
