"""One file written in its place, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from terracutter.write.disk import held_signals, refusing


def keep(existing: Path | None, name: Path, text_of: Callable[[str], str]) -> Path:
    """Write a text into the existing file, or into a new one called `name`, or `name-2` and so on where that is taken.

    `text_of` gets the path that it is written to.
    """
    if existing is not None and existing.is_file():
        rewrite(existing, text_of(str(existing)).encode("utf-8"))
        return existing
    for number in count(1):
        path = name if number == 1 else name.with_stem(f"{name.stem}-{number}")
        with refusing(str(path)), contextlib.suppress(FileExistsError):
            with path.open("x", encoding="utf-8") as file:
                file.write(text_of(str(path)))
            return path
    raise AssertionError("unreachable")


def replace(path: Path, content: bytes) -> None:
    """Write a file, in place of one that may stand there; never half of it."""
    with held_signals(), refusing(str(path)):
        _replace(path, content, 0o644)


def rewrite(path: Path, content: bytes) -> None:
    """Replace the content of a file and keep its mode. A link is followed: a person named it."""
    with held_signals(), refusing(str(path)):
        target = path.resolve(strict=True)
        _replace(target, content, stat.S_IMODE(target.stat().st_mode))


def put(path: Path, content: bytes) -> None:
    """The same as `replace`, in a directory that is made where there is none."""
    with refusing(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, content)


def _replace(target: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
