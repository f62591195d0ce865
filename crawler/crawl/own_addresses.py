"""Which addresses are the portal's own, and may be followed in this run."""

from __future__ import annotations

from crawler.crawl.account import Account
from crawler.discovery.addresses import repeats_itself
from crawler.host import ascii_host, host_of
from crawler.records import Portal
from crawler.store import url_key


class OwnAddresses:
    """`looked_at` holds the keys (store.url_key) of the addresses that were asked for, or are about to be."""

    def __init__(self, portal: Portal, account: Account) -> None:
        self._hosts = frozenset(map(ascii_host, portal.hosts))
        self._collections = frozenset(map(ascii_host, portal.collections))
        self._organs = portal.organs
        self._account = account
        self.looked_at: set[str] = set()

    def is_own_host(self, url: str) -> bool:
        """Whether an address is of one of the portal's hosts."""
        return host_of(url) in self._hosts

    def is_own_organ(self, title: str, url: str) -> bool:
        """Whether a report is one of the portal's organs', where its host collects those of others as well."""
        if host_of(url) not in self._collections:
            return True
        return any(organ in title for organ in self._organs)

    def is_new(self, url: str) -> bool:
        """Whether an address may be followed and was not yet."""
        return url_key(url) not in self.looked_at and self.may_follow(url)

    def may_follow(self, url: str) -> bool:
        """Whether an address is the portal's own, and none of those that a wrong relative link nests without end."""
        if not self.is_own_host(url):
            return False
        if not repeats_itself(url):
            return True
        told = "not followed, nor any like it: its path repeats a folder again and again"
        self._account.problem("trap", url, told, once="nested")
        return False
