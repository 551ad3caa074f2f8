"""What `torch.load(weights_only=True)` reads from a file, as typed JSON."""

from encoding import Encoder
from fuzz_torch import SECONDS, load  # noqa: F401


def answer(data):
    error, value = load(data)
    if error is not None:
        return [error, None]
    try:
        return [None, Encoder().encode(value)]
    except Exception as raised:  # noqa: BLE001 - what can be loaded and not be read
        return [None, {"unreadable": f"{type(raised).__name__}: {raised}"}]
