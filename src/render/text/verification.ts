import { safeText } from '../../model/python-repr.ts';
import type { Damage } from '../../operations/verify/verify.ts';
import { findingText, type VerifyAnswer } from '../verify-report.ts';
import type { View } from '../view.ts';
import { remarks } from './remarks.ts';
import { bytes, count, number } from './units.ts';

const MEANINGS = {
  intact: 'all bytes are as their checksums say',
  consistent: 'nothing contradicts itself, and not all bytes have a checksum',
  damaged: 'not as it was written',
  'changed-during-read': 'something wrote to it, so nothing can be said',
} as const;

/** The verdict in a line, and below it what it comes from. */
export function verificationText(answer: VerifyAnswer, { palette }: View): string {
  const { file, verdict, damages, anomalies, manifest } = answer;
  const paint = {
    intact: palette.good,
    consistent: palette.warn,
    damaged: palette.bad,
    'changed-during-read': palette.bad,
  }[verdict];
  const isProven = manifest !== undefined && manifest.differences.length === 0;
  const meaning = isProven && verdict === 'intact' ? 'as the manifest says' : MEANINGS[verdict];
  return [
    `${paint(verdict)}  ${palette.strong(safeText(file))} · ${meaning}`,
    ...[factsText(answer)].filter((facts) => facts !== '').map((facts) => `  ${facts}`),
    ...damages.flatMap(damageLines).map((line) => `  ${line}`),
    ...manifestLines(answer).map((line) => `  ${line}`),
    ...remarks(anomalies).map((remark) => palette.dim(`  ${remark}`)),
  ].join('\n');
}

function factsText({ format, tensorCount, checkedBytes, unchecked }: VerifyAnswer): string {
  const without =
    unchecked.length === 1 ? 'the file has' : `${number(unchecked.length)} files have`;
  return [
    ...(format === undefined ? [] : [format, count(tensorCount, 'tensor')]),
    ...(checkedBytes > 0 ? [`${bytes(checkedBytes)} compared with their CRC-32`] : []),
    ...(unchecked.length > 0 ? [`${without} no checksums`] : []),
  ].join(' · ');
}

const MOST_NAMES = 8;

function damageLines(damage: Damage): string[] {
  const { entry, tensors, finding } = damage;
  // A reader’s sentence names it already.
  const isNamed = entry === undefined || typeof finding !== 'string';
  const what = isNamed ? '' : `${safeText(entry)}: `;
  const line = `${what}${safeText(findingText(damage))}`;
  return tensors.length === 0 ? [line] : [line, `  hits ${namesText(tensors)}`];
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(safeText).join(', ');
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${number(more)} more` : shown;
}

const DIFFERENCES = {
  changed: 'not as in the manifest',
  missing: 'in the manifest, and not here',
  added: 'here, and not in the manifest',
} as const;

function manifestLines({ manifest }: VerifyAnswer): string[] {
  if (manifest === undefined) return [];
  const { differences, file } = manifest;
  if (differences.length === 0) return [`all tensors are as ${safeText(file)} says`];
  return (['changed', 'missing', 'added'] as const).flatMap((kind) => {
    const names = differences.filter((one) => one.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${DIFFERENCES[kind]}: ${namesText(names)}`];
  });
}
