"""The numbers of the change feed (`seq`): taken inside the writing transaction, so gapless and in commit order."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from crawler.store.prepared import fetch
from crawler.store.schema import VERSIONS, sequence

_TAKE = (
    sequence.update()
    .where(sequence.c.name == VERSIONS)
    .values(last=sequence.c.last + bindparam("many", type_=sequence.c.last.type))
    .returning(sequence.c.last)
)


def take(connection: Connection, many: int = 1) -> range:
    """The next numbers. No other writer has a later one before this transaction ends; what it undoes is given again."""
    last = int(fetch(connection, _TAKE, {"many": many})[0]["last"])
    return range(last - many + 1, last + 1)
