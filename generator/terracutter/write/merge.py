"""Three texts merged line by line: what we wrote last, what a person made of it, and what is to stand there now.

No library of this kind has a licence that ours may take in (merge3 is under the GPL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from terracutter.records import record

MOST_LINES = 10_000
"""Of a text that is merged; the comparison takes time by the square of them."""

_SHOWN = 5


@record
class Conflict:
    """Lines that a person and the new text both changed; each side's first line counts from 1."""

    was: tuple[str, ...]
    was_line: int
    here: tuple[str, ...]
    here_line: int
    new: tuple[str, ...]
    new_line: int

    def __str__(self) -> str:
        sides = (
            ("before", self.was, self.was_line),
            ("yours", self.here, self.here_line),
            ("new", self.new, self.new_line),
        )
        return "\n".join(line for name, lines, first in sides for line in _side(name, lines, first))


@record
class Merged:
    """The merged text; where there are conflicts, both sides stand in it between markers, from `marked` on."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    marked: tuple[int, ...] = ()
    """The line of each conflict's first marker."""


def merge(base: str, here: str, new: str) -> Merged:
    """What a person changed in the base and what the new text changes, both. Line ends stay as the person has them."""
    if here and "\r\n" in here and "\n" not in here.replace("\r\n", ""):
        merged = merge(base, here.replace("\r\n", "\n"), new)
        return Merged(merged.text.replace("\n", "\r\n"), merged.conflicts, merged.marked)
    written: list[str] = []
    conflicts: list[Conflict] = []
    marked: list[int] = []
    for part in _parts(_lines(base), _lines(here), _lines(new)):
        if isinstance(part, Conflict):
            conflicts.append(part)
            marked.append(len(written) + 1)
            written += _marked(part)
        else:
            written += part
    return Merged("".join(written), tuple(conflicts), tuple(marked))


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *filter(None, [last])]


def _parts(base: list[str], here: list[str], new: list[str]) -> Iterator[list[str] | Conflict]:
    """In order: lines that are settled, and conflicts. Whatever lies between lines that all three share is one part."""
    at_base = at_here = at_new = 0
    for base_start, here_start, new_start, length in _shared(base, here, new):
        was, mine, theirs = base[at_base:base_start], here[at_here:here_start], new[at_new:new_start]
        if mine in (was, theirs):
            yield theirs
        elif theirs == was:
            yield mine
        else:
            yield Conflict(tuple(was), at_base + 1, tuple(mine), at_here + 1, tuple(theirs), at_new + 1)
        yield base[base_start : base_start + length]
        at_base, at_here, at_new = base_start + length, here_start + length, new_start + length


def _shared(base: list[str], here: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines that stand in all three: where in each, and how many; at the end a run of none."""
    mine, theirs = (_runs(base, other) for other in (here, new))
    one = two = 0
    while one < len(mine) and two < len(theirs):
        (first, at_here, some), (second, at_new, others) = mine[one], theirs[two]
        start, end = max(first, second), min(first + some, second + others)
        if start < end:
            yield start, at_here + start - first, at_new + start - second, end - start
        if first + some <= second + others:
            one += 1
        else:
            two += 1
    yield len(base), len(here), len(new), 0


def _runs(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    runs = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return [(run.a, run.b, run.size) for run in runs if run.size]


def _marked(conflict: Conflict) -> Iterator[str]:
    yield "<<<<<<< yours\n"
    yield from _ended(conflict.here)
    yield "=======\n"
    yield from _ended(conflict.new)
    yield ">>>>>>> new\n"


def _ended(lines: Sequence[str]) -> Iterator[str]:
    yield from (line if line.endswith("\n") else f"{line}\n" for line in lines)


def marker_line(text: str) -> int | None:
    """The first line of a conflict that nobody has settled yet."""
    lines = [line.rstrip("\r\n") for line in _lines(text)]
    begun = next((number for number, line in enumerate(lines, start=1) if line == "<<<<<<< yours"), None)
    return begun if begun is not None and ">>>>>>> new" in lines[begun:] else None


def _side(name: str, lines: Sequence[str], first: int) -> Iterator[str]:
    if not lines:
        yield f"{name}: nothing, before line {first}"
        return
    last = first + len(lines) - 1
    yield f"{name}, line {first}:" if first == last else f"{name}, lines {first} to {last}:"
    shown = [line.rstrip("\r\n") for line in lines[:_SHOWN]]
    yield from (f"  {line if line.isprintable() else ascii(line)}" for line in shown)
    if len(lines) > _SHOWN:
        yield f"  and {len(lines) - _SHOWN} more"
