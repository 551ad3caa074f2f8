/** What allowing a name lets a checkpoint do. */

type Harmless = 'yes' | 'no' | 'unknown';

export interface Judgement {
  readonly harmless: Harmless;
  readonly reason: string;
}

const VALUE = 'it is a plain value, and making one runs no code of the file’s choosing';
const TYPE = 'it is a type of Python’s that holds what it is given';
const NUMPY = 'it makes numpy values from bytes';
const OMEGACONF = 'it holds settings; resolvers run only when a value is read';
const RUNS = 'it runs what it is given';
const REACHES = 'it reaches any attribute, and so any function';
const UNPICKLES = 'it unpickles bytes from inside the file, without restrictions';

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
  ...judged('yes', NUMPY, 'numpy', 'ndarray dtype'),
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
    'no',
    RUNS,
    'builtins',
    'eval exec compile open input __import__ breakpoint map filter zip',
  ),
  ...judged('no', REACHES, 'builtins', 'getattr setattr delattr vars globals locals'),
  ...judged('no', REACHES, 'operator', 'attrgetter methodcaller itemgetter'),
  ...judged('no', RUNS, 'functools', 'partial reduce'),
  ...judged('no', UNPICKLES, 'torch.storage', '_load_from_bytes'),
  ...judged('no', UNPICKLES, 'torch', 'load'),
  ...judged('no', UNPICKLES, 'torch.serialization', 'load'),
  ...judged('no', UNPICKLES, 'numpy', 'load'),
  ...judged('no', UNPICKLES, 'joblib', 'load'),
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
  ...modules(
    'no',
    'it is a way to the operating system',
    'os posix nt sys subprocess shutil socket pty ctypes signal multiprocessing webbrowser urllib http ftplib smtplib asyncio tempfile glob io _io',
  ),
  ...modules(
    'no',
    'it runs or imports code',
    'runpy importlib code codeop pydoc pkgutil timeit cProfile profile pdb bdb trace imp types.FunctionType torch.hub torch.jit torch.utils.cpp_extension',
  ),
  ...modules('no', UNPICKLES, 'pickle _pickle marshal dill cloudpickle shelve'),
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

function judged(harmless: Harmless, reason: string, module: string, names: string) {
  return names.split(' ').map((name) => [`${module}.${name}`, { harmless, reason }] as const);
}

function modules(harmless: Harmless, reason: string, names: string) {
  return names.split(' ').map((name) => [name, { harmless, reason }] as const);
}
