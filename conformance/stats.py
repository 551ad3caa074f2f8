"""Compares the numbers of `ckpt stats` with numpy's, in float64, over the bytes that the frameworks read.

    python stats.py                 the fixtures
    python stats.py PATH...         other files, or all checkpoints in a folder

Exits 1 where anything differs.
"""

import json
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import torch

import encoding
import golden
import run
import tensor_facts

CKPT = run.REPOSITORY / 'bin' / 'ckpt.js'
TOLERANCE = 1e-12
SMALL_INTS = {f'{sign}int{bits}': f'{sign}int8' for sign in ('', 'u') for bits in range(1, 8)}
STORED_AS = {'qint8': 'int8', 'quint8': 'uint8', 'qint32': 'int32'} | SMALL_INTS
# What the frameworks read, by its digest.
BYTES = {}


def main():
    """The whole program."""
    options = run.arguments()
    folder = run.REPOSITORY / 'fixtures'
    paths = run.checkpoints(options.paths) if options.paths else run.with_goldens(folder)
    keep_bytes()
    for path in paths:
        golden.describe(path)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda path: rows_of(path, options.node), paths))
    counts = {'equal': 0, 'different': 0, 'not compared': 0}
    # Squares that overflow do so on both sides.
    with numpy.errstate(over='ignore'):
        for path, rows in zip(paths, answers):
            for row in rows:
                counts[compared(path, row)] += 1
    summary = ', '.join(f'{count} {name}' for name, count in counts.items())
    print(f'stats: {len(paths)} files, tensors: {summary}')
    return 1 if counts['different'] else 0


def keep_bytes():
    """From here on, bytes that are digested are kept."""
    digest = tensor_facts.sha256

    def keeping(data):
        BYTES[digest(data)] = data
        return digest(data)

    tensor_facts.sha256 = encoding.sha256 = keeping


def rows_of(path, node):
    """The rows of `ckpt stats` that have numbers, each with the digest of its tensor."""
    listed = asked(node, 'inspect', '--tensors', '--hash', '--format', 'json', path)
    stats = asked(node, 'stats', '--format', 'json', path)
    if listed is None or stats is None or listed.get('kind') == 'error':
        return []
    digests = {row['path']: row.get('sha256') for row in listed['tensors']}
    return [row | {'sha256': digests.get(row['path'])} for row in stats['tensors'] if 'mean' in row]


def asked(node, *argv):
    """What a command answers."""
    process = subprocess.run([node, CKPT, *map(str, argv)], capture_output=True, check=False)
    return json.loads(process.stdout) if process.stdout else None


def compared(path, row):
    """Which of the counts a row adds to; a difference is printed."""
    data = BYTES.get(row['sha256'])
    values = None if data is None else elements(row['dtype'], data)
    if values is None:
        return 'not compared'
    wrong = [name for name, want, have in facts(values, row) if not agree(want, have)]
    for name in wrong:
        print(f'{path}: {row["path"]}: {name}', file=sys.stderr)
    return 'different' if wrong else 'equal'


def elements(dtype, data):
    """Bytes as float64 or complex128, or integers as they are; None for types that torch cannot read."""
    dtype = STORED_AS.get(dtype, dtype)
    if dtype.startswith('>'):
        return numpy.frombuffer(data, dtype).astype(numpy.dtype(dtype).newbyteorder('='))
    kind = getattr(torch, dtype, None)
    if kind is None or not data or dtype.startswith(('float4', 'bcomplex')):
        return None
    tensor = torch.frombuffer(bytearray(data), dtype=kind)
    if kind.is_complex:
        return tensor.to(torch.complex128).numpy()
    return (tensor.double() if kind.is_floating_point else tensor).numpy()


def facts(values, row):
    """Names, numpy's numbers, and ours."""
    finite = values[numpy.isfinite(values)]
    sizes = numpy.abs(finite) if numpy.iscomplexobj(values) else finite
    wide = finite if numpy.iscomplexobj(values) else finite.astype(numpy.float64)
    scale = float(numpy.mean(numpy.abs(wide)))
    mean = numpy.mean(wide)
    yield 'elements', values.size, row['elements']
    yield 'finite', finite.size, row['finite']
    yield 'zeros', int(numpy.sum(finite == 0)), row['zeros']
    yield 'nan', int(numpy.sum(numpy.isnan(values))), row['nan']
    if not numpy.iscomplexobj(values):
        yield '+inf', int(numpy.sum(values == numpy.inf)), row['positiveInfinity']
        yield '-inf', int(numpy.sum(values == -numpy.inf)), row['negativeInfinity']
        yield 'min', finite.min().item(), number(row['min'])
        yield 'max', finite.max().item(), number(row['max'])
    yield 'least', Near(sizes.min(), 0), number(row['min'])
    yield 'greatest', Near(sizes.max(), 0), number(row['max'])
    # Sums that cancel are as exact as what was summed, not as what is left.
    yield 'mean', Near(mean.real, scale), number(row['mean'])
    yield 'imaginary mean', Near(mean.imag, scale), number(row.get('imaginaryMean', 0.0))
    yield 'std', Near(numpy.std(wide), scale * 1e-3), number(row['std'])
    yield 'norm', Near(numpy.linalg.norm(wide), 0), number(row['norm'])


class Near:
    """A number that rounding may have touched, beside numbers of the size of `scale`."""

    def __init__(self, value, scale):
        self.value = float(value)
        self.scale = scale


def agree(want, have):
    """Whether two numbers are the same, as far as they can be."""
    if not isinstance(want, Near):
        return want == have
    if math.isinf(want.value) or math.isnan(want.value):
        return repr(want.value) == repr(float(have))
    return abs(have - want.value) <= TOLERANCE * max(abs(want.value), want.scale)


def number(value):
    """A number of ours, which may be one that JSON has none for."""
    if isinstance(value, dict):
        return float(value['$float']) if '$float' in value else int(value['$int'])
    return value


if __name__ == '__main__':
    sys.exit(main())
