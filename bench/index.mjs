// Asks every question of this folder, one after the other. With --clean, removes the files made for them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { removeDataFiles } from './support/data-folder.mjs';

if (process.argv.includes('--clean')) removeDataFiles();
else askAll();

/** Each in a process of its own, so that none inherits another’s heap. */
function askAll() {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'index.mjs');
  for (const file of files.toSorted()) {
    console.log(`\n${file}`);
    const { status } = spawnSync(process.execPath, [`${folder}${file}`], { stdio: 'inherit' });
    // A missed target is an answer; a question that could not be asked is a failure.
    if (status !== 0) process.exitCode = 1;
  }
}
