"""What torch makes of many small files with weights_only, for weights-only.mjs to compare with.

    weights_only.py make FOLDER COUNT SEED     writes files and FOLDER/measured.json
    weights_only.py cure FOLDER                tries the remedies in FOLDER/remedies.json

The files are written by torch.save from random values, by Python's pickle, or are such files with
bytes changed. Loading them with weights_only runs nothing that they say; nothing else is done to them.
"""

import argparse
import collections
import datetime
import decimal
import fractions
import functools
import io
import json
import os
import pathlib
import pickle
import random
import re
import subprocess
import sys
import types
import uuid
import warnings
import zipfile
from pathlib import Path

import numpy
import torch

warnings.filterwarnings("ignore")

KINDS = '''
import collections, dataclasses, enum
class Plain:
    def __init__(self, value): self.value = value
class Slotted:
    __slots__ = ("a", "b")
    def __init__(self, a, b): self.a, self.b = a, b
class Restored:
    def __init__(self, value): self.value = value
    def __getstate__(self): return (self.value,)
    def __setstate__(self, state): (self.value,) = state
class Dict(dict): pass
class List(list): pass
class Set(set): pass
class Color(enum.Enum):
    RED = 1
Point = collections.namedtuple("Point", "x y", module="kinds")
@dataclasses.dataclass
class Record:
    a: int
    b: object
class Outer:
    class Inner:
        def __init__(self): self.x = 1
class Tensor:
    pass
def function(): pass
'''


def leaf(pick):
    import kinds

    makers = [
        lambda: None,
        lambda: True,
        lambda: pick.randrange(-5, 5),
        lambda: pick.randrange(-(2**70), 2**70),
        lambda: pick.random(),
        lambda: complex(1, pick.random()),
        lambda: "a" * pick.randrange(3) + "é",
        lambda: b"",
        lambda: bytes([pick.randrange(256)]),
        lambda: bytearray(b"ab"),
        lambda: range(3),
        lambda: slice(1, 2),
        lambda: Ellipsis,
        lambda: NotImplemented,
        lambda: pick.choice([int, list, dict, float, object, type(None)]),
        lambda: torch.zeros(pick.randrange(3), 2),
        lambda: torch.nn.Parameter(torch.ones(2)),
        lambda: torch.zeros(2, dtype=torch.bfloat16),
        lambda: torch.zeros(2).to(torch.float8_e4m3fn),
        lambda: torch.float32,
        lambda: torch.Size([1, 2]),
        lambda: torch.device("cpu"),
        lambda: torch.sparse_coo,
        lambda: torch.eye(2).to_sparse(),
        lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
        lambda: torch.FloatStorage([1.0]),
        lambda: numpy.float64(1.5),
        lambda: numpy.int32(3),
        lambda: numpy.bool_(True),
        lambda: numpy.zeros(2, dtype=pick.choice(["f4", "i8", "?", "U3", "S2", "c8", "M8[s]"])),
        lambda: numpy.array([1, "a", None], dtype=object),
        lambda: numpy.dtype("float32"),
        lambda: numpy.random.RandomState(1),
        lambda: numpy.random.default_rng(1),
        lambda: datetime.datetime(2020, 1, 1),
        lambda: datetime.timedelta(1),
        lambda: datetime.timezone.utc,
        lambda: decimal.Decimal("1.5"),
        lambda: fractions.Fraction(1, 3),
        lambda: uuid.UUID(int=1),
        lambda: pathlib.PurePosixPath("a/b"),
        lambda: pathlib.PosixPath("a/b"),
        lambda: kinds.Color.RED,
        lambda: kinds.Plain,
        lambda: kinds.function,
        lambda: kinds.Outer.Inner(),
        lambda: ValueError("x"),
        lambda: len,
        lambda: getattr,
        lambda: os.getcwd,
        lambda: functools.partial(int, base=2),
        lambda: torch.nn.Linear(1, 1),
        lambda: collections.deque([1, 2]),
    ]
    return pick.choice(makers)()


def value(pick, depth=3):
    import kinds

    if depth == 0 or pick.random() < 0.35:
        return leaf(pick)
    inner = lambda: value(pick, depth - 1)
    items = lambda: [inner() for _ in range(pick.randrange(4))]
    pairs = lambda: [(pick.choice(["a", "b.c", 1, 2.5, (1, 2), True]), inner()) for _ in range(pick.randrange(4))]
    makers = [
        items,
        lambda: tuple(items()),
        lambda: dict(pairs()),
        lambda: collections.OrderedDict(pairs()),
        lambda: collections.defaultdict(list, pairs()),
        lambda: collections.Counter("abca"),
        lambda: {1, 2},
        lambda: frozenset({1}),
        lambda: argparse.Namespace(a=inner(), b=2),
        lambda: types.SimpleNamespace(a=inner()),
        lambda: kinds.Plain(inner()),
        lambda: kinds.Slotted(inner(), 1),
        lambda: kinds.Restored(inner()),
        lambda: kinds.Dict(pairs()),
        lambda: kinds.List(items()),
        lambda: kinds.Set({1}),
        lambda: kinds.Point(inner(), 2),
        lambda: kinds.Record(1, inner()),
    ]
    return pick.choice(makers)()


def saved(pick):
    """The bytes of a file, mostly plain so that many load."""
    root = {"state": torch.zeros(2), "extra": value(pick, pick.randrange(4))}
    file = io.BytesIO()
    kind = pick.random()
    protocol = pick.choice([2, 2, 2, 2, 2, 2, 0, 1, 3, 4, 5])
    if kind < 0.65:
        torch.save(root, file, pickle_protocol=protocol)
    elif kind < 0.85:
        torch.save(root, file, pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    else:
        file.write(pickle.dumps(root["extra"], protocol))
    return file.getvalue()


def changed(pick, data):
    """Some bytes of a pickle changed, inside its archive where it has one."""
    if data[:2] != b"PK":
        return mutated(pick, data, len(data))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("data.pkl"):
                content = mutated(pick, content, len(content))
            new.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def mutated(pick, data, length):
    data = bytearray(data)
    for _ in range(pick.randrange(1, 3)):
        at = pick.randrange(length)
        how = pick.random()
        if how < 0.5:
            data[at % len(data)] = pick.choice([pick.randrange(256), ord(pick.choice("NKRbQseuat(q]})."))])
        elif how < 0.75:
            del data[at : at + pick.randrange(1, 4)]
        elif how < 0.9:
            data[at:at] = pick.choice([b"N", b"K\x01", b"]", b"}", b"(", b"0", b"2", b"h\x00", b")"])
        else:
            del data[at:]
        if not data:
            data = bytearray(b".")
    return bytes(data)


def measure(path):
    try:
        torch.load(path, weights_only=True)
    except Exception as error:  # noqa: BLE001
        text = re.sub(r"\x1b\[\d*m", "", str(error))
        return {"loads": False, "exception": type(error).__name__, "message": text}
    return {"loads": True}


def make(folder, count, seed):
    pick = random.Random(seed)
    torch.manual_seed(seed)
    measured = {}
    while len(measured) < count:
        try:
            data = saved(pick)
        except Exception:  # noqa: BLE001 - some values have no pickle in some protocol
            continue
        is_changed = pick.random() < 0.4
        if is_changed:
            data = changed(pick, data)
        path = folder / f"{len(measured):05}{'-changed' if is_changed else ''}.pt"
        path.write_bytes(data)
        measured[path.name] = measure(path)
    (folder / "measured.json").write_text(json.dumps(measured))


ATTEMPT = """
import json, sys, warnings
warnings.filterwarnings('ignore')
sys.path.insert(0, sys.argv[1])
import torch
answers = {}
for name, code in json.load(open(sys.argv[1] + '/remedies.json')).items():
    torch.serialization.clear_safe_globals()
    try:
        exec(code, {})
        torch.load(f'{sys.argv[1]}/{name}', weights_only=True)
        answers[name] = ''
    except Exception as error:
        answers[name] = f'{type(error).__name__}: {error}'
print(json.dumps(answers))
"""


def cure(folder):
    done = subprocess.run([sys.executable, "-c", ATTEMPT, str(folder)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    (folder / "cured.json").write_text(done.stdout)


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    (folder / "kinds.py").write_text(KINDS)
    sys.path.insert(0, str(folder))
    if sys.argv[1] == "make":
        make(folder, int(sys.argv[3]), int(sys.argv[4]))
    else:
        cure(folder)
