import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(import.meta.dirname, '../../src');

/** How the sources spell the kind of an anomaly. */
const SPELLINGS = [
  /\bkind: '([\w-]+)',\s*place\b/g,
  /\b(?:add|note|noteOnce)\(\s*'([\w-]+)'/g,
  // What keeps a shard from being opened becomes an anomaly later.
  /\bkind: '([\w-]+-shard|shard-[\w-]+)'/g,
];

function kindsIn(source: string): string[] {
  return SPELLINGS.flatMap((spelling) =>
    Array.from(source.matchAll(spelling), ([, kind = '']) => kind),
  );
}

/** Every kind of anomaly that readers note. */
export const anomalyKinds: readonly string[] = [
  ...new Set(
    readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => kindsIn(readFileSync(join(SRC, name), 'utf8'))),
  ),
].sort();
