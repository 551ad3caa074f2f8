"""A stand-in for the `pickle` module that never runs code named by a file.

`torch.load(path, pickle_module=neutral_pickle)` does all of torch's own work (containers, storages,
byte order) and gets the tree from the `Unpickler` here. Names that build tensors, arrays or plain
Python values are run for real. Every other class or function stays a `Global`, and calling one
gives a `Neutral`, which remembers the call instead of making it.
"""

import codecs
import collections
import io
import pickle
import struct
import _compat_pickle
from pickle import PickleError, PicklingError, UnpicklingError  # noqa: F401  torch looks for them

import numpy
import torch


class Global:
    """A class or function of the file: its full Python 3 name, and what runs when it is called."""

    def __init__(self, name, run=None):
        """`run` makes the real value from arguments; without it calls are only remembered."""
        self.name = name
        self.run = run
        self.__name__ = name.rpartition('.')[2]
        self.__module__ = name.rpartition('.')[0]
        self.dump_patches = False

    def __call__(self, *args, **kwargs):
        """The real value where it is safe to make, else a `Neutral`."""
        return self.run(*args, **kwargs) if self.run else Neutral(self, args, kwargs)


class Neutral:
    """An instance of an unknown class, or a call that was not made."""

    def __init__(self, callee, args=(), kwargs=None):
        """`callee` is a `Global`, or any value of the file that the file calls."""
        self.callee = callee
        self.args = args
        self.kwargs = kwargs or {}
        self.items = []
        self.elements = []

    def __call__(self, *args):
        """A call of something that is itself the result of a call."""
        return Neutral(self, args)

    def __setstate__(self, state):
        """What BUILD gives the instance."""
        self.state = state

    def __setitem__(self, key, value):
        """What SETITEM gives the instance."""
        self.items.append((key, value))

    def append(self, element):
        """What APPEND and ADDITEMS give the instance."""
        self.elements.append(element)

    add = append


class Unpickler(pickle._Unpickler):
    """Python's own unpickler, written in Python, with neutral names and neutral instances."""

    dispatch = dict(pickle._Unpickler.dispatch)

    def load(self):
        """As Python's own unpickler in C, which has but one error for a broken pickle."""
        try:
            return super().load()
        except (IndexError, KeyError, struct.error) as error:
            raise UnpicklingError(f'broken pickle ({type(error).__name__}: {error})') from error

    def find_class(self, module, name):
        """The value for a name of the file, spelled as Python 3 spells it."""
        if self.proto < 3 and self.fix_imports:
            module, name = python3_name(module, name)
        return lookup(module, name)

    def load_newobj(self):
        """`cls.__new__(cls, *args)`"""
        args = self.stack.pop()
        cls = self.stack.pop()
        self.append(new_object(cls, args, {}))

    def load_newobj_ex(self):
        """`cls.__new__(cls, *args, **kwargs)`"""
        kwargs = self.stack.pop()
        args = self.stack.pop()
        cls = self.stack.pop()
        self.append(new_object(cls, args, kwargs))

    def load_build(self):
        """Torch gives a `__dict__` to values that Python's unpickler would refuse to build."""
        if isinstance(self.stack[-2], Global):
            self.stack[-2] = Neutral(self.stack[-2])
        super().load_build()

    def _instantiate(self, cls, args):
        """INST and OBJ, from the time of old-style classes."""
        self.append(cls(*args))

    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex
    dispatch[pickle.BUILD[0]] = load_build


def load(file, **options):
    """As `pickle.load`. The legacy torch formats hold several pickles and call this for each."""
    return Unpickler(file, **options).load()


def loads(data, **options):
    """As `pickle.loads`."""
    return load(io.BytesIO(data), **options)


def new_object(cls, args, kwargs):
    """An instance made by `__new__`: of torch's own classes for real, of others neutral."""
    if isinstance(cls, Global):
        return cls(*args, **kwargs)
    return cls.__new__(cls, *args, **kwargs)


def python3_name(module, name):
    """The name that Python 3 gives to a name pickled in Python 2's spelling."""
    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[(module, name)]
    return _compat_pickle.IMPORT_MAPPING.get(module, module), name


def lookup(module, name):
    """A constant of torch's, or the `Global` of that name."""
    if module == 'torch':
        value = getattr(torch, name, None)
        if isinstance(value, (torch.dtype, torch.qscheme, torch.memory_format)):
            return value
    if module in ('torch', 'torch.storage') and name.endswith('Storage'):
        return getattr(torch, name)
    full_name = f'{module}.{name}'
    return Global(full_name, runner(full_name))


def runner(full_name):
    """What makes the real value, for names that are known to be harmless."""
    if full_name in RUNNERS:
        return RUNNERS[full_name]
    if full_name.startswith('torch._utils._rebuild_'):
        return getattr(torch._utils, full_name.rpartition('.')[2], None)
    return None


def get_attribute(holder, name):
    """`getattr(Class, "name")` is how older pickles spell a nested name."""
    if isinstance(holder, Global):
        full_name = f'{holder.name}.{name}'
        return Global(full_name, runner(full_name))
    return Neutral(Global('builtins.getattr'), (holder, name))


def rebuild_from_type(function, cls, args, state):
    """A tensor of a subclass: the real tensor, with the name of its class beside it."""
    if function.run is None or function.name == 'torch._utils._rebuild_wrapper_subclass':
        return Neutral(Global('torch._tensor._rebuild_from_type_v2'), (function, cls, args, state))
    tensor = function(*args)
    if cls.name not in PLAIN_TENSOR_CLASSES:
        tensor.neutral_subclass = (cls.name, state)
    return tensor


def numpy_array(cls, shape, typecode):
    """`_reconstruct`: an empty array for BUILD to fill."""
    if cls.name == 'numpy.ndarray':
        return numpy.ndarray.__new__(numpy.ndarray, shape, typecode)
    return Neutral(Global('numpy._core.multiarray._reconstruct'), (cls, shape, typecode))


def storage_from_bytes(data):
    """A storage in a plain pickle is a whole legacy torch file."""
    return torch.load(
        io.BytesIO(data),
        map_location=lambda storage, location: storage,
        pickle_module=__import__(__name__),
        weights_only=False,
    )


PLAIN_TENSOR_CLASSES = {
    'torch.Tensor',
    'torch.nn.parameter.Parameter',
    'torch.nn.parameter.Buffer',
}

RUNNERS = {
    'builtins.bytearray': bytearray,
    'builtins.bytes': bytes,
    'builtins.complex': complex,
    'builtins.frozenset': frozenset,
    'builtins.getattr': get_attribute,
    'builtins.set': set,
    'collections.Counter': collections.Counter,
    'collections.OrderedDict': collections.OrderedDict,
    'collections.defaultdict': collections.defaultdict,
    '_codecs.encode': codecs.encode,
    'numpy.dtype': numpy.dtype,
    'torch.Size': torch.Size,
    'torch.device': torch.device,
    'torch.nn.parameter.Parameter': torch.nn.Parameter,
    'torch._tensor._rebuild_from_type_v2': rebuild_from_type,
    'torch.serialization._get_layout': torch.serialization._get_layout,
    'torch.storage._load_from_bytes': storage_from_bytes,
}
for core in ('numpy.core', 'numpy._core'):
    RUNNERS[f'{core}.multiarray._reconstruct'] = numpy_array
    RUNNERS[f'{core}.multiarray.scalar'] = numpy._core.multiarray.scalar
    RUNNERS[f'{core}.numeric._frombuffer'] = numpy._core.numeric._frombuffer
