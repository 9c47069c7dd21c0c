"""Answers that are given in parts: `node_groups.general.max_size` alone, and the rest from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from terracutter.diagnostics import Refused
from terracutter.document import NO_LINE, Node, Scalar, Sequence, read_document
from terracutter.document import Mapping as MappingNode
from terracutter.questions import Place, Type, Value
from terracutter.questions.composites import Document, ListOf, MapOf, Objects, inner_type


def split(key: str) -> tuple[str, ...]:
    """The steps of a key such as `tags."example.com/team"`: a step in quotation marks may have dots."""
    steps: list[str] = []
    rest = f".{key}"
    while rest:
        rest = rest[1:]
        end = rest.find(rest[0], 1) if rest[:1] in {'"', "'"} else -1
        is_quoted = end > 0 and rest[end + 1 : end + 2] in {"", "."}
        step, after = (rest[1:end], end + 1) if is_quoted else (rest.partition(".")[0], rest.find("."))
        steps.append(step)
        rest = rest[after:] if after >= 0 else ""
    return tuple(steps)


def joined(steps: tuple[str, ...]) -> str:
    return ".".join(f'"{step}"' if "." in step else step for step in steps)


def descend(kind: Type, key: str, steps: tuple[str, ...], place: Place) -> tuple[tuple[str, ...], Type] | None:
    """The path within an answer of this type, and the type of what stands there; None where nothing can.

    The keys of a mapping of texts may have dots that nobody quoted. `key` is what a person typed up to here.
    """
    if not steps:
        return (), kind
    step, *rest = steps
    match inner_type(kind):
        case Objects() as objects if not rest:
            return steps, objects
        case Objects(by_name=fields):
            if rest[0] not in fields:
                found, near = Scalar(rest[0], NO_LINE, quoted=True), place.near(rest[0], fields)
                detail = "{found} is not one of {keys}."
                place.child(step).refuse(found, "Unknown key", detail, near, keys=", ".join(fields))
                return None
            below = descend(fields[rest[0]].type, f"{key}.{step}.{rest[0]}", tuple(rest[1:]), place)
            return below and ((step, rest[0], *below[0]), below[1])
        case MapOf(item=MapOf() | Document() as item):
            below = descend(item, f"{key}.{step}", tuple(rest), place)
            return below and ((step, *below[0]), below[1])
        case MapOf(item=item):
            return (".".join(steps),), item
        case Document() as document:
            return steps, document
        case one:
            is_list = isinstance(one, ListOf)
            hint = place.words("type {setting}", setting=f"{key}={'[…]' if is_list else '…'}")
            detail = "it is a list, and has no {found}." if is_list else "it is one value, and has no {found}."
            place.refuse(Scalar(step, NO_LINE, quoted=True), "Nothing below", detail, hint)
            return None


def node_of_value(value: Value) -> Node:
    """A value as an answers file holds it."""
    match value:
        case None:
            return Scalar("null", NO_LINE)
        case bool():
            return Scalar("true" if value else "false", NO_LINE)
        case int() | float():
            return Scalar(str(value), NO_LINE)
        case str():
            return Scalar(value, NO_LINE, quoted=True)
        case tuple():
            return Sequence(tuple(node_of_value(item) for item in value), NO_LINE)
    entries = ((Scalar(key, NO_LINE, quoted=True), node_of_value(item)) for key, item in value.items())
    return MappingNode(tuple(entries), NO_LINE)


def overlaid(node: Node, path: tuple[str, ...], part: Node) -> Node:
    """The node with the part at that path; what is no mapping becomes one."""
    if not path:
        return part
    entries = {key.text: (key, value) for key, value in _entries(node)}
    key, before = entries.get(path[0], (Scalar(path[0], NO_LINE, quoted=True), MappingNode((), NO_LINE)))
    entries[path[0]] = key, overlaid(before, path[1:], part)
    return MappingNode(tuple(entries.values()), node.line)


def _entries(node: Node) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Scalar) and node.text.lstrip().startswith("{"):
        try:
            node = read_document(node.text, "", first_line=node.line)
        except Refused:
            return
    if isinstance(node, MappingNode):
        yield from node.entries
