"""Export in the layout of the Hugging Face Hub: Parquet shards by report year, and a card that says what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from crawler.export.card import CARD, MARK, Census, card
from crawler.export.destination import folder_destination
from crawler.export.parquet import BATCH, ROW_GROUP_BYTES, Shard
from crawler.export.schema import batch
from crawler.store import Document

_SHARD_BYTES = 256 * 1024 * 1024  # the Hub asks for files well under 5 GB; this is one that a reader can fetch again
_NO_YEAR = "unknown"
_DATA = "data"
_HEADER_BYTES = 1024  # the mark stands in the second line


def export(documents: Iterable[Document], out: Path, *, shard_bytes: int = _SHARD_BYTES) -> int:
    """Write the documents to the folder `out`; how many there were.

    `datasets.load_dataset(str(out))` gives all of them, with a report year as second argument those of that year
    ("unknown" where none is known). Documents should come year by year: one file is open at a time, and a year that
    comes again begins another. Raises OSError where the folder cannot be written, or is one that no export made; an
    earlier export then stays as it was.
    """
    census = Census()
    with folder_destination(out, is_export) as folder:
        (folder / _DATA).mkdir()
        with _Shards(folder / _DATA, shard_bytes) as shards:
            for document in documents:
                census.count(document)
                shards.add(document)
        (folder / CARD).write_text(card(census, sorted(census.years)), encoding="utf-8")
    return census.documents


def is_export(folder: Path) -> bool:
    """Whether a folder is what `export` made, and nothing else is in it. Many folders hold a README.md."""
    if any(path.name not in (CARD, _DATA) for path in folder.iterdir()):
        return False
    if any(path.suffix != ".parquet" or not path.is_file() for path in (folder / _DATA).glob("*")):
        return False
    try:
        with (folder / CARD).open("rb") as file:
            return MARK.encode() in file.read(_HEADER_BYTES).splitlines()
    except OSError:
        return False


class _Shards:
    """The files of all years, of which one is open."""

    def __init__(self, folder: Path, shard_bytes: int) -> None:
        self._folder = folder
        self._shard_bytes = shard_bytes
        self._serials: Counter[str] = Counter()
        self._open_year: str | None = None
        self._waiting: list[Document] = []
        self._shard: Shard | None = None
        self._files = ExitStack()

    def __enter__(self) -> _Shards:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._end()
        finally:
            self._files.close()

    def add(self, document: Document) -> None:
        """Keep a document for the next row group of its year."""
        year = _NO_YEAR if document.report_year is None else str(document.report_year)
        if year != self._open_year:
            self._end()
            self._open_year = year
        self._waiting.append(document)
        if len(self._waiting) == BATCH:
            self._take()

    def _take(self) -> None:
        if not self._waiting:
            return
        if self._shard is None:
            name = f"{self._open_year}-{self._serials[str(self._open_year)]:05d}.parquet"
            self._serials[str(self._open_year)] += 1
            file = self._files.enter_context((self._folder / name).open("wb"))
            self._shard = self._files.enter_context(closing(Shard(file)))
        self._shard.add(batch(self._waiting))
        self._waiting = []
        if self._shard.waiting_bytes >= ROW_GROUP_BYTES:
            self._shard.end_group()
            if self._shard.bytes_written >= self._shard_bytes:
                self._close()

    def _end(self) -> None:
        self._take()
        self._close()

    def _close(self) -> None:
        """Write what waits and the end of the open file."""
        self._files.close()
        self._shard = None
