import { joinedMoments, type Moments, NO_MOMENTS } from '../../kernels/moments.ts';
import { momentSummary, type Summary } from '../../kernels/summary.ts';
import { DTYPES, isDType } from '../../model/dtype.ts';
import { grouped } from '../../model/grouped.ts';
import type { TensorStats } from './stats.ts';

/** The floating-point tensors of a module, and of all inside it, as one. */
export interface ModuleStats {
  /** Where its tensors lie in the tree, and its name there; both empty for everything. */
  readonly path: string;
  readonly module: string;
  readonly depth: number;
  /** Tied ones count once. */
  readonly tensorCount: number;
  readonly summary: Summary;
}

/** A name with more dots than modules ever nest is taken as it is from here on. */
const MOST_STEPS = 64;

interface Sum {
  readonly path: string;
  readonly module: string;
  readonly depth: number;
  tensorCount: number;
  moments: Moments;
}

/** Modules down to `depth` levels, each before those inside it, in the order of the tensors. */
export function moduleStats(rows: readonly TensorStats[], depth: number): ModuleStats[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const { summary, tensor, tiedTo } = row;
    if (summary === undefined || tiedTo !== undefined || !isReal(tensor.dtype)) continue;
    for (const place of modulesOf(row, depth)) {
      const key = `${place.path}\0${place.module}`;
      const sum = sums.get(key) ?? { ...place, tensorCount: 0, moments: NO_MOMENTS };
      sum.moments = joinedMoments(sum.moments, summary.moments);
      sum.tensorCount += 1;
      sums.set(key, sum);
    }
  }
  return inTreeOrder([...sums.values()]).map(({ moments, ...place }) => ({
    ...place,
    summary: momentSummary(moments),
  }));
}

function isReal(dtype: string): boolean {
  return isDType(dtype) ? DTYPES[dtype].kind === 'float' : /^>f\d$/.test(dtype);
}

function modulesOf({ path, name }: TensorStats, most: number) {
  const outside = outsideOf(path, name);
  const steps = name.split('.').slice(0, -1).slice(0, MOST_STEPS);
  const modules = [{ path: outside, module: '', depth: 0 }];
  for (const [index] of steps.entries()) {
    if (index >= most) break;
    const module = steps.slice(0, index + 1).join('.');
    modules.push({ path: outside, module, depth: index + 1 });
  }
  return modules;
}

/** The path without its last step, which is the name in one of its spellings. */
function outsideOf(path: string, name: string): string {
  if (path === name) return '';
  if (path.endsWith(`.${name}`)) return path.slice(0, -name.length - 1);
  if (path.endsWith(name)) return path.slice(0, -name.length);
  const bracket = path.lastIndexOf('[', path.length - name.length);
  return bracket < 0 ? '' : path.slice(0, bracket);
}

/** Depth first: a module that comes up again later in the file is with its parent all the same. */
function inTreeOrder(sums: readonly Sum[]): Sum[] {
  const below = grouped(sums, ({ depth, path, module }) => {
    if (depth === 0) return '';
    return `${path}\0${depth === 1 ? '' : module.slice(0, module.lastIndexOf('.'))}`;
  });
  const ordered: Sum[] = [];
  const visit = (key: string): void => {
    for (const sum of below.get(key) ?? []) {
      ordered.push(sum);
      visit(`${sum.path}\0${sum.module}`);
    }
  };
  visit('');
  return ordered;
}
