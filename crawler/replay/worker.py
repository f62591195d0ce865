"""A worker of a replay: `python -m crawler.replay.worker ARCHIVE` answers questions, each one line of JSON."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from crawler.archive import ArchiveError
from crawler.dedup import sign
from crawler.records import Report
from crawler.replay.rereading import reread
from crawler.replay.wire import answer_line, read_task


def answer(folder: Path, question: bytes) -> bytes:
    """The answer to one question; whatever an archived page does, it is an answer."""
    try:
        note, containers = read_task(question)
        item = reread(folder, note, containers)
        if isinstance(item, Report) and item.extraction is not None and item.extraction.text:
            item.signature = sign(item.extraction.text, item.extraction.language)
        return answer_line(item)
    except ArchiveError as error:
        return answer_line(None, str(error))
    except Exception as error:  # a bug in a step must not end the replay of all other reports
        return answer_line(None, f"bug: {type(error).__name__}: {error}")


def main(folder: Path) -> None:
    """Answers until the questions end."""
    logging.disable(logging.CRITICAL)
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for question in sys.stdin.buffer:
        answers.write(answer(folder, question))
        answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
