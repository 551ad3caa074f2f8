/** https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/lib/io/record_writer.h */
import { maskedCrc32c } from '../../src/bytes/crc32c.ts';
import { concat } from '../../test/support/bytes.ts';
import { integerBytes, mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { numberAt } from './fields.ts';
import { mutateMessage } from './protobuf.ts';

export function mutateEvents(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(random, seed, other);
  const payloads = payloadsOf(seed);
  const others = payloadsOf(other);
  if (payloads.length === 0 || others.length === 0) return mutateBytes(random, seed, other);
  const at = random.below(payloads.length);
  const payload = payloads[at] ?? seed;
  const records = payloads.map((one) => record(one));
  switch (random.below(8)) {
    case 0:
      records.splice(at, 1);
      break;
    case 1:
      records.splice(random.below(records.length), 0, record(random.pick(others)));
      break;
    case 2:
      records[at] = record(payload, random.interestingInteger());
      break;
    case 3:
      records[at] = mutateBytes(random, record(payload), payload);
      break;
    default: {
      let changed = payload;
      for (let rounds = random.size(4) + 1; rounds > 0; rounds -= 1) {
        changed = mutateMessage(random, changed, random.pick(others));
      }
      records[at] = record(changed);
    }
  }
  return concat(...records);
}

const HEAD_BYTES = 12;

function payloadsOf(bytes: Uint8Array): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + numberAt(bytes, { offset: at, width: 8 });
    payloads.push(bytes.slice(at + HEAD_BYTES, end));
    at = end + 4;
  }
  return payloads;
}

/** Its checksums are right even where its length is not. */
function record(payload: Uint8Array, said = payload.length): Uint8Array {
  const length = integerBytes(said, 8);
  const checksum = (bytes: Uint8Array) => integerBytes(maskedCrc32c(bytes), 4);
  return concat(length, checksum(length), payload, checksum(payload));
}
