"""Which of a portal's names mean one organ (机关): with and without the places above it, and before a renaming."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from crawler.discovery.folding import fold
from crawler.monitoring.season import organ_key

_PLACE = re.compile(r"[^省市州县区旗盟]{2,20}(?=[省市州县区旗盟])")


def one_organ_each(names: Iterable[str]) -> dict[str, str]:
    """For every name the key of its organ: names with one key mean one organ.

    望城区教育局, 长沙市望城区教育局 and a bare 教育局 are one; so are 望城县人民政府 and what it became, 望城区…
    海川县人民政府 and 河口县人民政府, listed by one city, are two; there a bare 人民政府 stays by itself.
    """
    known = dict.fromkeys(names)
    places: dict[str, set[str]] = defaultdict(set)
    for name in known:
        places[organ_key(fold(name))].add(_place(name))
    keys: dict[str, str] = {}
    for name in known:
        bare = organ_key(fold(name))
        keys[name] = bare if len(places[bare] - {""}) < 2 else f"{_place(name)} {bare}"
    return keys


def _place(name: str) -> str:
    """The lowest place before an organ's own name, without its rank: 望城 of 长沙市望城区教育局."""
    folded = "".join(fold(name).split())[:100]
    own = organ_key(folded)
    before = folded[: folded.find(own)] if own in folded else ""
    found = _PLACE.findall(before)
    return found[-1] if found else ""
