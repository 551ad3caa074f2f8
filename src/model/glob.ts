/**
 * Whether `text` matches a glob: `*` is any run of characters, `?` any one, `[a-z]` and `[!a-z]` one of
 * a set, `{0..47}` and `{0..3,7}` a number in ranges, as folded names have it. Takes time in proportion
 * to the two lengths multiplied, whatever the pattern.
 */
export function globMatches(pattern: string, text: string): boolean {
  const tokens = tokensOf(pattern);
  let token = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const current = tokens[token];
    const taken = current === undefined ? 0 : matchedLength(current, text, position);
    if (current === '*') {
      star = token;
      resume = position;
      token += 1;
    } else if (taken > 0) {
      token += 1;
      position += taken;
    } else if (star >= 0) {
      // Let the last star take one character more.
      resume += 1;
      position = resume;
      token = star + 1;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

type Range = readonly [first: number, last: number];
type Token =
  | string
  | { readonly set: string; readonly negated: boolean }
  | { readonly ranges: readonly Range[] };

const SET = /^\[([!^]?)(\]?[^\]]*)\]/;
const RANGES = /^\{(\d{1,9}(?:\.\.\d{1,9})?(?:,\d{1,9}(?:\.\.\d{1,9})?)*)\}/;

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const rest = pattern.slice(index);
    const [whole, negation, set] = SET.exec(rest) ?? [];
    const [braces, ranges] = RANGES.exec(rest) ?? [];
    if (whole !== undefined && set !== undefined) {
      tokens.push({ set, negated: negation !== '' });
      index += whole.length - 1;
    } else if (braces !== undefined && ranges !== undefined) {
      tokens.push({ ranges: ranges.split(',').map(rangeOf) });
      index += braces.length - 1;
    } else if (pattern[index] !== '*' || tokens.at(-1) !== '*') tokens.push(pattern[index] ?? '');
  }
  return tokens;
}

function rangeOf(text: string): Range {
  const [first = '0', last = first] = text.split('..');
  return [Number(first), Number(last)];
}

/** How many characters of `text` at `position` a token takes: 0 where it does not match. */
function matchedLength(token: Token, text: string, position: number): number {
  const character = text[position] ?? '';
  if (typeof token === 'string') return token === '?' || token === character ? 1 : 0;
  if ('set' in token) return isInSet(character, token.set) !== token.negated ? 1 : 0;
  const [digits = ''] = /^\d+/.exec(text.slice(position, position + 20)) ?? [];
  const isInside = token.ranges.some(
    ([first, last]) => Number(digits) >= first && Number(digits) <= last,
  );
  return isInside ? digits.length : 0;
}

function isInSet(character: string, set: string): boolean {
  for (let index = 0; index < set.length; index += 1) {
    const isRange = set[index + 1] === '-' && index + 2 < set.length;
    const first = set[index] ?? '';
    const last = isRange ? (set[index + 2] ?? '') : first;
    if (character >= first && character <= last) return true;
    if (isRange) index += 2;
  }
  return false;
}

/** A filter of globs, any of which lets pass; those that begin with `!` exclude. */
export function globFilter(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((p) => p.slice(1));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const matchesAny = (globs: readonly string[], names: readonly string[]) =>
    globs.some((glob) => names.some((name) => globMatches(glob, name)));
  return (names) =>
    (wanted.length === 0 || matchesAny(wanted, names)) && !matchesAny(excluded, names);
}
