/** Patterns of a user’s over names of a file’s: loaded where there are any. */
import { RE2JS, RE2JSException } from 're2js';
import type { Limits } from '../limits.ts';
import { UsageError } from './command.ts';

/** What names become. */
export type Substitution = (name: string) => string;

export interface SubstitutionOptions {
  /** The option that they were given with, for messages. */
  readonly option: string;
  readonly limits: Limits;
  /** Each place that matches, or the first of a name. */
  readonly places: 'all' | 'first';
}

const NOT_LINEAR = /^\(\?(?:[=!]|<[=!])|^\\[1-9k]/;

/**
 * Makes substitutions of `REGEX=>REPLACEMENT`, where `$1` or `\1` is the first group. The engine takes
 * time in proportion to what it looks at, whatever the pattern: the names are a stranger’s, and one name
 * keeps an engine that backtracks busy for ever. Those that are made together share one budget.
 */
export function substitutions({
  option,
  limits: { patternSteps },
  places,
}: SubstitutionOptions): (rule: string) => Substitution {
  let steps = 0;
  const spend = (count: number) => {
    steps += count;
    if (steps <= patternSteps) return;
    throw new UsageError(
      `${option} looked at ${patternSteps} characters of names, the most that it may: ` +
        '--limit patternSteps=NUMBER allows more',
    );
  };
  return (rule) => {
    const [pattern = '', to = ''] = parts(rule, option);
    const compiled = compile(pattern, option);
    const replacement = to.replace(/\\(\d)/g, '$$$1');
    return (name) => {
      spend(name.length);
      if (places === 'first') return compiled.matcher(name).replaceFirst(replacement);
      let count = 0;
      // After each match the search begins anew, and may look at all that is left.
      const matcher = compiled.matcher(name);
      while (matcher.find()) {
        count += 1;
        spend(name.length);
      }
      return count === 0 ? name : compiled.matcher(name).replaceAll(replacement);
    };
  };
}

function parts(rule: string, option: string): string[] {
  const found = rule.split('=>');
  if (found.length === 2) return found;
  throw new UsageError(`${option} takes 'REGEX=>REPLACEMENT', not ${rule}`);
}

function compile(pattern: string, option: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const [, what = error.message, where = ''] =
      /^error parsing regexp: (.*): `(.*)`$/s.exec(error.message) ?? [];
    const why = NOT_LINEAR.test(where)
      ? `${where} is not taken: lookaround and backreferences could keep it busy for ever`
      : `${what}${where === '' ? '' : `: ${where}`}`;
    throw new UsageError(`${option}: ${why}`);
  }
}
