/** Writes checkpoints as torch 2.7 and later do. */
import type { Checksum } from '../../bytes/crc32.ts';
import { bytesDraft, type Draft } from '../draft.ts';
import { zipDraft } from '../zip.ts';
import type { PickledTree } from './tree-pickle.ts';

/** So that storages can be mapped into memory. */
const ALIGNMENT = 64;

/** An archive in the folder `name`, as torch names it after the file. */
export function torchArchive(
  { pickle, records }: PickledTree,
  name: string,
  crc32: Checksum,
): Draft {
  const text = (content: string) => bytesDraft(new TextEncoder().encode(content));
  const entries: readonly (readonly [record: string, draft: Draft])[] = [
    ['data.pkl', bytesDraft(pickle)],
    ['.format_version', text('1')],
    ['.storage_alignment', text(String(ALIGNMENT))],
    ['byteorder', text('little')],
    ...records.map(({ data }, index) => [`data/${index}`, data] as const),
    ['version', text('3\n')],
  ];
  const drafts = entries.map(([record, draft]) => ({ name: `${name}/${record}`, ...draft }));
  return zipDraft(drafts, { crc32, alignment: ALIGNMENT });
}
