"""Figures of the statutory forms and of the older reports: drawn once from the organ's name and the year.

The sums are those of the official form of 2021 (国办公开办函〔2021〕30号) and its predecessor of 2019
(国办公开办函〔2019〕60号): per column 一 + 二 = 三（七）+ 四 and the items of 三 add up to （七）; per row the six
applicant columns add up to 总计; each of the three blocks of section 四 adds up; 二 is the 四 of the year before;
现行有效件数 is last year's plus 制发 less 废止.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
"""The applicant columns of section 三, without 总计."""

FIRST_YEAR = 2019
"""The first report year of the statutory forms."""

OUTCOMES_2019 = 19
OUTCOMES_2021 = 21
"""How many item rows section 三 has under 本年度办理结果, 总计 not counted."""

_LIKELY = (0, 0, 0, 0, 1, 10, 10, 12, 1, 5, 9, 14)
"""Which item row an application ends in, as drawn: mostly 予以公开, then those that happen in practice."""


def draw(low: int, high: int, *key: object) -> int:
    """A number from `low` to `high` (both included) that depends on `key` alone, on every machine and every day."""
    digest = hashlib.sha256("\x1f".join(map(str, key)).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


@dataclass(frozen=True, slots=True)
class Applications:
    """Section 三: per applicant column (six) what came in, was carried in, ended in each item, was carried out."""

    received: tuple[int, ...]
    carried_in: tuple[int, ...]
    outcomes: tuple[tuple[int, ...], ...]
    carried_out: tuple[int, ...]

    def total(self) -> tuple[int, ...]:
        """Row （七）总计 per applicant column."""
        return tuple(sum(row[column] for row in self.outcomes) for column in range(len(APPLICANTS)))


def applications(organ: str, year: int, scale: int) -> Applications:
    """Section 三 of an organ's report for a year from 2019 on; `scale` is the most a natural-person column receives."""
    carried_in = tuple(draw(0, 1, organ, "carried", column) if scale > 5 else 0 for column in range(2)) + (0,) * 4
    for of_year in range(FIRST_YEAR, year):
        carried_in = _carried_out(organ, of_year, _received(organ, of_year, scale), carried_in)
    received = _received(organ, year, scale)
    carried_out = _carried_out(organ, year, received, carried_in)
    count = OUTCOMES_2019 if year < 2021 else OUTCOMES_2021
    outcomes = [[0] * len(APPLICANTS) for _ in range(count)]
    for column in range(len(APPLICANTS)):
        for serial in range(received[column] + carried_in[column] - carried_out[column]):
            outcomes[_LIKELY[draw(0, len(_LIKELY) - 1, organ, year, column, serial)]][column] += 1
    return Applications(received, carried_in, tuple(map(tuple, outcomes)), carried_out)


def _received(organ: str, year: int, scale: int) -> tuple[int, ...]:
    shares = (scale, scale // 6, 0, scale // 30, scale // 12, scale // 40)
    return tuple(draw(share // 2, share, organ, year, "received", at) for at, share in enumerate(shares))


def _carried_out(organ: str, year: int, received: tuple[int, ...], carried_in: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(
        min(draw(0, 3, organ, year, "open", at) if new > 8 else 0, new + old)
        for at, (new, old) in enumerate(zip(received, carried_in, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Documents:
    """Regulatory documents (行政规范性文件): made and repealed in the year, in force at its end."""

    made: int
    repealed: int
    in_force: int


def documents(organ: str, year: int, in_force_before: int) -> Documents:
    """Section 二's chain for a year from 2019 on, `in_force_before` being the stock when 2019 began."""
    stock = in_force_before
    made = repealed = 0
    for of_year in range(FIRST_YEAR, year + 1):
        made = draw(0, 6, organ, of_year, "made")
        repealed = draw(0, min(4, stock), organ, of_year, "repealed")
        stock += made - repealed
    return Documents(made, repealed, stock)


def disputes(organ: str, year: int, scale: int) -> tuple[tuple[int, ...], ...]:
    """Section 四: for 行政复议, 未经复议直接起诉, 复议后起诉 each 结果维持, 结果纠正, 其他结果, 尚未审结, 总计."""
    blocks = []
    for block in range(3):
        most = max(0, scale // (20 * (block + 1)))
        parts = tuple(draw(0, most // (at + 1), organ, year, "dispute", block, at) for at in range(4))
        blocks.append((*parts, sum(parts)))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Narrative:
    """The figures of a report before 2019: what was published where, and what was asked for."""

    website: int
    microblog: int
    wechat: int
    bulletin: int
    readers: int
    received: int
    granted: int
    partly: int
    refused: int
    not_held: int
    inquiries: int
    reviews: int
    lawsuits: int
    training: int
    trained: int
    staff: int
    part_time: int

    @property
    def published(self) -> int:
        """All items of government information published in the year."""
        return self.website + self.microblog + self.wechat


def narrative(organ: str, year: int, scale: int) -> Narrative:
    """The figures of an organ's report for a year before 2019; `scale` as in `applications`."""

    def of(low: int, high: int, what: str) -> int:
        return draw(low, high, organ, year, what)

    granted = of(scale // 3, scale, "granted")
    partly, refused, not_held = of(0, scale // 8, "partly"), of(0, scale // 9, "refused"), of(0, scale // 7, "held")
    return Narrative(
        website=of(40, 60, "website") * scale + of(3, 97, "odd"),
        microblog=of(5, 9, "microblog") * scale if year >= 2012 else 0,
        wechat=of(3, 7, "wechat") * scale if year >= 2014 else 0,
        bulletin=of(2, 12, "bulletin"),
        readers=of(9, 40, "readers") * scale,
        received=granted + partly + refused + not_held,
        granted=granted,
        partly=partly,
        refused=refused,
        not_held=not_held,
        inquiries=of(10, 30, "inquiries") * scale + of(0, 9, "odd inquiries"),
        reviews=of(0, max(1, scale // 25), "reviews"),
        lawsuits=of(0, max(1, scale // 40), "lawsuits"),
        training=of(1, 6, "training"),
        trained=of(2, 8, "trained") * 15 + of(0, 14, "odd trained"),
        staff=of(1, 4, "staff"),
        part_time=of(3, 44, "part time"),
    )
