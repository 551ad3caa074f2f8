// Writes dist/cli/*.cache: the code that V8 compiled for what people do most, a process for each.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const FILE = 'fixtures/lightning/last.ckpt';
const FOLDER = 'fixtures/runs/outputs/2025-10-24/22-15-03';
const COMMANDS = [
  ['inspect', FILE],
  ['validate', FILE],
  ['inspect', FOLDER],
  ['inspect', FILE, '--format', 'yaml'],
  ['stats', FILE],
  ['diff', FILE, FILE, '--values'],
  ['convert', FILE, 'none.safetensors', '--dry-run'],
];

/** Runs a command, and keeps the code of what it loaded first. */
async function keepCode(command) {
  const { cacheOf, load, scripts } = createRequire(import.meta.url)('../bin/cached.cjs');
  await load(fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url))).main(
    command,
    fileURLToPath(new URL('../docs', import.meta.url)),
  );
  for (const [file, script] of scripts) {
    // What was run is compiled by now, and so is in the cache.
    if (!existsSync(cacheOf(file))) writeFileSync(cacheOf(file), script.createCachedData());
  }
  // Only whether it ran counts here, not what it found.
  process.exitCode = 0;
}

const [asked, ...rest] = process.argv.slice(2);
if (asked !== undefined) await keepCode([asked, ...rest]);
else {
  for (const command of COMMANDS) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...command], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) process.exitCode = 1;
  }
}
