import { basename, dirname, extname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type OpenFiles, withOpenFiles } from '../bytes/open-files.ts';
import { SourceError } from '../errors.ts';
import { type Limits, open, planConversion } from '../index.ts';
import type { Conversion } from '../operations/convert/plan.ts';
import {
  ConversionError,
  type ConversionRequest,
  type EditRequest,
  stemOf,
  TARGETS_BY_EXTENSION,
  type Target,
} from '../operations/convert/request.ts';
import { LEAST_HELPED_BYTES } from '../operations/convert/workers.ts';
import { InterruptedError, writeFiles } from '../operations/convert/write.ts';
import { startCopyWorkers } from './copy-workers.ts';
import { handleOf, identity, openFile } from './file.ts';
import { createFile, handleOfSink, removeFile } from './new-file.ts';

/** `target` and `stem` are told from the name of the output, unless they are given. */
export interface ConvertOptions extends Partial<ConversionRequest>, EditRequest {
  /** Whether files that are there already are replaced. */
  readonly replace?: boolean;
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Receives how many bytes more were written. */
  readonly onBytes?: (byteLength: number) => void;
}

/** What was written, and what was changed on the way. */
export interface ConvertedFiles extends Pick<Conversion, 'tensors' | 'ties' | 'notes'> {
  /** An index comes last. */
  readonly files: readonly { readonly path: string; readonly byteLength: number }[];
}

/** As the compiler names it, beside this. */
const WORKER_FILE = join(import.meta.dirname, 'copy-worker.js');

/**
 * Writes the checkpoint `input`, with all its shards, as another file, in bounded memory. Where that
 * fails or is aborted, what was there before is there.
 *
 * Throws a `ConversionError` where it cannot be done as asked, a `SourceError` where files cannot be
 * read or written, what `open` throws, and the reason of `signal`.
 */
export async function convert(
  input: string,
  output: string,
  options: ConvertOptions = {},
): Promise<ConvertedFiles> {
  try {
    return await withOpenFiles((opened) => convertWith(opened, input, output, options));
  } catch (error) {
    if (error instanceof InterruptedError) options.signal?.throwIfAborted();
    throw error;
  }
}

async function convertWith(
  opened: OpenFiles,
  input: string,
  output: string,
  { replace = false, limits, signal, onBytes, ...asked }: ConvertOptions,
): Promise<ConvertedFiles> {
  const inputs = new Set<string>();
  const openAt = async (path: string) => {
    const source = opened.add(await openFile(path));
    inputs.add(identity(path) ?? path);
    return source;
  };
  const openSibling = (name: string) => openAt(join(dirname(input), name));
  const source = await openAt(input);
  const checkpoint = await open(source, { openSibling, ...(limits && { limits }) });
  const stem = stemOf(basename(output));
  const request = { stem, ...asked, target: asked.target ?? targetOf(output) };
  const conversion = planConversion(checkpoint, request, crc32);
  const isOne = conversion.files.length === 1;
  const pathOf = (name: string) => (isOne ? output : join(dirname(output), name));
  const files = conversion.files.map(({ name, byteLength }) => ({
    path: pathOf(name),
    byteLength,
  }));
  for (const { path } of files) if (inputs.has(identity(path) ?? path)) throw readOnly(path);
  const total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const handles = { ofSource: handleOf, ofSink: handleOfSink };
  const isLarge = total >= LEAST_HELPED_BYTES;
  const workers = isLarge ? startCopyWorkers(handles, WORKER_FILE) : undefined;
  try {
    await writeFiles(conversion.files, {
      create: (name) => createFile(pathOf(name), replace),
      retract: (name) => removeFile(pathOf(name)),
      check: () => opened.check(),
      workers,
      isInterrupted: () => signal?.aborted === true,
      ...(onBytes && { onBytes }),
    });
  } finally {
    await workers?.end();
  }
  const { tensors, ties, notes } = conversion;
  return { files, tensors, ties, notes };
}

function targetOf(output: string): Target {
  const target = TARGETS_BY_EXTENSION.get(extname(output).slice(1).toLowerCase());
  if (target !== undefined) return target;
  const reason = 'the name does not say what to write';
  throw new ConversionError([{ path: output, reason, option: '`target` says it' }]);
}

function readOnly(path: string): SourceError {
  return new SourceError('it is what is read', { file: path }, { kind: 'exists' });
}
