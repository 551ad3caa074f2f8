/** Finds every pickle in a file, whatever it is wrapped in, and what each would do. Runs none of them. */
import type { ByteSource } from '../bytes/source.ts';
import { hasTarSignature } from '../containers/tar.ts';
import { hasZipSignature } from '../containers/zip.ts';
import { zipReadings } from '../containers/zip-readings.ts';
import { CkptError, isContentError, SourceError } from '../errors.ts';
import { foreignError } from '../formats/foreign.ts';
import { safetensors } from '../formats/safetensors/index.ts';
import { isSafetensors } from '../formats/safetensors/recognition.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { Contents, PickleRole } from './evidence.ts';
import { Examination, type ExaminationOptions } from './examination.ts';
import { PICKLE_NAME } from './holds.ts';
import { examineArray, isArray } from './numpy.ts';
import {
  type Enter,
  examinePickles,
  importsFromText,
  isPickleFile,
  isPickleFurtherOn,
  isSignedPickle,
} from './pickle-streams.ts';
import { examineTar } from './tar-members.ts';
import { examineZip, salvageZip } from './zip-members.ts';

const HEAD_BYTES = 4096;

/**
 * Reads no tensors. Throws a `SourceError` where bytes cannot be had, and nothing else; what was found before
 * a file got shorter is kept.
 */
export async function examine(source: ByteSource, options: ExaminationOptions): Promise<Contents> {
  const examination = new Examination(options);
  const enter: Enter = async (inner, member, role, level) => {
    try {
      await lookInto(inner, member, role, level, examination, enter);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      if (error instanceof SourceError && error.kind !== 'changed') throw error;
      if (error instanceof SourceError) examination.integrity('changed-during-read', error.finding);
      examination.unread(member, error.finding);
    }
  };
  await enter(source, '', 'loaded', 0);
  return examination.contents();
}

/** Whether a file nobody named is one to look into: it begins as checkpoints do. Reads its beginning. */
export async function holdsPickles(
  source: ByteSource,
  limits: Limits = DEFAULT_LIMITS,
): Promise<boolean> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
  if (hasZipSignature(head) || isSafetensors({ source, head })) return true;
  if (hasTarSignature(head) || isArray(head)) return true;
  return isSignedPickle(head) || importsFromText(head, limits);
}

async function lookInto(
  source: ByteSource,
  member: string,
  role: PickleRole,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
  const isZip = hasZipSignature(head);
  if (level === 0) examination.kind = kindOf(source, head, examination.limits);
  const hasArchive = await zipIn(source, head, member, level, examination, enter);
  if (isZip) {
    if (hasArchive) return;
    examination.integrity('truncated', 'the directory of the zip archive is missing');
    examination.unread(member, 'a zip archive without a directory');
    return salvageZip(source, member, level, examination, enter);
  }
  if (hasArchive && examination.kind === 'other') examination.kind = 'zip';
  const isNamed = level === 0 && source.name.endsWith('.safetensors');
  if (isNamed || isSafetensors({ source, head })) {
    if (level === 0) await compareSafetensors(source, head, examination);
    if (examination.refusal === undefined) return;
  }
  if (hasTarSignature(head)) return examineTar(source, member, level, examination, enter);
  if (isArray(head)) return examineArray(source, head, member, role, level, examination, enter);
  const { limits } = examination;
  const isLoaded = role === 'loaded' || role === 'called' || PICKLE_NAME.test(member);
  if (
    isPickleFile(head, limits) ||
    (isLoaded && (await isPickleFurtherOn(source, head, limits, level)))
  ) {
    if (level === 0) examination.kind = 'pickle';
    return examinePickles(source, member, role, level, examination, enter);
  }
  if (level > 0 && role === 'loaded') {
    examination.integrity('damaged', `entry "${member}" is no pickle`);
  }
  if (level > 0 || hasArchive || examination.kind === 'safetensors') return;
  examination.unread(member, (await foreignError({ source, head })).finding);
}

function kindOf(source: ByteSource, head: Uint8Array, limits: Limits): Contents['kind'] {
  if (hasZipSignature(head)) return 'zip';
  if (source.name.endsWith('.safetensors') || isSafetensors({ source, head })) return 'safetensors';
  if (hasTarSignature(head)) return 'tar';
  if (isArray(head)) return 'npy';
  return isPickleFile(head, limits) ? 'pickle' : 'other';
}

/** An archive at the end of the file, whatever it begins with. Whether there is one. */
async function zipIn(
  source: ByteSource,
  head: Uint8Array,
  member: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<boolean> {
  if (hasZipSignature(head)) return examineZip(source, member, level, examination, enter);
  // Inside of others only what begins as an archive is one.
  if (level > 0 || (await zipReadings(source, examination.limits)).length === 0) return false;
  const what = 'an archive at the end of what begins as something else';
  examination.oddity({ kind: 'several-readings', member, what });
  return examineZip(source, member, level, examination, enter);
}

async function compareSafetensors(
  source: ByteSource,
  head: Uint8Array,
  examination: Examination,
): Promise<void> {
  try {
    await safetensors.open({ source, head }, { limits: examination.limits });
  } catch (error) {
    if (!isContentError(error)) throw error;
    const isCut = /incomplete|header-too-small|invalid-header-length/.test(error.kind ?? '');
    examination.integrity(isCut ? 'truncated' : 'damaged', error.finding);
    examination.refusal = { kind: error.kind ?? error.code, finding: error.finding };
  }
}
