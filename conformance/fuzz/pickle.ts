/** Our unpickling machines and what is reported of names, compared with CPython’s unpickler. */
import { pickle as source } from '../../fuzz/targets/pickle.ts';
import { Cursor } from '../../src/bytes/cursor.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { unpickleAsFarAsPossible } from '../../src/decoders/pickle/index.ts';
import { LimitError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { scan } from '../../src/operations/scan.ts';
import { tierOf } from '../../src/rules/import-tiers.ts';
import type { Contents } from '../../src/security/evidence.ts';
import { examine } from '../../src/security/examine.ts';
import { ownReason, refusalReason } from './allowed.ts';
import type { Divergence, Target } from './target.ts';

/** What CPython asked for, why it stopped, and how many bytes it took. */
type Answer = readonly [
  names: readonly (readonly [module: string, name: string])[],
  error: string | null,
  end: number,
];

/** Inert where it is plain what every call of them does. */
const PLAIN = new Set(['torch.storage._load_from_bytes', 'builtins.getattr', 'functools.partial']);

function isDangerous([module, name]: readonly [module: string, name: string]): boolean {
  const facts = { module, name, count: 1, offset: 0, uses: 1, plainCalls: 0 };
  // Nothing is called what is no word, however dangerous its module is.
  if (!/^[\p{L}\p{N}_.<>]+$/u.test(name)) return false;
  return !PLAIN.has(`${module}.${name}`) && tierOf(facts).tier === 'dangerous';
}

export const pickle: Target<Answer> = {
  what: 'pickle',
  packages: [],
  batch: 512,
  source,

  async compare(input, reply, tally) {
    if ('died' in reply) return died(reply.died, tally);
    const [names, error, end] = reply.answer;
    tally('globals compared', names.length);
    return (await compareNames(input, names, tally)) ?? compareValues(input, error, end, tally);
  },
};

/** The unpickler itself crashed, or took longer than it had: nothing to compare with. */
function died(why: string, tally: (what: string) => void): undefined {
  tally(`CPython ended (${why.slice(0, 40)})`);
}

/** Older versions drop what of a line stands in the frame that it begins in. */
async function crossesFrame({ pickles }: Contents, source: ByteSource): Promise<boolean> {
  const crosses = pickles.some(({ oddities }) =>
    oddities.some(({ what }) => /^a frame inside|the end of its frame$/.test(what)),
  );
  return crosses && (await scan(source)).scanned.safety === 'dangerous';
}

async function compareNames(
  input: Uint8Array,
  names: Answer[0],
  tally: (what: string) => void,
): Promise<Divergence | undefined> {
  if (names.length === 0) return undefined;
  const source = memorySource('fuzz.pkl', input);
  const contents = await examine(source, { limits: DEFAULT_LIMITS });
  const reported = new Set(
    contents.pickles.flatMap(({ imports }) => imports.map((one) => `${one.module}\0${one.name}`)),
  );
  const missed = names.filter(([module, name]) => !reported.has(`${module}\0${name}`));
  if (missed.length > 0) {
    if (await crossesFrame(contents, source)) {
      tally('read otherwise by a CPython that cuts lines at frames, and told so');
      return undefined;
    }
    if (contents.unread.some(({ why }) => /more than/.test(why))) {
      tally('names beyond a limit');
      return undefined;
    }
    const isTold = contents.kind !== 'pickle' && contents.unread.length > 0;
    if (!isTold || missed.some(isDangerous)) {
      return { kind: 'missed global', detail: JSON.stringify(missed) };
    }
    tally('taken for no pickle, and told so');
    return undefined;
  }
  const dangerous = names.filter(isDangerous);
  if (dangerous.length === 0) return undefined;
  tally('dangerous mutants');
  const { scanned } = await scan(source);
  if (scanned.safety === 'dangerous') return undefined;
  return {
    kind: `${scanned.safety} though dangerous`,
    detail: JSON.stringify(dangerous),
  };
}

function compareValues(
  input: Uint8Array,
  error: string | null,
  end: number,
  tally: (what: string) => void,
): Divergence | undefined {
  const ours = unpickleAsFarAsPossible(new Cursor(input, ''), DEFAULT_LIMITS);
  const ourError = 'error' in ours ? ours.error : undefined;
  if (error === null) {
    tally('loaded by CPython');
    if (ourError instanceof LimitError) {
      tally('beyond a limit');
      return undefined;
    }
    if (ourError !== undefined) {
      const reason = ownReason(ourError.finding);
      if (reason !== undefined) {
        tally(`refused here: ${reason}`);
        return undefined;
      }
      return { kind: `refused only here: ${kindOf(ourError.finding)}`, detail: ourError.finding };
    }
    if (ours.end === end) return undefined;
    return { kind: 'other end', detail: `${ours.end} here, ${end} in CPython` };
  }
  if (ourError !== undefined) return undefined;
  const reason = refusalReason(error);
  if (reason === undefined) return { kind: `read only here: ${kindOf(error)}`, detail: error };
  tally(`CPython refuses ${reason}`);
  return undefined;
}

/** The words without what stands for the case. */
function kindOf(message: string): string {
  return message
    .replace(/'[^']*'|"[^"]*"/g, '…')
    .replace(/\d+/g, 'n')
    .slice(0, 60);
}
