/** What `torch.load(file, weights_only=True)` would go through, container first. */
import type { ByteSource } from '../bytes/source.ts';
import { hasZipSignature } from '../containers/zip.ts';
import { CkptError } from '../errors.ts';
import { firstBytes } from '../formats/probe.ts';
import { safetensors } from '../formats/safetensors/index.ts';
import type { Limits } from '../limits.ts';
import { type Refusal, raised } from './refusal.ts';
import type { Simulation } from './simulation.ts';
import { attemptStream } from './stream.ts';
import type { TorchRules } from './torch-rules.ts';
import { attemptZip } from './zip.ts';

export interface AttemptContext {
  readonly rules: TorchRules;
  readonly allowed: ReadonlySet<string>;
  readonly limits: Limits;
  /** Storages and tensors were compared with the archive already, and nothing was odd. */
  readonly isChecked: boolean;
}

/** A pickle that is unpickled on the way. */
export interface Step {
  readonly simulation: Simulation;
  /** The entry of an archive that it is. */
  readonly entry?: string;
  /** What the offsets of the simulation count from. */
  readonly origin: number;
  /** It is the object that was saved. */
  readonly isObject: boolean;
}

export interface Attempt {
  /** Why the pickles are not reached. */
  readonly before?: Refusal;
  readonly steps: readonly Step[];
  /** Why it fails behind them. */
  readonly after?: Refusal;
  /** Where nobody can say what comes of it. */
  readonly unknown?: string;
}

const TAR_BLOCK = 512;

export async function attempt(source: ByteSource, context: AttemptContext): Promise<Attempt> {
  const { rules } = context;
  if (rules.readsSafetensors && source.name.endsWith('.safetensors')) {
    return attemptSafetensors(source, context);
  }
  const head = await firstBytes(source, TAR_BLOCK);
  if (hasZipSignature(head)) return attemptZip(source, context);
  if (isTar(head)) {
    if (!rules.refusesContainers) {
      return { steps: [], unknown: 'tar archives in torch before 2.6 are not simulated' };
    }
    const detail = 'Cannot use ``weights_only=True`` with files saved in the legacy .tar format.';
    return { steps: [], before: raised('container', 'RuntimeError', detail) };
  }
  return attemptStream(source, context);
}

async function attemptSafetensors(
  source: ByteSource,
  { limits }: AttemptContext,
): Promise<Attempt> {
  const head = await firstBytes(source, 16);
  try {
    await safetensors.open({ source, head }, { limits });
    return { steps: [] };
  } catch (error) {
    // The reader’s kinds are the reference reader’s errors.
    const [, name] = (error instanceof CkptError && error.kind?.split('safetensors/')) || [];
    if (name === undefined) throw error;
    const detail = `Error while deserializing header: ${name.replaceAll('-', ' ')}`;
    return { steps: [], before: raised('container', 'SafetensorError', detail) };
  }
}

/**
 * Whether Python’s `tarfile` takes the first block for a header. It takes zeros for the end of an
 * archive without entries: https://github.com/python/cpython/blob/3.13/Lib/tarfile.py (`frombuf`)
 */
function isTar(head: Uint8Array): boolean {
  if (head.byteLength < TAR_BLOCK) return false;
  let unsigned = 0;
  let signed = 0;
  for (const [index, byte] of head.entries()) {
    const counted = index >= 148 && index < 156 ? 0x20 : byte;
    unsigned += counted;
    signed += counted > 0x7f ? counted - 0x100 : counted;
  }
  if (unsigned === 8 * 0x20 && head.every((byte) => byte === 0)) return true;
  const field = String.fromCharCode(...head.subarray(148, 156));
  const [, octal] = /^ *([0-7]+)[ \0]*$/.exec(field.replace(/\0.*$/s, '')) ?? [];
  if (octal === undefined) return false;
  const sum = Number.parseInt(octal, 8);
  return sum === unsigned || sum === signed;
}
