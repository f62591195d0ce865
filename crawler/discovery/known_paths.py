"""Addresses to try where no link leads to the column: path names that many portals share."""

from __future__ import annotations

from urllib.parse import urljoin

KNOWN_PATHS = (
    "/zfxxgk/",
    "/xxgk/",
    "/zwgk/",
    "/gkmlpt/index",
    "/zfxxgknb/",
    "/xxgk/zfxxgknb/",
    "/zwgk/zfxxgknb/",
    "/xxgk/xxgknb/",
    "/xxgk/ndbg/",
    "/zfxxgk/zfxxgknb/",
)
"""Column names in paths as seen on real portals, the platforms first: they lead to columns of any name."""


def known_paths(home: str) -> tuple[str, ...]:
    """`KNOWN_PATHS` on the host of `home`."""
    return tuple(urljoin(home, path) for path in KNOWN_PATHS)
