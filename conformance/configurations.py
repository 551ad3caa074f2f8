"""Compares `ckpt inspect --section hyperparameters --format yaml` with the hyperparameters that torch loads.

The YAML is read back by PyYAML, and by OmegaConf where that is installed. Files that `weights_only=True`
refuses are counted apart: they would have to be run to be compared.
"""

import argparse
import math
import subprocess
import sys
import warnings
from pathlib import Path

import torch
import yaml

try:
    from omegaconf import OmegaConf
except Exception:  # Not installed, or its parser is not.
    OmegaConf = None

KEYS = ["hparams", "hyper_parameters", "datamodule_hyper_parameters"]
CKPT = Path(__file__).parent.parent / "bin" / "ckpt.js"


def plain(value):
    """As a configuration can say it: tuples are lists, dtypes and devices are text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, (torch.dtype, torch.device)) else value


def is_same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    return one == other


def wanted(path):
    """The hyperparameters of a file, or None where it has none."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(checkpoint, dict):
        return None
    there = [key for key in KEYS if isinstance(checkpoint.get(key), dict) and checkpoint[key]]
    if len(there) < 2:
        return plain(checkpoint[there[0]]) if there else None
    return {key: plain(checkpoint[key]) for key in there}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", default="node")
    parser.add_argument("paths", nargs="*", default=[str(CKPT.parent.parent / "fixtures" / "lightning")])
    options = parser.parse_args()
    equal = different = refused = 0
    for folder in map(Path, options.paths):
        files = sorted(folder.rglob("*.ckpt")) if folder.is_dir() else [folder]
        for path in files:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    expected = wanted(path)
            except Exception:
                refused += 1
                continue
            if expected is None:
                continue
            command = [options.node, str(CKPT), "inspect", str(path)]
            command += ["--section", "hyperparameters", "--format", "yaml"]
            answer = subprocess.run(command, capture_output=True, text=True)
            found = [yaml.safe_load(answer.stdout)]
            if OmegaConf is not None:
                config = OmegaConf.create(answer.stdout)
                found.append(OmegaConf.to_container(config, resolve=False))
            if answer.returncode == 0 and all(is_same(one, expected) for one in found):
                equal += 1
            else:
                different += 1
                print(f"{path}: {found} is not {expected}", file=sys.stderr)
    readers = "PyYAML" if OmegaConf is None else "PyYAML and OmegaConf"
    print(f"configurations, by {readers}: {equal} equal, {different} different, {refused} not loaded")
    return 1 if different else 0


sys.exit(main())
