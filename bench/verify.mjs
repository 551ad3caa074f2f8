// How fast are the checksums of a large file compared, against reading it, and how fast is it hashed?
import * as child from './support/child.mjs';
import { GIGABYTES, largeFile } from './support/large-file.mjs';
import { medianRatio, rounds } from './support/rounds.mjs';
import { megabytes, printHeading, printRow, times } from './support/table.mjs';

const ROUNDS = 7;
const path = largeFile();
const size = `${GIGABYTES} GB of float32`;

printHeading();
const seconds = rounds(ROUNDS, {
  verify: () => child.ckpt('verify', path),
  hash: () => child.ckpt('hash', path),
  reading: () => child.readFile(path),
});
const verifyRatio = medianRatio(seconds.reading, seconds.verify);
printRow({
  question: `${size}: verify, rate`,
  ours: times(seconds.verify),
  rival: `reading it: ${times(seconds.reading)}`,
  ratio: verifyRatio,
  target: 'at least 0.7×',
  met: verifyRatio >= 0.7,
});
printRow({
  question: `${size}: hash, rate`,
  ours: times(seconds.hash),
  rival: `reading it: ${times(seconds.reading)}`,
  ratio: medianRatio(seconds.reading, seconds.hash),
});
const [peak, bare] = [child.peakOfCkpt('verify', path), child.peakOfBareNode()];
printRow({
  question: `${size}: verify, peak memory`,
  ours: megabytes(peak),
  rival: `node -e 0: ${megabytes(bare)}`,
  ratio: peak / bare,
});
