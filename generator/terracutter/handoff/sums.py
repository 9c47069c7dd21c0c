"""The checksums of an archive, in the form that `sha256sum` writes and reads, and what is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from terracutter.handoff.collection import StoredFile

SUMS: Final = "SHA256SUMS"
REPOSITORY: Final = "repository"
_DIGITS: Final = 12


def sums_of(files: Mapping[str, StoredFile]) -> str:
    return "".join(f"{hashlib.sha256(files[path].content).hexdigest()}  {path}\n" for path in sorted(files))


def end_of_name(sums: str) -> str:
    """How the name of an archive with these checksums ends."""
    return hashlib.sha256(sums.encode()).hexdigest()[:_DIGITS]


def repository_digest(sums: str) -> str:
    """Of the files of the repository alone: `grep ' repository/' SHA256SUMS | sha256sum`."""
    own = "".join(f"{line}\n" for line in sums.splitlines() if f" {REPOSITORY}/" in line)
    return hashlib.sha256(own.encode()).hexdigest()
