"""When a year's reports are due, and whose: what silence means depends on the day.

Regulation on government information disclosure (2019): an organ's report on a year is due by 31 January of the next
(article 49), that of a county's or higher government by 31 March (article 50).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.arguments import FIRST_YEAR
from crawler.china import CHINA

_GRACE = timedelta(days=7)
_ORGANS_DUE = (1, 31)
_GOVERNMENTS_DUE = (3, 31)
_SEASON_ENDS = (6, 30)

_PLACE_ABOVE = re.compile(r"^.{0,40}[省市州县縣区區旗盟](?=..)")
_OFFICE = re.compile(r"(?:办公室|办公厅|辦公室|辦公廳)$")
_GOVERNMENT = re.compile(r"(?:(?<![乡镇鄉鎮])(?<![乡镇鄉鎮]人民)政府|管理委员会|管理委員會|管委会|管委會)$")


@dataclass(frozen=True, slots=True)
class Season:
    """`report_year` is the year whose reports should be there. `governments` says whether theirs are due too;
    `deadline` is the last of the deadlines that have passed.
    """

    report_year: int
    governments: bool
    deadline: date


def season(day: date) -> Season | None:
    """What should be published by `day`, a week after its deadline at the earliest; None while silence is normal.

    After June nobody who is late publishes any more: the coverage page goes on showing what is missing.
    """
    organs = date(day.year, *_ORGANS_DUE)
    governments = date(day.year, *_GOVERNMENTS_DUE)
    if day <= organs + _GRACE or day > date(day.year, *_SEASON_ENDS):
        return None
    if day <= governments + _GRACE:
        return Season(day.year - 1, False, organs)
    return Season(day.year - 1, True, governments)


def newest_due_year(day: date, organ: str | None = None) -> int:
    """The last report year whose deadline for that organ has passed by `day`; for all organs where none is named."""
    deadline = _GOVERNMENTS_DUE if is_government(organ) else _ORGANS_DUE
    return day.year - 1 if day > date(day.year, *deadline) + _GRACE else day.year - 2


def missing_years(known: Collection[int], newest_due: int) -> set[int]:
    """The years in which an organ's report is missing, of the years that are known of it.

    A year is missing between two that are known; and `newest_due`, where the year before is known. How far an organ's
    reports once reached back can't be known, and one silent for two years may have been dissolved: neither is missing.
    A year misread from a title (1066, 9999) opens no gap.
    """
    sane = [year for year in known if FIRST_YEAR <= year <= newest_due + 1]
    if not sane:
        return set()
    last = newest_due if max(sane) == newest_due - 1 else max(sane)
    return set(range(min(sane), last + 1)) - set(known)


def day_in_china(moment: datetime) -> date:
    """The day it is in China at that moment."""
    return moment.astimezone(CHINA).date()


def organ_key(organ: str) -> str:
    """A name under which one portal's spellings of an organ meet: without the places above it, and a government's
    office 办公室 as the government whose report it compiles.
    """
    name = "".join(organ.split())[:100]
    own = _OFFICE.sub("", _PLACE_ABOVE.sub("", name))
    return own or name


def is_government(organ: str | None) -> bool:
    """Whether the later deadline holds for the organ. An unknown one gets it too: an alarm must be sure."""
    return organ is None or _GOVERNMENT.search(_OFFICE.sub("", "".join(organ.split()))) is not None
