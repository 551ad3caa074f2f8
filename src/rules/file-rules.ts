import { duplicateKey } from './file/duplicate-key.ts';
import { limit } from './file/limit.ts';
import { malformed as fileMalformed } from './file/malformed.ts';
import { noCheckpoint } from './file/no-checkpoint.ts';
import { salvaged } from './file/salvaged.ts';
import { textModeTransfer } from './file/text-mode-transfer.ts';
import { trailingBytes as fileTrailingBytes } from './file/trailing-bytes.ts';
import { truncated } from './file/truncated.ts';
import { unreadable as fileUnreadable } from './file/unreadable.ts';
import { unsupported } from './file/unsupported.ts';
import { wrongExtension } from './file/wrong-extension.ts';
import { breaksOff } from './pickle/breaks-off.ts';
import { malformed as pickleMalformed } from './pickle/malformed.ts';
import { trailingBytes as pickleTrailingBytes } from './pickle/trailing-bytes.ts';
import { unknownReference } from './pickle/unknown-reference.ts';
import { dtypes } from './policy/dtypes.ts';
import { globals } from './policy/globals.ts';
import { metadata } from './policy/metadata.ts';
import { size } from './policy/size.ts';
import type { Rule } from './rule.ts';
import { dataLength } from './safetensors/data-length.ts';
import { dtypeAsObject } from './safetensors/dtype-as-object.ts';
import { entryAsList } from './safetensors/entry-as-list.ts';
import { header } from './safetensors/header.ts';
import { inexactShape } from './safetensors/inexact-shape.ts';
import { layout } from './safetensors/layout.ts';
import { leadingSpace } from './safetensors/leading-space.ts';
import { noFormat } from './safetensors/no-format.ts';
import { nullMetadata } from './safetensors/null-metadata.ts';
import { padding } from './safetensors/padding.ts';
import { unknownField } from './safetensors/unknown-field.ts';
import { broken as shardsBroken } from './shards/broken.ts';
import { index } from './shards/index.ts';
import { missing } from './shards/missing.ts';
import { noIndex } from './shards/no-index.ts';
import { outsideFolder as shardsOutsideFolder } from './shards/outside-folder.ts';
import { tensorNotInShard } from './shards/tensor-not-in-shard.ts';
import { tensorTwice } from './shards/tensor-twice.ts';
import { totalSize } from './shards/total-size.ts';
import { unlistedTensor } from './shards/unlisted-tensor.ts';
import { allZero } from './tensor/all-zero.ts';
import { emptyParameters } from './tensor/empty-parameters.ts';
import { impossible } from './tensor/impossible.ts';
import { mixedDtypes } from './tensor/mixed-dtypes.ts';
import { noData } from './tensor/no-data.ts';
import { notFinite } from './tensor/not-finite.ts';
import { outsideStorage } from './tensor/outside-storage.ts';
import { unreadable as tensorUnreadable } from './tensor/unreadable.ts';
import { wastedStorage } from './tensor/wasted-storage.ts';
import { bigEndian } from './torch/big-endian.ts';
import { brokenNestedStorage } from './torch/broken-nested-storage.ts';
import { legacyFormat } from './torch/legacy-format.ts';
import { missingStorage } from './torch/missing-storage.ts';
import { newerVersion } from './torch/newer-version.ts';
import { noPickle } from './torch/no-pickle.ts';
import { noVersion } from './torch/no-version.ts';
import { pickleProtocol } from './torch/pickle-protocol.ts';
import { plainPickle } from './torch/plain-pickle.ts';
import { skippedData } from './torch/skipped-data.ts';
import { storageCutShort } from './torch/storage-cut-short.ts';
import { storageSize } from './torch/storage-size.ts';
import { unknownByteOrder } from './torch/unknown-byte-order.ts';
import { unreadCode } from './torch/unread-code.ts';
import { unreferencedStorage } from './torch/unreferenced-storage.ts';
import { untypedStorage } from './torch/untyped-storage.ts';
import { unusedStorages } from './torch/unused-storages.ts';
import { broken as zipBroken } from './zip/broken.ts';
import { crcMismatch } from './zip/crc-mismatch.ts';
import { displacedDirectory } from './zip/displaced-directory.ts';
import { duplicateName } from './zip/duplicate-name.ts';
import { leadingBytes } from './zip/leading-bytes.ts';
import { noChecksums } from './zip/no-checksums.ts';
import { noFolder } from './zip/no-folder.ts';
import { outsideFolder as zipOutsideFolder } from './zip/outside-folder.ts';
import { trailingBytes as zipTrailingBytes } from './zip/trailing-bytes.ts';

/** What the bytes of a checkpoint have to be, whatever it was trained for. */
export const fileRules: readonly Rule[] = [
  // The file
  fileUnreadable,
  noCheckpoint,
  unsupported,
  limit,
  truncated,
  fileMalformed,
  textModeTransfer,
  wrongExtension,
  fileTrailingBytes,
  duplicateKey,
  salvaged,
  // Archives
  leadingBytes,
  zipTrailingBytes,
  zipBroken,
  displacedDirectory,
  noFolder,
  zipOutsideFolder,
  duplicateName,
  noChecksums,
  crcMismatch,
  // PyTorch’s files
  noPickle,
  noVersion,
  newerVersion,
  unknownByteOrder,
  skippedData,
  missingStorage,
  storageSize,
  storageCutShort,
  unreferencedStorage,
  unusedStorages,
  untypedStorage,
  pickleProtocol,
  brokenNestedStorage,
  unreadCode,
  bigEndian,
  legacyFormat,
  plainPickle,
  // Pickles
  pickleMalformed,
  breaksOff,
  pickleTrailingBytes,
  unknownReference,
  // safetensors
  header,
  layout,
  dataLength,
  nullMetadata,
  leadingSpace,
  padding,
  unknownField,
  entryAsList,
  dtypeAsObject,
  inexactShape,
  noFormat,
  // Checkpoints in several files
  index,
  shardsOutsideFolder,
  missing,
  shardsBroken,
  tensorNotInShard,
  unlistedTensor,
  tensorTwice,
  totalSize,
  noIndex,
  // Tensors
  outsideStorage,
  impossible,
  tensorUnreadable,
  notFinite,
  allZero,
  wastedStorage,
  mixedDtypes,
  emptyParameters,
  noData,
  // What a policy asks
  globals,
  metadata,
  dtypes,
  size,
];
