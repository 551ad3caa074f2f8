/** What makes readers of one zip archive see different things in it. */
import type { ByteSource } from '../bytes/source.ts';
import type { ZipReading } from '../containers/zip-readings.ts';
import { type Examination, within } from './examination.ts';
import type { Member } from './zip-members.ts';

/** Padding before the directory, and what writers put between entries: a record of 16 to 24 bytes. */
const DESCRIPTOR_BYTES = 24;

export function noteReadings(
  readings: readonly ZipReading[],
  members: readonly Member[],
  source: ByteSource,
  member: string,
  examination: Examination,
): void {
  // The parts of a distributed checkpoint are archives one behind the other.
  const isGlued = source.name.endsWith('.distcp');
  if (readings.length > 1 && !isGlued) {
    const what = `${readings.length} directories, of which readers take different ones`;
    examination.oddity({ kind: 'several-readings', member, what });
  }
  for (const reading of readings) {
    noteNames(reading, member, examination);
    const { entries, declaredCount } = reading;
    if (entries.length !== declaredCount && declaredCount !== 0xffff) {
      const what = `a directory of ${entries.length} entries that says ${declaredCount}`;
      examination.oddity({ kind: 'several-readings', member, what });
    }
  }
  if (!isGlued) noteHiddenBytes(readings, members, source, member, examination);
}

function noteNames({ entries }: ZipReading, archive: string, examination: Examination): void {
  const seen = new Map<string, string>();
  const objects = entries.filter(({ name }) => OBJECT.test(name));
  if (new Set(objects.map(({ name }) => name.replace(/[^/]+$/, ''))).size > 1) {
    const what = 'several folders with a data.pkl each, of which readers take different ones';
    examination.oddity({ kind: 'several-readings', member: archive, what });
  }
  for (const { name, byteLength } of entries) {
    const folded = name.toLowerCase();
    const earlier = seen.get(folded);
    if (earlier !== undefined) {
      const what =
        earlier === name
          ? 'several entries of this name, and torch reads one of them'
          : `also "${earlier}", which is one name to torch`;
      examination.oddity({ kind: 'several-readings', member: within(archive, name), what });
    }
    seen.set(folded, name);
    const why = misleading(name, byteLength);
    if (why !== undefined) {
      const member = within(archive, name);
      examination.oddity({ kind: 'misleading-name', member, what: why });
    }
  }
}

const OBJECT = /^[^/]+\/data\.pkl$/;

function misleading(name: string, byteLength: number): string | undefined {
  if (name.includes('\0')) return 'it has a NUL, where some readers end it';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'it begins at the root';
  if (name.includes('\\')) return 'it has backslashes, which some readers take for folders';
  if (/(?:^|\/)\.\.(?:\/|$)/.test(name)) return 'it leads out of the archive';
  if (name.endsWith('/') && byteLength > 0) return 'it is called like a folder, and has bytes';
  if (/(?:^|\/)data\.pkl$/i.test(name) && !name.endsWith('data.pkl')) {
    return 'only readers that ignore case, as torch does, take it for data.pkl';
  }
  return /\p{Cc}/u.test(name) ? 'it has control characters' : undefined;
}

/** Bytes that no entry and no directory takes, and bytes that two take. */
function noteHiddenBytes(
  readings: readonly ZipReading[],
  members: readonly Member[],
  { byteLength }: ByteSource,
  member: string,
  examination: Examination,
): void {
  const spans = [
    ...members.map(({ headerOffset, dataEnd }) => [headerOffset, dataEnd] as const),
    ...readings.map(({ directoryStart, end }) => [directoryStart, end] as const),
  ].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let covered = 0;
  for (const [start, end] of [...spans, [byteLength, byteLength] as const]) {
    const gap = start - covered;
    if (gap > DESCRIPTOR_BYTES || (gap > 0 && (covered === 0 || start === byteLength))) {
      const what = `${gap} bytes that belong to no entry`;
      examination.oddity({ kind: 'hidden-bytes', member, what, offset: covered });
    }
    covered = Math.max(covered, end);
  }
  const sorted = members.map((one) => one).sort((a, b) => a.headerOffset - b.headerOffset);
  let last: Member | undefined;
  for (const one of sorted) {
    if (last !== undefined && one.headerOffset < last.dataEnd) {
      const what = `it overlaps "${last.entry.name}"`;
      examination.oddity({
        kind: 'several-readings',
        member: within(member, one.entry.name),
        what,
        offset: one.headerOffset,
      });
    }
    if (last === undefined || one.dataEnd > last.dataEnd) last = one;
  }
}
