/** Changes of names: prefixes and rules. */
import type { Substitution } from '../regex.ts';

/** A rule a line; empty lines and those that begin with `#` are none. */
export function rulesIn(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

interface Asked {
  readonly stripPrefix?: string;
  readonly addPrefix?: string;
}

/** Prefix off, then the rules in turn, then prefix on; `undefined` where nothing is asked for. */
export function renaming(
  { stripPrefix = '', addPrefix = '' }: Asked,
  rules: readonly Substitution[],
): ((name: string) => string) | undefined {
  if (stripPrefix === '' && addPrefix === '' && rules.length === 0) return undefined;
  return (name) => {
    let result = name.startsWith(stripPrefix) ? name.slice(stripPrefix.length) : name;
    for (const rule of rules) result = rule(result);
    return addPrefix + result;
  };
}
