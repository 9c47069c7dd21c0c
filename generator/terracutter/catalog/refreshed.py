"""Facts that `terracutter catalogue refresh` has taken from AWS, in the user's data directory.

They have the form of the built-in files of the same name. A file that is older than the built-in one is not used, and a
damaged one is refused. Until `use` is called there are none. What a render may take of them says
docs/decisions/0017-facts-that-aws-was-asked-for.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

from terracutter.diagnostics import Diagnostic, Refused, Subject

FILES: Final = {
    "kubernetes": "kubernetes.json",
    "addon_versions": "addon_versions.json",
    "configurations": "configurations.json",
    "regions": "regions.json",
    "instances": "instances.json",
}
"""What can be taken anew, in the order in which AWS is asked."""

PARTITIONS: Final = frozenset({"aws", "aws-us-gov"})
"""Those that are rendered."""

_MOST: Final = 20_000_000  # bytes; every instance type of every region is a hundredth of it
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINOR: Final = re.compile(r"1\.\d{1,3}")
_RELEASE: Final = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]*")
_COLUMNS: Final = 10  # of an instance type


class _Used:
    """Where the command line has found refreshed data."""

    directory: Path | None = None


def use(directory: Path | None) -> None:
    """Read the files of a directory, if it is there."""
    _Used.directory = directory if directory is not None and directory.is_dir() else None


def directory() -> Path | None:
    return _Used.directory


def document(name: str, directory: Path | None = None) -> Mapping[str, Any] | None:
    """The file of that name where it is as new as the built-in one, else None. Raises `Refused` where it is damaged."""
    place = directory or _Used.directory
    return _document(place, name) if place is not None else None


@cache
def _document(directory: Path, name: str) -> Mapping[str, Any] | None:
    found = read(directory / FILES[name], name)
    if found is None:
        return None
    from terracutter.catalog.staleness import built_in

    return found if date.fromisoformat(found["date"]) >= built_in(name).day else None


def read(path: Path, name: str) -> Mapping[str, Any] | None:
    """None where there is no such file."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        _refuse(path, name, f"It cannot be read: {problem.strerror}.")
    if len(content) > _MOST:
        _refuse(path, name, f"It has more than {_MOST:,} bytes, and none of ours is as long.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        _refuse(path, name, "It is not JSON, or not all of it is there.")
    if not isinstance(found, dict) or not _is_day(found.get("date")) or not isinstance(found.get("source"), str):
        _refuse(path, name, "It does not name its date and source, as what Terracutter writes does.")
    try:
        is_ours = _FORMS[name](found)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        _refuse(path, name, f"It is not of the form that this version of Terracutter writes {FILES[name]} in.")
    return found


def _refuse(path: Path, name: str, detail: str) -> NoReturn:
    hint = f"run `terracutter catalogue refresh --only {name}`, or delete the file"
    raise Refused([Diagnostic("Damaged catalogue file", detail, Subject(str(path)), hint)])


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_calendar(found: Mapping[str, Any]) -> bool:
    versions = found["versions"]
    days = [entry[key] for entry in versions.values() for key in ("standard_until", "extended_until")]
    return (
        found["default"] in versions
        and all(_MINOR.fullmatch(version) for version in versions)
        and all(day is None or _is_day(day) for day in days)
    )


def _has_releases(found: Mapping[str, Any]) -> bool:
    pairs = [pair for entry in found["addons"].values() for pair in entry["versions"].items()]
    return bool(pairs) and all(
        _MINOR.fullmatch(minor) and len(known) == 2 and all(map(_RELEASE.fullmatch, known))  # noqa: PLR2004
        for minor, known in pairs
    )


def _has_schemas(found: Mapping[str, Any]) -> bool:
    by_version = [schemas for addon in found["addons"].values() for schemas in addon.items()]
    return all(isinstance(version, str) and isinstance(schema, (dict, bool)) for version, schema in by_version)


def _has_regions(found: Mapping[str, Any]) -> bool:
    return bool(found["regions"]) and all(
        _is_name(name) and entry["partition"] in PARTITIONS and bool(re.fullmatch("[a-z]+", entry["zones"]))
        for name, entry in found["regions"].items()
    )


def _has_types(found: Mapping[str, Any]) -> bool:
    return (
        bool(found["types"])
        and all(map(_is_name, (*found["regions"], *found["types"], *found["undescribed"])))
        and all(len(row) == _COLUMNS and int(row[8], 16) >= 0 for row in found["types"].values())
    )


_FORMS: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "kubernetes": _is_calendar,
    "addon_versions": _has_releases,
    "configurations": _has_schemas,
    "regions": _has_regions,
    "instances": _has_types,
}
