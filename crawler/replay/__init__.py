"""Replay: the documents again, from the raw archive with today's code and no network."""

from __future__ import annotations

from crawler.replay.facts import FactsOfToday
from crawler.replay.pool import Pool, PoolError
from crawler.replay.replaying import Change, Replay, ReplayTally, replay

__all__ = ["Change", "FactsOfToday", "Pool", "PoolError", "Replay", "ReplayTally", "replay"]
