/**
 * Names that do something when they are called, or lead to names that do. Whoever may call one of
 * these while a file is loaded runs what the file says: the list cannot be complete, and what is in
 * neither table is unknown rather than harmless.
 */

/** Full names, by why. */
export const DANGEROUS_NAMES: readonly (readonly [
  reason: string,
  module: string,
  names: string,
])[] = [
  [
    'it runs what it is given',
    'builtins',
    'eval exec execfile compile open input __import__ breakpoint map filter zip apply reload',
  ],
  [
    'it reaches any attribute, and so any function',
    'builtins',
    'getattr setattr delattr hasattr vars globals locals dir super',
  ],
  [
    'it reaches any attribute, and so any function',
    'operator',
    'attrgetter methodcaller itemgetter call',
  ],
  [
    'it reaches any attribute, and so any function',
    '_operator',
    'attrgetter methodcaller itemgetter call',
  ],
  ['it runs what it is given', 'functools', 'partial partialmethod reduce singledispatch'],
  ['it runs what it is given', '_functools', 'partial reduce'],
  [
    'it makes names that later pickles use by number',
    'copyreg',
    'add_extension remove_extension pickle',
  ],
  ['it makes functions of bytes', 'types', 'CodeType FunctionType LambdaType MethodType'],
  ['it runs a program', 'uuid', '_get_command_stdout _popen getnode'],
  ['it opens files or connections', 'logging', 'FileHandler basicConfig'],
  ['it opens files or connections', 'codecs', 'open'],
  ['it unpickles bytes or files, without restrictions', 'yaml', 'load unsafe_load full_load'],
  ['it unpickles bytes or files, without restrictions', 'torch', 'load'],
  ['it unpickles bytes or files, without restrictions', 'torch.serialization', 'load'],
  ['it unpickles bytes or files, without restrictions', 'torch.storage', '_load_from_bytes'],
  ['it unpickles bytes or files, without restrictions', 'numpy', 'load loads'],
  [
    'it reads or writes files',
    'numpy',
    'fromfile memmap savetxt genfromtxt loadtxt save DataSource',
  ],
  ['it unpickles bytes or files, without restrictions', 'numpy.lib.npyio', 'load'],
  ['it unpickles bytes or files, without restrictions', 'numpy.lib._npyio_impl', 'load'],
  ['it unpickles bytes or files, without restrictions', 'pandas', 'read_pickle'],
  ['it opens files or connections', 'pandas', 'read_csv read_json read_html read_excel read_table'],
  ['it unpickles bytes or files, without restrictions', 'pandas.io.pickle', 'read_pickle'],
  ['it runs what it is given', 'pandas.core.computation.eval', 'eval'],
  ['it runs a program', 'torch.utils.collect_env', 'run run_and_read_all'],
  ['it runs what it is given', 'torch.jit.annotations', 'parse_type_line'],
  ['it runs what it is given', 'torch.fx.experimental.symbolic_shapes', 'ShapeEnv'],
  [
    'it unpickles bytes or files, without restrictions',
    'torch.utils._config_module',
    'ConfigModule ConfigModule.load_config',
  ],
  [
    'it unpickles bytes or files, without restrictions',
    'torch.utils.data.datapipes.utils.decoder',
    'basichandlers',
  ],
  ['it runs a program', 'imaplib', 'IMAP4_stream'],
  ['it runs a program', 'mailcap', 'findmatch'],
];

/** Modules with all that is below them, by why. */
export const DANGEROUS_MODULES: readonly (readonly [reason: string, modules: string])[] = [
  [
    'it is a way to the operating system',
    `os posix nt sys subprocess _posixsubprocess commands popen2 pty pexpect pipes signal multiprocessing
    _multiprocessing concurrent.futures threading _thread webbrowser resource posixpath ntpath
    _osx_support _aix_support platform msilib winreg _winreg _winapi ctypes _ctypes cffi gc inspect
    antigravity this faulthandler sched atexit curses readline`,
  ],
  [
    'it reads or writes files',
    `shutil tempfile linecache fileinput glob filecmp mmap io _io _pyio sqlite3 _sqlite3 dbm tarfile
    zipfile gzip bz2 lzma zipimport netrc configparser csv mailbox wave aifc sunau
    logging.config logging.handlers`,
  ],
  [
    'it opens connections',
    `socket _socket ssl _ssl socketserver SocketServer http httplib urllib urllib2 urllib3 requests httpx
    aiohttp asyncio _asyncio smtplib smtpd ftplib poplib nntplib telnetlib imaplib xmlrpc xmlrpclib
    select selectors asyncore asynchat wsgiref cgi cgitb paramiko fabric websockets boto3 botocore`,
  ],
  [
    'it runs or imports code',
    `runpy importlib imp _imp _frozen_importlib _frozen_importlib_external zipapp code codeop pydoc
    pkgutil timeit cProfile profile pdb bdb trace doctest idlelib lib2to3 test.support venv ensurepip
    pip distutils setuptools site sitecustomize usercustomize py_compile compileall modulefinder ast
    symtable tokenize rlcompleter _pyrepl _interpreters _xxsubinterpreters interpreters unittest
    torch.hub torch.jit torch.utils.cpp_extension torch._inductor torch._dynamo torch.distributed.rpc
    torch.utils.bottleneck torch.fx.graph_module torch.package torch.testing numpy.testing numpy.f2py
    numpy.distutils numba cython Cython pyximport IPython ipykernel nbformat mlflow.projects
    jinja2 mako execnet ptyprocess sh plumbum invoke`,
  ],
  [
    'it unpickles bytes or files, without restrictions',
    `pickle _pickle cPickle cloudpickle dill joblib shelve marshal jsonpickle`,
  ],
  [
    'it is a scanner of pickles, which a checkpoint has no reason to load',
    'fickling picklescan modelscan modelaudit saferpickle model_unpickler',
  ],
  ['it is Python 2’s module of built-in functions', '__builtin__'],
];
