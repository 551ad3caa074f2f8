/** Changing the entries of an archive: their order, names, methods, and what is in them. */
import { text } from '../../test/support/bytes.ts';
import type { EntryParts } from '../../test/support/zip.ts';
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { JSON_TEXT, PYTHON_LITERAL } from './languages.ts';
import { mutateNpy } from './npy.ts';
import { mutatePickle } from './pickle.ts';
import { mutateTokens } from './tokens.ts';
import { nameOf } from './zip-parts.ts';

export function changedEntries(
  random: Random,
  entries: readonly EntryParts[],
  others: readonly EntryParts[],
): EntryParts[] {
  const changed = [...entries];
  const at = random.below(entries.length);
  const entry = entries[at];
  if (entry === undefined) return changed;
  switch (random.below(16)) {
    case 0:
      changed.splice(random.below(entries.length + 1), 0, entry);
      return changed;
    case 1:
      changed.splice(at, 1);
      return changed;
    case 2: {
      const to = random.below(entries.length);
      [changed[at], changed[to]] = [changed[to] ?? entry, entry];
      return changed;
    }
    case 3:
      changed.splice(at, random.below(2), random.pick(others.length > 0 ? others : entries));
      return changed;
    case 4:
    case 5:
      changed[at] = { ...entry, name: otherName(random, nameOf(entry), entries) };
      return changed;
    case 6:
      changed[at] = { ...entry, data: random.pick(entries).data };
      return changed;
    case 7:
    case 8:
      changed[at] = { ...entry, ...oddHeader(random, entry, entries) };
      return changed;
    case 9:
    case 10: {
      const pickles = entries.flatMap((one, index) => (isPickle(one) ? index : []));
      const chosen = random.pick(pickles.length > 0 ? pickles : [at]);
      const one = entries[chosen] ?? entry;
      changed[chosen] = { ...one, data: otherData(random, one, others) };
      return changed;
    }
    default:
      changed[at] = { ...entry, data: otherData(random, entry, others) };
      return changed;
  }
}

const isPickle = (entry: EntryParts) => nameOf(entry).endsWith('.pkl');

function otherName(random: Random, name: string, entries: readonly EntryParts[]): string {
  const [folder = '', ...rest] = name.split('/');
  const record = rest.join('/');
  return random.pick([
    nameOf(random.pick(entries)),
    name.toUpperCase(),
    `${folder}/${record.toUpperCase()}`,
    record,
    `other/${record}`,
    `${name}/`,
    `/${name}`,
    `${folder}//${record}`,
    `${folder}/../${record}`,
    name.replaceAll('/', '\\'),
    `${name}\0.txt`,
    `${folder}/data.pkl`,
    `${folder}/constants.pkl`,
    `${folder}/version`,
    `${folder}/.data/version`,
    `${folder}/byteorder`,
    `${folder}/data/${random.below(4)}`,
    `${folder}/code/x.py`,
    `${folder}/.data/extern_modules`,
    `${folder}/archive_format`,
    `${folder}/data/weights/x.pt`,
    `__MACOSX/${name}`,
    '',
    '__proto__',
    'x'.repeat(random.below(70_000)),
    '\ufffd\u202e',
  ]);
}

/** One entry whose headers say what is not so. */
function oddHeader(
  random: Random,
  { data }: EntryParts,
  entries: readonly EntryParts[],
): Partial<EntryParts> {
  const some = data.subarray(0, random.below(data.length + 1));
  const number = Math.abs(random.interestingInteger());
  switch (random.below(12)) {
    case 0:
      return { method: random.pick([0, 8, 9, 12, 14, 93, 99, 0xffff]) };
    case 1:
      return { method: 8, stored: some };
    case 2:
      return { says: { byteLength: number } };
    case 3:
      return { says: { storedBytes: number } };
    case 4:
      return { says: { crc32: number } };
    case 5:
      return { says: { headerOffset: number } };
    case 6:
      // Inside the bytes of another, or at it.
      return { says: { headerOffset: random.below(entries.length) * 64 } };
    case 7:
      return { flags: random.pick([1, 8, 0x20, 0x40, 0x800, 0x2000, 0xffff]) };
    case 8:
      return { localFlags: random.pick([0, 1, 8, 0x800]), localName: nameOf(random.pick(entries)) };
    case 9:
      return { extra: some.subarray(0, 0xffff) };
    case 10:
      return { localExtra: some.subarray(0, 0xffff), comment: 'PK\x05\x06' };
    default:
      return { descriptor: random.pick([16, 24]) };
  }
}

const NUMBERS = ['0', '1', '2', '3', '10', '11', '99999999999', '-1', '3\n', ' 3', '', '3.0', 'x'];
const BYTE_ORDERS = ['little', 'big', 'LITTLE', '', 'little\n', '\0', 'middle'];

function otherData(random: Random, entry: EntryParts, others: readonly EntryParts[]): Uint8Array {
  const name = nameOf(entry);
  const { data } = entry;
  const ending = name.slice(name.lastIndexOf('.'));
  const alike = others.filter((one) => nameOf(one).endsWith(ending));
  const other = random.pick(alike.length > 0 ? alike : [entry]).data;
  if (isPickle(entry)) return mutatePickle(random, data, other);
  if (/(?:^|\/)\.?(?:format_)?version$|alignment$/.test(name)) return text(random.pick(NUMBERS));
  if (name.endsWith('byteorder')) return text(random.pick(BYTE_ORDERS));
  if (ending === '.npy') return mutateNpy(random, data, other);
  if (ending === '.json') return mutateTokens(random, data, other, JSON_TEXT);
  if (ending === '.py') return mutateTokens(random, data, other, PYTHON_LITERAL);
  // Of storages only the length matters.
  if (random.chance(0.5)) return data.slice(0, random.below(data.length + 1));
  return mutateBytes(random, data, other);
}
