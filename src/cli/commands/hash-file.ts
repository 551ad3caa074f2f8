import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { safeText } from '../../model/python-repr.ts';
import { lostShards } from '../../operations/listing.ts';
import { byteLengthOfTensor } from '../../operations/tensor-list.ts';
import { type CheckpointHash, hashedTensors, hashOf } from '../../operations/verify/hash.ts';
import { manifestText } from '../../operations/verify/manifest.ts';
import { withCheckpoint } from '../../operations/with-checkpoint.ts';
import { jsonText } from '../../render/json-text.ts';
import { objectOf } from '../../render/plain-object.ts';
import { remarks } from '../../render/text/remarks.ts';
import { count } from '../../render/text/units.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { reporting, withWatch } from '../with-watch.ts';
import type { HashOptions } from './verify-options.ts';

/** Prints the digests of a checkpoint, or keeps them in a manifest. */
export async function hashFile(file: string, options: HashOptions, host: Host): Promise<ExitCode> {
  const { manifest, force = false } = options;
  if (force && manifest === undefined) {
    throw new UsageError('--force is for --manifest: without it nothing is written');
  }
  const limits = limitsFrom(options.limit ?? []);
  return reporting(file, host, async () => {
    const anomalies: Anomaly[] = [];
    const hash = await withCheckpoint(file, host, { limits }, (checkpoint) =>
      hashWatched(checkpoint, options.all === true, anomalies, host),
    );
    if (hash === undefined) {
      host.err('ckpt: interrupted\n');
      return 130;
    }
    for (const remark of remarks(anomalies)) host.err(`ckpt: ${remark}\n`);
    // What is not whole is not kept: it would tell good tensors from bad ones wrongly.
    if (manifest === undefined || hash.digest === undefined)
      host.out(answerText(file, hash, options));
    else {
      await writeText(manifest, manifestText(hash, options.all === true), force, host);
      host.out(`${totalLine(hash)}\n`);
    }
    return hash.digest === undefined ? 2 : 0;
  });
}

/** Hashes with progress. `undefined` where it was interrupted. */
export async function hashWatched(
  checkpoint: Checkpoint,
  all: boolean,
  anomalies: Anomaly[],
  host: Host,
): Promise<CheckpointHash | undefined> {
  const lost = lostShards(checkpoint.anomalies);
  anomalies.push(...lost);
  const sha256 = await host.hasher();
  const total = hashedTensors(checkpoint, all).reduce(
    (sum, { tensor }) => sum + byteLengthOfTensor(tensor),
    0,
  );
  const hash = await withWatch(host, 'hashing', total, (watch) =>
    hashOf(checkpoint, { sha256, all, anomalies, ...watch }),
  );
  if (hash === undefined || lost.length === 0) return hash;
  // Of a part there is no digest of the whole.
  const { digest: _, ...rest } = hash;
  return rest;
}

function answerText(file: string, hash: CheckpointHash, { format }: HashOptions): string {
  if (format === 'json') {
    const report = objectOf({
      kind: 'hash',
      version: 1,
      file,
      algorithm: 'sha256',
      digest: hash.digest,
      tensors: hash.tensors.map(({ name, path, dtype, shape, sha256 }) =>
        objectOf({ name, path, dtype, shape: [...shape], sha256 }),
      ),
    });
    return `${jsonText(report)}\n`;
  }
  const lines = hash.tensors.map(
    ({ name, sha256 }) => `${sha256 ?? '-'.padEnd(64)}  ${safeText(name)}`,
  );
  return [...lines, ...(hash.digest === undefined ? [] : [totalLine(hash)]), ''].join('\n');
}

function totalLine({ digest, tensors }: CheckpointHash): string {
  return `${digest}  = ${count(tensors.length, 'tensor')}`;
}

async function writeText(path: string, text: string, replace: boolean, host: Host): Promise<void> {
  const { sink, commit, abort } = await host.create(path, replace);
  try {
    await sink.write(new TextEncoder().encode(text));
  } catch (error) {
    await abort();
    throw error;
  }
  await commit();
}
