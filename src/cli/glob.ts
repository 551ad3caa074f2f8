/**
 * Whether `text` matches a glob: `*` is any run of characters, `?` any one, `[a-z]` and `[!a-z]` one of
 * a set. Takes time in proportion to the two lengths multiplied, whatever the pattern.
 */
export function globMatches(pattern: string, text: string): boolean {
  const tokens = tokensOf(pattern);
  let token = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current === '*') {
      star = token;
      resume = position;
      token += 1;
    } else if (current !== undefined && matchesOne(current, text[position] ?? '')) {
      token += 1;
      position += 1;
    } else if (star >= 0) {
      // Let the last star take one character more.
      resume += 1;
      position = resume;
      token = star + 1;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

type Token = string | { readonly set: string; readonly negated: boolean };

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const [whole, negation, set] = /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(index)) ?? [];
    if (whole !== undefined && set !== undefined) {
      tokens.push({ set, negated: negation !== '' });
      index += whole.length - 1;
    } else if (pattern[index] !== '*' || tokens.at(-1) !== '*') tokens.push(pattern[index] ?? '');
  }
  return tokens;
}

function matchesOne(token: Token, character: string): boolean {
  if (typeof token === 'string') return token === '?' || token === character;
  let found = false;
  for (let index = 0; index < token.set.length; index += 1) {
    const isRange = token.set[index + 1] === '-' && index + 2 < token.set.length;
    const first = token.set[index] ?? '';
    const last = isRange ? (token.set[index + 2] ?? '') : first;
    found ||= character >= first && character <= last;
    if (isRange) index += 2;
  }
  return found !== token.negated;
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
