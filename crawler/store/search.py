"""Full-text search over every version: an index of character pairs, then a look at the text itself.

The index (FTS5 without content on SQLite, a GIN index on PostgreSQL) says which texts hold all pairs of a word; whether
they stand together is seen in the text. That costs a fifth of the space of an index that knows every place, and answers
exactly. Versions go in by the batch; the last few that still wait are looked at one by one. The index is derived from
the versions: it may be dropped and made again at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, TextClause, bindparam, select, text

from crawler.store.schema import IS_LATEST, VERSIONS, reports, sequence, versions
from crawler.store.words import Query, grams

_MARK = "search"
_MOST_GRAMS = 60_000  # PostgreSQL holds 1 MiB of them; a text needs several hundred pages to have as many
_AT_ONCE = 100

_INDEXED = select(sequence.c.last).where(sequence.c.name == _MARK)
_SET_MARK = sequence.update().where(sequence.c.name == _MARK).values(last=bindparam("to"))
_NOT_YET = (
    select(versions.c.seq, versions.c.title, versions.c.organ, versions.c.text)
    .where(versions.c.seq > _INDEXED.scalar_subquery(), versions.c.seq <= bindparam("to"))
    .order_by(versions.c.seq)
)
_TAIL = select(versions.c.seq).where(versions.c.seq > _INDEXED.scalar_subquery()).order_by(versions.c.seq.desc())

_MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
    ],
    "postgresql": [
        "CREATE TABLE search (seq BIGINT PRIMARY KEY REFERENCES versions (seq), grams TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_grams ON search USING gin (grams)",
    ],
}
_ADD = {
    "sqlite": text("INSERT INTO search (rowid, grams) VALUES (:seq, :grams)"),
    "postgresql": text("INSERT INTO search (seq, grams) VALUES (:seq, array_to_tsvector(CAST(:grams AS text[])))"),
}
_FIND = {
    "sqlite": text("SELECT rowid AS seq FROM search WHERE search MATCH :match ORDER BY rowid DESC"),
    "postgresql": text("SELECT seq FROM search WHERE grams @@ CAST(:match AS tsquery) ORDER BY seq DESC"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A report whose latest version answers a question; `excerpt` is the piece that does."""

    id: str
    version: int
    seq: int
    url: str
    portal: str
    title: str
    report_year: int | None
    organ: str | None
    excerpt: str


def make(connection: Connection) -> None:
    """Make the index and fill it from the versions that are there."""
    for statement in _MAKE[connection.dialect.name]:
        connection.execute(text(statement))
    connection.execute(sequence.insert().values(name=_MARK, last=0))
    stored = connection.execute(select(sequence.c.last).where(sequence.c.name == VERSIONS)).scalar_one()
    for seq in range(_AT_ONCE, stored + _AT_ONCE, _AT_ONCE):
        catch_up(connection, min(seq, stored))


def catch_up(connection: Connection, seq: int) -> None:
    """Put all versions up to `seq` into the index that are not in it yet."""
    rows = connection.execute(_NOT_YET, {"to": seq}).all()
    dialect = connection.dialect.name
    added = [{"seq": row.seq, "grams": _grams((row.title, row.organ or "", row.text), dialect)} for row in rows]
    if added:
        connection.execute(_ADD[dialect], added)
    connection.execute(_SET_MARK, {"to": seq})


def find(
    connection: Connection, query: Query, portal: str | None, years: Collection[int] | None, limit: int
) -> Iterator[Hit]:
    """The reports that answer the question, stored or changed last first; at most `limit`."""
    found = 0
    for numbers in _candidates(connection, query):
        for hit in _look(connection, query, numbers, portal, years):
            if found >= limit:
                return
            found += 1
            yield hit


def _candidates(connection: Connection, query: Query) -> Iterator[list[int]]:
    """The versions that hold the pairs, newest first, some at a time; before them those that wait for the index."""
    yield list(connection.execute(_TAIL).scalars())
    statement: TextClause = _FIND[connection.dialect.name]
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(statement, {"match": _match(connection, query)})
    for part in rows.scalars().partitions():
        yield list(part)


def _grams(texts: Sequence[str], dialect: str) -> str | list[str]:
    """The pairs in the form each index takes them: FTS5 splits and sorts by itself."""
    found = grams(texts)
    return sorted(set(found.split()))[:_MOST_GRAMS] if dialect == "postgresql" else found


def _match(connection: Connection, query: Query) -> str:
    """The question in the index's own language. Words hold letters and digits only: nothing in them needs escaping."""
    if connection.dialect.name == "postgresql":
        pair, one, also, either = "'{}'", "'{}':*", " & ", " | "
    else:
        pair, one, also, either = '"{}"', '"{}" *', " AND ", " OR "
    ways = []
    for words in query.ways:
        terms = [
            pair.format(term) if len(term) > 1 else one.format(term)
            for word in words
            for term in (map(str.__add__, word, word[1:]) if len(word) > 1 else (word,))
        ]
        ways.append(f"({also.join(dict.fromkeys(terms))})")
    return either.join(ways)


def _look(
    connection: Connection, query: Query, numbers: list[int], portal: str | None, years: Collection[int] | None
) -> Iterator[Hit]:
    """Of these versions the ones that are the latest of their report and do answer."""
    names = ("version", "seq", "url", "title", "report_year", "organ")
    chosen = (
        select(
            versions.c.report_id.label("id"),
            *(versions.c[name] for name in names),
            reports.c.portal,
            versions.c.text,
            versions.c.language,
        )
        .join(reports, IS_LATEST)
        .where(versions.c.seq.in_(numbers))
        .order_by(versions.c.seq.desc())
    )
    if portal is not None:
        chosen = chosen.where(reports.c.portal == portal)
    if years is not None:
        chosen = chosen.where(versions.c.report_year.in_(sorted(years)))
    for row in connection.execute(chosen).mappings():
        whole = "\n".join((row["text"], row["title"], row["organ"] or ""))
        excerpt = query.excerpt(whole, row["language"])
        if excerpt is not None:
            told = {name: value for name, value in row.items() if name not in ("text", "language")}
            yield Hit(**told, excerpt=excerpt)
