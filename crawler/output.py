"""Where runs leave what they make: the output folder and the store's address, from the settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from crawler.arguments import WrongUse
from crawler.store import Store, StoreError
from crawler.store.dialect import file_of
from crawler.store.overview import Overview

_IN_ADDRESS = str.maketrans({"%": "%25", "?": "%3F"})
"""What of a file's name means something else in an address: a folder `a%20b` would be looked for as `a b`."""


class UnknownPortal(WrongUse):
    """A portal that nothing is known of was asked for."""


def store_url(settings: Mapping[str, Any]) -> str:
    """`STORE_URL`, or the SQLite file `corpus.db` below `OUTPUT_DIR` where it is empty."""
    file = str(Path(settings["OUTPUT_DIR"]) / "corpus.db")
    return str(settings["STORE_URL"] or f"sqlite:///{file.translate(_IN_ADDRESS)}")


def open_store(settings: Mapping[str, Any]) -> Store:
    """The store of a corpus that is there already. Raises StoreError where nothing was crawled yet."""
    url = store_url(settings)
    file = file_of(url)
    if file is not None and not file.exists():
        raise StoreError(f"no store at {url}: crawl first, or name the folder with -s OUTPUT_DIR=PATH")
    return Store.open(url)


def check_portal(store: Store, name: str, spiders: Collection[str] = ()) -> None:
    """Raises UnknownPortal for a name that is neither a portal of the store nor a spider's: one that was mistyped.

    Of a portal that has a spider there may be nothing yet; where that matters too, leave `spiders` out.
    """
    with Overview.of(store) as overview:
        known = sorted({*overview.portals(), *spiders})
    if name not in known:
        raise UnknownPortal(f"nothing is known of a portal {name!r}: there are {', '.join(known) or 'none'}")


def prepare_output(settings: Mapping[str, Any]) -> Path:
    """Makes the output folders and brings the store to today's schema, before anything is fetched; returns the folder.

    Raises WrongUse where the folder can't be written, StoreError where the store can't be used.
    """
    output = Path(settings["OUTPUT_DIR"])
    try:
        for folder in (output, output / "logs", output / "warc"):
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
    except OSError as error:
        told = f"the output folder {output} can't be written ({error.strerror})"
        raise WrongUse(f"{told}: give another with -s OUTPUT_DIR=PATH") from None
    Store.open(store_url(settings)).close()
    return output
