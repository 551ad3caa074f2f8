/**
 * `npm run conformance`: compares `ckpt` with the real frameworks, where Python has them. Arguments
 * are handed on to the scripts. `CKPT_PYTHON` says which Python.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { python, whatIsMissing } from './python.mjs';

function compare() {
  const built = fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url));
  if (!existsSync(built)) {
    console.error('conformance: build ckpt first');
    return 2;
  }
  const codes = ['run.py', 'configurations.py', 'convert.py', 'stats.py'].map((name) => {
    const script = fileURLToPath(new URL(name, import.meta.url));
    const args = ['-B', script, '--node', process.execPath, ...process.argv.slice(2)];
    return spawnSync(python, args, { stdio: 'inherit' }).status ?? 2;
  });
  return Math.max(...codes);
}

const reason = whatIsMissing('torch', 'safetensors', 'numpy', 'yaml');
if (reason === undefined) process.exitCode = compare();
else console.log(`conformance: skipped, ${reason} (CKPT_PYTHON names another Python)`);
