import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { CkptError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { openFile } from '../../src/node/file.ts';
import { verify } from '../../src/operations/verify/verify.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';

const ALL = ['state_dict.enc.weight', 'state_dict.enc.bias', 'state_dict.dec.weight'];
const [FIRST = '', BIAS = '', LAST = ''] = ALL;

/** Each file’s verdict, and the tensors that are named; `none` where nothing can be told. */
const EXPECTED: Readonly<Record<string, readonly [verdict: string, ...tensors: string[]]>> = {
  'bitflip_pickle.pt': ['damaged', ...ALL],
  'bitflip_storage.pt': ['damaged', FIRST],
  'byteorder_BIG.pt': ['intact'],
  'crc_central.pt': ['damaged', ...ALL],
  'crlf_damaged.pt': ['damaged'],
  'duplicate_entry.pt': ['intact'],
  'empty.pt': ['damaged'],
  'gzip.pt': ['none'],
  'hdf5.pt': ['none'],
  'html.pth': ['none'],
  'html_lower.pt': ['none'],
  'json_error.bin': ['none'],
  'leading_junk.pt': ['damaged'],
  'legacy_named.safetensors': ['consistent'],
  'legacy_trailing.pt': ['consistent'],
  'legacy_truncated_10.pt': ['damaged'],
  'legacy_truncated_half.pt': ['damaged', ...ALL],
  'legacy_truncated_last_storage.pt': ['damaged', LAST],
  'legacy_truncated_magic.pt': ['damaged'],
  'legacy_truncated_pickle.pt': ['damaged'],
  'lfs_pointer.ckpt': ['none'],
  'macosx.pt': ['intact'],
  'no_data_pkl.pt': ['damaged'],
  'no_prefix.pt': ['intact'],
  'no_version.pt': ['intact'],
  'npy.pt': ['none'],
  'offset_central.pt': ['damaged'],
  'one_byte.pt': ['none'],
  'pickle_bad_opcode.pt': ['damaged'],
  'pickle_garbage.pt': ['damaged'],
  'pickle_no_stop.pt': ['damaged'],
  'pickle_truncated.pt': ['damaged'],
  'plain_pickle.pt': ['consistent'],
  'plain_pickle_tensor.pkl': ['consistent'],
  'plain_text.ckpt': ['none'],
  'pt_named.safetensors': ['intact'],
  'pt_named.txt': ['intact'],
  'random.pt': ['none'],
  'safetensors_named.pt': ['consistent'],
  'shape_beyond_storage.pt': ['damaged', FIRST],
  'slip_entry.pt': ['intact'],
  'storage_long.pt': ['damaged', LAST],
  'storage_missing.pt': ['damaged', BIAS],
  'storage_short.pt': ['damaged', FIRST],
  'trailing_70000.pt': ['damaged'],
  'truncated_after_pickle.pt': ['damaged', ...ALL],
  'truncated_central.pt': ['damaged'],
  'truncated_eocd.pt': ['damaged'],
  'truncated_half.pt': ['damaged', LAST],
  'truncated_header_only.pt': ['damaged'],
  'truncated_in_pickle.pt': ['damaged', FIRST],
  'truncated_last_byte.pt': ['damaged'],
  'truncated_no_central.pt': ['damaged'],
  'truncated_then_zeros.pt': ['damaged', LAST],
  'two_bytes.pt': ['none'],
  'utf16.pt': ['none'],
  'version_99.pt': ['intact'],
  'xml_error.pt': ['none'],
  'zeros.pt': ['damaged'],
  'zipped_checkpoint.pt': ['none'],
};

async function verified(file: string): Promise<readonly string[]> {
  const { source, close } = await openFile(join(CORPUS, 'broken', file));
  const openSibling = async () => {
    throw new Error('none of these has siblings');
  };
  try {
    const found = await verify(source, { limits: DEFAULT_LIMITS, crc32, openSibling });
    const tensors = found?.damages.flatMap((damage) => damage.tensors) ?? [];
    return [found?.verdict ?? 'interrupted', ...new Set(tensors)];
  } catch (error) {
    expect(error).toBeInstanceOf(CkptError);
    return ['none'];
  } finally {
    await close();
  }
}

describe.runIf(hasCorpus)('verify, on files that are broken', () => {
  for (const [file, expected] of Object.entries(EXPECTED)) {
    it(`${file}: ${expected[0]}`, async () => {
      expect(await verified(file)).toEqual(expected);
    });
  }
});

announce(
  hasCorpus
    ? `corpus: the verdicts on ${Object.keys(EXPECTED).length} broken files were compared`
    : 'corpus: not there, no verdicts on broken files were compared',
);
