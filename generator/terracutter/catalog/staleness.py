"""How old the catalogue's facts are, and where each was read from."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from terracutter.catalog import refreshed

OLD: Final = 90
"""Days after which facts about AWS want to be read again."""

_DIRECTORY: Final = Path(__file__).parent
_HEAD: Final = 16_384  # bytes in which a file's date and source stand
_DATE: Final = re.compile(r'"date": ?"(\d{4}-\d{2}-\d{2})"')
_SOURCE: Final = re.compile(r'"source": ?("(?:[^"\\]|\\.)*")')
_BUILT_IN: Final = {"configurations": "configurations.gz"}

_HELD: Final = (
    "types",
    "addons",
    "versions",
    "controllers",
    "regions",
    "services",
    "functions",
    "families",
    "policies",
)
"""Keys below which a file has its entries, the first that is there."""


class Facts(NamedTuple):
    """A file of the catalogue, the day of its facts, and where they come from; `path` where it is not built in."""

    name: str
    day: date
    source: str
    path: Path | None = None

    def age(self, today: date) -> int:
        """In days."""
        return (today - self.day).days

    def is_old(self, today: date, days: int = OLD) -> bool:
        return self.age(today) > days


def facts() -> tuple[Facts, ...]:
    """Every built-in file of the catalogue, by name."""
    paths = [path for pattern in ("*.json", "*.gz", "schemas/*.gz") for path in _DIRECTORY.glob(pattern)]
    return tuple(sorted(map(_read, paths), key=lambda one: one.name))


def in_force() -> tuple[Facts, ...]:
    """The same, with a refreshed file in the place of the built-in one that is older."""
    directory = refreshed.directory()
    found = {one.name: one for one in facts()}
    for name, file in refreshed.FILES.items() if directory is not None else ():
        told = refreshed.document(name)
        if told is not None and directory is not None:
            del found[built_in(name).name]
            found[file] = Facts(file, date.fromisoformat(told["date"]), told["source"], directory / file)
    return tuple(sorted(found.values(), key=lambda one: one.name))


def stale(today: date, days: int = OLD) -> tuple[Facts, ...]:
    """Those built-in files that are older, oldest first."""
    return tuple(sorted((one for one in facts() if one.is_old(today, days)), key=lambda one: (one.day, one.name)))


@cache
def built_in(name: str) -> Facts:
    """The built-in file that a refreshed one of that name stands beside."""
    return _read(_DIRECTORY / _BUILT_IN.get(name, f"{name}.json"))


def entries(one: Facts) -> int:
    """How many instance types, add-ons, versions and so on a file has; it is read whole."""
    path = one.path or _DIRECTORY / one.name
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return sum(1 for _ in file) - 1
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return next((len(document[key]) for key in _HELD if key in document), len(document) - 2)


def _read(path: Path) -> Facts:
    """Without parsing the file: both stand before the facts."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head = file.readline()
    else:
        with path.open(encoding="utf-8") as file:
            head = file.read(_HEAD)
    day, source = _DATE.search(head), _SOURCE.search(head)
    assert day is not None, path
    assert source is not None, path
    return Facts(path.relative_to(_DIRECTORY).as_posix(), date.fromisoformat(day[1]), json.loads(source[1]))
