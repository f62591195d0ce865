"""The parts of a zip package (.docx, .ofd, .zip), read in memory within limits: nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import zipfile

from crawler.extraction.files.trouble import in_words

MAX_UNPACKED = 300_000_000
"""Bytes that all parts of a package may unpack to: more is a decompression bomb, no report."""
MAX_PARTS = 5_000


class PackageError(Exception):
    """Why a package cannot be read; `note` is the quality note it becomes."""

    def __init__(self, note: str, why: str) -> None:
        super().__init__(why)
        self.note = note


def open_package(body: bytes, encoding: str = "gbk") -> zipfile.ZipFile:
    """The package, checked by what it says of itself. `encoding` is that of names without the UTF-8 flag.

    Raises PackageError for what is no zip, has too many parts, or would unpack to too much.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(body), metadata_encoding=encoding)
    except UnicodeDecodeError:
        package = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise PackageError("damaged_file", in_words(error)) from error
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise PackageError("damaged_file", f"holds {len(parts)} parts, more than {MAX_PARTS}")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise PackageError("damaged_file", f"unpacks to more than {MAX_UNPACKED} bytes")
    return package


def part(package: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """The bytes of one part. Raises PackageError where it is missing, encrypted, damaged or lies about its size."""
    try:
        info = package.getinfo(name) if isinstance(name, str) else name
        if info.flag_bits & 1:
            raise PackageError("encrypted_file", f"{info.filename} is protected by a password"[:200])
        with package.open(info) as stream:
            data = stream.read(MAX_UNPACKED + 1)
    except PackageError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # zlib, lzma, bz2 and zipfile each raise their own on damaged parts
        raise PackageError("damaged_file", in_words(error)) from error
    if len(data) > MAX_UNPACKED:
        raise PackageError("damaged_file", f"unpacks to more than {MAX_UNPACKED} bytes")
    return data
