"""One night at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.arguments import WrongUse


@contextmanager
def night_lock(output: Path) -> Iterator[None]:
    """Holds `output/nightly.lock` for the block; the system lets go of it when the process ends, however it ends.

    Raises WrongUse where another night holds it, or the file can't be made.
    """
    # Scrapy imports every command for each of them: what only this one needs is imported here.
    from filelock import FileLock, Timeout

    path = output / "nightly.lock"
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise WrongUse(f"another night is running (it holds {path}): wait for its end, or stop that process") from None
    except OSError as error:
        raise WrongUse(f"the lock {path} can't be taken ({error.strerror}): make the folder writable") from None
    try:
        yield
    finally:
        lock.release()
