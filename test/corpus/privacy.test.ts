import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/rules/rule.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { validateCorpus } from '../support/expected.ts';

const SECRETIVE = ['lightning/omegaconf_all', 'lightning/omegaconf_sub'];

/** Folders of the corpus that hold trainings, and what sharing each would tell. */
async function told(folder: string): Promise<readonly (readonly [string, readonly Finding[]])[]> {
  const found: (readonly [string, readonly Finding[]])[] = [];
  for (const name of hasCorpus ? readdirSync(join(CORPUS, folder)) : []) {
    const tree = join(CORPUS, folder, name);
    if (!statSync(tree).isDirectory()) continue;
    const options = { questions: ['share'] as const, only: ['privacy'] };
    const { findings } = await validateCorpus({ tree, open: '.' }, options);
    found.push([`${folder}/${name}`, findings]);
  }
  return found;
}

describe.runIf(hasCorpus)('what sharing the corpus would tell', () => {
  it.each(['lightning', 'runs', 'hf'])('%s', async (folder) => {
    const all = await told(folder);
    for (const [name, findings] of all) {
      const rules = findings.map(({ rule }) => rule);
      const isSecretive = SECRETIVE.includes(name);
      expect([name, rules.includes('privacy/secret')]).toEqual([name, isSecretive]);
      expect([name, rules.includes('privacy/embedded-config')]).toEqual([name, isSecretive]);
      // What is told of a secret is not the secret.
      expect(JSON.stringify(findings)).not.toContain('token-abc');
    }
    const homes = all.filter(([, findings]) =>
      findings.some(({ data }) => JSON.stringify(data).includes('/home/user')),
    );
    expect(homes.length).toBeGreaterThan(1);
    announce(`corpus/${folder}: ${all.length} folders, ${homes.length} name a home directory`);
  });
});

if (!hasCorpus) announce('the corpus is not beside the project: no privacy was looked at');
