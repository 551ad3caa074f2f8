/** The report of `scan` for people: three answers about each file, and what is behind them. */
import { grouped } from '../../model/grouped.ts';
import { safeText } from '../../model/python-repr.ts';
import { SAFETIES, type Safety, type ScannedFile } from '../../operations/scan.ts';
import type { Scan } from '../../operations/scan-paths.ts';
import type { View } from '../view.ts';
import { count } from './units.ts';
import { findingLines, waivedLines } from './validation.ts';
import { wrapped } from './wrap.ts';

const INDENT = '  ';

export function scanText(scan: Scan, view: View): string {
  const byFile = grouped(scan.findings, ({ file }) => file);
  const blocks = scan.files.map((scanned) =>
    [
      view.palette.strong(safeText(scanned.file)),
      ...answerLines(scanned, view),
      ...(byFile.get(scanned.file) ?? []).flatMap((finding) => findingLines(finding, view)),
    ].join('\n'),
  );
  const unread = scan.unread.map(({ path, why }) =>
    [view.palette.strong(safeText(path)), `${INDENT}not looked at: ${safeText(why)}`].join('\n'),
  );
  return [...blocks, ...unread, summary(scan, view)].join('\n\n');
}

function answerLines(scanned: ScannedFile, { palette, width }: View): string[] {
  const { safety, isIncomplete, isInert, integrity, loads } = scanned;
  const paint = {
    clean: palette.good,
    unaudited: palette.warn,
    suspicious: palette.bad,
    dangerous: palette.bad,
  }[safety];
  const part = isIncomplete ? ', and not all of it was looked through' : '';
  const proof = isInert ? ': it only makes tensors and plain values' : '';
  const lines = [
    ['safety', safety, proof + part],
    ['integrity', integrity.state, integrity.why === undefined ? '' : `: ${integrity.why}`],
    ...loads.map(({ loader, loads: answer, why }) => [
      'loads',
      answer === 'unknown' ? 'unknown' : answer ? 'yes' : 'no',
      `, ${loader}${why === undefined ? '' : `: ${why}`}`,
    ]),
  ];
  return lines.flatMap(([what = '', answer = '', more = '']) => {
    const [first = '', ...rest] = wrapped(
      safeText(`${what.padEnd(LABEL)}${answer}${more}`),
      Math.max(width - INDENT.length, MOST_LABELS),
    );
    const shown = what === 'safety' ? first.replace(answer, paint(answer)) : first;
    return [INDENT + shown, ...rest.map((line) => INDENT + ' '.repeat(LABEL) + line)];
  });
}

const LABEL = 11;
const MOST_LABELS = 40;

function summary({ files, findings, suppressed, unread, otherCount }: Scan, view: View): string {
  const counts = [...SAFETIES]
    .reverse()
    .map((safety): [Safety, number] => [
      safety,
      files.filter((one) => one.safety === safety).length,
    ])
    .filter(([, times]) => times > 0)
    .map(([safety, times]) => `${times} ${safety}`);
  const all = [
    `${count(files.length, 'file')} scanned${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    ...(otherCount > 0 ? [`${count(otherCount, 'other file')} passed over`] : []),
    ...(unread.length > 0 ? [`${unread.length} not looked at`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} waived`] : []),
  ];
  const isBad = findings.some(({ severity }) => severity !== 'note');
  const verdict = findings.some(({ severity }) => severity === 'error')
    ? 'something dangerous was found'
    : isBad
      ? 'no known-dangerous import found, but what no program writes'
      : 'no known-dangerous import found';
  const [first = '', ...rest] = wrapped(`${all.join(' · ')} · ${verdict}`, view.width);
  const paint = isBad ? view.palette.bad : view.palette.good;
  return [paint(first), ...rest, ...waivedLines(suppressed)].join('\n');
}
