"""What `torch.load(weights_only=True)` makes of a file: it runs nothing that the file names."""

import io
import re
import warnings

import torch

SECONDS = 10

warnings.filterwarnings("ignore")


def load(data):
    """The error, as its class and its words, or None; and the value."""
    try:
        return None, torch.load(io.BytesIO(data), weights_only=True)
    except Exception as error:  # noqa: BLE001
        words = re.sub(r"\x1b\[\d*m", "", str(error))
        return [type(error).__name__, words], None


def answer(data):
    return load(data)[0]
