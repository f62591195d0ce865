"""XML from a hostile package, read as it comes: no tree is built, and what it may cost is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

_CHUNK = 65_536
_LONGEST_SILENCE = 16
"""Chunks in which no element begins: no sheet has such a piece, and older parsers take quadratic time on it."""


class Handler:
    """What is read of a part; each kind of part has its own. Names of elements come without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; names of attributes in a namespace are `NAMESPACE}NAME`."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Characters, in any number of pieces."""


class XmlEvents:
    """Reads parts until they had `most` elements together."""

    def __init__(self, most: int) -> None:
        self._left = most

    def read(self, stream: IO[bytes], handler: Handler) -> Iterator[None]:
        """Tells `handler` of all events; comes back after every piece of the stream.

        Raises ExpatError for what is no XML, and ValueError for too many elements, too long pieces and own entities.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            self._left -= 1
            if self._left < 0:
                raise ValueError("too much XML")
            handler.start(name.rpartition("}")[2], attributes)

        def end(name: str) -> None:
            handler.end(name.rpartition("}")[2])

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = handler.data
        parser.EntityDeclHandler = _refuse
        silent = 0
        while chunk := stream.read(_CHUNK):
            before = self._left
            parser.Parse(chunk)
            silent = 0 if self._left < before else silent + 1
            if silent > _LONGEST_SILENCE:
                raise ValueError("a piece of XML is too long")
            yield
        parser.Parse(b"", True)
        yield

    def read_all(self, stream: IO[bytes], handler: Handler) -> None:
        """The same at once."""
        for _ in self.read(stream, handler):
            pass


def _refuse(*_: object) -> None:
    raise ValueError("XML that declares entities")
