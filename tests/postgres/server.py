"""A PostgreSQL of the tests' own: Debian's package, a data folder that is thrown away, a port on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PACKAGE = "postgresql"
_DEBIAN = Path("/usr/lib/postgresql")
# The package would else make and start a server of its own.
_NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
_USER = "gongkai"
_ACCOUNT = "postgres"
_SECONDS = 120


class UnavailableError(Exception):
    """PostgreSQL is not here and can't be installed. The message says why."""


@contextmanager
def running() -> Iterator[str]:
    """A server while the context lasts; gives its address without a database, `postgresql+psycopg://gongkai@…`.

    Installs Debian's package where it is missing and this process may. Raises UnavailableError where it can't.
    """
    programs = _programs() or _install()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-postgres-"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        words = ["-D", str(folder / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = _start([str(programs / "initdb"), *words], folder, account)
        said = made.communicate()[0]
        if made.returncode:
            raise UnavailableError(f"initdb failed: {said.strip()[-500:]}")
        port = _free_port()
        # Nothing of this outlives the tests, so nothing waits for the disk.
        fast = ["-F", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_wal_size=256MB"]
        place = ["-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        server = _start([str(programs / "postgres"), *place, *fast], folder, account)
        try:
            _wait(server, folder)
            yield f"postgresql+psycopg://{_USER}@127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = [path.parent for path in _DEBIAN.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    other = shutil.which("initdb")
    return Path(other).resolve().parent if other else None


def _install() -> Path:
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        raise UnavailableError(f"no initdb here: install {_PACKAGE} (Debian: apt-get install {_PACKAGE})")
    if not _NO_CLUSTER.exists():
        _NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        _NO_CLUSTER.write_text("create_main_cluster = false\n")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    keep = ["-o", "Dpkg::Options::=--force-confold"]
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *keep, _PACKAGE]):
        done = subprocess.run(["apt-get", *words], env=environment, capture_output=True, text=True, check=False)
    programs = _programs()
    if programs is None:
        raise UnavailableError(f"{_PACKAGE} could not be installed: {(done.stderr or done.stdout).strip()[-500:]}")
    return programs


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; the package brings an account for it. None where we are not root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        raise UnavailableError(f"PostgreSQL does not run as root, and there is no account {_ACCOUNT}") from None


def _start(words: list[str], folder: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[str]:
    other = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if words[0].endswith("/postgres"):
        output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(words, cwd=folder, env=environment, text=True, **output, **other)  # type: ignore[call-overload]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[str], folder: Path) -> None:
    """Until the server says that it is ready; its port answers before that."""
    until = time.monotonic() + _SECONDS
    said = folder / "data" / "postmaster.pid"
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            # The file is there before anything is in it.
            if said.read_text().strip().endswith("ready"):
                return
        time.sleep(0.05)
    raise UnavailableError("the PostgreSQL server did not come up")
