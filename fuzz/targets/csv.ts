import { text } from '../../test/support/bytes.ts';
import { useInFolder } from '../folder.ts';
import { CSV } from '../mutators/languages.ts';
import { mutateTokens } from '../mutators/tokens.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';

const MORE = [
  'epoch,step,train/loss,"val, loss"\n0,9,0.5,\n0,19,,1e-3\n1,29,nan,inf\n',
  'key,value\nlearning_rate,0.001\nbatch_size,32\n',
  '"a ""b""",c\r\n"1\r\n2",3\r\n',
];

/** Tables of metrics, as Lightning and others log them. */
export const csv: Target = {
  name: 'csv',
  seeds: async () => [
    ...seedFiles(/\.csv$/),
    ...MORE.map((lines, index) => ({ name: `literal ${index}`, bytes: text(lines) })),
  ],
  mutate: (random, seed, other) => mutateTokens(random, seed, other, CSV),
  run: (bytes) =>
    useInFolder(bytes, [
      () => ({ 'run/metrics.csv': bytes, 'run/hparams.yaml': text('lr: 0.1\n') }),
      () => ({ 'run/version_3/metrics.csv': bytes, 'run/version_12/progress.csv': bytes }),
    ]),
};
