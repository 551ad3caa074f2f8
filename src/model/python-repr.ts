/** Python’s spelling of values, so that what is shown can be pasted back. */

/** `repr(value)` of a float: `0.1`, `1e-05`, `1e+16`, `2.0`, `nan`, `-inf`. */
export function pythonFloatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  // Both languages write the shortest digits that read back; they differ in when to use exponents.
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** `repr(text)` of a str, with whatever a terminal must not see escaped. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + escapeText(text, quote) + quote;
}

/**
 * Control characters, line separators, lone surrogates, and format characters: those that reorder or
 * hide text. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const UNSAFE_ANYWHERE = new RegExp(UNSAFE, 'gu');
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Most text, and much cheaper to tell. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** `text` with everything escaped that could act on a terminal or pass for other text. */
export function safeText(text: string): string {
  if (PRINTABLE_ASCII.test(text) || !UNSAFE.test(text)) return text;
  return text.replace(UNSAFE_ANYWHERE, escapeCharacter);
}

function escapeText(text: string, quote: string): string {
  return safeText(text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`));
}

function escapeCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return NAMED[character] ?? `\\x${hex.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
