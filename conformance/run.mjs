/**
 * `npm run conformance`: compares `ckpt` with the real frameworks, where Python has them. Arguments
 * are handed on to the scripts. `CKPT_PYTHON` says which Python.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const python = process.env.CKPT_PYTHON || 'python3';
const REQUIRED = ['torch', 'safetensors', 'numpy', 'yaml'];
const FIND_MISSING = `
import importlib.util, sys
print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None), sep=', ')`;

/** Why nothing can be compared here, or undefined. */
function missing() {
  const { status, stdout } = spawnSync(python, ['-c', FIND_MISSING, ...REQUIRED], {
    encoding: 'utf8',
  });
  if (status !== 0) return `cannot run ${python}`;
  const names = stdout.trim();
  return names === '' ? undefined : `${python} has no ${names}`;
}

function compare() {
  const built = fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url));
  if (!existsSync(built)) {
    console.error('conformance: build ckpt first');
    return 2;
  }
  const codes = ['run.py', 'configurations.py'].map((name) => {
    const script = fileURLToPath(new URL(name, import.meta.url));
    const args = ['-B', script, '--node', process.execPath, ...process.argv.slice(2)];
    return spawnSync(python, args, { stdio: 'inherit' }).status ?? 2;
  });
  return Math.max(...codes);
}

const reason = missing();
if (reason === undefined) process.exitCode = compare();
else console.log(`conformance: skipped, ${reason} (CKPT_PYTHON names another Python)`);
