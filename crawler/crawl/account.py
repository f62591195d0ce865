"""What a run tells its operator while it works."""

from __future__ import annotations

from logging import Logger, LoggerAdapter

from crawler.monitoring.tally import Problem, Tally


class Account:
    """The account a run gives of itself: counts, problems and ways go into `tally`, problems and ways into the log too.

    `portal` is the portal's name, with which every line begins.
    """

    def __init__(self, portal: str, tally: Tally, logger: LoggerAdapter[Logger]) -> None:
        self.portal = portal
        self.tally = tally
        self.logger = logger
        self._told: set[str] = set()

    def problem(self, kind: str, url: str, message: str, *, on_list: bool = False, once: str = "") -> None:
        """Tells of a problem (crawler.monitoring.tally.Problem); under one name in `once` only the first time."""
        if once:
            if once in self._told:
                return
            self._told.add(once)
        self.tally.problems.append(Problem(kind, url, message, on_list))
        self.logger.warning("%s: %s", self.portal, message if url in message else f"{url}: {message}")
