"""Converts checkpoints with `ckpt` and loads the results with the real libraries.

    python convert.py                 the fixtures
    python convert.py PATH...         other files, or all checkpoints in a folder

Every file that torch or safetensors opens is written as safetensors, as a checkpoint of torch and as npz.
What is loaded back must equal the original bit for bit, or be what torch casts it to. A file may be
refused, by name and with a reason; that is counted. Exits 1 where anything differs.
"""

import argparse
import collections
import pathlib
import signal
import subprocess
import sys
import tempfile
import warnings

import numpy
import safetensors
import safetensors.torch
import torch

import neutral_pickle
from run import REPOSITORY, checkpoints

CKPT = [str(REPOSITORY / 'bin' / 'ckpt.js')]


def main():
    """The whole program."""
    warnings.filterwarnings('ignore')
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('paths', nargs='*', type=pathlib.Path, help='files or folders')
    parser.add_argument('--node', default='node', help='the node that runs ckpt')
    parser.add_argument('--ckpt', default=CKPT[0], help='the program')
    options = parser.parse_args()
    paths = checkpoints(options.paths or [REPOSITORY / 'fixtures'])
    tally = Tally()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                root = original(path)
                if root is None:
                    tally.count('torch does not open it')
                    continue
                convert = Converter([options.node, options.ckpt, 'convert'], path, pathlib.Path(folder), tally, flat(root[0], True))
                for step in (
                    convert.to_safetensors,
                    convert.casts,
                    convert.to_npz,
                    convert.to_torch,
                    convert.plain,
                    convert.stripped,
                ):
                    try:
                        step(root)
                    except Exception as error:  # A library that does not read what was written.
                        tally.fail(path, f'{step.__name__}: {type(error).__name__}: {str(error)[-300:]}')
    except KeyboardInterrupt:
        print('interrupted: so far', flush=True)
    tally.print()
    return 1 if tally.failures else 0


def original(path):
    """What the libraries make of a file, as a tuple, or None."""
    try:
        if path.suffix == '.safetensors':
            return (safetensors.torch.load_file(path),)
        try:
            return (torch.load(path, map_location='cpu', weights_only=True),)
        except Exception:
            # Nothing that a file names is run: objects stay what the file says of them.
            return (torch.load(path, map_location='cpu', pickle_module=neutral_pickle, weights_only=False),)
    except Exception:  # Whatever a hostile file brings torch to.
        return None


class Tally:
    """Counts answers; failures are printed."""

    def __init__(self):
        self.counts = collections.Counter()
        self.failures = []

    def count(self, what):
        self.counts[what] += 1

    def fail(self, path, what):
        self.failures.append((path, what))
        print(f'DIFFERS {path}: {what}', flush=True)

    def print(self):
        for what, number in sorted(self.counts.items()):
            print(f'{number:6} {what}')
        print(f'{len(self.failures):6} differ')


class Converter:
    """One file, written in every form."""

    def __init__(self, program, path, folder, tally, objects):
        self.program = program
        self.path = path
        self.folder = folder
        self.tally = tally
        self.objects = objects

    def run(self, what, name, *options):
        """The file that was written, or None where ckpt refuses to write it."""
        out = self.folder / name
        out.unlink(missing_ok=True)
        answer = subprocess.run(
            [*self.program, self.path, out, '--check', *options], capture_output=True, text=True
        )
        if answer.returncode == 0:
            self.tally.count(f'{what}: converted')
            return out
        if answer.returncode != 2 or not answer.stderr.startswith('ckpt: '):
            self.tally.fail(self.path, f'{what}: exit {answer.returncode}: {answer.stderr[-600:]}')
        else:
            self.tally.count(f'{what}: refused')
            if out.exists():
                self.tally.fail(self.path, f'{what}: refused, and written')
        return None

    def equal(self, what, expected, actual):
        # Tensors that objects are made of: the libraries show the objects.
        actual = {name: value for name, value in actual.items() if name in expected or not self.inside(name)}
        if expected.keys() != actual.keys():
            odd = sorted(expected.keys() ^ actual.keys(), key=str)[:5]
            self.tally.fail(self.path, f'{what}: names differ: {odd}')
            return
        for name, tensor in expected.items():
            if not same(tensor, actual[name]):
                self.tally.fail(self.path, f'{what}: {name} differs')
                return
        self.tally.count(f'{what}: equal')
        self.tally.counts[f'{what}: tensors equal'] += len(expected)

    def inside(self, name):
        return any(name.startswith(f'{prefix}.') or prefix == '' for prefix in self.objects)

    def to_safetensors(self, root):
        out = self.run('safetensors', 'a.safetensors', '--select', '')
        if out is None:
            return
        with safetensors.safe_open(out, 'pt') as file:
            loaded = {name: file.get_tensor(name) for name in file.keys()}
            ties = {name: kept for name, kept in (file.metadata() or {}).items() if name != 'format'}
        for name, kept in ties.items():
            loaded[name] = loaded[kept]
        self.equal('safetensors', flat(root[0]), loaded)

    def casts(self, root):
        for dtype, option in ((torch.bfloat16, 'bf16'), (torch.float16, 'f16'), (torch.float32, 'f32')):
            out = self.run(option, 'b.safetensors', '--select', '', '--dtype', option)
            if out is None:
                continue
            with safetensors.safe_open(out, 'pt') as file:
                loaded = {name: file.get_tensor(name) for name in file.keys()}
                for name, kept in (file.metadata() or {}).items():
                    if name != 'format':
                        loaded[name] = loaded[kept]
            expected = {name: cast(tensor, dtype) for name, tensor in flat(root[0]).items()}
            self.equal(option, expected, loaded)

    def to_npz(self, root):
        out = self.run('npz', 'a.npz', '--select', '')
        if out is None:
            return
        loaded = {name: torch.from_numpy(array.copy()) for name, array in numpy.load(out).items()}
        expected = flat(root[0])
        # Tied tensors are kept once.
        self.equal('npz', {name: value for name, value in expected.items() if name in loaded}, loaded)
        kept = list(loaded.values())
        for name, value in expected.items():
            if name not in loaded and not any(same(value, other) for other in kept):
                self.tally.fail(self.path, f'npz: {name} is lost')

    def to_torch(self, root):
        """What is written without a word must be the same tree."""
        out = self.run('pt', 'a.pt')
        if out is None:
            return
        loaded = torch.load(out, map_location='cpu', weights_only=True)
        if isinstance(root[0], torch.jit.ScriptModule):
            self.equal('pt', flat(root[0]), flat(loaded))
            return
        expected = root[0]
        if str(self.path).endswith('.safetensors') and isinstance(loaded, dict):
            # A safetensors file has no order of its own: each reader has another.
            expected, loaded = dict(sorted(expected.items())), dict(sorted(loaded.items()))
        difference = unlike(expected, loaded, 'root', set())
        if difference is None:
            self.tally.count('pt: equal')
        else:
            self.tally.fail(self.path, f'pt: {difference}')
        if not any(value.layout != torch.strided for value in flat(loaded).values()):
            torch.load(out, map_location='cpu', weights_only=True, mmap=True)

    def plain(self, root):
        """With objects made plain or dropped it must load, with the same tensors."""
        out = self.run('plain', 'p.pt', '--plain', '--drop-opaque')
        if out is None:
            return
        loaded = flat(torch.load(out, map_location='cpu', weights_only=True))
        expected = {name: value for name, value in flat(root[0]).items() if name in loaded}
        loaded = {name: value for name, value in loaded.items() if name in expected}
        self.equal('plain', expected, loaded)

    def stripped(self, root):
        """A Lightning checkpoint without its optimizer is one for Lightning."""
        root = root[0]
        if not isinstance(root, dict) or 'pytorch-lightning_version' not in root or 'state_dict' not in root:
            return
        out = self.run('lightning', 's.ckpt', '--drop', 'optimizer,schedulers', '--plain', '--drop-opaque')
        if out is None:
            return
        try:
            from pytorch_lightning import LightningModule
        except ImportError:
            self.tally.count('lightning: not there')
            return
        keys = list(root['state_dict'])

        class Module(LightningModule):
            """Has the tensors of any state dict."""

            def __init__(self, **kwargs):
                super().__init__()

            def load_state_dict(self, state_dict, strict=True, assign=False):
                self.loaded = state_dict
                return torch.nn.modules.module._IncompatibleKeys([], [])

        try:
            module = Module.load_from_checkpoint(out, map_location='cpu', weights_only=True)
        except Exception as error:
            # Lightning does not migrate all that old and broken files have; torch must have loaded it.
            if 'Weights only load failed' in str(error):
                raise
            self.tally.count('lightning: not migrated')
            return
        loaded = module.loaded
        expected = {key: root['state_dict'][key] for key in keys}
        self.equal('lightning', flat(expected), flat(dict(loaded)))


def flat(root, objects=False):
    """The tensors of a tree by the names that ckpt gives them."""
    found = {}
    opaque = []

    def visit(value, name, around):
        if isinstance(value, torch.Tensor) and value.layout == torch.jagged or type(value) in SHOWN_AS_OBJECTS:
            opaque.append(name)
            return
        if isinstance(value, torch.Tensor):
            found['tensor' if name is None else name] = value.detach()
        elif isinstance(value, numpy.ndarray) and value.dtype.kind in 'fiubc':
            native = value.astype(value.dtype.newbyteorder('='))
            found['tensor' if name is None else name] = torch.from_numpy(numpy.ascontiguousarray(native).reshape(value.shape))
        elif isinstance(value, torch.jit.ScriptModule):
            visit(dict([*value.named_parameters(), *value.named_buffers()]), name, around)
        elif isinstance(value, torch.nn.Module) and id(value) not in around:
            visit(vars(value), name, around | {id(value)})
        elif type(value) in CONTAINERS and id(value) not in around:
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in pairs:
                visit(item, f'{name}.{spelled(key)}' if name is not None else spelled(key), around | {id(value)})
        elif not isinstance(value, (str, bytes, bool, int, float, complex, type(None))):
            opaque.append(name or '')

    visit(root, None, frozenset())
    return opaque if objects else found


def spelled(key):
    """A key as a part of a name: classes without `<class>`."""
    if isinstance(key, neutral_pickle.Global):
        return key.name
    return f'{key.__module__}.{key.__qualname__}' if isinstance(key, type) else str(key)


SHOWN_AS_OBJECTS = (torch.nn.parameter.UninitializedParameter, torch.nn.parameter.UninitializedBuffer)
CONTAINERS = (dict, collections.OrderedDict, collections.defaultdict, list, tuple)


def cast(tensor, dtype):
    """What `--dtype` makes of a tensor."""
    return tensor.to(dtype) if tensor.is_floating_point() and tensor.dtype not in PACKED else tensor


PACKED = tuple(getattr(torch, name) for name in ('float4_e2m1fn_x2',) if hasattr(torch, name))


def same(a, b):
    """Whether two tensors have the same type, shape and bits, NaN being NaN."""
    if not isinstance(b, torch.Tensor) or a.dtype != b.dtype or a.layout != b.layout:
        return False
    if a.is_quantized or a.layout != torch.strided or a.is_nested or a.device.type == 'meta':
        return str(a.to_dense() if a.layout != torch.strided and not a.is_nested else a) == str(
            b.to_dense() if b.layout != torch.strided and not b.is_nested else b
        )
    if a.shape != b.shape:
        return False
    if bool(torch.equal(bits(a), bits(b))):
        return True
    if not a.is_floating_point():
        return False
    wide, other = a.to(torch.float64), b.to(torch.float64)
    nan = torch.isnan(wide) & torch.isnan(other)
    return bool(torch.all(nan | (wide == other)))


def bits(tensor):
    """The elements as integers of the same size."""
    plain = tensor.resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
    return plain.reshape(-1).view(torch.uint8) if plain.numel() else plain.reshape(-1)


def unlike(a, b, path, around):
    """Where two trees differ, or None."""
    if id(a) in around:
        return None
    around = around | {id(a)}
    if isinstance(a, torch.Tensor):
        ok = same(a, b) and a.requires_grad == b.requires_grad and isinstance(b, type(a)) | (type(a).__name__ == 'Buffer')
        if ok and a.layout == torch.strided and not a.is_nested and a.device.type != 'meta' and a.stride() != b.stride():
            # Of a larger storage only what is seen is kept, row by row.
            ok = a.untyped_storage().nbytes() > b.untyped_storage().nbytes()
        return None if ok else f'{path}: tensors differ'
    if type(a) is not type(b):
        return f'{path}: {type(a)} became {type(b)}'
    if isinstance(a, dict):
        if list(map(str, a)) != list(map(str, b)):
            return f'{path}: keys differ'
        pairs = [(key, x, y) for (key, x), y in zip(a.items(), b.values())]
        return first(unlike(x, y, f'{path}.{key}', around) for key, x, y in pairs)
    if isinstance(a, (list, tuple)):
        if len(a) != len(b):
            return f'{path}: lengths differ'
        return first(unlike(x, y, f'{path}[{index}]', around) for index, (x, y) in enumerate(zip(a, b)))
    if isinstance(a, (torch.UntypedStorage, torch.TypedStorage)):
        return None if list(a) == list(b) else f'{path}: storages differ'
    if isinstance(a, (float, complex)) and a != a:
        return None if b != b else f'{path}: {a} became {b}'
    return None if a == b else f'{path}: {str(a)[:60]} became {str(b)[:60]}'


def first(results):
    """The first that is something."""
    return next((result for result in results if result is not None), None)


if __name__ == '__main__':
    sys.exit(main())
