"""Compares what `ckpt` says about checkpoints with what the real frameworks see in them.

    python run.py                 the fixtures, and their goldens
    python run.py PATH...         other files, or all checkpoints in a folder

Exits 1 where anything differs.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import golden

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
EXTENSIONS = set('.bin .ckpt .pkl .pt .pt2 .pth .ptl .safetensors .tar .th'.split())
NAMED_ROOTS = ('safetensors', 'torchscript', 'package', 'pt2')
SHOWN = 300


def main():
    """The whole program."""
    options = arguments()
    paths = checkpoints(options.paths) if options.paths else with_goldens(REPOSITORY / 'fixtures')
    fresh = {path: golden.describe(path) for path in paths}
    goldens = Tally('goldens', 'framework', 'golden')
    for path, answer in fresh.items():
        compare_golden(path, answer, goldens)
    ckpt = Tally('ckpt', 'framework', 'ckpt')
    compare_cli(fresh, options.node, ckpt)
    goldens.print()
    ckpt.print()
    return 1 if goldens.different or ckpt.different else 0


def arguments():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('paths', nargs='*', type=pathlib.Path, help='files or folders')
    parser.add_argument('--node', default='node', help='the node that runs ckpt')
    return parser.parse_args()


def with_goldens(folder):
    """The fixtures that the frameworks can open, or are known not to."""
    ends = len(golden.SUFFIX)
    return sorted(
        pathlib.Path(str(path)[:-ends]) for path in folder.rglob(f'*{golden.SUFFIX}')
    )


def checkpoints(paths):
    """The files among `paths`, and those in folders that are named like checkpoints."""
    found = []
    for path in paths:
        if path.is_dir():
            found += sorted(filter(is_checkpoint, path.rglob('*')))
        else:
            found.append(path)
    return found


def is_checkpoint(path):
    """Whether a file in a folder is worth a look."""
    return path.is_file() and (path.suffix in EXTENSIONS or golden_of(path).exists())


def golden_of(path):
    """Where the golden of a file is, if it has one."""
    return pathlib.Path(f'{path}{golden.SUFFIX}')


class Tally:
    """Counts of one comparison; differences are printed as they are found."""

    def __init__(self, name, ours, theirs):
        """`ours` and `theirs` name the two sides of the comparison."""
        self.name, self.ours, self.theirs = name, ours, theirs
        self.equal = self.different = self.refused = 0

    def compare(self, path, ours, theirs):
        """Counts one file."""
        ours, theirs = normal(ours), normal(theirs)
        if ours == theirs:
            self.equal += 1
            return
        where, here, there = first_difference(ours, theirs, '#')
        self.fail(path, f'{where}: {self.ours} {shown(here)}, {self.theirs} {shown(there)}')

    def fail(self, path, reason):
        """Counts one file as different."""
        self.different += 1
        print(f'{self.name}: {path}: {reason}', file=sys.stderr)

    def print(self):
        """The counts, in one line."""
        refused = f', {self.refused} that the framework refuses' if self.refused else ''
        print(f'{self.name}: {self.equal} equal, {self.different} different{refused}')


def compare_golden(path, answer, tally):
    """The fresh answer and the committed one. What a framework says to a broken file may change."""
    if not golden_of(path).exists():
        return
    committed = json.loads(golden_of(path).read_text(encoding='ascii'))
    if 'error' in committed:
        tally.refused += 1
    elif 'error' in answer:
        tally.fail(path, answer['error'])
    else:
        tally.compare(path, answer['root'], committed['root'])


def compare_cli(fresh, node, tally):
    """The framework's answer and that of `ckpt`."""
    readable = [path for path, answer in fresh.items() if 'root' in answer]
    tally.refused = len(fresh) - len(readable)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda path: ckpt_answer(path, node), readable)
    for path, answer in zip(readable, answers):
        if 'root' in answer:
            ours = like(answer['root'], fresh[path]['root'])
            tally.compare(path, ours, answer['root'])
        else:
            tally.fail(path, answer['error'])


def ckpt_answer(path, node):
    """The document that `ckpt` prints about a file."""
    cli = REPOSITORY / 'bin' / 'ckpt.js'
    command = [node, cli, 'inspect', '--format', 'typed-json', '--hash', path.absolute()]
    done = subprocess.run(command, capture_output=True, encoding='utf-8', check=False)
    try:
        document = json.loads(done.stdout.rstrip('\n').rpartition('\n')[2])
    except ValueError:
        return {'error': reason(done.stderr)}
    if 'root' in document:
        return document
    error = document.get('error') or {}
    return {'error': error.get('message', 'no root in the output')}


def reason(stderr):
    """The line that says why: the last one, or that of an uncaught error."""
    lines = stderr.strip().splitlines() or ['no output']
    return next((line for line in lines if re.match(r'\w*Error\b', line)), lines[-1])


def like(theirs, ours):
    """`ours`, as a dict if `theirs` is one: names without a Python object may be shown so too."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and 'dict' in theirs:
        for kind in NAMED_ROOTS:
            if kind in ours:
                return {'dict': [[{'str': name}, value] for name, value in ours[kind]]}
    return ours


def normal(value):
    """Without what means nothing: the order in a set, and the wording of the path of a cycle."""
    if isinstance(value, list):
        return [normal(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {'ref'}:
        return {'ref': '#'}
    items = {name: normal(item) for name, item in value.items()}
    if set(items) in ({'set'}, {'frozenset'}):
        return {name: sorted(item, key=json.dumps) for name, item in items.items()}
    return items


def first_difference(ours, theirs, path):
    """The path to it, and the two values there: of objects, first the names in only one of them."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if set(ours) != set(theirs):
            return path, sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
        for name in ours:
            if ours[name] != theirs[name]:
                return first_difference(ours[name], theirs[name], f'{path}/{name}')
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, pair in enumerate(zip(ours, theirs)):
            if pair[0] != pair[1]:
                return first_difference(*pair, f'{path}/{index}')
    return path, ours, theirs


def shown(value):
    """A value, cut to a length that is still read."""
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f'{text[:SHOWN]}…'


if __name__ == '__main__':
    sys.exit(main())
