/** What loading files would do: the rules about trust, asked of every pickle in them. */
import type { ByteSource } from '../bytes/source.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { importsOf, isAllowed, type PlacedImport, unpickled } from '../rules/import-tiers.ts';
import type { Finding } from '../rules/rule.ts';
import { securityRules } from '../rules/security-rules.ts';
import type { Contents, Integrity } from '../security/evidence.ts';
import { examine } from '../security/examine.ts';
import { Inquiry } from './ask-rules.ts';
import type { Policy } from './policy.ts';
import { type LoaderAnswer, loaderAnswers } from './scan-loaders.ts';
import type { SuppressedFinding } from './validation.ts';

/**
 * `clean`: all of it was looked through, and it only makes values. `unaudited`: it imports what is not
 * known, or not all of it could be looked through. `suspicious`: made as no program makes it.
 * `dangerous`: it imports what is known to run code.
 */
export const SAFETIES = ['clean', 'unaudited', 'suspicious', 'dangerous'] as const;
export type Safety = (typeof SAFETIES)[number];

/** Three answers about a file, which are not to be made one. */
export interface ScannedFile {
  readonly file: string;
  readonly byteLength: number;
  readonly safety: Safety;
  /** Not all of it was looked through. */
  readonly isIncomplete: boolean;
  /** Every pickle in it only rebuilds tensors and plain values: nothing else is imported or changed. */
  readonly isInert: boolean;
  readonly integrity: Integrity;
  readonly loads: readonly LoaderAnswer[];
  readonly pickleCount: number;
  readonly imports: readonly PlacedImport[];
}

export interface FileScan {
  readonly scanned: ScannedFile;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

export interface ScanOptions {
  readonly limits?: Limits;
  readonly policy?: Policy;
  /** Globs of names that someone has read. */
  readonly allowed?: readonly string[];
  /** Read everything, and compare the checksums of archives. */
  readonly checksums?: boolean;
  /** The version of torch that will load it. */
  readonly torch?: string;
  /** The day, as `2026-12-31`, for what expires. */
  readonly today?: string;
}

/** Reads the pickles of `source`, and no tensor. Throws only what reading throws. */
export async function scan(
  source: ByteSource,
  options: ScanOptions = {},
  file = source.name,
): Promise<FileScan> {
  const { limits = DEFAULT_LIMITS, torch, policy } = options;
  const { checksums = false } = options;
  const examined = await examine(source, { limits, checksums });
  const answers = await loaderAnswers(source, examined, limits, torch);
  const { contents, loads } = asRead(examined, answers, await source.changed?.());
  const { today = new Date().toISOString().slice(0, 10) } = options;
  const requirements = {
    requiredMetadata: [],
    forbiddenDtypes: [],
    ...policy?.requirements,
    allowedGlobals: [...(policy?.requirements.allowedGlobals ?? []), ...(options.allowed ?? [])],
  };
  const inquiry = new Inquiry({
    rules: securityRules,
    questions: ['trust'],
    today,
    ...(policy !== undefined && { policy }),
  });
  inquiry.ask({ file, contents, requirements }, 'checkpoint');
  const { findings, suppressed } = inquiry.answer();
  const pickles = unpickled(contents);
  const imports = importsOf(pickles);
  const isIncomplete = contents.unread.length > 0;
  const scanned: ScannedFile = {
    file,
    byteLength: source.byteLength,
    safety: safetyOf(findings, isIncomplete),
    isIncomplete,
    isInert: !isIncomplete && isInert(contents, imports),
    integrity: contents.integrity,
    loads,
    pickleCount: contents.pickles.length,
    imports: imports.map((one) =>
      one.tier === 'unknown' && isAllowed(one, requirements.allowedGlobals)
        ? { ...one, reason: 'it was allowed' }
        : one,
    ),
  };
  return { scanned, findings, suppressed };
}

/** Of a file that changed, what was found stays found, and nothing else is known. */
function asRead(
  contents: Contents,
  loads: readonly LoaderAnswer[],
  how: string | undefined,
): { readonly contents: Contents; readonly loads: readonly LoaderAnswer[] } {
  const { integrity, unread } = contents;
  if (how === undefined && integrity.state !== 'changed-during-read') return { contents, loads };
  const { why = `${how} while it was read` } =
    integrity.state === 'changed-during-read' ? integrity : {};
  return {
    contents: {
      ...contents,
      integrity: { state: 'changed-during-read', why },
      unread: unread.some((one) => one.why === why) ? unread : [...unread, { member: '', why }],
    },
    loads: loads.map(({ loader }) => ({ loader, loads: 'unknown', why })),
  };
}

function safetyOf(findings: readonly Finding[], isIncomplete: boolean): Safety {
  if (findings.some(({ severity }) => severity === 'error')) return 'dangerous';
  if (findings.some(({ severity }) => severity === 'warning')) return 'suspicious';
  const isUnknown = findings.some(({ rule }) => rule === 'security/unknown-import');
  return isUnknown || isIncomplete ? 'unaudited' : 'clean';
}

/** All that its pickles import is inert, they do nothing strange, and they end where they should. */
function isInert({ pickles, oddities, code }: Contents, imports: readonly PlacedImport[]): boolean {
  return (
    oddities.length === 0 &&
    code.length === 0 &&
    imports.every(({ tier }) => tier === 'inert') &&
    pickles.every(
      (one) =>
        one.error === undefined &&
        one.role !== 'passive' &&
        one.role !== 'stray' &&
        one.oddities.every(({ kind }) => kind === 'items-on'),
    )
  );
}
