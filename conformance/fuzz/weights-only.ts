/** What is foreseen of `torch.load(weights_only=True)`, compared with what it does. */
import { pickle } from '../../fuzz/targets/pickle.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { text } from '../../test/support/bytes.ts';
import { zipArchive } from '../../test/support/zip.ts';
import { oddArguments } from './allowed.ts';
import type { Divergence, Target } from './target.ts';

/** The class of the exception and its words, or nothing if it loads. */
type Answer = readonly [exception: string, message: string] | null;

const STORAGES = 10;
const STORAGE_BYTES = 64;
const GLOBAL = /GLOBAL ([^ ]*) was not an allowed global/;

/** What the other side leaves out of messages, names in them too. */
const STYLES = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d*m`, 'g');

const AROUND = [
  { name: 'archive/byteorder', data: text('little') },
  ...Array.from({ length: STORAGES }, (_, key) => ({
    name: `archive/data/${key}`,
    data: new Uint8Array(STORAGE_BYTES),
  })),
  { name: 'archive/version', data: text('3\n') },
];

export const weightsOnly: Target<Answer> = {
  what: 'weights-only',
  packages: ['torch'],
  batch: 64,
  source: pickle,
  wrap: (mutant) => zipArchive([{ name: 'archive/data.pkl', data: mutant }, ...AROUND]).bytes,

  async compare(input, reply, tally) {
    if ('died' in reply) {
      tally(`torch ended (${reply.died.slice(0, 40)})`);
      return undefined;
    }
    const verdict = await predictWeightsOnly(memorySource('fuzz.pt', input));
    const { answer } = reply;
    if (verdict.loads === 'unknown') {
      tally('left open here');
      return undefined;
    }
    if (verdict.loads && answer !== null && oddArguments(...answer)) {
      tally('refused for arguments that make no value');
      return undefined;
    }
    if (verdict.loads !== (answer === null)) {
      return verdict.loads
        ? { kind: `loads only here: ${answer?.[0]}`, detail: answer?.[1] ?? '' }
        : { kind: `loads only in torch: ${verdict.error.kind}`, detail: verdict.error.message };
    }
    if (verdict.loads || answer === null) {
      tally('loaded');
      return undefined;
    }
    const [exception, message] = answer;
    return refusalsDiffer(verdict.error, exception, message, tally);
  },
};

function refusalsDiffer(
  ours: { readonly exception: string; readonly message: string },
  exception: string,
  message: string,
  tally: (what: string) => void,
): Divergence | undefined {
  const [, theirs] = GLOBAL.exec(message) ?? [];
  const [, here] = GLOBAL.exec(ours.message.replace(STYLES, '')) ?? [];
  const detail = `${ours.exception}: ${ours.message}\n  in torch ${exception}: ${message}`;
  if (theirs !== undefined && here !== undefined && theirs !== here) {
    return { kind: 'another name', detail };
  }
  // Allowed functions that are called with nonsense, and ids that make none, raise what Python raises.
  if (ours.exception !== exception) {
    tally('refused, after another error first');
    return undefined;
  }
  if (theirs !== undefined) tally('refused for the same name');
  else tally('refused with the same exception');
  if (ours.message !== message) tally('refused in other words');
  return undefined;
}
