/** The report of `scan` as plain data: schema/scan.schema.json describes it. */
import type { ScannedFile } from '../operations/scan.ts';
import type { Scan } from '../operations/scan-paths.ts';
import type { PlainObject } from './plain-tree.ts';
import { findingOf, membersOf, objectOf } from './validation-report.ts';

export function scanReport(scan: Scan): PlainObject {
  const { files, findings, suppressed, unread } = scan;
  return objectOf({
    kind: scan.kind,
    version: scan.version,
    verdict: scan.verdict,
    failOn: scan.failOn,
    files: files.map(fileOf),
    findings: findings.map(findingOf),
    suppressed: suppressed.map(({ finding, reason, until }) =>
      objectOf({ ...membersOf(finding), reason, until }),
    ),
    unread: unread.map(({ path, why }) => objectOf({ path, why })),
    otherFiles: scan.otherCount,
  });
}

function fileOf(scanned: ScannedFile): PlainObject {
  const { file, byteLength, safety, isIncomplete, isInert, integrity, loads } = scanned;
  return objectOf({
    file,
    byteLength,
    safety,
    incomplete: isIncomplete,
    inert: isInert,
    integrity: objectOf({ state: integrity.state, why: integrity.why }),
    loads: loads.map(({ loader, loads: answer, why, kind }) =>
      objectOf({ loader, loads: answer, why, kind }),
    ),
    pickles: scanned.pickleCount,
    imports: scanned.imports.map(({ module, name, written, tier, reason, member, count }) =>
      objectOf({ module, name, written, tier, reason, member, count }),
    ),
  });
}
