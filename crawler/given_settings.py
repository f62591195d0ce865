"""Whether the settings that an operator gave can be read, asked before anything is done with them."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterable
from difflib import get_close_matches

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from crawler.arguments import WrongUse

_PREFIX = "GONGKAI_"
_SURELY_MEANT = 0.9  # OUTPUTDIR for OUTPUT_DIR; a setting of somebody's own extension is not that near to another


def check_settings(settings: BaseSettings) -> None:
    """Raises WrongUse for a value that is not of its setting's kind, and for a name that is a known one misspelt.

    What is looked at came with `-s` or from the environment: a value that only fails when it is used would end a run
    hours later, and a misspelt name would do nothing at all.
    """
    from crawler.settings import defaults  # it reads the environment when it is imported

    kinds = {name: value for name, value in vars(default_settings).items() if name.isupper()} | defaults
    for name in _given(settings):
        if name not in kinds:
            if near := get_close_matches(name, kinds, n=1, cutoff=_SURELY_MEANT):
                raise WrongUse(f"no setting {name}: did you mean {near[0]}?")
            continue
        told = _wrong(settings, name, kinds[name], ours=name in defaults)
        if told:
            raise WrongUse(f"{name}={settings[name]!r} is unreadable: {told}")


def _given(settings: BaseSettings) -> Iterable[str]:
    at_the_command_line = SETTINGS_PRIORITIES["cmdline"]
    yield from (str(name) for name in settings if settings.getpriority(str(name)) == at_the_command_line)
    yield from (name.removeprefix(_PREFIX) for name in os.environ if name.startswith(_PREFIX))


def _wrong(settings: BaseSettings, name: str, default: object, *, ours: bool) -> str | None:
    """What to give instead of a value that can't be read as its default's kind is, or None."""
    try:
        match default:
            case bool():
                settings.getbool(name)
            case int() if ours:
                return "give a number from 0 on" if settings.getint(name) < 0 else None
            case int() | float():
                number = settings.getfloat(name)
                return None if math.isfinite(number) and (number >= 0 or not ours) else "give a number from 0 on"
    except (TypeError, ValueError):
        return "give 0 or 1" if isinstance(default, bool) else f"give a {_number(default, ours=ours)} from 0 on"
    levels = logging.getLevelNamesMapping()
    if name == "LOG_LEVEL" and settings[name] not in levels:
        return f"give {', '.join(one for one in levels if one != 'NOTSET')}"
    return None


def _number(default: object, *, ours: bool) -> str:
    return "whole number" if ours and isinstance(default, int) else "number"
