"""Reads Terraform directories from disk, and the local modules that they call. Nothing is written."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from terracutter.configuration import (
    AUTOMATIC_VALUES,
    VALUES_FILE,
    Module,
    is_override,
    local_source,
    module_of,
)
from terracutter.diagnostics import Diagnostic, Subject
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import File
from terracutter.records import record


@record
class Configuration:
    """A root module and the local modules that it calls, by directory as a person would type it.

    `problems` is what could not be read: syntax errors, unreadable files, and warnings of what is not understood.
    """

    root: str
    modules: Mapping[str, Module]
    problems: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Files:
    """What has been read already: several roots may call the same modules."""

    _files: dict[Path, tuple[File | None, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    _listings: dict[Path, tuple[list[str], tuple[Diagnostic, ...]]] = field(default_factory=dict)

    def file(self, path: Path) -> tuple[File | None, tuple[Diagnostic, ...]]:
        """The parsed file, or None where it cannot be read, and what is wrong with it."""
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = _parsed(path)
        return found

    def names(self, directory: Path) -> tuple[list[str], tuple[Diagnostic, ...]]:
        """The names of what Terraform would look at in a directory, sorted."""
        found = self._listings.get(directory)
        if found is None:
            found = self._listings[directory] = _listing(directory)
        return found


def read(directory: Path, files: Files | None = None) -> Configuration:
    """The module in a directory and, following local sources, those below it; also outside the directory."""
    files = files or Files()
    root = _typed(directory)
    modules: dict[str, Module] = {}
    problems: list[Diagnostic] = []
    pending = [root]
    while pending:
        name = pending.pop()
        if name in modules or (name != root and not Path(name or ".").is_dir()):
            continue
        modules[name], found = _module(name, files, is_root=name == root)
        problems += found
        pending += reversed([called for called in _called(modules[name]) if called not in modules])
    return Configuration(root, modules, tuple(problems))


def roots(path: Path, files: Files | None = None) -> tuple[Path, ...]:
    """The directories at and below a path that hold Terraform and that no other one there calls as a module.

    Hidden directories, `.terraform` among them, are left out. Where all call each other, all are returned.
    """
    files = files or Files()
    found: dict[str, Path] = {}
    called: set[str] = set()
    for top, directories, names in os.walk(path):
        directories[:] = sorted(name for name in directories if not name.startswith("."))
        if any(name.endswith((".tf", ".tf.json")) and not _is_ignored(name) for name in names):
            found[_typed(Path(top))] = Path(top)
    for name in found:
        module, _ = _module(name, files, is_root=False)
        called |= {one for one in _called(module) if one != name}
    return tuple(directory for name, directory in found.items() if name not in called) or tuple(found.values())


def _called(module: Module) -> Iterator[str]:
    for call in module.of_type("module"):
        directory = local_source(call, module.directory)
        if directory is not None:
            yield directory


def _typed(directory: Path) -> str:
    """A directory as local sources name it: `""` is where we are."""
    name = posixpath.normpath(directory.as_posix())
    return "" if name == "." else name


def _module(name: str, files: Files, *, is_root: bool) -> tuple[Module, list[Diagnostic]]:
    directory = Path(name or ".")
    names, unlisted = files.names(directory)
    problems = list(unlisted)
    complete = not unlisted
    sources: list[File] = []
    overrides: list[File] = []
    values: list[File] = []
    broken: list[str] = []
    for one in names:
        is_value = one == VALUES_FILE or one.endswith(AUTOMATIC_VALUES)
        if one.endswith(_UNREAD_CODE) or (is_root and one.endswith(_UNREAD_VALUES)):
            complete = complete and not one.endswith(_UNREAD_CODE)
            problems.append(_unread(name, one))
        elif one.endswith(".tf") or (is_value and is_root):
            file, found = files.file(directory / one)
            problems += found
            complete = complete and (is_value or not found)
            broken += [file.path] if file is not None and found else []
            if file is not None:
                (values if is_value else overrides if is_override(one) else sources).append(file)
    problems += [_unmerged(file) for file in overrides]
    module = module_of(name, sources, values, overrides)
    return replace(module, complete=complete, broken=frozenset(broken)), problems


_UNREAD_CODE = (".tf.json",)
_UNREAD_VALUES = (".auto.tfvars.json", "terraform.tfvars.json")


def _unread(directory: str, name: str) -> Diagnostic:
    detail = "JSON syntax is not read, so nothing that depends on this file is checked."
    return Diagnostic("File not read", detail, Subject(posixpath.join(directory, name)), severity="warning")


def _unmerged(file: File) -> Diagnostic:
    detail = "An override file is not merged; the blocks that it changes are checked as they stand without it."
    return Diagnostic("Override file not merged", detail, Subject(file.path, 1, 1, 0, 0), severity="warning")


def _listing(directory: Path) -> tuple[list[str], tuple[Diagnostic, ...]]:
    try:
        names = sorted(entry.name for entry in os.scandir(directory) if not _is_ignored(entry.name))
    except OSError as error:
        detail = f"Its files cannot be listed: {_reason(error)}."
        return [], (Diagnostic("Unreadable directory", detail, Subject(directory.as_posix())),)
    return names, ()


def _is_ignored(name: str) -> bool:
    """Editors' own files, as Terraform leaves them out."""
    return name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def _parsed(path: Path) -> tuple[File | None, tuple[Diagnostic, ...]]:
    shown = path.as_posix()
    try:
        if path.is_dir():
            return None, ()
        if path.exists() and not path.is_file():
            return None, (Diagnostic("Unreadable file", "It is no regular file.", Subject(shown)),)
        written = path.read_bytes()
    except OSError as error:
        return None, (Diagnostic("Unreadable file", f"It cannot be read: {_reason(error)}.", Subject(shown)),)
    try:
        return parse(written.decode("utf-8"), shown)
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        column = len(written[written.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        detail = f"The byte 0x{written[error.start]:02x} belongs to no character; save the file as UTF-8."
        return None, (Diagnostic("Invalid character encoding", detail, Subject(shown, line, column)),)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
