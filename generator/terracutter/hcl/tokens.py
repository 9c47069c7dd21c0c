"""The lossless lexer of HCL native syntax: text in, spans out, template interiors and heredocs included."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from terracutter.diagnostics import Diagnostic, Subject
from terracutter.hcl.identifiers import name_end

if TYPE_CHECKING:
    from collections.abc import Iterator

# The kind of a punctuation token is its own text (`{`, `==`, `...`); `${` and `%{` stand for `${~` and `%{~` too.
BOM: Final = "bom"
IDENTIFIER: Final = "identifier"
NUMBER: Final = "number"
NEWLINE: Final = "newline"
COMMENT: Final = "comment"  # without its newline
STRING: Final = "string"  # a whole quoted string, quotes included, that holds no template sequence
OPEN_QUOTE: Final = "open_quote"
CLOSE_QUOTE: Final = "close_quote"
OPEN_HEREDOC: Final = "open_heredoc"  # `<<EOT` or `<<-EOT` with its newline
CLOSE_HEREDOC: Final = "close_heredoc"  # the closing marker with the blanks around it, without its newline
LITERAL: Final = "literal"  # text between the sequences of a template, as written
INTERPOLATION: Final = "${"
DIRECTIVE: Final = "%{"
SEQUENCE_END: Final = "sequence_end"  # the `}` or `~}` that closes `${` or `%{`
INVALID: Final = "invalid"
END: Final = "end"


class Position(NamedTuple):
    """Line and column count from 1, the column in characters; `byte` counts UTF-8 bytes from 0."""

    line: int
    column: int
    byte: int


class Source:
    """A text and the path a person knows it by; positions are worked out on demand."""

    __slots__ = ("_line_starts", "path", "text")

    def __init__(self, text: str, path: str = "") -> None:
        self.text = text
        self.path = path
        self._line_starts: list[int] = []

    def position(self, offset: int) -> Position:
        line, column = self._line_and_column(offset)
        byte = offset if self.text.isascii() else len(self.text[:offset].encode("utf-8", "surrogatepass"))
        return Position(line, column, byte)

    def subject(self, start: int, end: int | None = None) -> Subject:
        """The place of the characters `start` to `end`; of the one at `start` when nothing else is said."""
        return Subject(self.path, *self._line_and_column(start), start, start + 1 if end is None else end)

    def line(self, offset: int) -> int:
        return self._line_and_column(offset)[0]

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        if not self._line_starts:
            self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


class Token(NamedTuple):
    """Characters `start` to `end` of the text; `text` is that slice."""

    kind: str
    start: int
    end: int
    text: str


class Problem(NamedTuple):
    """An error at a character offset; `Source.subject` turns it into a diagnostic's place."""

    offset: int
    summary: str
    detail: str

    def diagnostic(self, source: Source) -> Diagnostic:
        return Diagnostic(self.summary, self.detail, source.subject(self.offset))


@dataclass(slots=True, eq=False, repr=False)
class Tokens:
    """The tokens of one text as parallel lists, in order and without overlap; between them stand only blanks.

    The last one is an empty `END`. `problems` holds the lexical errors.
    """

    source: Source
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    problems: list[Problem]

    def __len__(self) -> int:
        return len(self.kinds)

    def __iter__(self) -> Iterator[Token]:
        text = self.source.text
        for kind, start, end in zip(self.kinds, self.starts, self.ends, strict=True):
            yield Token(kind, start, end, text[start:end])


def tokenize(text: str, path: str = "") -> Tokens:
    """Never raises: whatever is no HCL becomes a problem and an `INVALID` token."""
    return _Lexer(Source(text, path)).run()


_NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*+"  # ASCII rules; beyond ASCII `name_end` decides
_CODE = re.compile(
    rf"""[ \t]*+(?:
      (?P<identifier>[A-Za-z_][A-Za-z0-9_\-]*+(?![^\x00-\x7f]))
    | (?P<newline>\r?\n)
    | (?P<string>"(?:[^"\\$%\r\n]++|\\[nrt"\\]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{{4}}|\$(?![${{])|%(?![%{{]))*+")
    | (?P<operator>\.\.\.|=[=>]?|[\[\](),.]|[:](?::)?|\?|!=?|>=?|&&|\|\||[+\-*%])
    | (?P<brace>[{{}}])
    | (?P<number>[0-9]++(?:\.++(?:[eE][+\-]?)?[0-9]++|[eE][+\-]?[0-9]++)*+)
    | (?P<comment>(?:\#|//)(?:[^\r\n]++|\r(?!\n))*+|/\*(?s:.*?)\*/)
    | (?P<open_quote>")
    | (?P<open_heredoc><<-?{_NAME}\r?\n)
    | (?P<rare_operator>/(?!\*)|<=?)
    | (?P<unicode>(?:[A-Za-z_][A-Za-z0-9_\-]*+)?[^\x00-\x7f])
    | (?P<tilde_brace>~\}})
    | (?P<invalid>.)
    )""",
    re.VERBOSE,
)
_QUOTED_TEXT = re.compile(r'(?:[^"\\$%\r\n]++|\\[^\r\n]|\$\$++\{?|%%++\{?|\$(?!\{)|%(?!\{))*+')
_HEREDOC_TEXT = re.compile(r"(?:[^$%\r]++|\r\n|\$\$++\{?|%%++\{?|\$(?!\{)|%(?!\{))*+")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_BLANKS = r"[\t\v\f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
MAXIMUM_DEPTH = 128  # of brackets, blocks and templates in each other; the lexer counts the templates


@lru_cache(maxsize=64)
def _closing_line(marker: str) -> re.Pattern[str]:
    return re.compile(rf"^{_BLANKS}{re.escape(marker)}{_BLANKS}(?=\r?\n)", re.MULTILINE)


@dataclass(slots=True, eq=False, repr=False)
class _Frame:
    """An open template: where it began, the heredoc's marker, and the braces left open around it."""

    start: int
    marker: str
    braces: int
    in_code: int = -1  # where the open `${` or `%{` began
    closing: tuple[int, int] = (-1, -1)  # the span of the next closing line of a heredoc


class _Lexer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.problems: list[Problem] = []
        self.frames: list[_Frame] = []
        self.braces = 0

    def run(self) -> Tokens:
        position = 0
        if self.text.startswith("\ufeff"):
            position = self.add(BOM, 0, 1)
        if not self.text.isascii():
            for match in _SURROGATE.finditer(self.text):
                self.problem(match.start(), "Invalid character", "A lone surrogate cannot be written as UTF-8.")
        size = len(self.text)
        while position < size:
            if not self.frames or self.frames[-1].in_code >= 0:
                position = self.code(position)
            elif self.frames[-1].marker:
                position = self.heredoc(self.frames[-1], position)
            else:
                position = self.quoted(self.frames[-1], position)
        self.close_unfinished(size)
        self.add(END, size, size)
        return Tokens(self.source, self.kinds, self.starts, self.ends, self.problems)

    def add(self, kind: str, start: int, end: int) -> int:
        self.kinds.append(kind)
        self.starts.append(start)
        self.ends.append(end)
        return end

    def problem(self, offset: int, summary: str, detail: str) -> None:
        self.problems.append(Problem(offset, summary, detail))

    def code(self, position: int) -> int:
        """Tokens outside template text, up to the next change of mode; returns where that is."""
        add_kind, add_start, add_end = self.kinds.append, self.starts.append, self.ends.append
        braces = self.braces
        for match in _CODE.finditer(self.text, position):
            kind = match.lastgroup or INVALID
            start, end = match.span(kind)
            if kind == "operator":
                kind = match[kind]
            elif kind == "brace":
                kind = match[kind]
                if kind == "{":
                    braces += 1
                elif braces:
                    braces -= 1
                elif self.frames:
                    return self.end_sequence(start, end)
            elif kind not in _PLAIN:
                self.braces = braces
                return self.uncommon(kind, start, end)
            add_kind(kind)
            add_start(start)
            add_end(end)
        self.braces = braces
        return len(self.text)

    def end_sequence(self, start: int, end: int) -> int:
        self.braces = 0
        self.frames[-1].in_code = -1
        return self.add(SEQUENCE_END, start, end)

    def uncommon(self, kind: str, start: int, end: int) -> int:
        if kind == OPEN_QUOTE:
            return self.open_frame(kind, start, end)
        if kind == OPEN_HEREDOC:
            return self.open_heredoc(start, end)
        if kind == "rare_operator":
            return self.add(self.text[start:end], start, end)
        if kind == "unicode":
            end = name_end(self.text, start)
            if end > start:
                return self.add(IDENTIFIER, start, end)
        if kind == "tilde_brace" and self.frames and not self.braces:
            return self.end_sequence(start, end)
        return self.invalid(start)

    def invalid(self, start: int) -> int:
        character = self.text[start]
        if self.text.startswith("/*", start):
            self.problem(start, "Unterminated comment", "This comment is never closed; close it with `*/`.")
            return self.add(INVALID, start, len(self.text))
        self.problem(start, *_complaint(character))
        return self.add(INVALID, start, start + 1)

    def open_frame(self, kind: str, start: int, end: int, marker: str = "") -> int:
        if len(self.frames) == MAXIMUM_DEPTH:
            self.problem(start, "Nested too deeply", f"Templates may stand {MAXIMUM_DEPTH} deep; split this up.")
            return self.add(INVALID, start, len(self.text))
        self.frames.append(_Frame(start, marker, self.braces))
        self.braces = 0
        return self.add(kind, start, end)

    def open_heredoc(self, start: int, end: int) -> int:
        marker = self.text[start:end].lstrip("<").removeprefix("-").rstrip("\r\n")
        if not marker.isascii() and name_end(marker, 0) != len(marker):
            return self.add("<", start, start + 1)
        return self.open_frame(OPEN_HEREDOC, start, end, marker)

    def close_frame(self, kind: str, start: int, end: int) -> int:
        self.braces = self.frames.pop().braces
        return self.add(kind, start, end)

    def sequence(self, frame: _Frame, start: int) -> int:
        """`${`, `${~`, `%{` or `%{~` at `start`: what follows is code."""
        frame.in_code = start
        self.braces = 0
        length = 3 if self.text.startswith("~", start + 2) else 2
        return self.add(self.text[start : start + 2], start, start + length)

    def quoted(self, frame: _Frame, position: int) -> int:
        match = _QUOTED_TEXT.match(self.text, position)
        end = match.end() if match else position
        if end > position:
            self.add(LITERAL, position, end)
            if "\\" in self.text[position:end]:
                self.check_escapes(position, end)
        following = self.text[end : end + 1]
        if following == '"':
            return self.close_frame(CLOSE_QUOTE, end, end + 1)
        if following in {"$", "%"}:
            return self.sequence(frame, end)
        return self.broken_line(end)

    def broken_line(self, position: int) -> int:
        """A quoted string meets the end of its line: every quoted template around it is given up there."""
        if position == len(self.text):
            return position
        if self.text[position] == "\\":
            position = self.add(INVALID, position, position + 1)
        if position == len(self.text):
            return position
        detail = 'A quoted string ends on its own line: close it with `"`, write `\\n`, or use a heredoc (<<EOT).'
        self.problem(self.frames[-1].start, "Newline in a quoted string", detail)
        while self.frames and not self.frames[-1].marker:
            if self.frames[-1].in_code >= 0:
                self.add(SEQUENCE_END, position, position)
            self.close_frame(CLOSE_QUOTE, position, position)
        return position

    def check_escapes(self, start: int, end: int) -> None:
        for match in _ESCAPE.finditer(self.text, start, end):
            escape = match[1]
            if len(escape) > 1:
                code_point = int(escape[1:], 16)
                if code_point > _LAST_CODE_POINT or code_point in _SURROGATES:
                    detail = f"`\\{escape}` stands for no Unicode character that UTF-8 can write."
                    self.problem(match.start(), "Invalid escape sequence", detail)
            elif escape not in 'nrt"\\':
                detail = {
                    "u": "`\\u` takes four hexadecimal digits, as in `\\u00e9`.",
                    "U": "`\\U` takes eight hexadecimal digits, as in `\\U0001f600`.",
                }.get(escape, f'`\\{escape}` is no escape; write `\\\\` for a backslash, or one of \\n \\r \\t \\".')
                self.problem(match.start(), "Invalid escape sequence", detail)

    def heredoc(self, frame: _Frame, position: int) -> int:
        if frame.closing[0] < position:
            match = _closing_line(frame.marker).search(self.text, position)
            frame.closing = match.span() if match else (len(self.text), -1)
        stop, after = frame.closing
        match = _HEREDOC_TEXT.match(self.text, position, stop)
        end = match.end() if match else position
        if end > position:
            self.add(LITERAL, position, end)
        if end < stop:
            if self.text[end] == "\r":
                return self.invalid(end)
            return self.sequence(frame, end)
        if after < 0:
            return len(self.text)
        return self.close_frame(CLOSE_HEREDOC, stop, after)

    def close_unfinished(self, size: int) -> None:
        if not self.frames:
            return
        frame = self.frames[0]
        if frame.in_code >= 0:
            sequence = self.text[frame.in_code : frame.in_code + 2]
            detail = (
                f"This `{sequence}` is never closed; close it with `}}`, or double its first character to mean text."
            )
            self.problem(frame.in_code, "Unclosed template sequence", detail)
        elif frame.marker:
            detail = f"No line holds just `{frame.marker}`, the marker that ends this heredoc, followed by a newline."
            self.problem(frame.start, "Unterminated heredoc", detail)
        else:
            self.problem(frame.start, "Unterminated quoted string", 'This string is never closed; close it with `"`.')
        while self.frames:
            if self.frames[-1].in_code >= 0:
                self.add(SEQUENCE_END, size, size)
            self.close_frame(CLOSE_HEREDOC if self.frames[-1].marker else CLOSE_QUOTE, size, size)


_PLAIN = frozenset({IDENTIFIER, NEWLINE, STRING, NUMBER, COMMENT})
_COMPLAINTS = {
    "'": "Single quotes do not delimit strings; use double quotes.",
    "`": "Backticks do not delimit strings; use double quotes, or a heredoc (<<EOT) for several lines.",
    ";": "Semicolons end nothing here; separate arguments by newlines and items by commas.",
    "&": "There are no bitwise operators; the logical AND is `&&`.",
    "|": "There are no bitwise operators; the logical OR is `||`.",
    "~": "There are no bitwise operators; the logical NOT is `!`.",
    "^": "There are no bitwise operators.",
    "\r": "A carriage return stands here without a line feed; end lines with LF or with CRLF.",
    "\ufeff": "A byte order mark may stand only at the very beginning of a file.",
}


def _complaint(character: str) -> tuple[str, str]:
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return "Invalid character", _COMPLAINTS.get(character, f"`{shown}` has no meaning in this language; remove it.")
