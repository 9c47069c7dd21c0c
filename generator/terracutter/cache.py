"""Verdicts of the second reader from earlier runs, in a directory of the user's own. To lose it costs time alone."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

_VERDICTS = "verdicts"
_KEPT = 10_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


def open_cache(directory: Path) -> Path | None:
    """The directory, made if need be; None where it is not this user's alone, or cannot be made."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
    except OSError:
        return None
    # What others may write here would be believed, and the grammar is unpickled.
    private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o022
    return directory if private and found.st_uid == os.geteuid() else None


def load_verdicts(directory: Path) -> tuple[str, ...]:
    """The digests of texts that were read again without a problem, the newest last."""
    try:
        lines = (directory / _VERDICTS).read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(line for line in lines if _DIGEST.fullmatch(line))


def save_verdicts(directory: Path, digests: Iterable[str]) -> None:
    """Add digests. Of two processes at once the later wins; the other's texts are then read once more."""
    known = load_verdicts(directory)
    merged = list(dict.fromkeys((*known, *digests)))
    if merged == list(known):
        return
    import tempfile

    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=directory)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("\n".join(merged[-_KEPT:]) + "\n")
        Path(name).replace(directory / _VERDICTS)
