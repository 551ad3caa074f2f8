import { withOpenFiles } from '../../bytes/open-files.ts';
import { MalformedError, SourceError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { checkLimit } from '../../limits.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import { differences, type Manifest, parsedManifest } from '../../operations/verify/manifest.ts';
import { changedVerification, type Verification, verify } from '../../operations/verify/verify.ts';
import { jsonText } from '../../render/json-text.ts';
import { remarks } from '../../render/text/remarks.ts';
import { verificationText } from '../../render/text/verification.ts';
import { type VerifyAnswer, verificationReport } from '../../render/verify-report.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { viewOf } from '../view.ts';
import { reporting, withWatch } from '../with-watch.ts';
import { hashWatched } from './hash-file.ts';
import type { VerifyOptions } from './verify-options.ts';

/** Fewer bytes are compared before a worker has started. */
const LEAST_BYTES = 2 ** 25;

/** Tells whether a checkpoint is intact, consistent or damaged. */
export async function verifyFile(
  file: string,
  options: VerifyOptions,
  host: Host,
): Promise<ExitCode> {
  const limits = limitsFrom(options.limit ?? []);
  return reporting(file, host, async () => {
    const kept =
      options.manifest === undefined
        ? undefined
        : { file: options.manifest, ...(await readManifest(options.manifest, limits, host)) };
    const answer = await answerOf(file, kept, limits, host);
    if (answer === undefined) {
      host.err('ckpt: interrupted\n');
      return 130;
    }
    host.out(`${await answerText(answer, options, host)}\n`);
    return EXIT_CODES[answer.verdict];
  });
}

const EXIT_CODES: Readonly<Record<VerifyAnswer['verdict'], ExitCode>> = {
  intact: 0,
  consistent: 0,
  damaged: 1,
  'changed-during-read': 2,
};

/** `undefined` where it was interrupted. That something changed meanwhile is an answer. */
async function answerOf(
  file: string,
  kept: Kept | undefined,
  limits: Limits,
  host: Host,
): Promise<VerifyAnswer | undefined> {
  try {
    return await withOpenFiles(async (opened) => {
      const open = async (path: string) => opened.add(await host.open(path));
      const source = await open(file);
      const crc32 = await host.checksum();
      const openSibling = (name: string) => open(host.sibling(file, name));
      const workers = source.byteLength < LEAST_BYTES ? undefined : await host.reduceWorkers?.();
      const checksum = workers?.checksum;
      const stopListening = host.onInterrupt(() => void workers?.end());
      const found = await withWatch(host, 'verifying', source.byteLength, (watch) =>
        verify(source, { limits, crc32, checksum, openSibling, ...watch }),
      ).finally(() => {
        stopListening();
        return workers?.end();
      });
      return found && (await compared(found, kept, host));
    });
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'changed') {
      return changedVerification(file, error);
    }
    throw error;
  }
}

/** What was kept of a checkpoint, and where. */
type Kept = Manifest & { readonly file: string };

async function answerText(
  answer: VerifyAnswer,
  { format }: VerifyOptions,
  host: Host,
): Promise<string> {
  if (format === 'json') return jsonText(verificationReport(answer));
  return verificationText(answer, await viewOf(host));
}

async function readManifest(path: string, limits: Limits, host: Host): Promise<Manifest> {
  const { source, close } = await host.open(path);
  try {
    const place = { file: path };
    checkLimit(limits, 'headerBytes', source.byteLength, 'bytes of manifest', place);
    const bytes = await source.read(0, source.byteLength);
    const manifest = parsedManifest(new TextDecoder().decode(bytes));
    if (manifest !== undefined) return manifest;
    throw new MalformedError('it is no manifest of ckpt hash', place, { kind: 'manifest' });
  } finally {
    await close();
  }
}

/** What was kept proves more than checksums, and contradicts them where both cannot be. */
async function compared(
  found: Verification,
  kept: Kept | undefined,
  host: Host,
): Promise<VerifyAnswer | undefined> {
  if (kept === undefined || found.checkpoint === undefined) return found;
  const anomalies: Anomaly[] = [];
  const hash = await hashWatched(found.checkpoint, kept.isOfAll, anomalies, host);
  if (hash === undefined) return undefined;
  for (const remark of remarks(anomalies)) host.err(`ckpt: ${remark}\n`);
  const differ = differences(kept, hash);
  const isDamaged = found.verdict === 'damaged' || differ.length > 0;
  return {
    ...found,
    verdict: isDamaged ? 'damaged' : 'intact',
    manifest: { file: kept.file, differences: differ },
  };
}
