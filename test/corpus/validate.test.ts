import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import { validatePaths } from '../../src/operations/validate-paths.ts';
import type { Validation, Verdict } from '../../src/operations/validation.ts';
import { fileRules } from '../../src/rules/file-rules.ts';
import { announce, CORPUS, goldenCases, hasCorpus } from '../support/corpus.ts';

const disk = {
  open: openFile,
  directory: (path: string) => nodeDirectory(path),
  sibling: (path: string, name: string) => join(path, '..', name),
};

/** What the rules of the bytes find, whatever the question. */
function validated(path: string): Promise<Validation> {
  return validatePaths([path], disk, {
    rules: fileRules,
    questions: ['load', 'resume', 'eval', 'share'],
  });
}

/** Errors and warnings: notes are no reproach. */
function reproaches({ findings }: Validation): string[] {
  return findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule);
}

const NONE: readonly string[] = [];
const BROKEN: Readonly<Record<string, readonly [Verdict, readonly string[]]>> = {
  // A flipped bit of a storage takes reading it to see, and torch never looks at the strange name.
  'bitflip_storage.pt': ['sound', NONE],
  'slip_entry.pt': ['sound', NONE],
  'plain_pickle_tensor.pkl': ['sound', NONE],
  'bitflip_pickle.pt': ['unsound', ['zip/crc-mismatch']],
  'byteorder_BIG.pt': ['unsound', ['torch/unknown-byte-order']],
  'crc_central.pt': ['unsound', ['zip/crc-mismatch']],
  'crlf_damaged.pt': ['unsound', ['file/text-mode-transfer']],
  'duplicate_entry.pt': ['unsound', ['zip/duplicate-name']],
  'empty.pt': ['undecided', ['file/no-checkpoint']],
  'folder.pt': ['undecided', ['file/unreadable']],
  'gzip.pt': ['undecided', ['file/no-checkpoint']],
  'hdf5.pt': ['undecided', ['file/unsupported']],
  'html.pth': ['undecided', ['file/no-checkpoint']],
  'html_lower.pt': ['undecided', ['file/no-checkpoint']],
  'json_error.bin': ['undecided', ['file/no-checkpoint']],
  'leading_junk.pt': ['unsound', ['zip/leading-bytes']],
  'legacy_named.safetensors': ['sound', ['file/wrong-extension']],
  'legacy_trailing.pt': ['sound', ['file/trailing-bytes']],
  'legacy_truncated_10.pt': ['unsound', ['file/truncated']],
  'legacy_truncated_half.pt': ['unsound', ['file/truncated']],
  'legacy_truncated_last_storage.pt': ['unsound', ['torch/storage-cut-short']],
  'legacy_truncated_magic.pt': ['unsound', ['file/truncated']],
  'legacy_truncated_pickle.pt': ['unsound', ['file/truncated']],
  'lfs_pointer.ckpt': ['undecided', ['file/no-checkpoint']],
  'macosx.pt': ['unsound', ['zip/outside-folder']],
  'no_data_pkl.pt': ['unsound', ['torch/no-pickle']],
  'no_prefix.pt': ['unsound', ['zip/no-folder']],
  'no_version.pt': ['unsound', ['torch/no-version']],
  'npy.pt': ['undecided', ['file/unsupported']],
  'offset_central.pt': ['unsound', ['zip/broken']],
  'one_byte.pt': ['undecided', ['file/no-checkpoint']],
  'pickle_bad_opcode.pt': ['unsound', ['pickle/malformed']],
  'pickle_garbage.pt': ['unsound', ['file/truncated']],
  'pickle_no_stop.pt': ['unsound', ['file/truncated']],
  'pickle_truncated.pt': ['unsound', ['file/truncated']],
  'plain_pickle.pt': ['unsound', ['torch/plain-pickle']],
  'plain_text.ckpt': ['undecided', ['file/no-checkpoint']],
  'pt_named.safetensors': ['sound', ['file/wrong-extension']],
  'pt_named.txt': ['sound', ['file/wrong-extension']],
  'random.pt': ['undecided', ['file/no-checkpoint']],
  'safetensors_named.pt': ['sound', ['file/wrong-extension']],
  'shape_beyond_storage.pt': ['unsound', ['tensor/outside-storage']],
  'storage_long.pt': ['unsound', ['torch/storage-size']],
  'storage_missing.pt': ['unsound', ['torch/missing-storage']],
  'storage_short.pt': ['unsound', ['torch/storage-size']],
  'trailing_70000.pt': ['unsound', ['zip/trailing-bytes']],
  'truncated_after_pickle.pt': ['unsound', ['file/truncated']],
  'truncated_central.pt': ['unsound', ['file/truncated']],
  'truncated_eocd.pt': ['unsound', ['file/truncated']],
  'truncated_half.pt': ['unsound', ['file/truncated']],
  'truncated_header_only.pt': ['unsound', ['file/truncated']],
  'truncated_in_pickle.pt': ['unsound', ['file/truncated']],
  'truncated_last_byte.pt': ['unsound', ['file/truncated']],
  'truncated_no_central.pt': ['unsound', ['file/truncated']],
  'truncated_then_zeros.pt': ['unsound', ['file/truncated']],
  'two_bytes.pt': ['undecided', ['file/no-checkpoint']],
  'unpacked.ckpt': ['undecided', ['file/unreadable']],
  'utf16.pt': ['undecided', ['file/no-checkpoint']],
  'version_99.pt': ['unsound', ['torch/newer-version']],
  'xml_error.pt': ['undecided', ['file/no-checkpoint']],
  'zeros.pt': ['undecided', ['file/no-checkpoint']],
  'zipped_checkpoint.pt': ['undecided', ['file/no-checkpoint']],
};

/** Files that are odd on purpose although torch loads them. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  'hf/shards_without_index/model-00001-of-00003.safetensors': ['shards/no-index'],
  'torch/skip_data.pt': ['torch/skipped-data'],
  'torch/trailing_bytes.pt': ['file/trailing-bytes'],
};

/** Indexes with one thing wrong, and the member of the finding’s data that says so. */
const INDEXES: Readonly<Record<string, readonly [string, string?, unknown?]>> = {
  index_missing_shard: ['shards/missing', 'shard', 'model-00002-of-00003.safetensors'],
  index_wrong_shard: ['shards/tensor-not-in-shard', 'foundIn', 'model-00003-of-00003.safetensors'],
  index_extra_tensor: ['shards/tensor-not-in-shard', 'tensor', 'model.ghost.weight'],
  index_unlisted_tensor: ['shards/unlisted-tensor', 'tensor', 'lm_head.weight'],
  index_traversal: ['shards/outside-folder', 'shard', '../../../etc/passwd'],
  index_absolute: ['shards/outside-folder', 'shard', '/etc/passwd'],
  index_total_size: ['shards/total-size', 'index', 27944],
  shard_truncated: ['shards/broken', 'shard', 'model-00001-of-00003.safetensors'],
  shard_duplicate: ['shards/tensor-twice'],
  index_bad_json: ['file/truncated'],
  shards_without_index: ['shards/no-index', 'total', 3],
};

describe.runIf(hasCorpus)('validation of the corpus', () => {
  const broken = join(CORPUS, 'broken');

  it('accounts for every damaged file', () => {
    const files = readdirSync(broken).filter((name) => !name.endsWith('.json'));
    expect(files.sort()).toEqual(Object.keys(BROKEN).sort());
    announce(`corpus/broken: ${files.length} files validated`);
  });

  for (const [file, [verdict, rules]] of Object.entries(BROKEN)) {
    it(`${file}: ${verdict}, ${rules.join(', ') || 'nothing'}`, async () => {
      const validation = await validated(join(broken, file));
      expect(reproaches(validation)).toEqual(rules);
      expect(validation.verdict).toBe(verdict);
    });
  }

  for (const [folder, [rule, member, value]] of Object.entries(INDEXES)) {
    it(`hf/${folder}: ${rule}`, async () => {
      const validation = await validated(join(CORPUS, 'hf', folder));
      expect(reproaches(validation)).toEqual([rule]);
      if (member !== undefined) expect(validation.findings[0]?.data[member]).toBe(value);
    });
  }

  for (const folder of ['torch', 'third-party', 'lightning', 'hf', 'runs', 'dcp', 'deepspeed']) {
    const sound = (hasCorpus ? goldenCases(join(CORPUS, folder)) : []).filter(
      ({ file, golden }) =>
        statSync(file).isFile() && 'root' in JSON.parse(readFileSync(golden, 'utf8')),
    );

    it(`finds nothing wrong with what torch loads: ${folder}`, async () => {
      expect(sound.length).toBeGreaterThan(20);
      for (const { name, file } of sound) {
        const validation = await validated(file);
        const path = `${folder}/${name}`;
        expect({ path, found: reproaches(validation) }).toEqual({ path, found: ODD[path] ?? [] });
      }
      announce(`corpus/${folder}: ${sound.length} sound files without an error or warning`);
    });
  }
});

if (!hasCorpus) announce('the corpus is not beside the project: nothing of it was validated');
