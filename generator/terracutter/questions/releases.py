"""What a release changed for repositories that an earlier one rendered, as question files say below `releases`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from terracutter.questions.source import QuestionFileError
from terracutter.records import record
from terracutter.versions import Release, is_version, release

_KEYS: Final = frozenset({"moved", "replaced", "destroyed", "settled", "former"})


@record
class Move:
    """What had the address `source` before has `target` now; in a module both are addresses within it."""

    source: str
    target: str


@record
class Settled:
    """An answer that each repository from before must give, since nobody was asked: it was `was` in effect."""

    was: Any
    because: str


@record
class Changed:
    """What one release changed in one feature, or in the root modules of environments: then `feature` is empty.

    `replaced` and `destroyed` are addresses of resources with the reason. `former` are questions that are asked no
    more, each with what to type in its place.
    """

    version: str
    feature: str
    moved: tuple[Move, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    destroyed: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, Settled] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)

    @property
    def release(self) -> Release:
        return release(self.version)

    def is_after(self, version: str) -> bool:
        return self.release > release(version)


@record
class Moves:
    """The moves of one release that are written into one directory."""

    directory: str
    version: str
    moves: tuple[Move, ...]


def read_releases(raw: Mapping[str, Any], feature: str, where: str) -> Iterator[Changed]:
    """Raises `QuestionFileError` for what is misspelt."""
    for version, parts in raw.items():
        if not is_version(version):
            raise QuestionFileError(f"{where}: releases: {version!r} is no version")
        unknown = next((key for key in parts if key not in _KEYS), None)
        if unknown is not None:
            raise QuestionFileError(f"{where}: releases {version}: unknown key {unknown!r}")
        moved = tuple(Move(one["from"], one["to"]) for one in parts.get("moved", ()))
        settled = {name: Settled(one["was"], one["because"]) for name, one in parts.get("settled", {}).items()}
        rest = {key: parts.get(key, {}) for key in ("replaced", "destroyed", "former")}
        yield Changed(version, feature, moved=moved, settled=settled, **rest)


def former_questions(releases: tuple[Changed, ...]) -> dict[str, tuple[str, str]]:
    """By name, since which version it is asked no more, and what to type."""
    return {name: (one.version, hint) for one in releases for name, hint in one.former.items()}


def respoken(releases: tuple[Changed, ...], say: Callable[[str, str], str]) -> Iterator[Changed]:
    for one in releases:
        former = {name: say(f"{name}, asked until {one.version}", hint) for name, hint in one.former.items()}
        yield Changed(one.version, one.feature, one.moved, one.replaced, one.destroyed, one.settled, former)
