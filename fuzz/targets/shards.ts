import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffPaths } from '../../src/cli/commands/diff-paths.ts';
import { inspectFiles } from '../../src/cli/commands/inspect-files.ts';
import { validateFiles } from '../../src/cli/commands/validate-files.ts';
import { verifyFile } from '../../src/cli/commands/verify-file.ts';
import type { ExitCode, Host } from '../../src/cli/host.ts';
import { FIXTURES } from '../../test/support/corpus.ts';
import { useFiles, useInFolder } from '../folder.ts';
import { JSON_TEXT } from '../mutators/languages.ts';
import { mutateSafetensors } from '../mutators/safetensors.ts';
import { type Language, mutateTokens } from '../mutators/tokens.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';
import { numberOf } from '../use.ts';

const INDEX = 'model.safetensors.index.json';
const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(join(FIXTURES, 'same-weights', name)));

const LANGUAGE: Language = {
  ...JSON_TEXT,
  words: [
    ...JSON_TEXT.words,
    `"${FIRST}"`,
    `"${SECOND}"`,
    `"${INDEX}"`,
    '"model-00001-of-99999999.safetensors"',
    '"model-00002-of-00001.safetensors"',
    `"./${FIRST}"`,
    `"\\\\${FIRST}"`,
    '"weight_map"',
    '"total_size"',
    '"metadata"',
  ],
};

const USES: readonly ((file: string, host: Host) => Promise<ExitCode>)[] = [
  (file, host) => inspectFiles([file], { format: 'text' }, host),
  (file, host) => inspectFiles([file], { format: 'json' }, host),
  (file, host) => validateFiles([file], { format: 'text' }, host),
  (file, host) => verifyFile(file, { format: 'text' }, host),
  (file, host) => diffPaths([file, file], { format: 'text' }, host),
];

/** The index is a mutant, the shards beside it are as they should be. */
export const shardIndex: Target = {
  name: 'shard-index',
  seeds: async () => seedFiles(/\.index\.json$/, 4_096),
  mutate: (random, seed, other) => mutateTokens(random, seed, other, LANGUAGE),
  run: (bytes) =>
    use(bytes, { [INDEX]: bytes, [FIRST]: fixture(FIRST), [SECOND]: fixture(SECOND) }),
};

/** One of the shards is a mutant. */
export const shard: Target = {
  name: 'shard',
  seeds: async () => [FIRST, SECOND].map((name) => ({ name, bytes: fixture(name) })),
  mutate: mutateSafetensors,
  run: (bytes) =>
    use(bytes, { [INDEX]: fixture(INDEX), [FIRST]: bytes, [SECOND]: fixture(SECOND) }),
};

async function use(bytes: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const named = Object.entries(files).map(([name, content]) => [`run/${name}`, content] as const);
  const folder = Object.fromEntries(named);
  const number = numberOf(bytes) % 16;
  const way = USES[number % USES.length];
  if (number < 8 || way === undefined) await useInFolder(bytes, [() => folder]);
  else await useFiles(folder, (host) => way(`run/${INDEX}`, host));
}
