import { baseName, endsAlike, folderOf, stepsHere } from './recorded-path.ts';
import { relocated } from './relocation.ts';
import type { Keeping, RunBest, RunRemark } from './run.ts';
import { pathIn, type Survey } from './survey.ts';

/** What the newest state names and is not there. Older states name files that were removed since. */
export function keepingRemarks(
  keepings: readonly Keeping[],
  best: RunBest | undefined,
  found: Survey,
): readonly RunRemark[] {
  const remarks: RunRemark[] = [];
  if (best !== undefined) remarks.push(...bestRemarks(best, found));
  for (const keeping of keepings) {
    const { path, dirpath, lastPath, bestPath, bestK } = keeping;
    const folder = folderOf(path);
    const isThere = (recorded: string) => {
      const wanted = relocated(recorded, { folder, dirpath });
      // What lies outside of the run cannot be looked for.
      return wanted === undefined || found.files.has(wanted);
    };
    if (lastPath !== undefined && !isThere(lastPath)) {
      remarks.push({ kind: 'last-missing', path, data: { recorded: lastPath } });
    }
    for (const [recorded, score] of bestK) {
      if (recorded === bestPath || isThere(recorded)) continue;
      const data = { recorded, name: baseName(recorded), ...(score !== undefined && { score }) };
      remarks.push({ kind: 'kept-missing', path, data });
    }
    const here = stepsHere(found.directory, pathIn(found, folder));
    if (dirpath !== undefined && !endsAlike(dirpath, here)) {
      remarks.push({ kind: 'moved', path: folder, data: { recorded: dirpath } });
    }
  }
  return withoutRepeats(remarks);
}

/** Callbacks that save into one folder say the same about it. */
function withoutRepeats(remarks: readonly RunRemark[]): readonly RunRemark[] {
  const keyOf = ({ kind, path, data }: RunRemark) => [kind, path, data.recorded].join('\0');
  return [...new Map(remarks.map((remark) => [keyOf(remark), remark])).values()];
}

function bestRemarks(
  { path, recorded, wanted, score }: RunBest,
  { files }: Survey,
): readonly RunRemark[] {
  if (path === wanted) return [];
  const data = { recorded, name: baseName(recorded), ...(score !== undefined && { score }) };
  if (path !== undefined) return [{ kind: 'best-renamed', path, data }];
  if (wanted === recorded) return [{ kind: 'best-elsewhere', path: '', data }];
  const kind = files.has(wanted) ? 'best-unreadable' : 'best-missing';
  return [{ kind, path: wanted, data }];
}
