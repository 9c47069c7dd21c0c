"""What was compiled from a text stands where Python keeps compiled modules. To lose it costs time alone."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from typing import Any

from terracutter.records import record

_HASH = 8
"""Bytes of Python's own hash of a source."""


@record
class Shelf:
    """Plain values and code by name, each bound to the text that it was compiled from.

    `kind` begins the names of its files; `guard` is of the code that compiles. Without a directory nothing is kept.
    The directory must be one that nobody else may write: what stands there is believed.
    """

    kind: str
    guard: bytes
    directory: Path | None

    def get(self, name: str, source: bytes) -> Any:
        """What was put there for the same text; None where there is nothing, or it is damaged."""
        if self.directory is None:
            return None
        try:
            kept = self._path(name).read_bytes()
            head, body = kept[: 2 * _HASH], kept[2 * _HASH :]
            return marshal.loads(body) if head == self._head(source, body) else None  # noqa: S302  our own wrote it
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def put(self, name: str, source: bytes, value: Any) -> None:
        if self.directory is None:
            return
        body = marshal.dumps(value)
        path = self._path(name)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            aside.write_bytes(self._head(source, body) + body)
            aside.replace(path)

    def _path(self, name: str) -> Path:
        assert self.directory is not None
        return self.directory / f"{self.kind}-{source_hash(name.encode()).hex()}.{sys.implementation.cache_tag}"

    def _head(self, source: bytes, body: bytes) -> bytes:
        return source_hash(MAGIC_NUMBER + self.guard + source) + source_hash(body)


def guard_of(*sources: Path | str) -> bytes:
    """Stands for the code that compiles: another code may make something else of the same text."""
    return source_hash(b"".join(Path(source).read_bytes() for source in sources))
