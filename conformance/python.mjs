/** Finding a Python to compare with. `CKPT_PYTHON` says which. */
import { spawnSync } from 'node:child_process';

export const python = process.env.CKPT_PYTHON || 'python3';

const FIND_MISSING = `
import importlib.util, sys
print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None), sep=', ')`;

/** Why nothing can be compared here, or undefined. */
export function whatIsMissing(...required) {
  const { status, stdout } = spawnSync(python, ['-c', FIND_MISSING, ...required], {
    encoding: 'utf8',
  });
  if (status !== 0) return `cannot run ${python}`;
  const names = stdout.trim();
  return names === '' ? undefined : `${python} has no ${names}`;
}
