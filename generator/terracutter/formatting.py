"""Finds the files that `terracutter fmt` formats, and formats them; whoever calls writes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.hcl.format import format_text
from terracutter.records import record

SUFFIXES = (".tf", ".tfvars", ".tftest.hcl", ".tfmock.hcl")
STDIN = "<stdin>"


@record
class Formatted:
    """A file before and after, or why it could not be formatted. The path is relative to the current directory."""

    path: str
    before: str
    after: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def differs(self) -> bool:
        return self.before != self.after

    def diff(self) -> str:
        return unified_diff(self.before, self.after, f"old/{self.path}", f"new/{self.path}")


def unified_diff(before: str, after: str, old: str, new: str) -> str:
    """A patch from one text to the other, with the labels `old` and `new`."""
    import difflib

    ours, theirs = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (before, after))
    pieces = difflib.unified_diff(ours, theirs, old, new)
    return "".join(piece if piece.endswith("\n") else f"{piece}\n\\ No newline at end of file\n" for piece in pieces)


def format_stdin(content: bytes) -> Formatted:
    return _formatted(STDIN, content, {})


def format_targets(targets: Iterable[Path], *, recursive: bool) -> Iterator[Formatted]:
    """Every file of the targets: a file as it is named, a directory's own files, and with `recursive` those below."""
    known: dict[str, str] = {}
    for target in targets:
        if target.is_dir():
            yield from _directory(target, known, recursive=recursive)
        elif not target.exists():
            yield _failed(_shown(target), "No file or directory", f"There is nothing at {target}.")
        elif not target.name.endswith(SUFFIXES):
            detail = f"{target} is no Terraform file; formatted are files ending in {', '.join(SUFFIXES)}."
            yield _failed(_shown(target), "Not a Terraform file", detail)
        else:
            yield _file(target, known)


def _directory(directory: Path, known: dict[str, str], *, recursive: bool) -> Iterator[Formatted]:
    # Not through links, so that a link to a directory above ends nowhere.
    for path in sorted(directory.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.is_dir() and not path.is_symlink():
            if recursive:
                yield from _directory(path, known, recursive=True)
        elif path.name.endswith(SUFFIXES) and path.is_file():
            yield _file(path, known)


def _file(path: Path, known: dict[str, str]) -> Formatted:
    try:
        return _formatted(_shown(path), path.read_bytes(), known)
    except OSError as error:
        return _failed(_shown(path), "Unreadable file", f"{error.strerror}.")


def _formatted(path: str, content: bytes, known: dict[str, str]) -> Formatted:
    """Formats a file; `known` holds the texts formatted before, since environments repeat each other's files."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _failed(path, "Unreadable file", "It is not UTF-8.")
    if text not in known:
        try:
            known[text] = format_text(text, path)
        except Refused as refused:
            return Formatted(path, text, text, refused.diagnostics)
    return Formatted(path, text, known[text])


def _failed(path: str, summary: str, detail: str) -> Formatted:
    return Formatted(path, "", "", (Diagnostic(summary, detail, Subject(path)),))


def _shown(path: Path) -> str:
    return os.path.relpath(path)
