import { UsageError } from '../../src/cli/command.ts';
import { rulesIn } from '../../src/cli/commands/convert-rename.ts';
import { limitsFrom } from '../../src/cli/limit-option.ts';
import { readCallbackKey } from '../../src/frameworks/lightning/callback-key.ts';
import { releaseOf } from '../../src/frameworks/lightning/version.ts';
import { torchVersion } from '../../src/loads/torch-version.ts';
import { globMatches } from '../../src/model/glob.ts';
import { valueAt } from '../../src/model/path.ts';
import { parsePythonLiteral } from '../../src/model/python-literal.ts';
import { expectationFrom } from '../../src/operations/expectations.ts';
import { secretsIn } from '../../src/rules/secrets.ts';
import { isCheckpointName } from '../../src/runs/checkpoint-name.ts';
import { fileNameFacts } from '../../src/runs/file-name.ts';
import { errorAtEnd } from '../../src/runs/log-file.ts';
import { text } from '../../test/support/bytes.ts';
import { dict, float, list, storage, tensor } from '../../test/support/values.ts';
import { PYTHON_LITERAL } from '../mutators/languages.ts';
import { type Language, mutateTokens } from '../mutators/tokens.ts';
import type { Target } from '../target.ts';

const SEEDS = [
  `EarlyStopping{'monitor': 'val_loss', 'mode': 'min', 'patience': (1, -2.5e3), 'x': None}`,
  'optimizer_states[0].state["0"].exp_avg[1:, ::-1]',
  'epoch=02-step=300-val_loss=0.0894-v1.ckpt',
  'model-00001-of-00002.safetensors.tmp',
  '**/layers.{0..47,50}.[!a-c]?.weight*',
  'num_items=7000',
  '^model\\.(.*)$=>$1\n# a comment\n(a|b)+=>\\1',
  'depth=100\nheaderBytes=2Mi',
  '2.13.0+cpu',
  '1.9.0rc1',
  'Traceback (most recent call last):\n  File "x", line 1\nValueError: no\n[2025-01-01 10:00:00] go on',
  'hf_abcdefghijklmnopqrstuvwxyzABCDEF0123 https://user:secret@host/path?token=abc AKIA0123456789ABCDEF',
];

const LANGUAGE: Language = {
  ...PYTHON_LITERAL,
  words: [
    ...PYTHON_LITERAL.words,
    ...[
      '.*',
      '**',
      '[',
      '{0..9}',
      '[!',
      '=>',
      '$&',
      '(a+)+$',
      '(?=',
      '[:',
      '::',
      '-v1',
      '.ckpt',
      '%',
    ],
    ...[
      'epoch=',
      'step=1_000',
      'password=',
      'Bearer ',
      '-----BEGIN PRIVATE KEY-----',
      'x'.repeat(500),
    ],
  ],
};

const TREE = dict({
  a: list(1, float(0.5), dict({ 'b.c': 'x' })),
  optimizer_states: list(dict({ state: dict({ 0: tensor([2, 3]) }) })),
  w: tensor([4], { storage: storage(new Uint8Array(16), 'float32') }),
});

/** What people type, and what names of files and classes say. */
export const words: Target = {
  name: 'words',
  seeds: async () => SEEDS.map((line) => ({ name: line, bytes: text(line) })),
  mutate: (random, seed, other) => mutateTokens(random, seed, other, LANGUAGE),
  async run(bytes) {
    const typed = new TextDecoder().decode(bytes);
    const [first = '', second = first] = typed.split('\n');
    parsePythonLiteral(typed);
    readCallbackKey(typed);
    valueAt(TREE, typed);
    globMatches(first, second);
    globMatches(first.slice(0, 500), 'model.layers.10.self_attn.q_proj.weight');
    expectationFrom(typed);
    releaseOf(typed);
    torchVersion(typed);
    fileNameFacts(typed);
    isCheckpointName(typed);
    errorAtEnd(typed);
    secretsIn([{ path: 'x', key: 'x', text: typed }]);
    mayRefuse(() => rulesIn(typed));
    mayRefuse(() => limitsFrom(typed.split('\n')));
  },
};

function mayRefuse(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}
