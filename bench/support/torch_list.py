"""Loads every checkpoint below a folder and prints how far its training was; times on descriptor 3."""

import json
import os
import pathlib
import sys
import time

import torch

start = time.perf_counter()
for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.*t')):
    state = torch.load(path, map_location='cpu', weights_only=False)
    step = state.get('global_step') if isinstance(state, dict) else None
    epoch = state.get('epoch') if isinstance(state, dict) else None
    print(path, epoch, step, path.stat().st_size)
with os.fdopen(3, 'w') as report:
    json.dump({'loading': time.perf_counter() - start}, report)
