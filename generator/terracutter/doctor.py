"""What is installed, and how old the facts are that answers are judged by."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from terracutter import __version__
from terracutter.catalog.staleness import OLD, Facts, entries, in_force

_LIBRARIES = {
    "click": "",
    "jinja2": "",
    "PyYAML": "",
    "python-hcl2": "; what is rendered is read by our own reader alone",
    "markdown-it-py": "; `handoff` writes no page",
    "questionary": "; the interview asks line by line",
    "boto3": "; `catalogue refresh` cannot ask AWS",
}
"""What is said of each that is not installed."""


def examine(today: date, cache: Path | None) -> str:
    """What a person reads; `cache` is where verdicts are kept, None where they cannot be."""
    lines = [f"terracutter {__version__}, Python {platform.python_version()}", *_programs(), _cached(cache), ""]
    found = in_force()
    old = [one for one in found if one.is_old(today)]
    lines.append(f"Catalogue: {len(found)} files, {len(old)} of them older than {OLD} days")
    width = max(len(one.name) for one in found)
    lines += [_row(one, today, width) for one in sorted(found, key=lambda one: (one.day, one.name))]
    if old:
        lines += [
            "",
            "Of what is old, versions and offers may have changed since; a newer Terracutter has newer facts, and",
            "`terracutter catalogue refresh` takes newer ones from AWS.",
        ]
    return "\n".join(lines) + "\n"


def listed(today: date, directory: Path) -> str:
    """Each file of the catalogue with its day, what it holds, and who says so; refreshed ones lie in `directory`."""
    found = in_force()
    old = sum(one.is_old(today) for one in found)
    lines = []
    for one in found:
        age = ", old" if one.is_old(today) else ""
        lines += [f"{one.name}  {one.day}{age}, {_held(one)}", f"  {one.source}", f"  {one.path or 'built in'}", ""]
    lines.append(f"{len(found)} files, {old} of them older than {OLD} days.")
    lines.append(f"`terracutter catalogue refresh` takes newer ones from AWS, into {directory}.")
    return "\n".join(lines) + "\n"


def _held(one: Facts) -> str:
    number = entries(one)
    return "1 entry" if number == 1 else f"{number:,} entries"


def _programs() -> Iterator[str]:
    for name, without in _LIBRARIES.items():
        try:
            yield f"  {name} {version(name)}"
        except PackageNotFoundError:
            yield f"  {name} is not installed{without}"
    for name in ("terraform", "tofu"):
        path = shutil.which(name)
        yield f"  {name}: {path}" if path else f"  {name}: not found; rendering and `validate` do without"


def _cached(directory: Path | None) -> str:
    return f"  cache: {directory}" if directory else "  cache: none, since others could write there"


def _row(one: Facts, today: date, width: int) -> str:
    days = one.age(today)
    age = "today" if days <= 0 else "1 day ago" if days == 1 else f"{days} days ago"
    words = [age, *(["old"] if one.is_old(today) else []), *(["refreshed"] if one.path else [])]
    return f"  {one.name:<{width}}  {one.day}  {', '.join(words)}"
