import { eastAsianWidth } from 'get-east-asian-width';

const MARK = /^(?:\p{Mark}|\u200d|\ufe0e|\ufe0f)$/u;
const ASCII = /^[\x20-\x7e]*$/;

/** Terminal columns that `text` takes; it has no control characters. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  return MARK.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** `text` cut to `width` columns, with an ellipsis where something is cut off. */
export function fitted(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 0;
  let shown = '';
  for (const character of text) {
    used += characterWidth(character);
    if (used > width - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** `path` cut to `width` columns at its beginning: the file’s own name is what one looks for. */
export function fittedPath(path: string, width: number): string {
  if (displayWidth(path) <= width) return path;
  const characters = Array.from(path);
  let used = 1;
  let start = characters.length;
  while (start > 0) {
    used += characterWidth(characters[start - 1] ?? '');
    if (used > width) break;
    start -= 1;
  }
  return `…${characters.slice(start).join('')}`;
}

export function padded(text: string, width: number, align?: 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
