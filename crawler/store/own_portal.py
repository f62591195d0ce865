"""Whether a report stands on the portal of the government its organ belongs to."""

from __future__ import annotations

import re

from crawler.host import host_of
from crawler.records import Portal

# A place and its level; the longest level first: 大通湖管理区 is 大通湖, not 大通湖管理. 州 is part of names (广州市).
_PLACE = re.compile("(.+?)(特别行政区|自治区|自治州|自治县|自治旗|管理区|开发区|新区|省|市|盟|区|县|旗)")


def own_portal(portal: Portal, url: str, organ: str | None) -> bool:
    """True where the address is a government host (`.gov.cn`) and the organ's name holds the portal's place name.

    Hosts that the portal's facts call collections (a city that lists its districts' reports) or copies (an
    encyclopedia) are nobody's own. Without an organ or a division name nothing can be said: False.
    """
    host = host_of(url)
    if host in portal.collections or host in portal.copies:
        return False
    place = _place(portal.division_name or "")
    return bool(organ and place) and host.endswith(".gov.cn") and place in (organ or "")


def _place(division_name: str) -> str:
    """The last place of a division's name, without its level unless one character is left: 望城 of 长沙市望城区."""
    last = division_name.strip()
    for found in _PLACE.finditer(division_name.strip()):
        last = found[1] if len(found[1]) > 1 else found[0]
    return last
