import type { Inspection } from '../../operations/inspect.ts';
import type { View } from '../view.ts';
import { remarks } from './remarks.ts';

/** What was found odd. Only the word is coloured: yellow text is hard to read on white. */
export function notesText({ anomalies }: Inspection, { palette }: View): string[] {
  return remarks(anomalies).map((remark) => `${palette.warn('note:')} ${remark}`);
}
