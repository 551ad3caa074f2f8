/** How a file that torch refuses can be loaded all the same. */
import { python3Name } from '../decoders/pickle/python2-names.ts';
import { isNumpyDTypeClass } from './numpy-dtypes.ts';
import type { TorchRules } from './torch-rules.ts';

/** Lines of Python that let `torch.load` succeed. */
export interface Remedy {
  /** `import argparse`, one a line; of late names, the import is all it takes. */
  readonly imports: readonly string[];
  /** `torch.serialization.add_safe_globals([…])`; absent where imports are enough. */
  readonly line?: string;
}

/** What is called otherwise than the file calls it, and has to be named with both. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct'],
  ['numpy.core.multiarray.scalar', 'numpy._core.multiarray.scalar'],
]);

/** What gives another module for its own in some version of Python or numpy, or gives none. */
const MOVES =
  /^(?:numpy\.(?:_?core|random)|pathlib|pathlib\._local|typing)\.|^builtins\.(?:Ellipsis|NotImplemented)$/;

/** `names` are what has to be allowed, `modules` what has to be imported. */
export function remedyFor(
  names: readonly string[],
  modules: readonly string[],
  { takesPairs }: TorchRules,
): Remedy {
  const entries = names.map((name) => entryOf(name, takesPairs));
  const imported = new Set(['torch', ...modules, ...entries.flatMap(({ module }) => module)]);
  const imports = [...imported].map((module) => `import ${module}`);
  if (entries.length === 0) return { imports };
  const list = entries.map(({ code }) => code).join(', ');
  return { imports, line: `torch.serialization.add_safe_globals([${list}])` };
}

interface Entry {
  readonly code: string;
  readonly module: readonly string[];
}

function entryOf(name: string, takesPairs: boolean): Entry {
  if (isNumpyDTypeClass(name)) return { code: name, module: ['numpy'] };
  const now = presentName(name);
  const [module, object] = located(now);
  const code = module === 'builtins' ? object : `${module}.${object}`;
  const moves = takesPairs && (now !== name || MOVES.test(name));
  return {
    code: moves ? `(${code}, '${name}')` : code,
    module: module === 'builtins' ? [] : [module],
  };
}

/** What a name that a file has from Python 2 or an older numpy is called now. */
function presentName(name: string): string {
  const dot = name.lastIndexOf('.');
  return MOVED.get(name) ?? python3Name(name.slice(0, dot), name.slice(dot + 1)).join('.');
}

/** A module and what is in it: nested classes have dots of their own, and begin with a capital. */
function located(name: string): [module: string, object: string] {
  const steps = name.split('.');
  const first = steps.findIndex((step, index) => index > 0 && /^_*[A-Z]/.test(step));
  const end = first < 0 ? steps.length - 1 : first;
  return [steps.slice(0, end).join('.'), steps.slice(end).join('.')];
}
