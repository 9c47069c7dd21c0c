"""The files of a repository as it stands on disk. What could be a secret stops the hand-over, by its name."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.records import record

_LEFT_OUT: Final = frozenset(
    {".git", ".terraform", ".terragrunt-cache", ".idea", ".vscode", ".venv", "node_modules", "__pycache__"}
)
_LEFT_OUT_FILES: Final = re.compile(r"(.*\.tfplan|\.DS_Store|.*~|.*\.sw[op]|crash(\..*)?\.log)")
_SECRET: Final[Mapping[str, re.Pattern[str]]] = {
    "a state holds secrets in plain text": re.compile(r".*\.tfstate(\..*)?"),
    "it is for the variables of one machine": re.compile(r"\.env(\..*)?|\.envrc"),
    "it may hold a private key": re.compile(r".*\.(pem|key|p12|pfx|jks)|id_(rsa|ed25519|ecdsa)"),
    "it holds credentials": re.compile(
        r"\.netrc|\.terraformrc|terraform\.rc|credentials(\.json|\.csv)?|.*kubeconfig.*"
    ),
}
_MOST: Final = 50_000_000
"""Bytes of a file: more is not Terraform. Our limit."""


@record
class StoredFile:
    content: bytes
    executable: bool


def collect(directory: Path, archive: Path | None = None) -> dict[str, StoredFile]:
    """By relative path, sorted; but for `archive`. Raises `Refused` naming secrets, links and what is no file."""
    problems: list[Diagnostic] = []
    found: dict[str, StoredFile] = {}
    own = archive.resolve() if archive is not None else None
    for relative, path in _walk(directory):
        if path.resolve() == own:
            continue
        fault = _fault(path)
        if fault is None:
            found[relative] = StoredFile(path.read_bytes(), bool(path.stat().st_mode & stat.S_IXUSR))
        else:
            problems.append(Diagnostic("File that cannot be handed over", *fault[:1], Subject(relative), fault[1]))
    if problems:
        raise Refused(problems)
    return dict(sorted(found.items()))


def _walk(directory: Path) -> Iterator[tuple[str, Path]]:
    made_before = re.compile(r".*-[0-9a-f]{12}\.tar\.gz")
    for root, directories, files in os.walk(directory):
        here = Path(root)
        linked = [name for name in directories if (here / name).is_symlink()]
        directories[:] = sorted(name for name in directories if name not in _LEFT_OUT and name not in linked)
        for name in sorted([*files, *linked]):
            is_ours = here == directory and made_before.fullmatch(name)
            if not is_ours and not _LEFT_OUT_FILES.fullmatch(name):
                yield (here / name).relative_to(directory).as_posix(), here / name


def _fault(path: Path) -> tuple[str, str] | None:
    """What is wrong with it, and what to do."""
    for why, pattern in _SECRET.items():
        if pattern.fullmatch(path.name):
            return (
                f"`{path.name}` may be a secret: {why}.",
                "move it out of the repository, and hand it over another way",
            )
    if path.is_symlink() or not path.is_file():
        return f"`{path.name}` is a link or no file, and an archive holds files alone.", "put the file itself there"
    if path.stat().st_size > _MOST:
        return f"`{path.name}` has more than {_MOST:,} bytes.", "move it out of the repository"
    return None
