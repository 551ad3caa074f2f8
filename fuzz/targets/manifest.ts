import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/cli/command.ts';
import { hashFile } from '../../src/cli/commands/hash-file.ts';
import { verifyFile } from '../../src/cli/commands/verify-file.ts';
import { FIXTURES } from '../../test/support/corpus.ts';
import { memoryHost } from '../../test/support/memory-host.ts';
import { useFiles } from '../folder.ts';
import { JSON_TEXT } from '../mutators/languages.ts';
import { mutateTokens } from '../mutators/tokens.ts';
import type { Target } from '../target.ts';

const FILE = 'm.safetensors';
const KEPT = 'kept.json';
const CHECKPOINT = new Uint8Array(readFileSync(join(FIXTURES, 'same-weights/model.safetensors')));

/** The digests that someone kept of a checkpoint, and that it is compared with. */
export const manifest: Target = {
  name: 'manifest',
  async seeds() {
    const host = memoryHost({ [FILE]: CHECKPOINT });
    await hashFile(FILE, { format: 'text', manifest: KEPT }, host);
    return Array.from(host.written, ([name, bytes]) => ({ name, bytes }));
  },
  mutate: (random, seed, other) => mutateTokens(random, seed, other, JSON_TEXT),
  async run(bytes) {
    try {
      await useFiles({ [FILE]: CHECKPOINT, [KEPT]: bytes }, (host) =>
        verifyFile(FILE, { format: 'text', manifest: KEPT }, host),
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  },
};
