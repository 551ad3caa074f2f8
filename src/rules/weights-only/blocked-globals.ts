import type { BlockingGlobal } from '../../loads/weights-only.ts';
import { count } from '../../model/units.ts';
import { defineRule } from '../rule.ts';
import { weightsOnlySeverity } from '../weights-only-target.ts';

/** All are told, as torch tells one at a time; but not so many that nobody reads them. */
const MOST_TOLD = 20;

const HARMLESS: Readonly<Record<BlockingGlobal['harmless'], string>> = {
  yes: 'harmless',
  no: 'not harmless',
  unknown: 'not known',
};

export const blockedGlobals = defineRule({
  id: 'weights-only/blocked-globals',
  summary: 'The pickle names nothing that torch.load refuses with weights_only',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['weightsOnly'],

  *find({ weightsOnly, targets }) {
    if (weightsOnly.loads !== false) return;
    const { blocking, remedy, torch, incurable } = weightsOnly;
    const [first] = blocking;
    if (first === undefined) return;
    yield {
      path: first.paths[0],
      offset: first.offsets[0],
      severity: weightsOnlySeverity(targets),
      data: {
        torch,
        names: blocking.map(({ fullName }) => fullName),
        paths: blocking.map(({ paths: [path] }) => path ?? null),
        harmless: blocking.map(({ harmless }) => harmless),
        warnings: warningsOf(blocking),
        imports: remedy?.imports ?? [],
        line: remedy?.line ?? null,
        isCurable: remedy !== undefined,
        incurable,
      },
    };
  },

  message: ({ torch, names }) =>
    `torch ${torch} with weights_only refuses ${count(names.length, 'name')}`,

  details({ names, paths, harmless }) {
    const told = names.slice(0, MOST_TOLD);
    const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
    const judgements = told.map((_, index) => HARMLESS[harmless[index] ?? 'unknown']);
    const lines = told.map((name, index) => {
      const judged = (judgements[index] ?? '').padEnd(widest(judgements));
      return `${name.padEnd(widest(told))}  ${judged}  ${paths[index] ?? ''}`.trimEnd();
    });
    const more = names.length - told.length;
    return more > 0 ? [...lines, `… ${more} more`] : lines;
  },

  cure({ isCurable, incurable, warnings }) {
    if (!isCurable) {
      const why = incurable.length === 0 ? '' : `, as allowing them is not enough: ${incurable[0]}`;
      return `save plain values in their place, or load with weights_only=False if you trust the file${why}`;
    }
    const caution = warnings.length === 0 ? '' : ` (${warnings.join('; ')})`;
    return `if you trust the file, let torch load it${caution}`;
  },

  paste: ({ imports, line }) => (line === null ? [] : [...imports, line]),
});

/** What to know before allowing them: each that does harm, and whose code the others run. */
function warningsOf(blocking: readonly BlockingGlobal[]): string[] {
  const harmful = blocking
    .filter(({ harmless }) => harmless === 'no')
    .map(({ fullName, reason }) => `${fullName} is not harmless: ${reason}`);
  const packages = blocking
    .filter(({ harmless }) => harmless === 'unknown')
    .map(({ module }) => module.replace(/\..*$/s, ''));
  if (packages.length === 0) return harmful;
  return [...harmful, `this runs code of ${[...new Set(packages)].join(', ')}`];
}
