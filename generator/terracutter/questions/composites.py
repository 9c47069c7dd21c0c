"""Answers made of others: optional ones, lists, mappings, and named objects of one shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace

from terracutter.diagnostics import Refused
from terracutter.document import Mapping as MappingNode
from terracutter.document import Node, Scalar, read_document
from terracutter.document import Sequence as SequenceNode
from terracutter.questions.types import INVALID, Invalid, Place, Text, Type, Value, is_nothing
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record

_COUNT = "found {number}; allowed are {least} to {most}."


@record
class Optional:
    """The inner type, or nothing: `null`, or `none` where a person types it."""

    inner: Type
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        return self.words("{inner}, or none", inner=self.inner.allowed)

    def read(self, node: Node, place: Place) -> Value | Invalid:
        return None if is_nothing(node) else self.inner.read(node, place)


def inner_type(kind: Type) -> Type:
    """What an answer is, where there is one."""
    return kind.inner if isinstance(kind, Optional) else kind


@record
class ListOf:
    """Distinct values in order. One line of text is split at commas, `none` is the empty list."""

    item: Type
    minimum: int = 0
    maximum: int = 50
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        limits = {"least": self.minimum, "most": self.maximum}
        return self.words("a list of {least} to {most}, each {item}", **limits, item=self.item.allowed)

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if isinstance(node, MappingNode):
            return place.unlike(node, "Invalid list", self)
        items = node.items if isinstance(node, SequenceNode) else _split(node)
        if not self.minimum <= len(items) <= self.maximum:
            least, most = self.minimum, self.maximum
            return place.refuse(node, "Invalid list length", _COUNT, number=len(items), least=least, most=most)
        problems = len(place.report)
        values: list[Value] = []
        for index, item in enumerate(items, start=1):
            value = self.item.read(item, place.child(str(index)))
            if isinstance(value, Invalid):
                continue
            if value in values:
                ours = replace(place, authority="")
                hint = place.words("delete one of the two")
                ours.refuse(item, "Duplicate list item", "{found} stands twice.", hint)
            values.append(value)
        return tuple(values) if len(place.report) == problems else INVALID


def _split(node: Scalar) -> tuple[Scalar, ...]:
    if is_nothing(node):
        return ()
    return tuple(Scalar(part.strip(), node.line, quoted=True) for part in node.text.split(","))


def _on_one_line(node: Node, place: Place) -> Node | Invalid:
    """A mapping may be given as one line of text in braces, as prompts do."""
    if not isinstance(node, Scalar) or not node.text.lstrip().startswith("{"):
        return node
    try:
        return read_document(node.text, place.source, first_line=node.line)
    except Refused as refused:
        place.report.extend(replace(one, detail=f"{place.key}: {one.detail}") for one in refused.diagnostics)
        return INVALID


def _entries(
    mapping: MappingNode, place: Place, key: Text, read: Callable[[Node, Place], Value | Invalid]
) -> Value | Invalid:
    """All of them, or none where a key or a value is invalid."""
    values: dict[str, Value] = {}
    for written, item in mapping.entries:
        name = key.read(replace(written, quoted=True), place)
        value = read(item, place.child(written.text))
        if isinstance(name, str) and not isinstance(value, Invalid):
            values[name] = value
    return values if len(values) == len(mapping.entries) else INVALID


@record
class MapOf:
    """Text by key, in the order given."""

    key: Text
    item: Type
    maximum: int = 50
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        item = self.item.allowed
        return self.words("a mapping of at most {most} keys, each to {item}", most=self.maximum, item=item)

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if is_nothing(node):
            return {}
        mapping = _on_one_line(node, place)
        if isinstance(mapping, Invalid):
            return INVALID
        if not isinstance(mapping, MappingNode):
            return place.unlike(node, "Invalid mapping", self)
        if len(mapping.entries) > self.maximum:
            detail = "found {number}; allowed are at most {most}."
            return place.refuse(node, "Too many keys", detail, number=len(mapping.entries), most=self.maximum)
        return _entries(mapping, place, self.key, self.item.read)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


@record
class Document:
    """A mapping of any depth, as JSON has it. What stands in quotes is text; `true`, `null` and 3 are what they say."""

    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        return self.words("a mapping of any depth")

    def read(self, node: Node, place: Place) -> Value | Invalid:
        mapping = _on_one_line(node, place)
        if isinstance(mapping, Invalid):
            return INVALID
        if not isinstance(mapping, MappingNode):
            return place.unlike(node, "Invalid mapping", self)
        return _json(mapping)


def _json(node: Node) -> Value:
    match node:
        case MappingNode():
            return {key.text: _json(value) for key, value in node.entries}
        case SequenceNode():
            return tuple(_json(item) for item in node.items)
    if node.quoted:
        return node.text
    if node.text in {"true", "false"}:
        return node.text == "true"
    if node.is_null:
        return None
    match = _NUMBER.fullmatch(node.text)
    if match is None:
        return node.text
    return float(node.text) if match[2] else int(node.text)


@record
class Field:
    """One property of an object; `compute` is an expression over the fields before it, `source` says whose limits.

    Without a `source` of its own they are those of the question.
    """

    name: str
    type: Type
    title: str
    default: Value = None
    compute: str | None = None
    required: bool = False
    source: str = ""


@record
class Objects:
    """Named objects of one shape: node groups by name. Only given fields are read; defaults are filled in later."""

    key: Text
    fields: tuple[Field, ...]
    minimum: int = 0
    maximum: int = 50
    words: Words = ENGLISH
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {entry.name: entry for entry in self.fields})

    @property
    def allowed(self) -> str:
        limits = {"least": self.minimum, "most": self.maximum}
        return self.words("a mapping of {least} to {most} names, each with {keys}", **limits, keys=self._keys())

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if is_nothing(node) and not self.minimum:
            return {}
        mapping = _on_one_line(node, place)
        if isinstance(mapping, Invalid):
            return INVALID
        if not isinstance(mapping, MappingNode):
            hint = "{NAME: {" + ", ".join(f"{entry.name}: …" for entry in self.fields if entry.required) + "}}"
            ours = replace(place, authority="")
            return ours.unlike(node, "Invalid mapping", self, hint)
        if not self.minimum <= len(mapping.entries) <= self.maximum:
            number, least, most = len(mapping.entries), self.minimum, self.maximum
            return place.refuse(node, "Invalid number of entries", _COUNT, number=number, least=least, most=most)
        return _entries(mapping, place, self.key, self._object)

    def _keys(self) -> str:
        return ", ".join(self.by_name)

    def _object(self, node: Node, place: Place) -> dict[str, Value] | Invalid:
        # The keys are ours, whoever limits the values.
        ours = replace(place, authority="")
        if not isinstance(node, MappingNode):
            return ours.refuse(node, "Invalid mapping", "found {found}; its keys are {keys}.", keys=self._keys())
        problems = len(place.report)
        values: dict[str, Value] = {}
        for key, item in node.entries:
            entry = self.by_name.get(key.text)
            if entry is None:
                near = place.near(key.text, self.by_name)
                name = replace(key, quoted=True)
                ours.refuse(name, "Unknown key", "{found} is not one of {keys}.", near, keys=self._keys())
                continue
            value = entry.type.read(item, place.child(key.text, entry.source))
            if not isinstance(value, Invalid):
                values[key.text] = value
        missing = [entry.name for entry in self.fields if entry.required and node.get(entry.name) is None]
        if missing:
            ours.refuse(node, "Missing key", "{keys} must be given.", keys=", ".join(missing))
        return values if len(place.report) == problems else INVALID
