import { utf8Text } from '../../src/bytes/text.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { expectationsIn } from '../../src/operations/expectations.ts';
import { PolicyError, policyFrom } from '../../src/operations/policy-file.ts';
import { readers } from '../../src/operations/readers.ts';
import { text } from '../../test/support/bytes.ts';
import { type Folder, useInFolder } from '../folder.ts';
import { YAML } from '../mutators/languages.ts';
import { mutateTokens } from '../mutators/tokens.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';
import { numberOf } from '../use.ts';

const MORE = [
  'a: &x\n  b: 1\n  c: *x\nd: &y [1, *y, {e: *y}]\n',
  `a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: \${a.b}\n`,
  `model:\n  lr: 1e-3\n  size: \${..data.size}\ndata: {size: [1, 2]}\nname: "x \${model.lr} y"\n`,
  '? [a, b]\n: !!set {c, d}\n--- # two\n- !!python/tuple [1, 2]\n',
  'text: |\n  lines\n  of text\nother: >-\n  folded\n\n  text\n',
  'for: [load, resume]\nstrict: true\nallow-globals: [my.*]\nmaximum-size: 2 GB\n' +
    'rules: {zip/crc-mismatch: off}\nsuppress:\n  - rule: torch/legacy-format\n    reason: old\n',
  '- trainer.max_epochs=3\n- +model.lr=0.1\n- ~seed\n',
];

const FOLDERS: readonly ((bytes: Uint8Array) => Folder)[] = [
  (bytes) => ({ 'run/.hydra/config.yaml': bytes }),
  (bytes) => ({ 'run/.hydra/hydra.yaml': bytes, 'run/checkpoints/last.ckpt': bytes }),
  (bytes) => ({ 'run/.hydra/overrides.yaml': bytes }),
  (bytes) => ({ 'run/hparams.yaml': bytes }),
  (bytes) => ({ 'run/multirun.yaml': bytes, 'run/0/.hydra/overrides.yaml': text('- a=1\n') }),
  (bytes) => ({ 'run/version_0/hparams.yaml': bytes, 'run/version_0/metrics.csv': bytes }),
];

/** Configurations of Hydra, Lightning and others, and policies. A mutant stands wherever YAML is read. */
export const yaml: Target = {
  name: 'yaml',
  seeds: async () => [
    ...seedFiles(/\.ya?ml$/, 4_096),
    ...MORE.map((lines, index) => ({ name: `literal ${index}`, bytes: text(lines) })),
  ],
  mutate: (random, seed, other) => mutateTokens(random, seed, other, YAML),
  async run(bytes) {
    if (numberOf(bytes) % 8 === 0) readPolicy(bytes);
    else await useInFolder(bytes, FOLDERS);
  },
};

function readPolicy(bytes: Uint8Array): void {
  const decoded = utf8Text(bytes);
  if (decoded === undefined) return;
  const value = readers.decodeYaml(decoded, 'ckpt.yaml', { limits: DEFAULT_LIMITS });
  expectationsIn(value);
  try {
    policyFrom(value);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
  }
}
