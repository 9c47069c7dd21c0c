"""Reads a YAML document into nodes that keep every scalar as typed text and every line number.

YAML decides nothing about types here: `1.30`, `NO` and `0755` stay text until a question says what they are. Only what
a person writes in an answers file is accepted: no tags, anchors, aliases or second documents, bounded size and depth.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from terracutter.diagnostics import Diagnostic, Refused, Subject, refuse_errors
from terracutter.records import record

if TYPE_CHECKING:
    import yaml

MAXIMUM_BYTES = 250_000
MAXIMUM_DEPTH = 20
NO_LINE = 0
"""The line of what was typed on a command line or at a prompt: a message does not show it."""

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_MERGE = "<<"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What YAML refuses, and the line breaks that editors do not count."""

_CONFLICT = re.compile("^(<{7} |={7}$|>{7} )", re.MULTILINE)
_REMEDIES = (
    ("unexpected end of stream", "put a quote where the text ends"),
    ("mapping values", "write `key: value`; text that holds a colon and a blank stands between quotes"),
    ("could not find expected ':'", "write `key: value`, with a blank behind the colon"),
    ("expected ',' or", "look for a missing comma or bracket, and for a comment, which begins with #"),
    ("expected key|block end", "indent the line as those that it belongs to, and write `key: value`"),
    ("sequence entries", "begin the list on a line of its own, or write it as [a, b]"),
    ("document start", "write the whole file as lines of `key: value`"),
    ("unknown escape", "between double quotes write \\\\ for a backslash"),
)
"""What to type, by what libyaml or PyYAML says, in whose words the two differ."""

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_/.:@+-]*[A-Za-z0-9_/]|[A-Za-z]|[0-9.]+/[0-9]+")
_YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"})
_WIDE = 8
"""Bytes by which the encoding shows."""

_SHOWN = 60
"""Characters of what was found that a message shows."""


@record
class Scalar:
    text: str
    line: int
    quoted: bool = False

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in _NULLS


@record
class Sequence:
    items: tuple[Node, ...]
    line: int


@record
class Mapping:
    entries: tuple[tuple[Scalar, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def read_document(data: bytes | str, source: str, *, first_line: int = 1) -> Node:
    """The one document in `data`; an empty one is an empty mapping. Raises `Refused` naming source and line."""
    import yaml  # which takes longer than all that a run without an answers file does with questions

    text = _decode(data, source, first_line)
    reader = _Reader(source, first_line)
    try:
        root = reader.read(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError) as error:
        # Without libyaml an impossible escape such as "\\U00110000" is a ValueError.
        raise Refused([*reader.problems, _not_yaml(error, text, source, first_line)]) from None
    refuse_errors(list(reader.problems))
    return root


def _not_yaml(error: yaml.YAMLError | ValueError, text: str, source: str, first_line: int) -> Diagnostic:
    """What the parser says, where it noticed or where a quote was opened, and what to type."""
    problem = str(getattr(error, "problem", error))
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in problem and "quoted" in (getattr(error, "context", None) or ""):
        mark = getattr(error, "context_mark", None)
        problem = "the quote that begins here does not end"
    # At the end of the text the mark is behind its last line.
    number = min(mark.line, text.rstrip().count("\n")) if mark else 0
    line = first_line + number if mark and first_line else None
    remedy = next((one for pattern, one in _REMEDIES if re.search(pattern, str(getattr(error, "problem", error)))), "")
    if _CONFLICT.search(text):
        remedy = "resolve the conflict that Git has marked"
    elif mark and "character" in problem:
        remedy = _remedy_of_character(text, mark) or remedy
    return Diagnostic("Invalid YAML", f"This is not YAML: {problem}.", Subject(source, line), remedy)


def _remedy_of_character(text: str, mark: yaml.Mark) -> str:
    lines = text.splitlines()
    here = lines[mark.line] if mark.line < len(lines) else ""
    character = here[mark.column : mark.column + 1]
    if character == "\t":
        return "indent with blanks, not with a tab"
    return f"put the text that begins with {character} between quotes" if character in {"@", "`", "%"} else ""


def read_text(data: bytes, source: str) -> str:
    """What a file says, in the form that an answer has. Raises `Refused` naming source and line."""
    return _decode(data, source, 1)


def normal(text: str) -> str:
    """The form in which Terraform compares strings, so that an answer has it from the start."""
    return unicodedata.normalize("NFC", text)


def shortened(text: str) -> str:
    """The text as a message shows it: on one line, nothing invisible, and not too long."""
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3].rstrip()}..."
    return _printable(short)


def quoted(text: str) -> str:
    return f'"{shortened(text)}"'


def scalar(value: None | bool | float | str) -> str:  # noqa: FBT001
    """A scalar as YAML: plain where every reader takes it for the same text, quoted elsewhere."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    return _printable(json.dumps(value, ensure_ascii=False))


def _printable(text: str) -> str:
    """Characters that do not print as escapes, which YAML reads back."""
    escapes = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return "".join(one if one.isprintable() else escapes.get(one, f"\\U{ord(one):08X}") for one in text)


def plain(node: Node) -> object:
    """The node as plain values, by YAML 1.2's core rules; for our own data files, never for answers."""
    match node:
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text if node.quoted else _plain_scalar(node)


def _plain_scalar(node: Scalar) -> str | int | bool | None:
    if node.is_null:
        return None
    if node.text in {"true", "false"}:
        return node.text == "true"
    return int(node.text) if re.fullmatch("-?[0-9]+", node.text) else node.text


def _decode(data: bytes | str, source: str, first_line: int) -> str:
    if len(data) > MAXIMUM_BYTES:
        _refuse(source, f"It has more than {MAXIMUM_BYTES:,} bytes; no answers need as many.")
    text = data if isinstance(data, str) else _from_utf8(data, source)
    odd = _NOT_TEXT.search(text)
    if odd is not None:
        line = first_line + text.count("\n", 0, odd.start()) if first_line else None
        _refuse(source, f"It has the character U+{ord(odd.group()):04X}, which answers cannot hold.", line)
    return normal(text)


def _from_utf8(data: bytes, source: str) -> str:
    if data.startswith(_BOMS) or _is_wide(data):
        _refuse(source, "It is UTF-16 or UTF-32; save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(source, "This line is not UTF-8; save the file as UTF-8.", data.count(b"\n", 0, error.start) + 1)


def _is_wide(data: bytes) -> bool:
    """Whether ASCII stands there with two or four bytes a character, and no byte order mark before it."""
    first = data[:_WIDE]
    return len(first) > 1 and any(not any(first[start::2]) and all(first[1 - start :: 4]) for start in (0, 1))


def _refuse(source: str, detail: str, line: int | None = None) -> NoReturn:
    raise Refused([Diagnostic("Unreadable text", detail, Subject(source, line))])


class _Reader:
    """Builds nodes from events; what it can read past it only notes, so that all problems are told at once."""

    def __init__(self, source: str, first_line: int) -> None:
        import yaml

        self._yaml = yaml
        self._source = source
        self._first_line = first_line
        self.problems: dict[Diagnostic, None] = {}

    def read(self, events: Iterator[yaml.Event]) -> Node:
        root: Node = Mapping((), self._first_line)
        seen = 0
        for event in events:
            if isinstance(event, self._yaml.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self._note(event, "Second document", "A file holds one document; delete the `---` line.")
                    break
            elif isinstance(event, self._yaml.NodeEvent):
                root = self._node(event, events, depth=1)
        return Mapping((), root.line) if isinstance(root, Scalar) and root.is_null else root

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self._first_line + int(mark.line) if self._first_line and mark is not None else NO_LINE

    def _note(self, event: yaml.Event, summary: str, detail: str) -> None:
        self.problems[Diagnostic(summary, detail, Subject(self._source, self._line(event) or None))] = None

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if depth > MAXIMUM_DEPTH:
            self._note(event, "Nesting too deep", f"At most {MAXIMUM_DEPTH} levels are read.")
            raise Refused(self.problems)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            sign = "*" if isinstance(event, self._yaml.AliasEvent) else "&"
            detail = f"found {sign}{shortened(anchor)}; write the value out where it is needed."
            self._note(event, "Anchors are not read", detail)
        if tag not in {None, "!"}:
            short = shortened(tag.replace("tag:yaml.org,2002:", "!!"))
            self._note(event, "Tags are not read", f"found {short}; delete it, the question decides.")
        if isinstance(event, self._yaml.AliasEvent):
            return Scalar("", self._line(event))
        if isinstance(event, self._yaml.ScalarEvent):
            return Scalar(event.value, self._line(event), quoted=bool(event.style))
        if isinstance(event, self._yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(events, depth)), self._line(event))
        return Mapping(tuple(self._entries(events, depth)), self._line(event))

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, self._yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        first_line: dict[str, int] = {}
        for event in events:
            if isinstance(event, self._yaml.MappingEndEvent):
                return
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self._note(
                    event,
                    "Invalid key",
                    "A key is a word, not a list or a mapping; quote {{ and [.",
                )
                continue
            if key.text == _MERGE and not key.quoted:
                self._note(event, "Merge keys are not read", "Write out what it would bring, and delete `<<:`.")
                continue
            if key.text in first_line:
                name, before = quoted(key.text), first_line[key.text]
                where = f"{name} stands on line {before} already" if key.line else f"{name} stands already"
                self._note(event, "Duplicate key", f"{where}; keep one of the two.")
            first_line.setdefault(key.text, key.line)
            yield key, value
