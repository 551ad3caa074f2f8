// How fast is our unpickler on plain values, which pickleparser reads too?
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Parser } from 'pickleparser';
import { Cursor } from '../dist/bytes/cursor.js';
import { unpickle } from '../dist/decoders/pickle/index.js';
import { dict, float, pickle } from './support/pickle-writer.mjs';
import { median, medianRatio, rounds } from './support/rounds.mjs';
import { atMost, printHeading, printRow, time } from './support/table.mjs';

const RECORDS = 50_000;

const bytes = Buffer.from(
  pickle(
    Array.from({ length: RECORDS }, (_, index) =>
      dict({
        step: index,
        loss: 1 / (index + 1),
        seen: float(index),
        note: `step ${index} of ${RECORDS}`,
        best: index % 7 === 0,
        parent: null,
        sizes: [index % 256, 1000 + index, -index],
      }),
    ),
  ),
);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Both start without the garbage of whoever came before. */
function timed(decode) {
  collectGarbage();
  const start = performance.now();
  decode();
  return (performance.now() - start) / 1000;
}

const ours = () => unpickle(new Cursor(bytes, 'records.pkl'));
const pickleparser = () => new Parser().parse(bytes);

const { opcodeCount, value } = ours();
if (value.items.length !== pickleparser().length) throw new Error('the two do not agree');

const seconds = rounds(15, {
  ours: () => timed(ours),
  pickleparser: () => timed(pickleparser),
});
const rate = (list) =>
  `${(opcodeCount / median(list) / 1e6).toFixed(1)} M/s (${time(median(list))})`;
const ratio = medianRatio(seconds.ours, seconds.pickleparser);

printHeading();
printRow({
  question: `Pickle of ${(opcodeCount / 1e6).toFixed(1)} M opcodes: opcodes a second`,
  ours: rate(seconds.ours),
  rival: `pickleparser: ${rate(seconds.pickleparser)}`,
  ratio,
  ...atMost(1, ratio),
});
