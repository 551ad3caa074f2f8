/** Text of files in Markdown: https://github.github.com/gfm/ */
import { safeText } from '../model/python-repr.ts';

/** As code: nothing in it ends a cell, begins a tag, or is a link or an image. */
export function code(text: string): string {
  if (text === '') return '';
  const safe = safeText(text);
  // A tag of HTML, unlike a span of code, has Markdown in it.
  return /[`|<>&]/.test(safe) ? `<code>${spelledOut(safe)}</code>` : `\`${safe}\``;
}

/** As text that is only text. */
export function plain(text: string): string {
  return spelledOut(safeText(text));
}

const ACTIVE = /[&<>|`\\[\]()*_~!@#:$^={}]/g;

function spelledOut(text: string): string {
  return text.replace(ACTIVE, (character) => `&#${character.charCodeAt(0)};`);
}
