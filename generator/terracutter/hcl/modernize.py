"""The formatter's few changes of tokens: quoted labels, unwrapped `"${x}"`, type keywords of long ago."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from terracutter.hcl.decoding import normalized
from terracutter.hcl.spacing import CLOSERS, OPENERS
from terracutter.hcl.syntax import Attribute, Block, File, Interpolation, Label, Reference, String, Template
from terracutter.hcl.tokens import (
    CLOSE_HEREDOC,
    CLOSE_QUOTE,
    COMMENT,
    INTERPOLATION,
    NEWLINE,
    OPEN_HEREDOC,
    OPEN_QUOTE,
    SEQUENCE_END,
    Tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTED_TYPES = {'"string"': "string", '"list"': "list(string)", '"map"': "map(string)"}
_BARE_TYPES = {"list": "list(any)", "map": "map(any)", "set": "set(any)"}


class Edit(NamedTuple):
    """The characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def modernized(tokens: Tokens, file: File) -> str:
    """The text after all edits; layout comes later."""
    text = tokens.source.text
    pieces: list[str] = []
    position = 0
    for edit in _edits(tokens, file):
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join(pieces) + text[position:] if pieces else text


def _edits(tokens: Tokens, file: File) -> Iterator[Edit]:
    """In the order of the text."""
    pending: list[tuple[Attribute | Block, tuple[str, ...]]] = [(item, ()) for item in reversed(file.body.items)]
    while pending:
        item, inside = pending.pop()
        if isinstance(item, Block):
            yield from _label_edits(file.text, item)
            pending += [(child, (*inside[:1], item.type)) for child in reversed(item.body.items)]
        elif inside == ("variable",) and item.name == "type":
            yield from _type_edits(file.text, item)
        elif isinstance(item.value, Template):
            yield from _unwrapping_edits(tokens, item.value)


def _type_edits(text: str, attribute: Attribute) -> Iterator[Edit]:
    value = attribute.value
    written = text[value.start : value.end]
    modern = None
    if isinstance(value, Reference):
        modern = _BARE_TYPES.get(written)
    elif isinstance(value, String):
        modern = _QUOTED_TYPES.get(written)
    if modern:
        yield Edit(value.start, value.end, modern)


# --- labels -----------------------------------------------------------------------------------------------------------


def _label_edits(text: str, block: Block) -> Iterator[Edit]:
    if not block.labels:
        return
    start, end = block.start + len(block.type), block.labels[-1].end
    written = text[start:end]
    labels = "".join(f" {_quoted(text, label)}" for label in block.labels)
    if written != labels:
        yield Edit(start, end, labels)


def _quoted(text: str, label: Label) -> str:
    """The label between quotes, with the escapes that Terraform chooses.

    Terraform deletes a label that holds a lone `$` or `%`; here it stays.
    """
    written = text[label.start : label.end]
    if not label.quoted:
        return f'"{normalized(label.value)}"'
    if written.isascii() and written.isprintable() and "\\" not in written:
        return written
    escaped = label.value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    escaped = escaped.replace("${", "$${").replace("%{", "%%{")
    return f'"{"".join(map(_printable, escaped))}"'


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    code_point = ord(character)
    return f"\\u{code_point:04x}" if code_point < 1 << 16 else f"\\U{code_point:08x}"


# --- "${x}" -----------------------------------------------------------------------------------------------------------


def _unwrapping_edits(tokens: Tokens, template: Template) -> Iterator[Edit]:
    """A template of nothing but one interpolation is its expression."""
    if template.marker or len(template.parts) != 1 or not isinstance(template.parts[0], Interpolation):
        return
    first = bisect_left(tokens.starts, template.start) + 2
    last = bisect_left(tokens.starts, template.end) - 3
    kinds = tokens.kinds
    if _has_bare_sequence(kinds[first : last + 1]):
        return
    while kinds[first] == NEWLINE:
        first += 1
    while kinds[last] == NEWLINE and not _ends_comment(tokens, last):
        last -= 1
    ends_in_heredoc = kinds[last] == CLOSE_HEREDOC
    several_lines = any(kinds[at] == NEWLINE and not _ends_comment(tokens, at) for at in range(first, last + 1))
    inner = tokens.source.text[tokens.starts[first] : tokens.ends[last]]
    if _breaks_outside_brackets(kinds[first:last]) or (several_lines and (kinds[first], kinds[last]) != ("(", ")")):
        inner = f"({inner}\n)" if ends_in_heredoc else f"({inner})"
    elif ends_in_heredoc and kinds[bisect_left(tokens.starts, template.end)] != NEWLINE:
        return
    yield Edit(template.start, template.end, inner)


def _has_bare_sequence(kinds: list[str]) -> bool:
    """Whether a `${` stands outside quotes, as in a heredoc."""
    if OPEN_HEREDOC not in kinds:
        return False
    quotes = 0
    for kind in kinds:
        if kind == OPEN_QUOTE:
            quotes += 1
        elif kind == CLOSE_QUOTE:
            quotes -= 1
        elif quotes <= 0 and kind in {INTERPOLATION, SEQUENCE_END}:
            return True
    return False


def _breaks_outside_brackets(kinds: list[str]) -> bool:
    """Whether a newline needs parentheses; Terraform forgets them in `(a)⏎+⏎(b)` and behind comments."""
    depth = 0
    for kind in kinds:
        if kind in OPENERS:
            depth += 1
        elif kind in CLOSERS:
            depth -= 1
        elif kind == NEWLINE and not depth:
            return True
    return False


def _ends_comment(tokens: Tokens, at: int) -> bool:
    """Whether the newline at this index belongs to a line comment."""
    return tokens.kinds[at - 1] == COMMENT and not tokens.source.text.startswith("/*", tokens.starts[at - 1])
