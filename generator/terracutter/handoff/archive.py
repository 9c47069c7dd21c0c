"""One archive whose bytes depend on the files alone: not on time, place, owner, umask, language or time zone."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from terracutter.handoff.collection import StoredFile, collect
from terracutter.handoff.page import REPOSITORY, page
from terracutter.handoff.versions import versions
from terracutter.plan import Plan
from terracutter.records import record

SUMS: Final = "SHA256SUMS"
VERSIONS: Final = "VERSIONS.json"
PAGE: Final = "handover.html"
DIGITS: Final = 12
"""Of the digest of all checksums, at the end of the archive's name."""


@record
class Archive:
    """`content` is a .tar.gz of one directory called `root`."""

    root: str
    content: bytes
    files: int

    @property
    def name(self) -> str:
        return f"{self.root}.tar.gz"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def bundle(directory: Path, plan: Plan, differences: tuple[str, ...], output: Path | None) -> Archive:
    """The repository in `directory`, whose answers make `plan`; `differences`: files that were edited by hand."""
    files = collect(directory, output)
    named = {f"{REPOSITORY}/{path}": file for path, file in files.items()}
    known = versions(plan, files)
    text = json.dumps(known, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    named[VERSIONS] = StoredFile(text.encode(), executable=False)
    named[PAGE] = StoredFile(page(plan, files, differences, known, _sums(named)).encode(), executable=False)
    sums = _sums(named)
    named[SUMS] = StoredFile(sums.encode(), executable=False)
    root = f"{plan.repository}-{hashlib.sha256(sums.encode()).hexdigest()[:DIGITS]}"
    return Archive(root, _packed(root, named), len(named))


def _sums(files: Mapping[str, StoredFile]) -> str:
    """As `sha256sum` prints them."""
    return "".join(f"{hashlib.sha256(files[path].content).hexdigest()}  {path}\n" for path in sorted(files))


def _packed(root: str, files: Mapping[str, StoredFile]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(files):
            member = tarfile.TarInfo(f"{root}/{path}")
            member.size = len(files[path].content)
            member.mode = 0o755 if files[path].executable else 0o644
            archive.addfile(member, io.BytesIO(files[path].content))
    return gzip.compress(raw.getvalue(), compresslevel=9, mtime=0)
