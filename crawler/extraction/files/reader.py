"""The child process: reads one file after the other from its standard input, answers on its standard output.

A message in is its head's length (8 bytes, big-endian), the head (JSON: name, size), the bytes; a message out is the
length and an Extraction as JSON. Ends at end of input, so it never outlives the crawl.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import BinaryIO

from crawler.extraction.files.file import read_file, unread
from crawler.extraction.files.message import to_json
from crawler.records import Extraction

_MAX_FILE = 512 << 20
"""Bytes of any file that a program called here may write."""
_LENGTH = 8


def main(memory: int, seconds: float) -> int:
    """Serves until the input ends. `memory` is what may be allocated in bytes, `seconds` the CPU time of one file.

    The code of the libraries counts as address space, not as allocated (RLIMIT_DATA: heap and private mappings), so
    the address space may be twice as large.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_AS, (2 * memory, 2 * memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    # Libraries may print: what they print must not stand between our messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    while True:
        length = requests.read(_LENGTH)
        if len(length) < _LENGTH:
            return 0
        head = json.loads(requests.read(int.from_bytes(length)))
        _allow_seconds(seconds)
        said = _read(requests, int(head["size"]), str(head["name"]))
        message = to_json(said)
        answers.write(len(message).to_bytes(_LENGTH) + message)
        answers.flush()
        if "reader_stopped" in said.notes:
            return 0


def _read(requests: BinaryIO, size: int, name: str) -> Extraction:
    try:
        return read_file(requests.read(size), name)
    except MemoryError:
        return unread(name, {"reader_stopped": "memory: more than the limit"})


def _allow_seconds(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
