"""Arguments that exclude, need or bound each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from terracutter.catalog.limits import Limits, aws_limits
from terracutter.check.arguments import Argument, arguments, groups
from terracutter.check.bodies import header_end
from terracutter.check.problems import Problem
from terracutter.check.values import Values
from terracutter.evaluate import UNKNOWN
from terracutter.hcl import syntax


def combinations(block: syntax.Block, values: Values) -> Iterator[Problem]:
    """Everything in a resource that cannot stand together, or not alone."""
    limits, type_name = aws_limits(), block.labels[0].value
    yield from _choices(block, values, limits, type_name)
    for names in limits.ordered.get(type_name, ()):
        for group in groups(block, names):
            yield from _ordered([group[name] for name in names if name in group], values)
    for names in limits.alike.get(type_name, ()):
        yield from _alike(block, names, values)
    for defaults in limits.one_true.get(type_name, ()):
        for group in groups(block, [name for name, _ in defaults]):
            yield from _one_true(group, defaults, values)


def _choices(block: syntax.Block, values: Values, limits: Limits, type_name: str) -> Iterator[Problem]:
    for names in limits.conflicts.get(type_name, ()):
        for group in groups(block, names):
            yield from _at_most_one(group, names, values)
    for names in limits.exactly_one.get(type_name, ()):
        for group in groups(block, names):
            yield from _at_most_one(group, names, values)
            yield from _at_least_one(block, group, names, values)
    for name, others in limits.needs.get(type_name, {}).items():
        for group in groups(block, [name, *others]):
            yield from _needs(group, name, others, values)


def _is_given(argument: Argument, values: Values) -> bool:
    value = values(argument.node)
    return argument.is_given if value is UNKNOWN else value is not None


def _at_most_one(group: Mapping[str, Argument], names: Sequence[str], values: Values) -> Iterator[Problem]:
    given = [one for one in group.values() if _is_given(one, values)]
    for one in given if len(given) > 1 else ():
        detail = f"At most one of these may be given: {', '.join(names)}."
        yield one.problem("Conflicting configuration arguments", detail)


def _at_least_one(
    block: syntax.Block, group: Mapping[str, Argument], names: Sequence[str], values: Values
) -> Iterator[Problem]:
    if all(values(one.node) is None for one in group.values()):
        detail = f"One of these is required: {', '.join(names)}."
        yield Problem(block.start, header_end(block), "Invalid combination of arguments", detail, about=names[0])


def _needs(group: Mapping[str, Argument], name: str, others: Sequence[str], values: Values) -> Iterator[Problem]:
    lacking = [other for other in others if other not in group or values(group[other].node) is None]
    if name in group and lacking and _is_given(group[name], values):
        detail = f'"{name}" goes together with {", ".join(lacking)}.'
        yield group[name].problem("Missing required argument", detail)


def _ordered(given: Sequence[Argument], values: Values) -> Iterator[Problem]:
    known = [(one, value) for one in given if type(value := values(one.node)) in {int, float}]
    for (one, less), (other, more) in pairwise(known):
        if less > more:
            order = " ≤ ".join(argument.name for argument in given)
            detail = f"{one.name} is {less} and {other.name} is {more}; the order is {order}."
            yield one.problem("Sizes out of order", detail)
            return


def _alike(block: syntax.Block, names: Sequence[str], values: Values) -> Iterator[Problem]:
    """What is not there counts as false."""
    given: dict[str, Argument] = {}
    for name in names:
        found = list(arguments(block, name))
        if len(found) > 1 or any(one.is_dynamic for one in found):
            return
        given.update((name, one) for one in found)
    known = [values(given[name].node) if name in given else False for name in names]
    if True in known and False in known and all(isinstance(value, bool) for value in known):
        detail = f"These are true together or not at all: {', '.join(names)}."
        yield next(iter(given.values())).problem("Invalid combination of arguments", detail)


def _one_true(group: Mapping[str, Argument], defaults: Sequence[tuple[str, bool]], values: Values) -> Iterator[Problem]:
    known = [values(group[name].node) if name in group else default for name, default in defaults]
    if group and all(value is False for value in known):
        detail = f"At least one of these must be true: {', '.join(name for name, _ in defaults)}."
        yield next(iter(group.values())).problem("Invalid combination of arguments", detail)
