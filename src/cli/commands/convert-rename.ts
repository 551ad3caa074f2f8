/** Changes of names: prefixes and rules. */
import { UsageError } from '../command.ts';

export interface Rename {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** `REGEX=>REPLACEMENT`, where `$1` or `\1` is the first group. */
export function ruleFrom(text: string): Rename {
  const [pattern = '', replacement, ...rest] = text.split('=>');
  if (replacement === undefined || rest.length > 0) {
    throw new UsageError(
      `--rename takes 'REGEX=>REPLACEMENT' or a file of such lines, not ${text}`,
    );
  }
  try {
    return {
      pattern: new RegExp(pattern, 'gu'),
      replacement: replacement.replace(/\\(\d)/g, '$$$1'),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new UsageError(`--rename: ${why}`);
  }
}

/** A rule a line; empty lines and those that begin with `#` are none. */
export function rulesIn(text: string): Rename[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map(ruleFrom);
}

interface Asked {
  readonly stripPrefix?: string;
  readonly addPrefix?: string;
}

/** Prefix off, then the rules in turn, then prefix on; `undefined` where nothing is asked for. */
export function renaming(
  { stripPrefix = '', addPrefix = '' }: Asked,
  rules: readonly Rename[],
): ((name: string) => string) | undefined {
  if (stripPrefix === '' && addPrefix === '' && rules.length === 0) return undefined;
  return (name) => {
    let result = name.startsWith(stripPrefix) ? name.slice(stripPrefix.length) : name;
    for (const { pattern, replacement } of rules) result = result.replace(pattern, replacement);
    return addPrefix + result;
  };
}
