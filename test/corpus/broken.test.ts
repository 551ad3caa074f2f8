import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CkptError } from '../../src/errors.ts';
import { openFile } from '../../src/node/file.ts';
import { digestsOf } from '../../src/operations/digest.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { openPath, sha256 } from '../support/goldens.ts';

/** What each file is, as the error says it: its kind. */
const REFUSED: Readonly<Record<string, string>> = {
  'lfs_pointer.ckpt': 'git-lfs-pointer',
  'html.pth': 'html',
  'html_lower.pt': 'html',
  'json_error.bin': 'json',
  'xml_error.pt': 'xml',
  'plain_text.ckpt': 'text',
  'empty.pt': 'empty',
  'one_byte.pt': 'text',
  'two_bytes.pt': 'text',
  'random.pt': 'unknown',
  'zeros.pt': 'zeros',
  'gzip.pt': 'gzip',
  'zipped_checkpoint.pt': 'zip-around-checkpoint',
  'hdf5.pt': 'hdf5',
  'npy.pt': 'npy',
  'utf16.pt': 'utf-16',
  'crlf_damaged.pt': 'text-mode-transfer',
  'truncated_last_byte.pt': 'zip-truncated',
  'truncated_eocd.pt': 'zip-truncated',
  'truncated_central.pt': 'zip-truncated',
  'truncated_no_central.pt': 'zip-truncated',
  'truncated_half.pt': 'zip-truncated',
  'truncated_in_pickle.pt': 'zip-truncated',
  'truncated_header_only.pt': 'zip-truncated',
  'truncated_after_pickle.pt': 'zip-truncated',
  'truncated_then_zeros.pt': 'zip-truncated',
  'legacy_truncated_10.pt': 'pickle-truncated',
  'legacy_truncated_magic.pt': 'pickle-truncated',
  'legacy_truncated_pickle.pt': 'pickle-truncated',
  'legacy_truncated_half.pt': 'pickle-truncated',
  'trailing_70000.pt': 'zip-trailing',
  'leading_junk.pt': 'leading-bytes',
  'offset_central.pt': 'zip-entry',
  'no_data_pkl.pt': 'no-data-pkl',
  'pickle_truncated.pt': 'pickle-truncated',
  'pickle_no_stop.pt': 'pickle-truncated',
  'pickle_garbage.pt': 'pickle-truncated',
  'pickle_bad_opcode.pt': 'pickle',
};

/** What each file opens with: the kinds of its anomalies. A flipped bit of a storage takes reading it to see. */
const OPENED: Readonly<Record<string, readonly string[]>> = {
  'plain_pickle.pt': ['wrong-extension'],
  'plain_pickle_tensor.pkl': [],
  'safetensors_named.pt': ['wrong-extension'],
  'pt_named.safetensors': ['wrong-extension'],
  'pt_named.txt': ['wrong-extension'],
  'legacy_named.safetensors': ['wrong-extension'],
  'legacy_truncated_last_storage.pt': ['storage-cut-short'],
  'legacy_trailing.pt': ['trailing-bytes'],
  'bitflip_storage.pt': [],
  'bitflip_pickle.pt': ['crc-mismatch'],
  'crc_central.pt': ['crc-mismatch'],
  'storage_missing.pt': ['missing-storage'],
  'storage_short.pt': ['storage-size'],
  'storage_long.pt': ['storage-size'],
  'no_version.pt': ['no-version-record'],
  'version_99.pt': ['unknown-version'],
  'no_prefix.pt': ['no-folder'],
  'macosx.pt': ['entry-outside-folder'],
  'byteorder_BIG.pt': ['unknown-byte-order'],
  'shape_beyond_storage.pt': ['view-outside-storage'],
  'duplicate_entry.pt': ['repeated-entry', 'unused-storages'],
  'slip_entry.pt': [],
};

const DIRECTORIES = { 'folder.pt': 'directory', 'unpacked.ckpt': 'unpacked-checkpoint' };

/** Files with values that cannot be read: asking for digests says so, and does not fail. */
const UNREADABLE = ['storage_short.pt', 'byteorder_BIG.pt', 'shape_beyond_storage.pt'];

describe.runIf(hasCorpus)('damaged files', () => {
  const broken = join(CORPUS, 'broken');
  const kindOf = (error: unknown) => {
    expect(error).toBeInstanceOf(CkptError);
    return (error as CkptError).kind;
  };

  it('are all accounted for', () => {
    const manifest: { file: string }[] = JSON.parse(
      readFileSync(join(broken, 'manifest.json'), 'utf8'),
    );
    const files = manifest.map(({ file }) => file).sort();
    const known = [...Object.keys(REFUSED), ...Object.keys(OPENED), ...Object.keys(DIRECTORIES)];
    expect(known.sort()).toEqual(files);
    announce(
      `corpus/broken: ${files.length} files, ${Object.keys(REFUSED).length} refused by name`,
    );
  });

  for (const [file, kind] of Object.entries(REFUSED)) {
    it(`${file} is refused as ${kind}`, async () => {
      expect(kindOf(await openPath(join(broken, file)).catch((error) => error))).toBe(kind);
    });
  }

  for (const [file, kinds] of Object.entries(OPENED)) {
    it(`${file} opens with ${kinds.join(', ') || 'nothing to remark'}`, async () => {
      const { root, anomalies } = await openPath(join(broken, file));
      expect(anomalies.map(({ kind }) => kind)).toEqual(kinds);
      const unread: { kind: string }[] = [];
      await digestsOf([root], sha256, { anomalies: unread as never });
      expect(unread.map(({ kind }) => kind).length > 0).toBe(UNREADABLE.includes(file));
    });
  }

  for (const [name, kind] of Object.entries(DIRECTORIES)) {
    it(`${name} is a ${kind}`, async () => {
      expect(kindOf(await openFile(join(broken, name)).catch((error) => error))).toBe(kind);
    });
  }
});

if (!hasCorpus) announce('the corpus is not beside the project: its damaged files were not opened');
