"""What is installed, and how old the facts are that answers are judged by."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from terracutter import __version__
from terracutter.catalog.staleness import Facts, facts

OLD = 90
"""Days after which facts about AWS want to be read again."""

_LIBRARIES = ("click", "jinja2", "PyYAML", "python-hcl2")


def examine(today: date, cache: Path | None) -> str:
    """What a person reads; `cache` is where verdicts are kept, None where they cannot be."""
    lines = [f"terracutter {__version__}, Python {platform.python_version()}", *_programs(), _cached(cache), ""]
    found = facts()
    old = [one for one in found if one.age(today) > OLD]
    lines.append(f"Catalogue: {len(found)} files, {len(old)} of them older than {OLD} days")
    width = max(len(one.name) for one in found)
    lines += [_row(one, today, width) for one in sorted(found, key=lambda one: (one.day, one.name))]
    if old:
        lines += [
            "",
            "Of what is old, versions and offers may have changed since; a newer Terracutter has newer facts.",
        ]
    return "\n".join(lines) + "\n"


def _programs() -> Iterator[str]:
    for name in _LIBRARIES:
        try:
            yield f"  {name} {version(name)}"
        except PackageNotFoundError:
            # Where cookiecutter runs the hooks, only the first reader reads.
            yield f"  {name} is not installed"
    for name in ("terraform", "tofu"):
        path = shutil.which(name)
        yield f"  {name}: {path}" if path else f"  {name}: not found; rendering and `validate` do without"


def _cached(directory: Path | None) -> str:
    return f"  cache: {directory}" if directory else "  cache: none, since others could write there"


def _row(one: Facts, today: date, width: int) -> str:
    days = one.age(today)
    age = "today" if days <= 0 else "1 day ago" if days == 1 else f"{days} days ago"
    return f"  {one.name:<{width}}  {one.day}  {age}{', old' if days > OLD else ''}"
