/** Separators, plain or as a URL spells them, and what ends a drive letter or a URL’s scheme. */
const SEPARATOR = /[/\\:]|%2f|%5c/i;
const PARENT = /\.\.|%2e/i;

/**
 * Whether `name` can only mean a file in the folder of the file that names it. A checkpoint comes
 * from strangers: what it names must not lead to the reader’s other files.
 */
export function isSiblingName(name: string): boolean {
  const isPlain = !SEPARATOR.test(name) && !PARENT.test(name) && !hasControl(name);
  return isPlain && name !== '' && name !== '.';
}

/** A NUL ends a name early where C reads it. */
function hasControl(name: string): boolean {
  return [...name].some((character) => character < ' ');
}
