"""Portals that are hard to read; see crawler/sandbox/hard_*.py. Their facts, as a spider file states them."""

from crawler.families.trs_wcm import TrsWcmSpider
from crawler.sandbox import hard_shields
from crawler.sandbox.hard_drawn import COLUMN


def at(name: str) -> str:
    return f"{name}.test.gov.cn"


def columns_at(*names: str) -> tuple[str, ...]:
    return tuple(f"http://{at(name)}{COLUMN}" for name in names)


class DrawnSpider(TrsWcmSpider):
    """One column for each way in which a list is drawn. Only `told` is said to need it, the others are found out."""

    name = "drawn"
    title = "清岭县人民政府"
    names = ("told", "found", "framed", "paged", "turned", "setback", "checked", "hostile")
    hosts = tuple(map(at, names))
    columns = columns_at(*names)
    rendered_columns = columns_at("told", "paged")


class UndrawableSpider(TrsWcmSpider):
    """Columns whose scripts grow and click without end, lead away, or do not get what they ask for."""

    name = "undrawable"
    title = "清岭县人民政府"
    names = ("growth", "leaving", "missing", "endless-list", "hungry", "old")
    hosts = tuple(map(at, names))
    columns = (*columns_at(*names[:-1]), f"https://{at('old')}{COLUMN}")
    rendered_columns = columns
    legacy_tls = (at("old"),)


class RestlessSpider(TrsWcmSpider):
    """A column whose script never lets go, and one behind it."""

    name = "restless"
    title = "清岭县人民政府"
    hosts = (at("loop"), at("behind"))
    columns = columns_at("loop", "behind")
    rendered_columns = columns


class PlainSpider(TrsWcmSpider):
    """Says nothing of drawing or blocking: what happens is found out."""

    name = "plain"
    title = "清岭县人民政府"
    hosts = (at("found"),)
    columns = columns_at("found")


class DrawnPortalSpider(PlainSpider):
    name = "drawn_portal"
    rendered = True


class TlsSpider(TrsWcmSpider):
    """By https: a host with TLS 1.0 that is said to have it, one that is not, one without TLS, and one that is well."""

    name = "tls"
    title = "清岭县人民政府"
    names = ("old", "unsaid", "without", "well")
    hosts = tuple(map(at, names))
    columns = tuple(f"https://{host}{COLUMN}" for host in hosts)
    legacy_tls = (at("old"),)


class ShieldedSpider(TrsWcmSpider):
    """A column behind each shield."""

    name = "shielded"
    title = "清岭县人民政府"
    hosts = tuple(hard_shields.host(vendor) for vendor in hard_shields.BLOCKS)
    columns = tuple(f"http://{host}/xxgk/ndbg/" for host in hosts)


class ClosedSpider(TrsWcmSpider):
    """Columns of sites that are closed, gone or behind a login."""

    name = "closed"
    title = "清岭县人民政府"
    hosts = tuple(hard_shields.host(name) for name in (*hard_shields.CLOSED, "dead"))
    columns = tuple(f"http://{host}/xxgk/ndbg/" for host in hosts)
