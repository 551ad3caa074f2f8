/** All that JSON.stringify leaves alone and that is not plain ASCII. */
const NOT_ASCII = /[^ -~]/;
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON on one line with characters escaped that could act on a terminal or pass for others. */
export function escapedJson(json: string): string {
  return NOT_ASCII.test(json) ? json.replace(ACTIVE, unicodeEscapes) : json;
}

function unicodeEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
