"""What a repository of an earlier release has at another address now, and what Terraform does to the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from terracutter.configuration import Module
from terracutter.derived.stacks import Stack
from terracutter.plan import Plan
from terracutter.questions.releases import Changed, Move, Moves
from terracutter.records import record

_KEY = re.compile(r"\[[^\]]*\]")


@record
class Consequences:
    """What an update means for what stands: moves as they are written, and addresses with the reason."""

    moved: tuple[Moves, ...]
    replaced: Mapping[str, str]
    destroyed: Mapping[str, str]


def moves_since(
    releases: Iterable[Changed], plan: Plan, modules: Mapping[str, Module], version: str
) -> tuple[Moves, ...]:
    """Those of all later releases, by directory; a move to what the answers do not make is none."""
    later = [one for one in releases if one.moved and one.is_after(version)]
    found: list[Moves] = []
    for directory, feature in _places(plan, modules):
        there = _declared(Stack(modules, directory))
        live = set(there)
        # The last move of several leads to what is declared, those before it to where the next one begins.
        for changed in sorted((one for one in later if one.feature == feature), key=_release, reverse=True):
            moves = tuple(one for one in changed.moved if _holds(one, live, there))
            live |= {_plain(one.source) for one in moves}
            if moves:
                found.append(Moves(directory, changed.version, moves))
    return tuple(sorted(found, key=lambda one: (one.directory, one.version)))


def _holds(move: Move, live: AbstractSet[str], there: AbstractSet[str]) -> bool:
    """Whether it leads to what is there. What has its own block still does not move; another key of one block does."""
    source, target = _plain(move.source), _plain(move.target)
    return target in live and (source == target or source not in there)


def consequences(
    releases: Iterable[Changed], plan: Plan, modules: Mapping[str, Module], before: str, moved: Iterable[Moves]
) -> Consequences:
    """What the step from the version `before` to this one does."""
    later = [one for one in releases if one.is_after(before)]
    versions = {one.version for one in later}
    stacks = [Stack(modules, f"environments/{environment.name}") for environment in plan.environments]
    there = [one for stack in stacks for one in stack.resources()]
    calls = {inner.feature: address for stack in stacks for address, inner in stack.calls()}
    replaced: dict[str, str] = {}
    destroyed: dict[str, str] = {}
    for changed in later:
        for address, because in changed.replaced.items():
            names = {one.address for one in there if _is(one.feature, one.address, changed.feature, address)}
            replaced |= dict.fromkeys(sorted(names), because)
        if not changed.feature or changed.feature in calls:
            prefix = f"{calls[changed.feature]}." if changed.feature else ""
            destroyed |= {f"{prefix}{address}": because for address, because in changed.destroyed.items()}
    return Consequences(tuple(one for one in moved if one.version in versions), replaced, destroyed)


def _is(feature: str, address: str, wanted_feature: str, wanted: str) -> bool:
    """Whether it is that resource of the module, or of the root modules."""
    if not wanted_feature:
        return address == wanted
    return feature == wanted_feature and address.endswith(f".{wanted}")


def _release(changed: Changed) -> tuple[int, ...]:
    return changed.release


def _places(plan: Plan, modules: Mapping[str, Module]) -> Iterator[tuple[str, str]]:
    """Each directory with what its moves are listed under."""
    yield from ((f"environments/{environment.name}", "") for environment in plan.environments)
    for feature in plan.features:
        if (directory := f"modules/{feature.name}") in modules:
            yield directory, feature.name


def _declared(stack: Stack) -> set[str]:
    return {*(one.address for one in stack.resources() if not one.is_data), *(address for address, _ in stack.calls())}


def _plain(address: str) -> str:
    return _KEY.sub("", address)
