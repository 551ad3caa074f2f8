/** What allowing a name lets a checkpoint do. */
import { DANGEROUS_MODULES, DANGEROUS_NAMES } from './dangerous-names.ts';

type Harmless = 'yes' | 'no' | 'unknown';

export interface Judgement {
  readonly harmless: Harmless;
  readonly reason: string;
}

const VALUE = 'it is a plain value, and making one runs no code of the file’s choosing';
const TYPE = 'it is a type of Python’s that holds what it is given';
const NUMPY = 'it makes numpy values from bytes';
const DISTRIBUTED = 'it is a part of the metadata of a distributed checkpoint';
const OMEGACONF = 'it holds settings; resolvers run only when a value is read';

/** Full names. https://docs.python.org/3/library/pickle.html#restricting-globals */
const NAMES: ReadonlyMap<string, Judgement> = new Map([
  ...judged(
    'yes',
    TYPE,
    'builtins',
    'bytes frozenset slice range tuple list dict int float str bool object type',
  ),
  ...judged('yes', TYPE, 'collections', 'defaultdict deque UserDict UserList UserString ChainMap'),
  ...judged('yes', VALUE, 'argparse', 'Namespace'),
  ...judged('yes', VALUE, 'types', 'SimpleNamespace'),
  ...judged('yes', VALUE, 'datetime', 'date datetime time timedelta timezone'),
  ...judged('yes', VALUE, 'decimal', 'Decimal'),
  ...judged('yes', VALUE, 'fractions', 'Fraction'),
  ...judged('yes', VALUE, 'uuid', 'UUID'),
  ...judged(
    'yes',
    VALUE,
    'pathlib',
    'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath',
  ),
  ...judged('yes', VALUE, 'typing', 'Any'),
  ...judged(
    'yes',
    NUMPY,
    'numpy',
    'ndarray dtype bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128 str_ bytes_',
  ),
  ...judged('yes', NUMPY, 'numpy._core.multiarray', '_reconstruct scalar'),
  ...judged('yes', NUMPY, 'numpy.core.multiarray', '_reconstruct scalar'),
  ...judged(
    'yes',
    'it holds a random state',
    'numpy.random._pickle',
    '__randomstate_ctor __generator_ctor __bit_generator_ctor',
  ),
  ...judged(
    'yes',
    'it makes instances of classes that are allowed themselves',
    'copyreg',
    '_reconstructor __newobj__',
  ),
  ...judged(
    'yes',
    'it rebuilds a tensor from its parts',
    'torch._utils',
    '_rebuild_sparse_csr_tensor',
  ),
  ...judged(
    'yes',
    DISTRIBUTED,
    'torch.distributed.checkpoint.metadata',
    'Metadata TensorStorageMetadata ChunkStorageMetadata BytesStorageMetadata TensorProperties MetadataIndex StorageMeta _MEM_FORMAT_ENCODING',
  ),
  ...judged('yes', DISTRIBUTED, 'torch.distributed.checkpoint.filesystem', '_StorageInfo'),
  ...judged(
    'yes',
    'it makes values of a script',
    'torch.jit._pickle',
    'build_intlist build_doublelist build_boollist build_tensorlist build_tensor_from_id restore_type_tag',
  ),
  ...judged('yes', VALUE, 'torch._dynamo.decorators', '_DimRange'),
  ...judged('yes', 'it holds bytes or text', 'io', 'BytesIO StringIO'),
  ...judged('yes', 'it holds bytes or text', '_io', 'BytesIO StringIO'),
  ...DANGEROUS_NAMES.flatMap(([reason, module, names]) => judged('no', reason, module, names)),
]);

/** Modules, with all that is below them. */
const MODULES: ReadonlyMap<string, Judgement> = new Map([
  ...modules('yes', OMEGACONF, 'omegaconf'),
  ...modules('yes', NUMPY, 'numpy.dtypes'),
  ...modules(
    'yes',
    'it is a class of torch’s, whose attributes are set',
    'torch.nn.modules torch.nn.parameter torch.optim',
  ),
  ...DANGEROUS_MODULES.flatMap(([reason, names]) => modules('no', reason, names)),
]);

/** Rows have no more: a hostile name may have millions. */
const MOST_STEPS = 4;

/** What is known of a name, from its own row or that of a module it is in. */
export function judgement(module: string, name: string): Judgement {
  const own = NAMES.get(`${module}.${name}`);
  if (own !== undefined) return own;
  const steps = module.split('.', MOST_STEPS);
  for (let length = steps.length; length > 0; length -= 1) {
    const known = MODULES.get(steps.slice(0, length).join('.'));
    if (known !== undefined) return known;
  }
  const [owner = module] = steps;
  return {
    harmless: 'unknown',
    reason: `it runs code of ${owner}: look at its __new__ and __setstate__ first`,
  };
}

/** Whether the name itself was looked at, rather than the module that it is in. */
export function isJudgedByName(module: string, name: string): boolean {
  return NAMES.has(`${module}.${name}`);
}

function judged(harmless: Harmless, reason: string, module: string, names: string) {
  return names.split(/\s+/).map((name) => [`${module}.${name}`, { harmless, reason }] as const);
}

function modules(harmless: Harmless, reason: string, names: string) {
  return names.split(/\s+/).map((name) => [name, { harmless, reason }] as const);
}
