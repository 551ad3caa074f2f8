"""The numbers of every tensor of a checkpoint, as one computes them with torch; reports on descriptor 3."""

import json
import os
import sys
import time

import torch

from torch_keys import peak, tensors

if __name__ == '__main__':
    start = time.perf_counter()
    root = torch.load(sys.argv[1], map_location='cpu', mmap=True, weights_only=True)
    for path, tensor in tensors(root, []):
        numbers = [tensor.min(), tensor.max(), tensor.mean(), tensor.std()]
        counts = [torch.isnan(tensor).sum(), torch.isinf(tensor).sum()]
        print('.'.join(map(str, path)), *(number.item() for number in numbers + counts))
    computing = time.perf_counter() - start
    os.write(3, json.dumps({'computing': computing, 'peak': peak()}).encode())
