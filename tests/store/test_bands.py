"""The index of band keys finds the same whichever step of its filing a row has come to."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, union_all

from crawler.records import Signature
from crawler.store import Store, bands, dialect, upkeep
from crawler.store.schema import bands as filed_bands
from crawler.store.schema import new_bands, recent_bands
from tests.store.making import HOST, report, store_at

COMMON = 77
KEYS = [number * 0x9E3779B97F4A7C15 % (1 << 64) - (1 << 63) for number in range(60)]
"""Keys from all over the 64 bits, so that every slice gets its turn."""
_Standing = Mapping[int, Sequence[int]]


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def expected(standing: _Standing, keys: Sequence[int], after: int) -> dict[int, int]:
    """How many of `keys` each version shares, where a key counts for the first 500 versions that stand under it."""
    shares: Counter[int] = Counter()
    for key in set(keys):
        shares.update(sorted(seq for seq, own in standing.items() if key in own and seq > after)[:500])
    return dict(shares)


def found(connection: Connection, keys: Sequence[int], after: int) -> dict[int, int]:
    halves = bands.halves(keys)
    rows = union_all(*(bands.filed_under(place, after > 0) for place in range(len(halves))))
    bound = {"after": after} | {f"key{place}": key for place, key in enumerate(halves)}
    shares = Counter(connection.execute(rows, bound).scalars())
    new = bands.new_sharing(connection, halves, after)
    assert not shares.keys() & new.keys()
    return {**shares, **new}


def sizes(store: Store) -> list[int]:
    with store._engine.connect() as connection:
        counts = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (new_bands, recent_bands, filed_bands)
        )
        return list(counts)


@pytest.mark.parametrize("seed", range(4))
def test_a_row_is_found_wherever_it_is(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    standing: dict[int, list[int]] = {}
    with dialect.writing(store._engine, "store") as connection:
        for seq in range(1, 701):
            own = chance.sample(KEYS, chance.randrange(1, 9)) + [COMMON] * (chance.random() < 0.9)
            standing[seq] = own
            bands.index(connection, seq, bands.pack(own))
            if chance.random() < 0.1:
                gone = chance.choice(sorted(standing))
                bands.forget(connection, gone, bands.pack(standing.pop(gone)))
            if chance.random() < 0.03:
                bands.catch_up(connection, range(seq, seq + chance.choice((1, 1, 40))))
            if chance.random() < 0.05 or seq > 690:
                asked = [*chance.sample(KEYS, 5), COMMON]
                for after in (0, chance.randrange(seq)):
                    assert found(connection, asked, after) == expected(standing, asked, after)
        assert sum(COMMON in own for own in standing.values()) > 500


def test_every_row_ends_in_the_last_table(store: Store) -> None:
    with dialect.writing(store._engine, "store") as connection:
        for seq in range(1, 11):
            bands.index(connection, seq, bands.pack(KEYS))
        bands.catch_up(connection, range(0))
    assert sizes(store) == [0, 600, 0]
    for turn in range(bands.SLICES):
        with dialect.writing(store._engine, "store") as connection:
            bands.catch_up(connection, range(turn, turn + 1))
    assert sizes(store) == [0, 0, 600]
    with dialect.writing(store._engine, "store") as connection:
        assert found(connection, KEYS, 0) == dict.fromkeys(range(1, 11), 60)


def test_candidates_are_the_same_while_reports_are_filed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports that change leave the keys of their earlier text, wherever those are by then."""
    monkeypatch.setattr(upkeep, "BATCH", 4)
    monkeypatch.setattr(bands, "SLICES", 8)
    chance = random.Random(20261122)
    standing: dict[str, tuple[int, list[int]]] = {}
    for number in range(118):
        path = f"/{chance.randrange(90)}"
        own = chance.sample(KEYS, 6)
        saved = store.save(report(path, text=f"{number}", signature=Signature(tuple(own), "key")))
        standing[path] = saved.seq, own
        asked = chance.sample(KEYS, 6)
        shares = {one: (len({*asked} & {*keys}), seq) for one, (seq, keys) in standing.items()}
        sharing = sorted((-shared, seq, one) for one, (shared, seq) in shares.items() if shared)
        told = [one.url.removeprefix(HOST) for one in store.candidates(asked, report_year=2016, limit=500)]
        assert told == [one for *_, one in sharing]
    assert all(sizes(store)), "rows stand in all three tables"
