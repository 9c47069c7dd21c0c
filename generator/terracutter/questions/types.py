"""What an answer may be: each type reads a document node into a value.

Here are the types of one scalar; lists and mappings of them are in `composites`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import Final, Protocol, TypeAlias

from terracutter.diagnostics import Diagnostic, Subject, did_you_mean
from terracutter.document import NO_LINE, Node, Scalar, normal, quoted, read_document, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.document import Sequence as SequenceNode
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record

Value: TypeAlias = "None | bool | int | float | str | tuple[Value, ...] | Mapping[str, Value]"


_LISTED = 12
"""Choices that a message lists in full."""

_HINTED = 50
"""Problems for which a near word is looked for: it takes a millisecond each."""

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "y", "on", "1", "enabled"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "0", "none", "disabled"), "false"),
}
_NETWORK = "[0-9.]{7,15}/[0-9]{1,2}"


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
    words: Words = ENGLISH

    def child(self, key: str, authority: str = "") -> Place:
        return replace(self, key=f"{self.key}.{shortened(key)}", authority=authority or self.authority)

    def near(self, word: str, candidates: Iterable[str]) -> str:
        return did_you_mean(word, candidates, self.words) if len(self.report) < _HINTED else ""

    def refuse(self, node: Node, summary: str, detail: str, hint: str = "", **values: object) -> Invalid:
        """`{found}` in the detail is the node; the other names are those of `values`."""
        subject = Subject(self.source, node.line or None)
        said = self.words(detail, found=show(node, self.words), **values)
        diagnostic = Diagnostic(self.words(summary), f"{self.key}: {said}", subject, hint, source=self.authority)
        self.report.append(diagnostic)
        return INVALID

    def unlike(self, node: Node, summary: str, kind: Type, hint: str = "") -> Invalid:
        """Refuses what is no answer of this kind."""
        return self.refuse(node, summary, "found {found}; allowed is {allowed}.", hint, allowed=kind.allowed)


class Type(Protocol):
    """One kind of answer."""

    @property
    def allowed(self) -> str:
        """What is allowed, as the end of a sentence that begins "allowed is"."""

    def read(self, node: Node, place: Place) -> Value | Invalid: ...


def show(node: Node, words: Words = ENGLISH) -> str:
    """What was found, short enough for a message."""
    match node:
        case Scalar():
            return words("nothing") if node.is_null else quoted(node.text)
        case SequenceNode():
            return words("a list of {number}", number=len(node.items))
        case MappingNode():
            return words("a mapping")


def is_nothing(node: Node) -> bool:
    """An empty list, an empty mapping or no value, however a person writes it."""
    return isinstance(node, Scalar) and (node.is_null or node.text in {"", "none"})


def _correction(mistakes: Mapping[str, str], text: str) -> str:
    """The hint for the first pattern of a known mistake that matches the whole text."""
    return next((hint for pattern, hint in mistakes.items() if re.fullmatch(pattern, text)), "")


@record
class Text:
    """A line of text. `pattern` must match the whole of it; `mistakes` are hints by pattern; `alike`, given what
    was found, tells the words that may have been meant, `kin` those of which any may have been.
    """

    pattern: str = r"[^\x00-\x1f\x7f\ud800-\udfff]*"
    allowed: str = "a line of text"
    minimum_length: int = 1
    maximum_length: int = 256
    mistakes: Mapping[str, str] = field(default_factory=dict)
    alike: Callable[[str], Iterable[str]] = lambda _: ()
    kin: Callable[[str], tuple[str, ...]] = lambda _: ()

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if not isinstance(node, Scalar) or node.is_null:
            return place.unlike(node, "Invalid text", self)
        length = len(node.text)
        if not self.minimum_length <= length <= self.maximum_length:
            detail = "{found} has {length} characters; allowed are {least} to {most} characters."
            least, most = self.minimum_length, self.maximum_length
            return place.refuse(node, "Invalid text", detail, length=length, least=least, most=most)
        if not re.fullmatch(self.pattern, node.text):
            hint = _correction(self.mistakes, node.text) or self._meant(node.text, place)
            return place.unlike(node, "Invalid text", self, hint)
        return node.text

    def _meant(self, text: str, place: Place) -> str:
        spelled = place.near(text, self._spelled(text))
        kin = () if spelled else self.kin(text)
        names = place.words("EC2 has {names}", names=", ".join(kin)) if kin else ""
        return spelled or names or place.near(text, self.alike(text))

    def _spelled(self, text: str) -> list[str]:
        """The same word in small letters and with hyphens, or the same number without blanks, where that is allowed."""
        if not re.fullmatch(r"[\w .-]+", text):
            return []
        small = text.strip().lower()
        digits = re.sub("[ -]+", "", small)
        ways = (small, re.sub("[_ ]+", "-", small), digits if digits.isdigit() else "")
        return [way for way in ways if way and re.fullmatch(self.pattern, way)][:1]


@record
class Choice:
    """One of a closed set; each with a sentence on what it means. `mistakes` are hints by pattern.

    `told` says whether AWS has named another since, which is read, and offered nowhere.
    """

    choices: Mapping[str, str]
    mistakes: Mapping[str, str] = field(default_factory=dict)
    words: Words = ENGLISH
    told: Callable[[str], bool] | None = None

    @property
    def allowed(self) -> str:
        names = list(self.choices)
        if len(names) > _LISTED:
            some = ", ".join(names[:: len(names) // 6])
            return self.words("one of {number}, among them {some}", number=len(names), some=some)
        if len(names) == 1:
            return names[0]
        return self.words("{names} or {last}", names=", ".join(names[:-1]), last=names[-1])

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if isinstance(node, Scalar) and node.text in self.choices:
            return node.text
        text = node.text if isinstance(node, Scalar) else ""
        if self.told is not None and self.told(text):
            return text
        hint = _correction(self.mistakes, text) or place.near(text, self.choices)
        return place.unlike(node, "Invalid choice", self, hint)


@record
class Integer:
    minimum: int
    maximum: int
    among: tuple[int, ...] = ()
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        if self.among:
            return self.words("one of {numbers}", numbers=", ".join(str(number) for number in self.among))
        return self.words("a whole number from {least} to {most}", least=self.minimum, most=self.maximum)

    def read(self, node: Node, place: Place) -> Value | Invalid:
        # YAML versions disagree on what 0755 is.
        if isinstance(node, Scalar) and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", node.text):
            number = int(node.text)
            if self.minimum <= number <= self.maximum and (not self.among or number in self.among):
                return number
        return place.unlike(node, "Invalid number", self, self._meant(node, place))

    def _meant(self, node: Node, place: Place) -> str:
        """Digits with zeros before, commas between or a unit behind."""
        text = node.text.strip() if isinstance(node, Scalar) else ""
        match = re.fullmatch(
            r"0*([1-9][0-9]{0,8})(?:[.]0+| ?(?:Gi?B?|d|days?|%))?", re.sub(r"(?<=[0-9])[,_ ](?=[0-9]{3})", "", text)
        )
        number = int(match[1]) if match else None
        fits = number is not None and self.minimum <= number <= self.maximum and number in (self.among or (number,))
        return place.words("type {word}", word=number) if fits else ""


@record
class Boolean:
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        return self.words("true or false")

    def read(self, node: Node, place: Place) -> Value | Invalid:
        if isinstance(node, Scalar) and node.text in {"true", "false"}:
            return node.text == "true"
        word = _SWITCHES.get(node.text.lower(), "") if isinstance(node, Scalar) else ""
        return place.unlike(node, "Invalid switch", self, place.words("type {word}", word=word) if word else "")


@record
class Network:
    """An IPv4 network in CIDR notation without host bits."""

    shortest: int = 0
    longest: int = 32
    example: str = "10.0.0.0/16"
    words: Words = ENGLISH

    @property
    def allowed(self) -> str:
        limits = {"shortest": self.shortest, "longest": self.longest, "example": self.example}
        return self.words("an IPv4 network from /{shortest} to /{longest} such as {example}", **limits)

    def read(self, node: Node, place: Place) -> Value | Invalid:
        summary = "Invalid CIDR block"
        text = node.text if isinstance(node, Scalar) else ""
        try:
            network = ipaddress.IPv4Network(text if re.fullmatch(_NETWORK, text) else "", strict=False)
        except ValueError:
            return place.unlike(node, summary, self, self._meant(text, place))
        if str(network) != text:
            hint = place.words("The network is {network}.", network=network)
            return place.refuse(node, summary, "{found} has host bits set.", hint)
        if not self.shortest <= network.prefixlen <= self.longest:
            return place.unlike(node, summary, self)
        return text

    def _meant(self, text: str, place: Place) -> str:
        """The network of an address, a netmask or a spelling with blanks."""
        short = text.replace(" ", "").rstrip("/")
        try:
            network = ipaddress.ip_network(short, strict=False)
        except ValueError:
            return ""
        if network.version != 4:  # noqa: PLR2004
            return place.words("type an IPv4 network")
        fits = self.shortest <= network.prefixlen <= self.longest
        return place.words("type {word}", word=network) if fits else ""


def node_of_text(text: str, source: str) -> Node:
    """What a person typed on a command line or at a prompt: a flow list or mapping, or a scalar as it stands."""
    if text.lstrip().startswith(("[", "{")):
        return read_document(text, source, first_line=NO_LINE)
    return Scalar(normal(text.strip()), NO_LINE)
