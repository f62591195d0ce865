"""What a crawl was asked for: the `-a NAME=VALUE` arguments of `scrapy crawl`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlsplit

FIRST_YEAR = 2008  # the disclosure regulation came into force on 1 May 2008
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


class WrongUse(ValueError):
    """A command was used wrongly. The message is one line for the person at the terminal: what, and what to do."""


def unknown(what: str, name: str, known: Collection[str]) -> WrongUse:
    """The answer to a mistyped name: the one that was probably meant, and all there are."""
    near = get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return WrongUse(f"no {what} {name!r}: {meant}there are {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class CrawlArguments:
    """`years` is an inclusive range of report years or None for all; `recheck` fetches stored reports again."""

    years: tuple[int, int] | None = None
    recheck: bool = False
    url: str | None = None

    def wants(self, report_year: int | None) -> bool:
        """Whether a report of that year is asked for. An unknown year is: only the page can tell."""
        return self.years is None or report_year is None or self.years[0] <= report_year <= self.years[1]

    @classmethod
    def parse(cls, given: Mapping[str, str], *, takes_url: bool = False) -> CrawlArguments:
        """The arguments of one crawl. Names that begin with `_` are a scheduler's own and are passed over.

        Raises WrongUse for an unknown name or an unreadable value, and where `url` is missing or not expected.
        """
        known = ("years", "recheck", "url") if takes_url else ("years", "recheck")
        for name in given:
            if name not in known and not name.startswith("_"):
                raise WrongUse(f"unknown argument -a {name}=…: this spider takes {', '.join(known)}")
        url = given.get("url")
        if takes_url:
            url = _checked_url(url)
        return cls(parse_years(given.get("years")), _checked_flag(given.get("recheck", "0")), url)


def parse_years(text: str | None) -> tuple[int, int] | None:
    """`2016` or `2016-2020` as an inclusive range; None for None. Raises WrongUse for anything else."""
    if text is None:
        return None
    match = _YEARS.fullmatch(text.strip())
    if match is None:
        raise WrongUse(f"years={text!r} is unreadable: give one year (2016) or a range (2016-2020)")
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise WrongUse(f"years={text} runs backwards: write {last}-{first}")
    if last < FIRST_YEAR:
        raise WrongUse(f"years={text} ends before {FIRST_YEAR}, the first year of such reports")
    return first, last


def _checked_flag(text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise WrongUse(f"recheck={text!r} is unreadable: give recheck=1 or leave it out")
    return text.lower() in ("1", "true", "yes")


def _checked_url(url: str | None) -> str:
    if not url:
        raise WrongUse("the spider 'portal' needs an address: scrapy crawl portal -a url=http://www.example.gov.cn/")
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it validates it
    except ValueError:
        raise WrongUse(f"url={url!r} is not an address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongUse(f"url={url!r} is not an http or https address of a portal")
    return url
