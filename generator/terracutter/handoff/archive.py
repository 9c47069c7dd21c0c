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
from terracutter.handoff.page import Standing, page
from terracutter.handoff.sums import REPOSITORY, SUMS, end_of_name, sums_of
from terracutter.handoff.versions import versions
from terracutter.plan import Plan
from terracutter.records import record

VERSIONS: Final = "VERSIONS.json"
PAGE: Final = "handover.html"


@record
class Archive:
    """`content` is a .tar.gz of one directory called `root`; `ignored` is what git ignores and it has not."""

    root: str
    content: bytes
    files: int
    ignored: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.root}.tar.gz"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def bundle(directory: Path, plan: Plan, standing: Standing, output: Path | None) -> Archive:
    """The repository in `directory`, whose answers make `plan`."""
    collected = collect(directory, output)
    files = collected.files
    named = {f"{REPOSITORY}/{path}": file for path, file in files.items()}
    known = versions(plan, files)
    text = json.dumps(known, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    named[VERSIONS] = StoredFile(text.encode(), executable=False)
    named[PAGE] = StoredFile(page(plan, files, standing, known, sums_of(named)).encode(), executable=False)
    sums = sums_of(named)
    named[SUMS] = StoredFile(sums.encode(), executable=False)
    root = f"{plan.repository}-{end_of_name(sums)}"
    return Archive(root, _packed(root, named), len(named), collected.ignored)


def _packed(root: str, files: Mapping[str, StoredFile]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(files):
            member = tarfile.TarInfo(f"{root}/{path}")
            member.size = len(files[path].content)
            member.mode = 0o755 if files[path].executable else 0o644
            archive.addfile(member, io.BytesIO(files[path].content))
    return gzip.compress(raw.getvalue(), compresslevel=9, mtime=0)
