/**
 * The names that `torch.load(weights_only=True)` takes without being told, by version. The lists of
 * 1.13 and 2.13 are those of the libraries themselves; what lies between follows the history of
 * https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py
 */
import { isSince, type TorchVersion } from './torch-version.ts';

interface NameGroup {
  readonly since: string;
  /** The first version without them. */
  readonly until?: string;
  readonly names: readonly string[];
  /** The change that brought them. */
  readonly source: string;
}

const words = (text: string) => text.trim().split(/\s+/);
const inModule = (module: string, names: string) => words(names).map((name) => `${module}.${name}`);

const DENSE_TENSORS = `DoubleTensor FloatTensor HalfTensor BFloat16Tensor LongTensor IntTensor
  ShortTensor CharTensor ByteTensor BoolTensor`;
const SPARSE_TENSORS = DENSE_TENSORS.replace('BoolTensor', '');
const STORAGES = `DoubleStorage FloatStorage HalfStorage BFloat16Storage LongStorage IntStorage
  ShortStorage CharStorage ByteStorage BoolStorage ComplexDoubleStorage ComplexFloatStorage`;
const QUANTIZED_STORAGES =
  'QInt8Storage QUInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage';

const FIRST = 'https://github.com/pytorch/pytorch/blob/v1.13.1/torch/_weights_only_unpickler.py';

const NAME_GROUPS: readonly NameGroup[] = [
  {
    since: '1.13',
    names: [
      'collections.OrderedDict',
      'torch.Size',
      'torch.Tensor',
      'torch.nn.parameter.Parameter',
      'torch.serialization._get_layout',
      ...inModule('torch', DENSE_TENSORS),
      ...inModule('torch.cuda', DENSE_TENSORS),
      ...inModule('torch.sparse', SPARSE_TENSORS),
      ...inModule('torch.cuda.sparse', SPARSE_TENSORS),
      ...inModule('torch', STORAGES),
      ...inModule('torch', QUANTIZED_STORAGES),
      ...inModule('torch.cuda', STORAGES),
      ...inModule('torch.storage', 'TypedStorage UntypedStorage'),
      ...inModule(
        'torch._utils',
        `_rebuild_tensor _rebuild_tensor_v2 _rebuild_parameter _rebuild_sparse_tensor
        _rebuild_meta_tensor_no_storage`,
      ),
      ...inModule(
        'torch',
        'complex32 complex64 complex128 float16 float32 float64 int8 int16 int32 int64',
      ),
    ],
    source: FIRST,
  },
  {
    since: '1.13',
    until: '2.0',
    names: ['torch._utils._rebuild_sparse_csr_tensor'],
    source: FIRST,
  },
  {
    since: '2.0',
    names: ['torch._tensor._rebuild_from_type_v2'],
    source: 'https://github.com/pytorch/pytorch/blob/v2.0.1/torch/_weights_only_unpickler.py',
  },
  {
    since: '2.4',
    names: [
      'collections.Counter',
      ...inModule(
        'torch',
        `device bool uint8 bfloat16 qint8 quint8 qint32 quint4x2 quint2x4 float8_e5m2 float8_e4m3fn
        float8_e5m2fnuz float8_e4m3fnuz bits8 bits16 bits1x8 bits2x4 bits4x2 per_tensor_affine
        per_tensor_symmetric per_channel_affine per_channel_symmetric
        per_channel_affine_float_qparams`,
      ),
      ...inModule(
        'torch._utils',
        `_rebuild_parameter_with_state _rebuild_qtensor _rebuild_tensor_v3 _rebuild_nested_tensor
        _rebuild_wrapper_subclass`,
      ),
    ],
    source: 'https://github.com/pytorch/pytorch/blob/v2.4.0/torch/_weights_only_unpickler.py',
  },
  {
    since: '2.5',
    names: [
      '_codecs.encode',
      'builtins.bytearray',
      'torch._utils._rebuild_device_tensor_from_numpy',
    ],
    source: 'https://github.com/pytorch/pytorch/pull/133163',
  },
  {
    since: '2.6',
    names: [
      'builtins.set',
      'builtins.complex',
      ...inModule('torch', 'uint16 uint32 uint64'),
      'torch._utils._rebuild_device_tensor_from_cpu_tensor',
    ],
    source: 'https://github.com/pytorch/pytorch/issues/138851',
  },
  {
    since: '2.7',
    names: inModule(
      'torch',
      `int1 int2 int3 int4 int5 int6 int7 uint1 uint2 uint3 uint4 uint5 uint6 uint7
      float8_e8m0fnu`,
    ),
    source: 'https://github.com/pytorch/pytorch/pull/147500',
  },
  {
    since: '2.8',
    names: ['torch.float4_e2m1fn_x2'],
    source: 'https://github.com/pytorch/pytorch/blob/v2.8.0/torch/storage.py',
  },
  {
    since: '2.14',
    names: ['torch.bcomplex32'],
    source: 'https://github.com/pytorch/pytorch/blob/main/torch/storage.py',
  },
];

/** Names that `import torch` alone adds to the list that users add to. */
const IMPORTED_WITH_TORCH: readonly NameGroup[] = [
  {
    since: '2.6',
    names: inModule('torch.nested._internal.nested_tensor', 'NestedTensor _rebuild_njt'),
    source: 'https://github.com/pytorch/pytorch/blob/v2.13.0/torch/nested/_internal/__init__.py',
  },
  {
    since: '2.13',
    names: inModule('torch.distributed._mesh_layout', '_MeshLayout _FlatLayout'),
    source: 'https://github.com/pytorch/pytorch/blob/v2.13.0/torch/distributed/_mesh_layout.py',
  },
];

/** What `import MODULE` adds, and torch’s words where one of the names is met without it. */
export interface LateNames {
  readonly module: string;
  readonly names: ReadonlySet<string>;
  /** Those of them whose refusal says that the import is missing. */
  readonly hinted: ReadonlySet<string>;
  readonly hint: string;
}

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/_weights_only_unpickler.py (`must be imported`) */
export const LATE_NAMES: readonly LateNames[] = [
  {
    module: 'torch.distributed.tensor',
    ...hintedAndOthers(
      [
        'torch.distributed.device_mesh.DeviceMesh',
        'torch.distributed.tensor.DTensor',
        ...inModule('torch.distributed.tensor._dtensor_spec', 'DTensorSpec TensorMeta'),
        ...inModule('torch.distributed.tensor.placement_types', 'Partial Replicate Shard'),
      ],
      [
        'torch.distributed.tensor._dtensor_spec.ShardOrderEntry',
        'torch.distributed.tensor.placement_types._StridedShard',
      ],
    ),
    hint: '``torch.distributed.tensor`` must be imported to load DTensors',
  },
  {
    module: 'torch._dynamo',
    ...hintedAndOthers(
      [
        ...inModule('torch.nested._internal.nested_tensor', 'NestedTensor _rebuild_njt'),
        'torch._dynamo.decorators._DimRange',
      ],
      [],
    ),
    hint:
      '``torch.nested`` and ``torch._dynamo`` must be imported to load nested jagged tensors ' +
      '(NJTs)',
  },
];

function hintedAndOthers(hinted: readonly string[], others: readonly string[]) {
  return { hinted: new Set(hinted), names: new Set([...hinted, ...others]) };
}

/** What `torch` takes by default. */
export function allowedGlobals(torch: TorchVersion): Set<string> {
  return namesOf(NAME_GROUPS, torch);
}

/** What importing `torch` registers besides. */
export function registeredGlobals(torch: TorchVersion): Set<string> {
  return namesOf(IMPORTED_WITH_TORCH, torch);
}

function namesOf(groups: readonly NameGroup[], torch: TorchVersion): Set<string> {
  const isIn = ({ since, until }: NameGroup) =>
    isSince(torch, since) && (until === undefined || !isSince(torch, until));
  return new Set(groups.filter(isIn).flatMap(({ names }) => names));
}
