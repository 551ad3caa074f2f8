import { displayWidth } from './width.ts';

/**
 * `text` in at most `width` columns with its middle left out: `multi-vae-ep…4.7800.ckpt`. Names of
 * checkpoints begin alike, so the end gets more room.
 */
export function middleCut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = Array.from(text);
  const tailWidth = Math.ceil((width - 1) * 0.6);
  const tail = taken(characters.toReversed(), tailWidth).reverse();
  const head = taken(characters, width - 1 - displayWidth(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

/** As many from the start as fit. */
function taken(characters: readonly string[], width: number): string[] {
  const shown: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += displayWidth(character);
    if (used > width) break;
    shown.push(character);
  }
  return shown;
}
