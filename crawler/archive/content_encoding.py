"""Undo a Content-Encoding, as the crawl's client did when the body came in."""

from __future__ import annotations

import io
import sys
import zlib

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LIMIT = 256 * 1024 * 1024
_CHUNK = 1024 * 1024


def undo(body: bytes, content_encoding: str) -> bytes:
    """The entity body. `content_encoding` is the field's value, innermost coding first.

    A body cut short gives what there is of it, as it does at the client. Raises ValueError for a coding not known
    here, damaged data, and a body over 256 MiB.
    """
    for coding in reversed([coding.strip().lower() for coding in content_encoding.split(",")]):
        body = _undo_one(body, coding)
    return body


def _undo_one(body: bytes, coding: str) -> bytes:
    try:
        match coding:
            case "gzip" | "x-gzip":
                return _inflate(body, zlib.MAX_WBITS + 16)
            case "deflate":
                try:
                    return _inflate(body, zlib.MAX_WBITS)
                except zlib.error:
                    return _inflate(body, -zlib.MAX_WBITS)
            case "br":
                return _unbrotli(body)
            case "zstd":
                return _unzstd(body)
            case "identity" | "":
                return body
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ValueError(f"damaged {coding} data ({error})") from error
    raise ValueError(f"Content-Encoding {coding!r} is not known")


def _inflate(body: bytes, window: int) -> bytes:
    output = io.BytesIO()
    while body:
        decompressor = zlib.decompressobj(window)
        chunk = decompressor.decompress(body, _CHUNK)
        _add(output, chunk)
        while not decompressor.eof and (chunk := decompressor.decompress(decompressor.unconsumed_tail, _CHUNK)):
            _add(output, chunk)
        # gzip may hold several members; bytes behind the last one are no part of the body.
        body = decompressor.unused_data if window > zlib.MAX_WBITS else b""
        if not body.startswith(b"\x1f\x8b"):
            break
    return output.getvalue()


def _unbrotli(body: bytes) -> bytes:
    output = io.BytesIO()
    decompressor = brotli.Decompressor()
    chunk = decompressor.process(body, output_buffer_limit=_CHUNK)
    while chunk:
        _add(output, chunk)
        chunk = b"" if decompressor.is_finished() else decompressor.process(b"", output_buffer_limit=_CHUNK)
    return output.getvalue()


def _unzstd(body: bytes) -> bytes:
    output = io.BytesIO()
    with zstd.ZstdFile(io.BytesIO(body)) as reader:
        try:
            while chunk := reader.read(_CHUNK):
                _add(output, chunk)
        except EOFError:
            pass
    return output.getvalue()


def _add(output: io.BytesIO, chunk: bytes) -> None:
    if output.tell() + len(chunk) > _LIMIT:
        raise ValueError(f"the body is over {_LIMIT // 1024**2} MiB when decompressed")
    output.write(chunk)
