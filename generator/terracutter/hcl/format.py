"""The canonical layout: what `terraform fmt` prints for a valid text, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from terracutter.diagnostics import Refused
from terracutter.hcl.graphemes import width
from terracutter.hcl.modernize import modernized
from terracutter.hcl.parser import parse, parse_tokens
from terracutter.hcl.spacing import CLOSERS, IN, OPENERS, gap
from terracutter.hcl.syntax import File
from terracutter.hcl.tokens import (
    BOM,
    COMMENT,
    IDENTIFIER,
    NEWLINE,
    OPEN_HEREDOC,
    Tokens,
    tokenize,
)


def format_text(text: str, path: str = "") -> str:
    """The text in canonical form; raises `Refused` with the diagnostics of an invalid text.

    Its line ends are kept, and a final newline is not added.
    """
    return _canonical(text, path)[0]


def format_file(text: str, path: str = "") -> File:
    """The syntax tree of the text in canonical form; raises `Refused` as `format_text` does."""
    canonical, file = _canonical(text, path)
    return file if canonical == text else parse(canonical, path)[0]


def _canonical(text: str, path: str) -> tuple[str, File]:
    """The text in canonical form, and the syntax tree of the text as it was."""
    tokens = tokenize(text, path)
    file, diagnostics = parse_tokens(tokens)
    if diagnostics:
        raise Refused(diagnostics)
    modern = modernized(tokens, file)
    return _layout(tokens if modern == text else tokenize(modern, path)), file


@dataclass(slots=True, eq=False, repr=False)
class _Line:
    """One line in up to three cells: the lead with its indentation, an assignment, a comment at the end."""

    lead: str
    assignment: str = ""
    comment: str = ""
    end: str = ""  # the newline as written


def _layout(tokens: Tokens) -> str:
    lines = _lines(tokens)
    _align_assignments(lines)
    _align_comments(lines)
    pieces = [piece for line in lines for piece in (line.lead, line.assignment, line.comment, line.end)]
    return "".join(pieces) + _rest(tokens)


def _rest(tokens: Tokens) -> str:
    """Blanks at the very end stay, as spaces; alone in a file, a byte order mark turns into its three bytes' worth."""
    kinds, starts, ends = tokens.kinds, tokens.starts, tokens.ends
    if len(kinds) == 1:
        return " " * starts[0]
    mark = 3 if kinds[-2] == BOM else 0
    return " " * (starts[-1] - ends[-2] + mark)


def _lines(tokens: Tokens) -> list[_Line]:
    """The lines, spaced and indented; the text of a heredoc belongs to the line that it begins on."""
    text = tokens.source.text
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    pairs = zip(tokens.kinds, words, strict=True)
    kinds = [IN if word == "in" and kind == IDENTIFIER else kind for kind, word in pairs]
    row = _Row(kinds, words)
    lines: list[_Line] = []
    start = 1 if kinds[0] == BOM else 0
    for end, kind in enumerate(kinds):
        if kind == NEWLINE:
            lines.append(row.line(start, end, words[end]))
            start = end + 1
    lines.append(row.line(start, len(kinds) - 1, ""))
    return lines


class _Row:
    """All tokens of a text but their line ends, ready to be cut into lines."""

    def __init__(self, kinds: list[str], words: list[str]) -> None:
        self.kinds = kinds
        self.words = words
        gaps = [*map(gap, ["", *kinds], kinds, kinds[1:]), ""]
        self.spaced = [word + space for word, space in zip(words, gaps, strict=True)]
        change = dict.fromkeys(OPENERS, 1) | dict.fromkeys(CLOSERS, -1)
        self.opened = [0, *accumulate([change.get(kind, 0) for kind in kinds])]
        self.signs = [index for index, kind in enumerate(kinds) if kind == "="][::-1]
        self.heredocs = [index for index, kind in enumerate(kinds) if kind == OPEN_HEREDOC][::-1]
        self.indentation = _Indentation()

    def line(self, start: int, end: int, newline: str) -> _Line:
        if start == end:
            return _Line("", end=newline)
        comment = ""
        if self.kinds[end - 1] == COMMENT and start + 1 < end and not (newline and self.words[end - 1][1] == "*"):
            end -= 1
            comment = self.words[end]
        indent = self.indentation.next(self.opened[self.counted(start, end)] - self.opened[start])
        split = self.split(start, end)
        return _Line(indent + self.cell(start, split), self.cell(split, end), comment, newline)

    def counted(self, start: int, end: int) -> int:
        """Where the brackets of a line cease to count: a heredoc hides those behind its beginning."""
        while self.heredocs and self.heredocs[-1] < start:
            self.heredocs.pop()
        return min(end, self.heredocs[-1]) if self.heredocs else end

    def split(self, start: int, end: int) -> int:
        """Where the assignment of a line begins: at its first `=`, if all brackets from there on close again."""
        while self.signs and self.signs[-1] <= start:
            self.signs.pop()
        if self.signs and self.signs[-1] < end and self.opened[self.signs[-1]] == self.opened[end]:
            return self.signs[-1]
        return end

    def cell(self, start: int, end: int) -> str:
        return "".join(self.spaced[start : end - 1]) + self.words[end - 1] if start < end else ""


class _Indentation:
    """The brackets open so far, one entry for each line that opened more than it closed."""

    def __init__(self) -> None:
        self.opened: list[int] = []

    def next(self, net: int) -> str:
        """The indentation of a line that opens `net` more brackets than it closes."""
        if net > 0:
            indent = "  " * len(self.opened)
            self.opened.append(net)
            return indent
        closing = -net
        while closing and self.opened:
            closed = min(closing, self.opened[-1])
            closing -= closed
            self.opened[-1] -= closed
            if not self.opened[-1]:
                self.opened.pop()
        return "  " * len(self.opened)


# --- columns ----------------------------------------------------------------------------------------------------------


def _align_assignments(lines: list[_Line]) -> None:
    chain: list[_Line] = []
    for line in lines:
        if line.assignment:
            chain.append(line)
        elif chain:
            _pad(chain)
            chain = []
    if chain:
        _pad(chain)


def _pad(chain: list[_Line]) -> None:
    widths = [width(line.lead) for line in chain]
    column = max(widths) + 1
    for line, used in zip(chain, widths, strict=True):
        line.lead += " " * (column - used)


def _align_comments(lines: list[_Line]) -> None:
    chain: list[_Line] = []
    for line in lines:
        if line.comment:
            chain.append(line)
        elif chain:
            _push(chain)
            chain = []
    if chain:
        _push(chain)


def _push(chain: list[_Line]) -> None:
    widths = [width(line.lead) + width(line.assignment) for line in chain]
    column = max(widths) + 1
    for line, used in zip(chain, widths, strict=True):
        line.comment = " " * (column - used) + line.comment
