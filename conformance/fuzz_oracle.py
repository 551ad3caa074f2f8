"""Answers what the real loaders make of inputs, for fuzz.mjs to compare with.

    fuzz_oracle.py pickle|weights-only|safetensors

Reads batches from stdin: a count and, for each input, its length and its bytes; numbers are 32 bits,
little-endian. Writes one line of JSON for each batch: a list of answers. An input that takes longer
than its time ends the process (SIGPROF), as one that crashes it does: whoever asks starts another.
"""

import importlib
import json
import resource
import signal
import struct
import sys

# More than the process has when it begins.
MEMORY = 256 * 2**20
MODULES = {
    "pickle": "fuzz_pickle",
    "weights-only": "fuzz_torch",
    "torch-zip": "fuzz_torch_values",
    "safetensors": "fuzz_safetensors",
}


def limit_memory():
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def exactly(stream, length):
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def batches(stream):
    while True:
        try:
            (count,) = struct.unpack("<I", exactly(stream, 4))
            batch = []
            for _ in range(count):
                (length,) = struct.unpack("<I", exactly(stream, 4))
                batch.append(exactly(stream, length))
        except EOFError:
            return
        yield batch


def main(what):
    module = importlib.import_module(MODULES[what])
    # For a batch, of the time of the processor: some take exponential time to be hashed.
    seconds = module.SECONDS
    # What a loader prints must not stand between the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        limit_memory()
    except OSError:
        pass  # There is no /proc but on Linux.
    for batch in batches(sys.stdin.buffer):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answers = [module.answer(data) for data in batch]
        signal.setitimer(signal.ITIMER_PROF, 0)
        out.write(json.dumps(answers) + "\n")
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
