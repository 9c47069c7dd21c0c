"""Validates Terraform directories as they stand on disk: what `terracutter validate` does but for the printing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from terracutter.check import check
from terracutter.diagnostics import Diagnostic, Subject
from terracutter.hcl.syntax import File
from terracutter.reading import Files, read, roots
from terracutter.records import record


@record
class Validation:
    """The problems of all configurations, each once; `files` are those that they speak of, by path."""

    diagnostics: tuple[Diagnostic, ...]
    files: dict[str, File]
    configurations: int
    modules: int


def validate(paths: Iterable[Path]) -> Validation:
    """Every configuration at and below the paths. A file stands for its directory."""
    files = Files()
    found: list[Diagnostic] = []
    known: dict[str, File] = {}
    names: set[str] = set()
    directories: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            found.append(Diagnostic("No file or directory", f"There is nothing at {path}.", Subject(str(path))))
            continue
        below = roots(path, files) if path.is_dir() else (path.parent,)
        if not below:
            detail = f"{path} holds no Terraform files."
            found.append(Diagnostic("No configuration", detail, Subject(str(path)), severity="warning"))
        directories.update(dict.fromkeys(below))
    for directory in directories:
        configuration = read(directory, files)
        found += [*configuration.problems, *check(configuration.modules)]
        names |= configuration.modules.keys()
        for module in configuration.modules.values():
            known |= {file.path: file for file in (*module.files, *module.overrides, *module.value_files)}
    return Validation(tuple(dict.fromkeys(found)), known, len(directories), len(names))
