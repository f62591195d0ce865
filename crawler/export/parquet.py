"""Export as Parquet: typed nested columns, row groups of a bounded size, zstd."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from crawler.export.destination import destination
from crawler.export.schema import SCHEMA, batch
from crawler.store import Document

# Bytes of Arrow data in a row group: what is in memory while it is written, and what a reader takes in at once. A
# document has about 30 KB, so a group has some hundreds. What the file's end says of a group stays in memory until
# then, 150 KB: with groups of half the size that outgrows what they save before the corpus is large.
ROW_GROUP_BYTES = 16 * 1024 * 1024
BATCH = 32
_ZSTD_LEVEL = 6
# Bounds by which a reader passes over row groups: nobody asks so for a cell of a table, and they are most of the
# file's end.
_WITH_BOUNDS = [column.name for column in SCHEMA if not pa.types.is_nested(column.type)]


def export(documents: Iterable[Document], out: Path | None) -> int:
    """Write the documents to the file `out`, or to the standard output for None; how many there were.

    Columns are the fields of `Document` in their order, typed by `crawler.export.schema`. Memory is bounded whatever
    the number of documents. Raises OSError where the file cannot be written; an earlier file then stays as it was.
    """
    with destination(out) as stream, closing(Shard(stream)) as shard:
        for documents_of_batch in batched(documents):
            shard.add(batch(documents_of_batch))
            if shard.waiting_bytes >= ROW_GROUP_BYTES:
                shard.end_group()
    return shard.rows


def batched(documents: Iterable[Document]) -> Iterable[list[Document]]:
    """The documents in lists of `BATCH`."""
    waiting: list[Document] = []
    for document in documents:
        waiting.append(document)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


class Shard:
    """One Parquet file that grows by row groups. `waiting_bytes` are added and not yet written."""

    def __init__(self, stream: BinaryIO) -> None:
        # Content-defined chunks: stores that keep equal chunks once (the Hugging Face Hub) take a new edition of a
        # corpus as what is new in it.
        self._writer = pq.ParquetWriter(
            stream,
            SCHEMA,
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            use_content_defined_chunking=True,
            write_statistics=_WITH_BOUNDS,
            write_page_index=True,
            write_page_checksum=True,
        )
        self._stream = stream
        self._waiting: list[pa.Table] = []
        self.waiting_bytes = 0
        self.rows = 0

    @property
    def bytes_written(self) -> int:
        """The size of the file so far; only for a stream that can tell."""
        return self._stream.tell()

    def add(self, rows: pa.Table) -> None:
        """Keep rows for the next row group."""
        self._waiting.append(rows)
        self.waiting_bytes += rows.nbytes
        self.rows += rows.num_rows

    def end_group(self) -> None:
        """Write what waits as one row group."""
        if self._waiting:
            table = pa.concat_tables(self._waiting)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
            self._waiting, self.waiting_bytes = [], 0

    def close(self) -> None:
        """Write what waits and the file's end; a second call does nothing."""
        self.end_group()
        self._writer.close()
