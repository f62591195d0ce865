"""Where each CMS product puts an article: from its day and a serial number to its path."""

from __future__ import annotations

from datetime import date
from hashlib import md5

NUMERIC = "/30194/36953/41045/"
"""A column of the numeric family."""


def trs(day: date, serial: int) -> str:
    """TRS WCM: by day, with the day in the name again."""
    return f"/xxgk/ndbg/{day:%Y%m}/t{day:%Y%m%d}_{600_000 + serial}.html"


def ucap(day: date, serial: int) -> str:
    """UCAP and HyCloud: by month, a name of 32 hex digits."""
    return f"/hcx/xxgknb/{day:%Y%m}/{md5(f'{day}{serial}'.encode(), usedforsecurity=False).hexdigest()}.shtml"


def jcms(day: date, serial: int) -> str:
    """Hanweb JCMS: by day, with the number of the column."""
    return f"/art/{day.year}/{day.month}/{day.day}/art_1529_{300_000 + serial}.html"


def jpaas(day: date, serial: int) -> str:
    """JPAAS: by year, a name of 32 hex digits."""
    return f"/art/{day.year}/art_{md5(f'{day}{serial}'.encode(), usedforsecurity=False).hexdigest()}.html"


def vsb(day: date, serial: int) -> str:
    """VSB: by the number of the column."""
    return f"/info/1042/{3000 + serial}.htm"


def nfcms(day: date, serial: int) -> str:
    """GD NFCMS: a number, below the column."""
    return f"/zwgk/xxgknb/content/post_{2_000_000 + serial}.html"


def siteserver(day: date, serial: int) -> str:
    """SiteServer: by the number of the channel."""
    return f"/contents/2146/{130_000 + serial}.html"


def empire(day: date, serial: int) -> str:
    """EmpireCMS: by day, below the column."""
    return f"/zwgk/xxgknb/{day:%Y-%m-%d}/{500 + serial}.html"


def epoint(day: date, serial: int) -> str:
    """Epoint: by day, the beginning of a GUID."""
    return f"/xxgknb/{day:%Y%m%d}/{md5(f'{serial}'.encode(), usedforsecurity=False).hexdigest()[:8]}-ab.html"


def aspnet(day: date, serial: int) -> str:
    """A page of ASP.NET: a number in the name."""
    return f"/xxgk/show-{1000 + serial}.aspx"


def gkmlpt(day: date, serial: int) -> str:
    """gkmlpt: by the last digits of the number."""
    return f"/gkmlpt/content/5/{5000 + serial}/post_{5_000_000 + serial}.html"


def hunan(day: date, serial: int) -> str:
    """The numeric family: a number, below the column."""
    return f"{NUMERIC}content_{600_000 + serial}.html"


def jsp(day: date, serial: int) -> str:
    """A page of JSP: a number in the name."""
    return f"/xxgk/content-{1000 + serial}.jsp"
