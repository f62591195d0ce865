"""One night at a time, and none is kept out by the dead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.arguments import WrongUse
from crawler.nightly.lock import night_lock

_HOLDER = """
import sys, time
from pathlib import Path
from crawler.nightly.lock import night_lock
with night_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_night_is_told_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(WrongUse, match="another night is running"), night_lock(tmp_path):
        pass
    holder.kill()
    holder.wait(10)
    with night_lock(tmp_path):
        pass


def test_a_folder_that_can_t_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match=r"nightly\.lock can't be taken"), night_lock(tmp_path / "file"):
        pass
