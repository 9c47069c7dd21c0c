"""What an answer may be: each type reads a document node into a value, and describes itself as JSON Schema.

Here are the types of one scalar; lists and mappings of them are in `composites`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from terracutter.diagnostics import Diagnostic, Subject, did_you_mean
from terracutter.document import NO_LINE, Node, Scalar, normal, quoted, read_document, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.document import Sequence as SequenceNode
from terracutter.records import record

Value: TypeAlias = "None | bool | int | float | str | tuple[Value, ...] | Mapping[str, Value]"
Schema: TypeAlias = dict[str, Any]


_LISTED = 12
"""Choices that a message lists in full."""

_HINTED = 50
"""Problems for which a near word is looked for: it takes a millisecond each."""

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
NOTHING: Final[Mapping[str, Any]] = {"enum": [None, "", "none"]}


class Invalid:
    """The value of an answer that was refused; what is wrong with it has been reported."""


INVALID: Final = Invalid()


@record
class Place:
    """Where an answer was given, where its problems are collected, and whose limits they break."""

    key: str
    source: str
    report: list[Diagnostic]
    authority: str = ""

    def child(self, key: str, authority: str = "") -> Place:
        return replace(self, key=f"{self.key}.{shortened(key)}", authority=authority or self.authority)

    def near(self, word: str, candidates: Iterable[str]) -> str:
        return did_you_mean(word, candidates) if len(self.report) < _HINTED else ""

    def refuse(self, node: Node, summary: str, detail: str, hint: str = "") -> Invalid:
        subject = Subject(self.source, node.line or None)
        self.report.append(Diagnostic(summary, f"{self.key}: {detail}", subject, hint, source=self.authority))
        return INVALID


class Type(Protocol):
    """One kind of answer."""

    @property
    def allowed(self) -> str:
        """What is allowed, as the end of a sentence that begins "allowed is"."""

    def read(self, node: Node, place: Place) -> Value | Invalid: ...

    def schema(self) -> Schema: ...


def show(node: Node) -> str:
    """What was found, short enough for a message."""
    match node:
        case Scalar():
            return "nothing" if node.is_null else quoted(node.text)
        case SequenceNode():
            return f"a list of {len(node.items)}"
        case MappingNode():
            return "a mapping"


def is_nothing(node: Node) -> bool:
    """An empty list, an empty mapping or no value, however a person writes it."""
    return isinstance(node, Scalar) and (node.is_null or node.text in {"", "none"})


def _correction(mistakes: Mapping[str, str], text: str) -> str:
    """The hint for the first pattern of a known mistake that matches the whole text."""
    return next((hint for pattern, hint in mistakes.items() if re.fullmatch(pattern, text)), "")


@record
class Text:
    """A line of text. `pattern` must match the whole of it; `mistakes` are hints by pattern; `alike`, given what
    was found, tells the words that may have been meant.
    """

    pattern: str = r"[^\x00-\x1f\x7f\ud800-\udfff]*"
    allowed: str = "a line of text"
    minimum_length: int = 1
    maximum_length: int = 256
    mistakes: Mapping[str, str] = field(default_factory=dict)
    alike: Callable[[str], Iterable[str]] = lambda _: ()

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if not isinstance(node, Scalar) or node.is_null:
            return place.refuse(node, "Invalid text", f"found {show(node)}; allowed is {self.allowed}.")
        length = len(node.text)
        if not self.minimum_length <= length <= self.maximum_length:
            limit = f"{self.minimum_length} to {self.maximum_length} characters"
            return place.refuse(node, "Invalid text", f"{show(node)} has {length} characters; allowed are {limit}.")
        if not re.fullmatch(self.pattern, node.text):
            hint = _correction(self.mistakes, node.text) or place.near(node.text, self.alike(node.text))
            return place.refuse(node, "Invalid text", f"found {show(node)}; allowed is {self.allowed}.", hint)
        return node.text

    def schema(self) -> Schema:
        limits = {"minLength": self.minimum_length, "maxLength": self.maximum_length}
        # Where any word will do, an editor must not complain of `backup: true` or `cost-center: 4711`.
        is_free = all(re.fullmatch(self.pattern, word) for word in ("true", "-1", "1.5"))
        kind = ["string", "number", "boolean"] if is_free else "string"
        return {"type": kind, "pattern": f"^(?:{self.pattern})$", **limits}


@record
class Choice:
    """One of a closed set; each with a sentence on what it means. `mistakes` are hints by pattern."""

    choices: Mapping[str, str]
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        names = list(self.choices)
        if len(names) > _LISTED:
            return f"one of {len(names)}, among them {', '.join(names[:: len(names) // 6])}"
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if isinstance(node, Scalar) and node.text in self.choices:
            return node.text
        text = node.text if isinstance(node, Scalar) else ""
        hint = _correction(self.mistakes, text) or place.near(text, self.choices)
        return place.refuse(node, "Invalid choice", f"found {show(node)}; allowed is {self.allowed}.", hint)

    def schema(self) -> Schema:
        numbers = [float(name) for name in self.choices if re.fullmatch(r"[1-9][0-9]*\.[0-9]*[1-9]", name)]
        # YAML makes a number of an unquoted 1.35, and of 1.30 another one.
        return {"enum": [*self.choices, *numbers]}


@record
class Integer:
    minimum: int
    maximum: int
    among: tuple[int, ...] = ()

    @property
    def allowed(self) -> str:
        if self.among:
            return "one of " + ", ".join(str(number) for number in self.among)
        return f"a whole number from {self.minimum} to {self.maximum}"

    def read(self, node: Node, place: Place) -> Value | Invalid:
        # YAML versions disagree on what 0755 is.
        if isinstance(node, Scalar) and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", node.text):
            number = int(node.text)
            if self.minimum <= number <= self.maximum and (not self.among or number in self.among):
                return number
        return place.refuse(node, "Invalid number", f"found {show(node)}; allowed is {self.allowed}.")

    def schema(self) -> Schema:
        if self.among:
            return {"type": "integer", "enum": list(self.among)}
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@record
class Boolean:
    allowed: ClassVar[str] = "true or false"

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if isinstance(node, Scalar) and node.text in {"true", "false"}:
            return node.text == "true"
        return place.refuse(node, "Invalid switch", f"found {show(node)}; allowed is true or false.")

    def schema(self) -> Schema:
        return {"type": "boolean"}


@record
class Network:
    """An IPv4 network in CIDR notation without host bits."""

    shortest: int = 0
    longest: int = 32
    example: str = "10.0.0.0/16"

    @property
    def allowed(self) -> str:
        return f"an IPv4 network from /{self.shortest} to /{self.longest} such as {self.example}"

    def read(self, node: Node, place: Place) -> Value | Invalid:
        summary = "Invalid CIDR block"
        text = node.text if isinstance(node, Scalar) else ""
        if not re.fullmatch(r"[0-9.]{7,15}/[0-9]{1,2}", text):
            return place.refuse(node, summary, f"found {show(node)}; allowed is {self.allowed}.")
        try:
            network = ipaddress.IPv4Network(text, strict=False)
        except ValueError:
            return place.refuse(node, summary, f"found {show(node)}; allowed is {self.allowed}.")
        if str(network) != text:
            return place.refuse(node, summary, f'"{text}" has host bits set.', f"The network is {network}.")
        if not self.shortest <= network.prefixlen <= self.longest:
            return place.refuse(node, summary, f"found {show(node)}; allowed is {self.allowed}.")
        return text

    def schema(self) -> Schema:
        prefixes = "|".join(str(length) for length in range(self.shortest, self.longest + 1))
        return {
            "type": "string",
            "pattern": f"^{_OCTET}(?:\\.{_OCTET}){{3}}/(?:{prefixes})$",
            "examples": [self.example],
        }


def node_of_text(text: str, source: str) -> Node:
    """What a person typed on a command line or at a prompt: a flow list or mapping, or a scalar as it stands."""
    if text.lstrip().startswith(("[", "{")):
        return read_document(text, source, first_line=NO_LINE)
    return Scalar(normal(text.strip()), NO_LINE)
