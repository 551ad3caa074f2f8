/** Archives that readers may read in several ways: what torch reads has to be what is shown. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { torchZip as source } from '../../fuzz/targets/torch-zip.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { CkptError } from '../../src/errors.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { scan } from '../../src/operations/scan.ts';
import { typedJson } from '../../src/render/typed-json.ts';
import { isOfArguments, isOfStoredBytes, isPackage, namesAlike, oddArguments } from './allowed.ts';
import type { Target } from './target.ts';

type Answer = readonly [error: readonly [exception: string, message: string] | null, root: unknown];

export const torchZip: Target<Answer> = {
  what: 'torch-zip',
  packages: ['torch', 'numpy'],
  batch: 64,
  source,

  async compare(input, reply, tally) {
    if ('died' in reply) {
      tally(`torch ended (${reply.died.slice(0, 40)})`);
      return undefined;
    }
    const [error, root] = reply.answer;
    const file = memorySource('fuzz.pt', input);
    const { loads, why } = await foreseen(file);
    if (loads === 'unknown') tally('left open here');
    else if (loads && error !== null && isOfDevice(error[1])) tally('refused for its device');
    else if (loads && error !== null && isOfStoredBytes(error[1])) {
      tally('refused for storages that inflate to another length');
    } else if (loads && error !== null && oddArguments(...error)) {
      tally('refused for arguments that make no value');
    } else if (loads && error !== null) {
      return { kind: `loads only here: ${error[0]} ${firstWords(error[1])}`, detail: error[1] };
    } else if (!loads && error === null) {
      return { kind: 'loads only in torch', detail: why };
    }
    if (error !== null) {
      tally('refused');
      return undefined;
    }
    tally('loaded');
    const shown = await rootOf(input);
    if (isDeepStrictEqual(shown, root)) {
      tally('values compared');
      return undefined;
    }
    if (isPackage(shown)) {
      tally('shown as the package that it says to be');
      return undefined;
    }
    if (isOfArguments(shown)) {
      tally('not shown, for arguments that are no tuple');
      return undefined;
    }
    if (namesAlike(shown, root)) {
      tally('values compared, and names');
      return undefined;
    }
    const { scanned, findings } = await scan(file);
    const isTold =
      findings.some(({ severity }) => severity !== 'note') || scanned.integrity.state === 'damaged';
    if (isTold) {
      tally('other values, and told so');
      return undefined;
    }
    return { kind: 'other values', detail: `${JSON.stringify(shown)} and ${JSON.stringify(root)}` };
  },
};

/** Whether a device is there, no file tells. */
function isOfDevice(message: string): boolean {
  return /deserialize object on a \w+ device|Storage device not recognized/.test(message);
}

/** What went wrong, without which entry it is about. */
function firstWords(message: string): string {
  const [sentence = ''] = message.split('. ', 1);
  return sentence.replace(/(?:file|meta-data for) \S+:/, '…:').slice(0, 90);
}

async function foreseen(file: ByteSource) {
  try {
    const verdict = await predictWeightsOnly(file);
    return { loads: verdict.loads, why: verdict.loads === false ? verdict.error.message : '' };
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return { loads: false, why: error.message };
  }
}

/** The tree as it is shown, or why it is not. */
async function rootOf(input: Uint8Array): Promise<unknown> {
  try {
    const checkpoint = await open(memorySource('fuzz.pt', input));
    const inspection = await inspect(checkpoint, { sha256: () => new Digest() });
    const json = JSON.parse(JSON.stringify(typedJson(inspection))) as { readonly root: unknown };
    return json.root;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return { refused: error.message };
  }
}

class Digest {
  readonly #hash = createHash('sha256');

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
