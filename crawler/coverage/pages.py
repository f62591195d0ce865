"""The pages as HTML: templates of this package, everything escaped, style and script inside each page.

A content security policy with the hashes of exactly that style and script stands in each page, so that nothing else
runs even where an escape were forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from crawler.china import CHINA
from crawler.coverage.charts import shares, sparkline
from crawler.coverage.passages import passages

_TEMPLATES = files("crawler.coverage") / "templates"
_LINK_LENGTH = 2000
_FIGURES_LENGTH = 600
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")


def render(template: str, **values: Any) -> str:
    """One page. `values` are escaped wherever they stand; `root` is the way back to the folder's first page."""
    return _environment().get_template(template).render(**values)


def slug(portal: str) -> str:
    """A file name for a portal: its own name where that is a plain one, else a readable rest with a digest."""
    if _FILE_NAME.fullmatch(portal):
        return portal
    digest = hashlib.sha256(portal.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9]+', '-', portal.lower())[:40].strip('-')}-{digest}".lstrip("-")


def web_address(url: str | None) -> str | None:
    """The address where it may stand in a link: http or https only; None for `javascript:` and the like."""
    try:
        return url if url and len(url) <= _LINK_LENGTH and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (_source(name) for name in ("page.css", "page.js"))
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own files, nothing from outside
        script=Markup(script),  # noqa: S704
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        ),
        sparkline=sparkline,
        shares=shares,
        passages=passages,
    )
    environment.filters.update(
        day=_day, minute=_minute, slug=slug, web_address=web_address, figures=_figures, thousands=_thousands
    )
    return environment


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _day(moment: datetime | date | None) -> str:
    if moment is None:
        return "–"
    return (moment.astimezone(CHINA).date() if isinstance(moment, datetime) else moment).isoformat()


def _minute(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _figures(values: object) -> str:
    """What a check looked at, in one line."""
    if not isinstance(values, Mapping):
        return "" if values is None else str(values)[:_FIGURES_LENGTH]
    told = "; ".join(f"{name} {_shown(value)}" for name, value in values.items() if value not in (None, [], {}))
    return told if len(told) <= _FIGURES_LENGTH else told[: _FIGURES_LENGTH - 1] + "…"


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{name} {_shown(inner)}" for name, inner in value.items()) + ")"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else str(value)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")
