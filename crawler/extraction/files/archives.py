"""Archives (.zip, .rar, .7z, .gz): the report among their files. No name in them is ever a path here."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from crawler.extraction.blocks import Block
from crawler.extraction.files.package import MAX_UNPACKED, PackageError, open_package, part
from crawler.extraction.files.trouble import in_words

MAX_MEMBERS = 200
_MAX_DEPTH = 2
_REPORT = re.compile(r"公开.{0,12}(?:年度|工作).{0,6}报告|年报|年度报告|公開.{0,12}報告")
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)", re.IGNORECASE)
RAR_PROGRAMS = ("unar", "unrar", "7zz", "7z", "bsdtar")

Answer = tuple[str, list[Block], dict[str, Any]]
"""Media type, blocks, notes."""
Members = Iterator[tuple[str, bytes | PackageError]]


def read_zip(body: bytes, read: Callable[[bytes, str, int], Answer], depth: int) -> tuple[list[Block], dict[str, Any]]:
    """The report in a .zip. `read` reads a member; `depth` counts the archives around this one."""
    try:
        with open_package(body) as package:
            return _choose(_zip_members(package), read, depth)
    except PackageError as error:
        return [], {error.note: str(error)}


def read_rar(body: bytes, read: Callable[[bytes, str, int], Answer], depth: int) -> tuple[list[Block], dict[str, Any]]:
    """The report in a .rar, unpacked by one of `RAR_PROGRAMS`; without any of them the note `needs_program`."""
    import rarfile  # type: ignore[import-untyped]

    try:
        with tempfile.NamedTemporaryFile(suffix=".rar") as file:
            file.write(body)
            file.flush()
            with rarfile.RarFile(file.name) as archive:
                if archive.needs_password():
                    return [], {"encrypted_file": "the .rar is protected by a password"}
                infos = [info for info in archive.infolist() if info.is_file()]
                _check([info.file_size for info in infos])
                return _choose(_rar_members(archive, infos), read, depth)
    except rarfile.RarCannotExec:
        return [], {"needs_program": f"one of {', '.join(RAR_PROGRAMS)} to unpack .rar"}
    except PackageError as error:
        return [], {error.note: str(error)}
    except (rarfile.Error, OSError, ValueError, EOFError, KeyError, IndexError, zlib.error) as error:
        return [], {"damaged_file": in_words(error)}


def read_7z(body: bytes, read: Callable[[bytes, str, int], Answer], depth: int) -> tuple[list[Block], dict[str, Any]]:
    """The report in a .7z, unpacked by 7z; without it the note `needs_program`."""
    program = next((path for name in ("7zz", "7z", "7za") if (path := shutil.which(name))), None)
    if program is None:
        return [], {"needs_program": "7z to unpack .7z"}
    with tempfile.NamedTemporaryFile(suffix=".7z") as file:
        file.write(body)
        file.flush()
        try:
            names = _listed(program, file.name)
            return _choose(_7z_members(program, file.name, names), read, depth)
        except PackageError as error:
            return [], {error.note: str(error)}
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            return [], {"damaged_file": in_words(error)}


def read_gzip(
    body: bytes, name: str, read: Callable[[bytes, str, int], Answer], depth: int
) -> tuple[list[Block], dict[str, Any]]:
    """The file in a .gz."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            data = stream.read(MAX_UNPACKED + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        return [], {"damaged_file": in_words(error)}
    if len(data) > MAX_UNPACKED:
        return [], {"damaged_file": f"unpacks to more than {MAX_UNPACKED} bytes"}
    inner = name.removesuffix(".gz").removesuffix(".GZ")
    return _choose(iter([(inner, data)]), read, depth)


def _choose(
    members: Members, read: Callable[[bytes, str, int], Answer], depth: int
) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of the member that is a report by its name or first lines, else of the longest; notes on all."""
    if depth >= _MAX_DEPTH:
        return [], {"unread_file": f"archives more than {_MAX_DEPTH} deep"}
    best: tuple[tuple[bool, int], list[Block], dict[str, Any], str] | None = None
    told: list[dict[str, Any]] = []
    unsafe: list[str] = []
    for name, data in members:
        if _JUNK.search(name):
            continue
        if _is_unsafe(name):
            unsafe.append(name[:200])
            continue
        if len(told) >= MAX_MEMBERS:
            told.append({"name": "…", "unread": "more members than are read"})
            break
        if isinstance(data, PackageError):
            told.append({"name": name[:200], data.note: str(data)})
            continue
        kind, blocks, notes = read(data, name, depth + 1)
        size = sum(len(block.text) + sum(len(cell) for row in block.rows or () for cell in row) for block in blocks)
        told.append({"name": name[:200], "media_type": kind, "char_count": size} | notes)
        head = name + "".join(block.text for block in blocks[:3])
        score = (bool(size and _REPORT.search(head[:1000])), size)
        if best is None or score > best[0]:
            best = (score, blocks, notes, name)
    notes = {"archive": told} | ({"unsafe_names": unsafe} if unsafe else {})
    if not told and not unsafe:
        return [], {"damaged_file": "an archive without files"}
    if best is None:
        return [], notes | {"unread_file": "an archive without a file that can be read"}
    return best[1], best[2] | notes | {"text_of_member": best[3][:200]}


def _is_unsafe(name: str) -> bool:
    """Whether a member's name leads out of the archive: `..`, an absolute path, a drive."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or re.match(r"[A-Za-z]:", plain) is not None


def _check(sizes: list[int]) -> None:
    if sum(sizes) > MAX_UNPACKED:
        raise PackageError("damaged_file", f"unpacks to more than {MAX_UNPACKED} bytes")


def _zip_members(package: zipfile.ZipFile) -> Members:
    for info in package.infolist():
        if info.is_dir():
            continue
        try:
            yield info.filename, part(package, info)
        except PackageError as error:
            yield info.filename, error


def _rar_members(archive: Any, infos: list[Any]) -> Members:
    import rarfile

    for info in infos:
        try:
            with archive.open(info) as stream:
                yield info.filename, stream.read(MAX_UNPACKED)
        except rarfile.RarCannotExec:
            raise
        except (rarfile.Error, OSError, ValueError, EOFError) as error:
            yield info.filename, PackageError("damaged_file", in_words(error))


def _listed(program: str, path: str) -> list[str]:
    """The names of the files in a .7z, as the program tells them."""
    answer = subprocess.run(  # noqa: S603 (a fixed program; the path is our own)
        [program, "l", "-slt", "-sccUTF-8", "-p-", "--", path], capture_output=True, timeout=20, check=False
    )
    said = answer.stdout.decode("utf-8", "replace")
    if answer.returncode != 0:
        locked = "ncrypted" in said or "assword" in answer.stderr.decode("utf-8", "replace")
        raise PackageError("encrypted_file" if locked else "damaged_file", "7z cannot list it")
    names: list[str] = []
    sizes: list[int] = []
    for entry in said.partition("----------")[2].split("\n\n"):
        facts = dict(line.partition(" = ")[::2] for line in entry.strip().splitlines())
        if facts.get("Encrypted") == "+":
            raise PackageError("encrypted_file", "the .7z is protected by a password")
        if "Path" in facts and not facts.get("Attributes", "").startswith("D"):
            names.append(facts["Path"])
            sizes.append(int(facts.get("Size") or 0))
    _check(sizes)
    return names


def _7z_members(program: str, path: str, names: list[str]) -> Members:
    for name in names[: MAX_MEMBERS + 1]:
        if _is_unsafe(name):
            yield name, b""
            continue
        # To a pipe, so that no name in the archive is ever written to; -spd: no wildcards in names.
        answer = subprocess.run(  # noqa: S603
            [program, "x", "-so", "-spd", "-p-", "-bd", "--", path, name], capture_output=True, timeout=40, check=False
        )
        if answer.returncode:
            yield name, PackageError("damaged_file", f"7z: exit {answer.returncode}")
        else:
            yield name, answer.stdout[:MAX_UNPACKED]
