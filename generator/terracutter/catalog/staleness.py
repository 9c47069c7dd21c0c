"""How old the catalogue's facts are."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

_DIRECTORY: Final = Path(__file__).parent
_HEAD: Final = 16_384  # bytes in which a file's date and source stand
_DATE: Final = re.compile(r'"date": ?"(\d{4}-\d{2}-\d{2})"')
_SOURCE: Final = re.compile(r'"source": ?("(?:[^"\\]|\\.)*")')


class Facts(NamedTuple):
    """A file of the catalogue, the day of its facts, and where they come from."""

    name: str
    day: date
    source: str

    def age(self, today: date) -> int:
        """In days."""
        return (today - self.day).days


def facts() -> tuple[Facts, ...]:
    """Every file of the catalogue, by name."""
    paths = [path for pattern in ("*.json", "*.gz", "schemas/*.gz") for path in _DIRECTORY.glob(pattern)]
    return tuple(sorted(map(_read, paths), key=lambda one: one.name))


def stale(today: date, days: int = 90) -> tuple[Facts, ...]:
    """Those that are older, oldest first."""
    found = [one for one in facts() if one.age(today) > days]
    return tuple(sorted(found, key=lambda one: (one.day, one.name)))


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
