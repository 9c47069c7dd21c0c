"""Versions of Terracutter, as `__version__` and a manifest have them."""

from __future__ import annotations

import re
from typing import Final

_VERSION: Final = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})(\.dev\d{1,4})?")

Release = tuple[int, ...]


def is_version(text: object) -> bool:
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


def release(version: str) -> Release:
    """The release that a version is, or leads to: that of 0.2.0.dev0 is 0.2.0."""
    return _parts(version)[0]


def is_newer(version: str, other: str) -> bool:
    """A version in development comes before its release; those of one release count as the same."""
    return _parts(version) > _parts(other)


def _parts(version: str) -> tuple[Release, bool]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} is no version")
    return tuple(int(number) for number in found.groups()[:3]), found[4] is None
