"""Writes a tree of real Python, torch and numpy values as typed JSON: see README.md."""

import collections
import json

import numpy
import torch

from neutral_pickle import Global, Neutral
from tensor_facts import elements_of, sha256, storage_bytes, tensor_digest, tensor_parts

DICT_TYPES = {
    dict: None,
    collections.OrderedDict: 'collections.OrderedDict',
    collections.defaultdict: 'collections.defaultdict',
    collections.Counter: 'collections.Counter',
}
SEQUENCE_NAMES = {list: 'list', tuple: 'tuple', set: 'set', frozenset: 'frozenset'}
TORCH_CONSTANTS = {
    torch.dtype: 'dtype',
    torch.layout: 'layout',
    torch.memory_format: 'memory_format',
    torch.qscheme: 'qscheme',
}

# A shared value is encoded each time it is met, so a small file may stand for a tree without end.
VALUE_LIMIT = 2_000_000


class Encoder:
    """Encodes the values of one checkpoint. Storages are numbered in the order they are met."""

    def __init__(self, locations=None):
        """`locations` says which device a storage was saved from, by its address."""
        self.locations = {} if locations is None else locations
        self.numbers = {}
        self.around = {}
        self.alive = []
        self.count = 0

    def encode(self, value, path='#'):
        """One value, at `path` from the root."""
        self.count += 1
        if self.count > VALUE_LIMIT:
            raise ValueError(f'more than {VALUE_LIMIT:,} values')
        if value is None or isinstance(value, bool):
            return value
        if id(value) in self.around:
            return {'ref': self.around[id(value)]}
        self.around[id(value)] = path
        encoded = self.encode_object(value, path)
        del self.around[id(value)]
        return encoded

    def encode_object(self, value, path):
        """A value that is not among the containers around it."""
        kind = type(value)
        if kind in SCALARS:
            return SCALARS[kind](value)
        if kind in SEQUENCE_NAMES:
            return {SEQUENCE_NAMES[kind]: self.sequence(value, path)}
        if kind in DICT_TYPES:
            return self.dict(value, path)
        for classes, encode in self.by_class():
            if isinstance(value, classes):
                return encode(value, path)
        return {'other': type(value).__qualname__}

    def by_class(self):
        """The classes that have subclasses, each with its method."""
        return (
            (torch.Tensor, self.tensor),
            ((torch.storage.TypedStorage, torch.UntypedStorage), self.storage),
            (tuple(TORCH_CONSTANTS), lambda value, path: torch_constant(value)),
            (numpy.ndarray, self.ndarray),
            (numpy.dtype, lambda value, path: {'numpy_dtype': numpy_dtype_name(value)}),
            (numpy.generic, self.numpy_scalar),
            (Global, lambda value, path: {'global': value.name}),
            (Neutral, self.neutral),
            (type, lambda value, path: {'global': f'{value.__module__}.{value.__qualname__}'}),
        )

    def sequence(self, values, path):
        """Items in order; those of a set, which has none, sorted by their JSON."""
        items = [self.encode(item, f'{path}/{index}') for index, item in enumerate(values)]
        if isinstance(values, (set, frozenset)):
            items.sort(key=json.dumps)
        return items

    def pairs(self, pairs, path):
        """The items of a mapping."""
        return [[self.encode(key, path), self.encode(item, step(path, key))] for key, item in pairs]

    def dict(self, value, path):
        """A dict; `type` names the class where it is a subclass."""
        encoded = {'dict': self.pairs(value.items(), path)}
        type_name = DICT_TYPES[type(value)]
        if type_name:
            encoded['type'] = type_name
        return encoded

    def neutral(self, value, path):
        """An instance or a call: only the parts that there are."""
        is_name = isinstance(value.callee, Global)
        args = list(value.args) if is_name else [value.callee, *value.args]
        encoded = {'object': value.callee.name if is_name else 'call'}
        if args:
            encoded['args'] = self.sequence(args, path)
        if value.kwargs:
            encoded['kwargs'] = {
                name: self.encode(item, step(path, name)) for name, item in value.kwargs.items()
            }
        if hasattr(value, 'state'):
            encoded['state'] = self.encode(value.state, path)
        if value.items:
            encoded['items'] = self.pairs(value.items, path)
        if value.elements:
            encoded['elements'] = self.sequence(value.elements, path)
        return encoded

    def ndarray(self, array, path):
        """A numpy array: a digest of its bytes, or the objects in it."""
        encoded = {'dtype': numpy_dtype_name(array.dtype), 'shape': list(array.shape)}
        if array.dtype.hasobject:
            encoded['items'] = self.sequence(array.ravel().tolist(), path)
        else:
            encoded['sha256'] = sha256(array.tobytes())
        return {'ndarray': encoded}

    def numpy_scalar(self, scalar, path):
        """A numpy scalar; dates are their bytes, since Python's own cannot hold them all."""
        is_plain = scalar.dtype.kind in 'biufcUS'
        value = scalar.item() if is_plain else scalar.tobytes()
        return {'numpy_scalar': [numpy_dtype_name(scalar.dtype), self.encode(value, path)]}

    def storage(self, storage, path):
        """A storage that is not inside a tensor."""
        untyped = storage._untyped_storage if hasattr(storage, '_untyped_storage') else storage
        dtype = storage.dtype if hasattr(storage, 'dtype') else torch.uint8
        has_bytes = untyped.device.type != 'meta'
        return {
            'storage': {
                'dtype': torch_name(dtype),
                'storage': self.storage_number(untyped),
                'storage_bytes': untyped.nbytes(),
                'device': self.device(untyped),
                'sha256': sha256(storage_bytes(untyped)) if has_bytes else None,
            }
        }

    def storage_number(self, untyped):
        """Equal numbers share memory."""
        self.alive.append(untyped)
        return self.numbers.setdefault(untyped._cdata, len(self.numbers))

    def device(self, untyped):
        """The device that the file names, whether or not this machine has it."""
        return self.locations.get(untyped._cdata, str(untyped.device))

    def tensor(self, tensor, path):
        """A tensor: its description, where it lies in its storage, and its parts."""
        encoded = self.tensor_header(tensor)
        if tensor.layout is torch.strided:
            encoded |= self.place(tensor)
        encoded['sha256'] = tensor_digest(tensor)
        parts = tensor_parts(tensor)
        if parts:
            encoded['parts'] = {
                name: self.encode(part, step(path, name)) for name, part in parts.items()
            }
        return {'tensor': encoded | self.subclass(tensor, path)}

    def tensor_header(self, tensor):
        """What every tensor has, whatever its layout."""
        return {
            'dtype': torch_name(tensor.dtype),
            'shape': None if tensor.is_nested else list(tensor.shape),
            'requires_grad': tensor.requires_grad,
            'parameter': isinstance(tensor, torch.nn.Parameter),
            'layout': torch_name(tensor.layout),
            'device': self.device(elements_of(tensor).untyped_storage()),
            'numel': tensor.numel(),
        }

    def place(self, tensor):
        """Strides and offset count elements."""
        untyped = tensor.untyped_storage()
        return {
            'strides': None if tensor.is_nested else list(tensor.stride()),
            'storage_offset': tensor.storage_offset(),
            'storage': self.storage_number(untyped),
            'storage_bytes': untyped.nbytes(),
        }

    def subclass(self, tensor, path):
        """The class of the file, where it is not torch's own."""
        name, state = getattr(tensor, 'neutral_subclass', (None, None))
        if name is None:
            return {}
        if not state:
            return {'subclass': name}
        return {'subclass': name, 'attributes': self.encode(state, path)}


SCALARS = {
    int: lambda value: {'int': str(value)},
    float: lambda value: {'float': repr(value)},
    complex: lambda value: {'complex': [repr(value.real), repr(value.imag)]},
    str: lambda value: {'str': value},
    bytes: lambda value: {'bytes': value.hex()},
    bytearray: lambda value: {'bytearray': value.hex()},
    torch.Size: lambda value: {'size': list(value)},
    torch.device: lambda value: {'device': str(value)},
}


def step(path, key):
    """The path of an item."""
    return f'{path}/{key if isinstance(key, (str, int)) else "?"}'


def torch_name(constant):
    """`float32` for `torch.float32`."""
    return str(constant).removeprefix('torch.')


def torch_constant(value):
    """A dtype, layout, memory format or quantization scheme as a value."""
    kind = next(name for cls, name in TORCH_CONSTANTS.items() if isinstance(value, cls))
    return {kind: torch_name(value)}


def numpy_dtype_name(dtype):
    """`float32`, `>f8`, `<U3`: numpy's shortest name that says the byte order."""
    return str(dtype)
