"""Opens a checkpoint without reading its tensors, lists them, and reports on descriptor 3."""

import json
import os
import re
import resource
import sys
import time

import torch


def tensors(value, path):
    """The tensors below a value, each with its path."""
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from tensors(item, [*path, key])
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from tensors(item, [*path, index])


def peak():
    """The most memory, in bytes, that this process ever had."""
    if sys.platform == 'linux':
        with open('/proc/self/status', encoding='ascii') as status:
            return 1024 * int(re.search(r'^VmHWM:\s*(\d+)', status.read(), re.MULTILINE)[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == '__main__':
    start = time.perf_counter()
    root = torch.load(sys.argv[1], map_location='cpu', mmap=True, weights_only=True)
    for path, tensor in tensors(root, []):
        print('.'.join(map(str, path)), tuple(tensor.shape), tensor.dtype)
    loading = time.perf_counter() - start
    os.write(3, json.dumps({'loading': loading, 'peak': peak()}).encode())
