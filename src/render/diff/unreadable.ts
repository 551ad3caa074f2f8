import { safeText } from '../../model/python-repr.ts';
import type { Side } from '../../operations/diff/side.ts';
import { remarks } from '../text/remarks.ts';

/** What of a side could not be read. */
export function remarkText({ anomalies }: Side, name: string): string[] {
  return remarks(anomalies).map((remark) => `${safeText(name)}: ${remark}`);
}
