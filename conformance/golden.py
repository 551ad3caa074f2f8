"""What the real frameworks see in a checkpoint file, as typed JSON.

    python golden.py FILE...      prints one document a file
    python golden.py -w FILE...   writes each beside its file, as FILE.golden.json

torch, safetensors and torch.export open the file; see neutral_pickle.py for what is not run.
"""

import io
import json
import pathlib
import sys
import tarfile
import warnings
import zipfile

import safetensors
import torch

import neutral_pickle
from encoding import Encoder

SUFFIX = '.golden.json'
ZIP_MAGIC = b'PK\x03\x04'
PICKLE_MAGIC = b'\x80\x02'
# Some thousand levels: more than any checkpoint has, less than the JSON encoder can take.
RECURSION_LIMIT = 20_000


def describe(path):
    """`{'root': value}`, or `{'error': text}` where the framework cannot read the file."""
    path = pathlib.Path(path)
    sys.setrecursionlimit(RECURSION_LIMIT)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            return {'root': describe_root(path)}
        except Exception as error:  # whatever a framework throws is its answer
            return {'error': error_text(error)}


def describe_root(path):
    """The root of whatever kind of file it is."""
    if path.suffix == '.safetensors' and not starts_with(path, ZIP_MAGIC, PICKLE_MAGIC):
        return describe_safetensors(path)
    names = record_names(path)
    if 'constants.pkl' in names:
        return describe_torchscript(path)
    if 'archive_format' in names:
        return describe_exported(path)
    if '.data/extern_modules' in names:
        return describe_package(path)
    return describe_pickled(path)


def describe_pickled(path):
    """A file of `torch.save`, of any age, or a pickle of which torch knows nothing."""
    locations = Locations()
    root = torch_load(path, locations) if is_torch_file(path) else first_pickle(path)
    return Encoder(locations.by_address).encode(root)


def torch_load(path, locations):
    """`torch.load`, with every class and function of the file's own left neutral."""
    with path.open('rb') as file:  # given a path, torch would go by its extension
        return torch.load(
            file, map_location=locations, pickle_module=neutral_pickle, weights_only=False
        )


def is_torch_file(path):
    """Whether torch would get past the first bytes: a zip, a tar, or a pickle of its number."""
    if starts_with(path, ZIP_MAGIC) or tarfile.is_tarfile(path):
        return True
    magic = first_pickle(path)
    return isinstance(magic, int) and magic == torch.serialization.MAGIC_NUMBER


def first_pickle(path):
    """The root of the pickle at the start of a file."""
    with path.open('rb') as file:
        return neutral_pickle.load(file)


class Locations:
    """A `map_location` for torch.load: keeps storages in memory, remembers where they were."""

    def __init__(self):
        """Storages stay alive, so that no address is used twice."""
        self.by_address = {}
        self.alive = []

    def __call__(self, storage, location):
        """Called by torch for each storage it reads."""
        self.alive.append(storage)
        self.by_address[storage._cdata] = location
        return storage


def describe_safetensors(path):
    """Tensors in the order in which safetensors lists them, and the metadata."""
    encoder = Encoder()
    with safetensors.safe_open(path, 'pt') as file:
        names = file.keys()
        tensors = [[name, encoder.encode(file.get_tensor(name))] for name in names]
        metadata = file.metadata()
    metadata = metadata and dict(sorted(metadata.items()))  # the library keeps no order
    return {'safetensors': tensors, 'metadata': metadata}


def describe_torchscript(path):
    """The parameters and buffers of a TorchScript module."""
    encoder = Encoder()
    module = torch.jit.load(str(path), map_location='cpu')
    named = [*module.named_parameters(), *module.named_buffers()]
    return {'torchscript': [[name, encoder.encode(tensor)] for name, tensor in named]}


def describe_exported(path):
    """The state dict and the constants of a program of torch.export."""
    encoder = Encoder()
    program = torch.export.load(str(path))
    named = [*program.state_dict.items(), *program.constants.items()]
    return {'pt2': [[name, encoder.encode(tensor)] for name, tensor in named]}


def describe_package(path):
    """The pickles of a torch.package, without its code."""
    reader = torch._C.PyTorchFileReader(str(path))
    names = [name for name in reader.get_all_records() if name.endswith('.pkl')]
    resources = PackageResources(reader)
    encoder = Encoder(resources.locations.by_address)
    return {'package': [[name, encoder.encode(resources.load(name))] for name in names]}


class PackageResources:
    """Unpickles the resources of one package; they share their storages."""

    def __init__(self, reader):
        """`reader` is torch's own reader of archives."""
        self.reader = reader
        self.locations = Locations()
        self.storages = {}

    def load(self, name):
        """The root of one resource."""
        unpickler = neutral_pickle.Unpickler(io.BytesIO(self.reader.get_record(name)))
        unpickler.persistent_load = self.persistent_load
        return unpickler.load()

    def persistent_load(self, pid):
        """`('storage', type, key, location, element count)`"""
        _, storage_type, key, location, count = pid
        if key not in self.storages:
            dtype = storage_type.dtype
            untyped = self.read(key, count * torch._utils._element_size(dtype))
            self.locations(untyped, location)
            self.storages[key] = torch.storage.TypedStorage(
                wrap_storage=untyped, dtype=dtype, _internal=True
            )
        return self.storages[key]

    def read(self, key, byte_count):
        """The bytes of a storage."""
        name = f'.data/{key}.storage'
        tensor = self.reader.get_storage_from_record(name, byte_count, torch.UntypedStorage)
        return tensor._typed_storage()._untyped_storage


def record_names(path):
    """The names in an archive, without the folder that they are all in."""
    if not starts_with(path, ZIP_MAGIC):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            return {name.partition('/')[2] for name in archive.namelist()}
    except zipfile.BadZipFile:
        return set()


def starts_with(path, *magics):
    """Whether the first bytes of a file are one of these."""
    with path.open('rb') as file:
        return file.read(max(map(len, magics))).startswith(magics)


def error_text(error):
    """The class and the first line of an error."""
    lines = str(error).splitlines() or ['']
    return f'{type(error).__name__}: {lines[0]}'.rstrip(': ')


def text(document):
    """The document as the text of a golden file."""
    return json.dumps(document, separators=(',', ':')) + '\n'


def write(path):
    """Writes the golden of a file beside it."""
    golden = pathlib.Path(f'{path}{SUFFIX}')
    golden.write_text(text(describe(path)), encoding='ascii')


def main(arguments):
    """Prints or writes goldens."""
    for path in [argument for argument in arguments if argument != '-w']:
        if '-w' in arguments:
            write(path)
        else:
            print(text(describe(path)), end='')


if __name__ == '__main__':
    main(sys.argv[1:])
