"""Compares the tensors of two state dicts, as a loop of a few lines does it, and reports on descriptor 3."""

import json
import os
import sys
import time

import torch
from torch_keys import peak

if __name__ == '__main__':
    start = time.perf_counter()
    left, right = (torch.load(path, map_location='cpu', mmap=True, weights_only=True) for path in sys.argv[1:3])
    for name, a in left.items():
        b = right[name]
        difference = (a - b).abs()
        count = (a != b).sum().item()
        largest = difference.max().item()
        mean = difference.mean().item()
        relative = (difference.norm() / a.norm()).item()
        cosine = torch.nn.functional.cosine_similarity(a.flatten(), b.flatten(), dim=0).item()
        close = torch.allclose(a, b)
        print(name, count, largest, mean, relative, cosine, close)
    os.write(3, json.dumps({'comparing': time.perf_counter() - start, 'peak': peak()}).encode())
