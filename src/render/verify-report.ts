/** The answer of `verify` as plain data: schema/verification.schema.json describes it. */
import type { Difference } from '../operations/verify/manifest.ts';
import type { Damage, Verification } from '../operations/verify/verify.ts';
import { objectOf } from './plain-object.ts';
import type { PlainObject } from './plain-tree.ts';
import { remarks } from './text/remarks.ts';

/** A verification, and how the checkpoint compares with what was kept of it. */
export interface VerifyAnswer extends Verification {
  readonly manifest?: { readonly file: string; readonly differences: readonly Difference[] };
}

export function verificationReport(answer: VerifyAnswer): PlainObject {
  const { file, verdict, format, tensorCount, checkedBytes, manifest } = answer;
  return objectOf({
    kind: 'verification',
    version: 1,
    file,
    verdict,
    format,
    tensorCount,
    checkedBytes,
    damages: answer.damages.map((damage) =>
      objectOf({
        kind: damage.kind,
        file: damage.file,
        entry: damage.entry,
        message: findingText(damage),
        tensors: [...damage.tensors],
      }),
    ),
    withoutChecksums: [...answer.unchecked],
    remarks: answer.anomalies.map((anomaly) =>
      objectOf({ kind: anomaly.kind, message: remarks([anomaly])[0] }),
    ),
    manifest:
      manifest &&
      objectOf({
        file: manifest.file,
        differences: manifest.differences.map(({ kind, name }) => objectOf({ kind, name })),
      }),
  });
}

/** What is wrong, in a sentence. */
export function findingText({ finding, kind }: Damage): string {
  return typeof finding === 'string' ? finding : (remarks([finding])[0] ?? kind);
}
