import type { Tolerances } from '../../kernels/compare-block.ts';
import type { Limits } from '../../limits.ts';
import type { DiffSection } from '../../operations/diff/difference.ts';
import { DEFAULT_TOLERANCES } from '../../operations/diff-values/tensor-values.ts';
import { SECTIONS, sectionNamed } from '../../operations/sections.ts';
import { UsageError } from '../command.ts';
import { globFilter } from '../glob.ts';
import { limitsFrom } from '../limit-option.ts';
import type { Substitution } from '../regex.ts';
import type { DIFF_FORMATS, DiffOptions } from './diff-options.ts';

/** What is asked of `diff`, checked. */
export interface DiffRequest {
  readonly format: (typeof DIFF_FORMATS)[number] | 'stat' | 'quiet';
  readonly limits: Limits;
  readonly only?: readonly DiffSection[];
  readonly passes: (names: readonly string[]) => boolean;
  readonly nameOf: (name: string, side: 'left' | 'right') => string;
  readonly isStrict: boolean;
  readonly all: boolean;
  /** `whether`: only if nothing else differs, and until the first difference. */
  readonly values: 'all' | 'whether' | 'none';
  readonly tolerances: Tolerances;
  /** Tensors within tolerances that were asked for count as the same. */
  readonly isCloseSame: boolean;
}

export async function diffRequest(options: DiffOptions): Promise<DiffRequest> {
  const { atol, rtol, values, exitCode, quiet, stat, format, only } = options;
  const isCloseSame = atol !== undefined || rtol !== undefined;
  const wantsValues = values === true || isCloseSame;
  const isSure = exitCode === true || quiet === true;
  if (stat === true && format !== 'text') {
    throw new UsageError('--stat is one line of text: leave out --format');
  }
  const limits = limitsFrom(options.limit ?? []);
  return {
    format: quiet === true ? 'quiet' : stat === true ? 'stat' : format,
    limits,
    ...(only !== undefined && { only: sectionsOf(only) }),
    passes: globFilter(options.filter ?? []),
    nameOf: await renaming(options, limits),
    isStrict: options.strict === true,
    all: options.all === true,
    values: wantsValues && !quiet ? 'all' : isSure ? 'whether' : 'none',
    tolerances: {
      // A tolerance that was not given beside one that was is none.
      atol: atol ?? (isCloseSame ? 0 : DEFAULT_TOLERANCES.atol),
      rtol: rtol ?? (isCloseSame ? 0 : DEFAULT_TOLERANCES.rtol),
    },
    isCloseSame,
  };
}

const OF_RUNS = ['run', 'overrides', 'configs'] as const;

function sectionsOf(list: string): DiffSection[] {
  return list.split(',').map((part) => {
    const name = part.trim();
    const ofRun = OF_RUNS.find((section) => section === name || section === `${name}s`);
    const found = ofRun ?? sectionNamed(name);
    if (found !== undefined) return found;
    throw new UsageError(
      `--only takes ${[...OF_RUNS, ...SECTIONS].join(', ')}, parted by commas; there is no ${name}`,
    );
  });
}

/** Names as they are compared: without prefixes, and those of the left as `--map` has them. */
async function renaming(
  { map = [], stripPrefix = [] }: DiffOptions,
  limits: Limits,
): Promise<DiffRequest['nameOf']> {
  const rules = map.length === 0 ? [] : await rulesFrom(map, limits);
  return (name, side) => {
    const prefix = stripPrefix.find((each) => name.startsWith(each)) ?? '';
    const stripped = name.slice(prefix.length);
    if (side === 'right') return stripped;
    return rules.reduce((text, rule) => rule(text), stripped);
  };
}

async function rulesFrom(map: readonly string[], limits: Limits): Promise<Substitution[]> {
  const { substitutions } = await import('../regex.ts');
  return map.map(substitutions({ option: '--map', limits, places: 'first' }));
}
