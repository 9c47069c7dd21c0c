"""The path jail: which names may be written, judged before anything touches the disk."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from terracutter.diagnostics import Diagnostic, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

ANSWERS = "terracutter.yaml"  # the person's own file: written once, never recorded, never updated
STATE = ".terracutter"
SCHEMA = f"{STATE}/answers.schema.json"  # beside our own records, out of sight: only editors read it

_LONGEST_NAME = 255  # bytes; the limit of every common file system
_WINDOWS_CHARACTERS = frozenset('<>:"|?*')
_WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"},
)
_GIT = frozenset({".git", "git~1"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def fault(path: str) -> str:
    """Why this path may not be written, as the end of a sentence; empty when it may."""
    if not path:
        return "it is empty"
    if path.startswith("/"):
        return "it is absolute"
    if "\\" in path:
        return "it holds a backslash"
    if any(unicodedata.category(character) in _INVISIBLE for character in path):
        return "it holds a control character"
    parts = path.split("/")
    if parts[0].casefold() == STATE and path != SCHEMA:
        return f"`{STATE}/` holds Terracutter's own records"
    return next((reason for part in parts if (reason := _part_fault(part))), "")


def _part_fault(part: str) -> str:
    if part in {"", ".", ".."}:
        return 'a part of it is empty, "." or ".."'
    if part.casefold() in _GIT:
        return "it lies in Git's own directory"
    if part.endswith((".", " ")):
        return "a part of it ends with a dot or a space, which Windows cannot check out"
    if part.partition(".")[0].rstrip(" ").casefold() in _WINDOWS_DEVICES:
        return f'"{part}" is the name of a device on Windows'
    if not _WINDOWS_CHARACTERS.isdisjoint(part):
        return 'it holds one of < > : " | ? *, which Windows cannot check out'
    if len(part.encode()) > _LONGEST_NAME:
        return f"a part of it is longer than {_LONGEST_NAME} bytes"
    return ""


def path_problems(paths: Iterable[str]) -> list[Diagnostic]:
    """Every path that may not be written, alone or beside the others."""
    ordered = sorted(paths)
    alone = [
        Diagnostic("Invalid path", f'"{shown(path)}" cannot be written: {reason}', Subject(shown(path)))
        for path in ordered
        if (reason := fault(path))
    ]
    return alone or _collisions(ordered)


def _collisions(ordered: list[str]) -> list[Diagnostic]:
    """Paths that are one and the same on a disk that ignores case, and files that are directories of others."""
    problems = []
    files = {_folded(path) for path in ordered}
    first = {_folded(ANSWERS): ANSWERS}
    for path in ordered:
        for ancestor in (*reversed(parents(path)), path):
            other = first.setdefault(_folded(ancestor), ancestor)
            if other != ancestor:
                detail = f'"{ancestor}" and "{other}" are the same path on a disk that ignores case'
                problems.append(Diagnostic("Paths collide", detail, Subject(path)))
            elif ancestor != path and _folded(ancestor) in files:
                detail = f'"{ancestor}" is a file, and "{path}" makes it a directory'
                problems.append(Diagnostic("Paths collide", detail, Subject(path)))
    return problems


def parents(path: str) -> list[str]:
    """The directories above a relative path, nearest first, without the root."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def shown(path: str) -> str:
    """The path as a message may print it: nothing in it can steer a terminal."""
    return path if path.isprintable() else path.encode("unicode_escape").decode("ascii")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
