/** Changing texts by their tokens, so that most of what comes out still is of its language. */
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';

export interface Language {
  /** Finds the tokens, with the flag `g`; together they have to be all of the text. */
  readonly token: RegExp;
  /** What readers of the language stumble over. */
  readonly words: readonly string[];
  /** What can be put around a token many times. */
  readonly brackets: readonly (readonly [opening: string, closing: string])[];
}

/** What a mutant may grow to: longer ones are only slower. */
const MOST_CHARACTERS = 20_000;
/** At and beyond what readers allow, and so deep that what recurses over it breaks. */
const DEPTHS = [127, 128, 129, 999, 1_000, 1_001, 4_000] as const;

export function mutateTokens(
  random: Random,
  seed: Uint8Array,
  other: Uint8Array,
  language: Language,
): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(random, seed, other);
  const tokens = tokensOf(seed, language);
  const others = random.chance(0.3) ? tokensOf(other, language) : tokens;
  for (let rounds = random.size(8) + 1; rounds > 0; rounds -= 1) {
    change(random, tokens, others, language);
  }
  return bytesOf(tokens.join('').slice(0, MOST_CHARACTERS));
}

function tokensOf(bytes: Uint8Array, { token }: Language): string[] {
  return textOf(bytes).match(token) ?? [];
}

/** A character for each byte, so that nothing is lost on the way there and back. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** As `textOf` gives what UTF-8 makes of it. */
function inUtf8(word: string): string {
  return textOf(new TextEncoder().encode(word));
}

function change(
  random: Random,
  tokens: string[],
  others: readonly string[],
  { words, brackets }: Language,
): void {
  const at = random.below(tokens.length);
  const count = random.size(Math.min(16, tokens.length - at)) + 1;
  switch (random.below(9)) {
    case 0:
      tokens.splice(at, count);
      return;
    case 1:
      tokens.splice(random.below(tokens.length + 1), 0, ...tokens.slice(at, at + count));
      return;
    case 2: {
      const from = random.below(others.length);
      tokens.splice(at, random.pick([0, 1, count]), ...others.slice(from, from + count));
      return;
    }
    case 3:
      tokens.splice(at, random.below(2), inUtf8(random.pick(words)));
      return;
    case 4: {
      const like = alike(random, tokens, at);
      [tokens[at], tokens[like]] = [tokens[like] ?? '', tokens[at] ?? ''];
      return;
    }
    case 5:
      tokens[at] = tokens[alike(random, tokens, at)] ?? '';
      return;
    case 6: {
      const [opening, closing] = random.pick(brackets);
      const depth = random.chance(0.1) ? random.pick(DEPTHS) : random.size(24) + 1;
      tokens[at] = opening.repeat(depth) + (tokens[at] ?? '') + closing.repeat(depth);
      return;
    }
    case 7: {
      const numbers = tokens.flatMap((token, index) => (/^-?\d/.test(token) ? index : []));
      tokens[random.pick(numbers.length > 0 ? numbers : [at])] = numberText(random);
      return;
    }
    default:
      tokens[at] = changed(random, tokens[at] ?? '');
  }
}

/** Another token that begins as this one does. */
function alike(random: Random, tokens: readonly string[], at: number): number {
  const first = tokens[at]?.[0];
  for (let tries = 0; tries < 8; tries += 1) {
    const other = random.below(tokens.length);
    if (other !== at && tokens[other]?.[0] === first) return other;
  }
  return random.below(tokens.length);
}

/** A character less, more or of another kind, inside the token. */
function changed(random: Random, token: string): string {
  const at = random.below(token.length + 1);
  const character = random.pick([
    '\\',
    '"',
    "'",
    '\0',
    '\n',
    '\x7f',
    '\xff',
    '\xc3',
    '.',
    '/',
    '%',
  ]);
  return token.slice(0, at) + character + token.slice(at + random.below(2));
}

function numberText(random: Random): string {
  const number = random.interestingInteger();
  return random.pick([
    String(number),
    `-${number}`,
    `${number}.0`,
    `${number}e${random.below(400)}`,
    `0${number}`,
    '9'.repeat(random.size(400) + 1),
    '18446744073709551615',
    '18446744073709551616',
    '1e309',
    '-0',
    'NaN',
    'Infinity',
  ]);
}
