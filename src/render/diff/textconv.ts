/** A checkpoint as lines: one for each fact, in an order of their own, so that tools that compare text can. */

import type { Anomaly } from '../../model/checkpoint.ts';
import { safeText } from '../../model/python-repr.ts';
import { Repeats } from '../../model/repeats.ts';
import { isKind, type Value } from '../../model/value.ts';
import type { NamedFact, SectionDifference } from '../../operations/diff/difference.ts';
import type { Side } from '../../operations/diff/side.ts';
import type { Digests } from '../../operations/digest.ts';
import { jsonText } from '../json-text.ts';
import { PlainTree } from '../plain-tree.ts';
import { remarks } from '../text/remarks.ts';
import { shape } from '../text/units.ts';

/** So much of a digest tells values apart for a person; the whole is in `inspect --hash`. */
const DIGEST_LENGTH = 16;

export function textconvLines(
  { state, checkpoint }: Side,
  sections: readonly SectionDifference[],
  digests: Digests,
  anomalies: readonly Anomaly[],
): string {
  const tree = new PlainTree({ file: checkpoint.file });
  const repeats = new Repeats(checkpoint.file);
  const lines = sections.flatMap(({ name, equal }) =>
    equal
      .map((one) => repeats.line(`${name} ${nameOf(one)} = ${valueText(one, digests, tree)}`))
      .sort(naturally),
  );
  const title = [state.framework.title, state.framework.version ?? ''].join(' ').trim();
  const notes = remarks(anomalies).map((remark) => `note ${remark}`);
  return [`framework = ${safeText(title)}`, ...lines, ...notes].map((line) => `${line}\n`).join('');
}

/** layers.2 before layers.10, the same on every machine. */
const collator = new Intl.Collator('en', { numeric: true });

function naturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

function nameOf({ group, item, name }: NamedFact): string {
  return safeText(
    [group, item, name].filter((part) => part !== undefined && part !== '').join(' '),
  );
}

function valueText({ fact }: NamedFact, digests: Digests, tree: PlainTree): string {
  const { value, scalar, path } = fact;
  if (scalar !== undefined) return jsonText(tree.of(scalar, path));
  if (!isKind(value, 'tensor') && !isKind(value, 'ndarray'))
    return jsonText(tree.of(value as Value, path));
  const digest = digests.get(value)?.slice(0, DIGEST_LENGTH);
  return [safeText(value.dtype), shape(value.shape), digest ?? ''].join(' ').trimEnd();
}
