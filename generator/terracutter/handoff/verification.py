"""Whether an archive is what its checksums say: nothing changed, missing, added, or waiting for whoever unpacks it."""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
import zlib
from pathlib import Path
from typing import IO, Final

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.handoff.sums import SUMS, end_of_name, repository_digest
from terracutter.records import record
from terracutter.write.paths import shown

_MOST_FILES: Final = 100_000
_MOST_BYTES: Final = 1_000_000_000
"""Unpacked, all together. Our limit: an archive of kilobytes can unpack to terabytes."""

_MOST_SUMS: Final = 50_000_000
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")


@record
class Verified:
    """`digest` is that of the archive, `repository` that of its repository as the page has it."""

    root: str
    files: int
    digest: str
    repository: str


def verify(path: Path) -> Verified:
    """Raises `Refused` with all that is wrong. Nothing is unpacked."""
    try:
        with path.open("rb") as archive:
            digest = _digest(archive)
        names, digests, sums, problems = _members(path)
    except (OSError, tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as fault:
        detail = f"It cannot be read as a .tar.gz: {str(fault) or type(fault).__name__}."
        raise Refused([Diagnostic("Unreadable archive", detail, Subject(str(path)))]) from None
    roots = {name.partition("/")[0] for name in names}
    if len(roots) != 1:
        problems.append(
            _problem("Not one directory", f"It holds {len(roots)} at its top, and one is right.", path.name)
        )
    if sums is None:
        problems.append(_problem("No checksums", f"There is no {SUMS}.", path.name))
    else:
        problems += _compared(digests, sums)
        end = f"-{end_of_name(sums)}"
        problems += [
            _problem("Name of other files", f"By {SUMS} it ends with {end}.", root)
            for root in sorted(roots)
            if not root.endswith(end)
        ]
    if problems or sums is None:
        raise Refused(problems)
    return Verified(roots.pop(), len(names), digest, repository_digest(sums))


def _members(path: Path) -> tuple[set[str], dict[str, str], str | None, list[Diagnostic]]:
    """Names, digests by path below the top, the text of the checksums, and what must not be in an archive."""
    names: set[str] = set()
    digests: dict[str, str] = {}
    sums: str | None = None
    problems: list[Diagnostic] = []
    total = 0
    with tarfile.open(path, mode="r:gz") as archive:
        for member in archive:
            total += member.size
            if len(names) >= _MOST_FILES or total > _MOST_BYTES:
                detail = f"It has more than {_MOST_FILES:,} files or {_MOST_BYTES:,} bytes."
                problems.append(_problem("Archive too large", detail, path.name))
                break
            fault = _fault(member, names)
            if fault:
                problems.append(_problem("Member that must not be there", fault, member.name))
                continue
            names.add(member.name)
            file = archive.extractfile(member)
            assert file is not None, "a regular file has content"
            relative = member.name.partition("/")[2]
            if relative == SUMS:
                sums = file.read(_MOST_SUMS).decode("utf-8", "replace")
            else:
                digests[relative] = _digest(file)
    return names, digests, sums, problems


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := file.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


def _fault(member: tarfile.TarInfo, names: set[str]) -> str | None:
    if not member.isreg():
        return "It is a link, a device or a directory, and only files belong here."
    if not member.name.isprintable():
        return "Its name cannot be shown."
    parts = member.name.split("/")
    if len(parts) < 2 or not {"", ".", ".."}.isdisjoint(parts) or "\\" in member.name:  # noqa: PLR2004
        return "It would be unpacked elsewhere than into the archive's own directory."
    if member.name in names:
        return "It is there twice."
    if member.mode & ~0o755:
        return f"Its mode is {member.mode:o}; 644 and 755 are right."
    return None


def _compared(digests: dict[str, str], sums: str) -> list[Diagnostic]:
    problems = []
    listed: dict[str, str] = {}
    for number, line in enumerate(sums.splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in listed:
            problems.append(Diagnostic("Broken checksums", "The line is no checksum.", Subject(SUMS, number)))
        else:
            listed[found[2]] = found[1]
    problems += [_problem("Missing file", f"{SUMS} lists it.", path) for path in sorted(listed.keys() - digests.keys())]
    problems += [
        _problem("Added file", f"{SUMS} does not list it.", path) for path in sorted(digests.keys() - listed.keys())
    ]
    changed = sorted(path for path in listed.keys() & digests.keys() if listed[path] != digests[path])
    problems += [_problem("Changed file", f"It is not the one that {SUMS} lists.", path) for path in changed]
    return problems


def _problem(summary: str, detail: str, name: str) -> Diagnostic:
    return Diagnostic(summary, detail, Subject(shown(name)))
