"""Loads a checkpoint and saves it as safetensors; reports on descriptor 3."""

import json
import os
import sys
import time

import torch
from safetensors.torch import save_file

from torch_keys import peak

if __name__ == '__main__':
    start = time.perf_counter()
    save_file(dict(torch.load(sys.argv[1], map_location='cpu', weights_only=True)), sys.argv[2])
    report = {'converting': time.perf_counter() - start, 'peak': peak()}
    os.write(3, json.dumps(report).encode())
