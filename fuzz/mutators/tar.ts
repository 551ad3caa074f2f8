/** https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
import { concat, text } from '../../test/support/bytes.ts';
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { type Field, fieldsAt } from './fields.ts';
import { mutatePickle } from './pickle.ts';
import { textOf } from './tokens.ts';

interface Member {
  readonly header: Uint8Array;
  readonly data: Uint8Array;
}

const BLOCK_BYTES = 512;
const NAME: Field = { offset: 0, width: 100 };
const SIZE: Field = { offset: 124, width: 12 };
const CHECKSUM: Field = { offset: 148, width: 8 };
const TYPE: Field = { offset: 156, width: 1 };
/** All that a header has, in its order. */
const FIELDS = fieldsAt(0, [100, 8, 8, 8, 12, 12, 8, 1, 100, 6, 2, 32, 32, 8, 8, 155, 12]);

const NAMES = [
  'pickle',
  './storages',
  'tensors',
  'sys_info',
  '/x',
  '../x',
  'C:\\x',
  '',
  'x/',
  '\xff',
];
const TYPES = ['0', '\0', '1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', ' '];
const NUMBERS = [
  '',
  '0',
  '8',
  '-1',
  '777777777777',
  '00000000010',
  '           ',
  '\x80\0\0',
  '1 1',
];

export function mutateTar(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(random, seed, other);
  const members = tarMembers(seed);
  if (members.length === 0) return mutateBytes(random, seed, other);
  const others = tarMembers(other);
  for (let rounds = random.size(4) + 1; rounds > 0; rounds -= 1) {
    changeMember(random, members, others.length > 0 ? others : members);
  }
  const end = new Uint8Array(random.chance(0.8) ? 2 * BLOCK_BYTES : random.below(2 * BLOCK_BYTES));
  return concat(...members.flatMap(({ header, data }) => [header, data, padding(data)]), end);
}

function tarMembers(bytes: Uint8Array): Member[] {
  const members: Member[] = [];
  for (let at = 0; at + BLOCK_BYTES <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.slice(at, at + BLOCK_BYTES);
    const length = Number.parseInt(fieldText(header, SIZE), 8) || 0;
    const start = at + BLOCK_BYTES;
    members.push({ header, data: bytes.slice(start, start + length) });
    at = start + length + padding({ length }).length;
  }
  return members;
}

function padding({ length }: { readonly length: number }): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
}

function fieldText(header: Uint8Array, { offset, width }: Field): string {
  return textOf(header.subarray(offset, offset + width)).replace(/[\0 ]+$/, '');
}

function changeMember(random: Random, members: Member[], others: readonly Member[]): void {
  const at = random.below(members.length);
  const member = members[at];
  if (member === undefined) return;
  const { header, data } = member;
  switch (random.below(8)) {
    case 0:
      members.splice(at, 1);
      return;
    case 1:
      members.splice(random.below(members.length + 1), 0, random.pick(others));
      return;
    case 2: {
      const field = random.pick(FIELDS);
      const value = random.pick([NAMES, TYPES, NUMBERS][random.below(3)] ?? NAMES);
      members[at] = { header: checked(random, withField(header, field, value)), data };
      return;
    }
    case 3:
      members[at] = { header: checked(random, withField(header, NAME, random.pick(NAMES))), data };
      return;
    case 4:
      members[at] = { header: checked(random, withField(header, TYPE, random.pick(TYPES))), data };
      return;
    case 5: {
      const said = Math.abs(
        random.chance(0.5) ? random.interestingInteger() : data.length + random.between(-513, 513),
      );
      members[at] = { header: checked(random, withField(header, SIZE, octal(said, 11))), data };
      return;
    }
    default: {
      const changed = mutatePickle(random, data, random.pick(others).data);
      const sized = withField(header, SIZE, octal(changed.length, 11));
      members[at] = { header: checked(random, sized), data: changed };
    }
  }
}

function withField(header: Uint8Array, { offset, width }: Field, value: string): Uint8Array {
  const changed = header.slice();
  changed.fill(0, offset, offset + width);
  changed.set(text(value).subarray(0, width), offset);
  return changed;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** The checksum is made right again, or nothing behind it would ever be read; but for a few. */
function checked(random: Random, header: Uint8Array): Uint8Array {
  if (random.chance(0.1)) return header;
  const spaced = header.slice().fill(0x20, CHECKSUM.offset, CHECKSUM.offset + CHECKSUM.width);
  const sum = spaced.reduce((total, byte) => total + byte, 0);
  return withField(header, CHECKSUM, `${octal(sum, 6)}\0 `);
}
