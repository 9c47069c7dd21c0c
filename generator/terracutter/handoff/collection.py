"""The files of a repository as it stands on disk. What could be a secret stops the hand-over, by its name."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.handoff.ignored import ignores
from terracutter.records import record
from terracutter.write.paths import shown

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
_HELD: Final[Mapping[str, re.Pattern[bytes]]] = {
    "it holds a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "it holds an access key of AWS": re.compile(rb"\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b"),
    "it holds a token of GitHub or GitLab": re.compile(rb"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|glpat-[\w-]{20})"),
    "it holds the key of a user of Kubernetes": re.compile(rb"client-key-data: *[A-Za-z0-9+/=]{40}"),
    "it is a saved plan, and holds the state": re.compile(rb"\APK\x03\x04.{26}tf(?:plan|state)", re.DOTALL),
    "it is a state, and holds secrets in plain text": re.compile(
        rb'\A\s*\{[^{}]*"terraform_version":[^{}]*"lineage":', re.DOTALL
    ),
}
"""By content, whatever the name is."""

_MOST: Final = 50_000_000
"""Bytes of a file: more is not Terraform. Our limit."""

_ANOTHER_WAY: Final = "move it out of the repository, and hand it over another way"


@record
class StoredFile:
    content: bytes
    executable: bool


@record
class Collected:
    """Files by relative path, sorted, and what was left behind because git ignores it."""

    files: Mapping[str, StoredFile]
    ignored: tuple[str, ...]


def collect(directory: Path, archive: Path | None = None) -> Collected:
    """All but `archive`. Raises `Refused` naming secrets, links and what is no file."""
    problems: list[Diagnostic] = []
    found: dict[str, StoredFile] = {}
    ignored: list[str] = []
    own = archive.resolve() if archive is not None else None
    is_ignored = ignores(_gitignore(directory))
    for relative, path in _walk(directory):
        if path.resolve() == own:
            continue
        fault = _secret(path)
        if fault is None and is_ignored(relative):
            ignored.append(relative)
            continue
        fault = fault or _unfit(path)
        content = path.read_bytes() if fault is None else b""
        fault = fault or _held(content, path)
        if fault is None:
            found[relative] = StoredFile(content, bool(path.stat().st_mode & stat.S_IXUSR))
        else:
            detail, hint = fault
            problems.append(Diagnostic("File that cannot be handed over", detail, Subject(shown(relative)), hint))
    if problems:
        raise Refused(problems)
    return Collected(dict(sorted(found.items())), tuple(sorted(ignored)))


def _gitignore(directory: Path) -> str:
    path = directory / ".gitignore"
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _walk(directory: Path) -> Iterator[tuple[str, Path]]:
    made_before = re.compile(r".*-[0-9a-f]{12}\.tar\.gz")
    for root, directories, files in os.walk(directory):
        here = Path(root)
        kept = [name for name in directories if name not in _LEFT_OUT]
        linked = [name for name in kept if (here / name).is_symlink()]
        directories[:] = sorted(name for name in kept if name not in linked)
        for name in sorted([*files, *linked]):
            is_ours = here == directory and made_before.fullmatch(name)
            if not (is_ours or name in _LEFT_OUT or _LEFT_OUT_FILES.fullmatch(name)):
                yield (here / name).relative_to(directory).as_posix(), here / name


def _secret(path: Path) -> tuple[str, str] | None:
    """What its name says of it, and what to do."""
    for why, pattern in _SECRET.items():
        if pattern.fullmatch(path.name):
            return f"`{shown(path.name)}` may be a secret: {why}.", _ANOTHER_WAY
    return None


def _unfit(path: Path) -> tuple[str, str] | None:
    name = shown(path.name)
    if name != path.name or "\\" in name:
        return "Its name has what `sha256sum` cannot write on a line as it is.", "give it another name"
    if path.is_symlink() or not path.is_file():
        return f"`{name}` is a link or no file, and an archive holds files alone.", "put the file itself there"
    if path.stat().st_size > _MOST:
        return f"`{name}` has more than {_MOST:,} bytes.", "move it out of the repository"
    return None


def _held(content: bytes, path: Path) -> tuple[str, str] | None:
    for why, pattern in _HELD.items():
        if pattern.search(content):
            return f"`{path.name}` must stay here: {why}.", _ANOTHER_WAY
    return None
