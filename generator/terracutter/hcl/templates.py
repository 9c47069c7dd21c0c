"""The parser's rules for templates: quoted strings, heredocs, interpolations and directives."""

from __future__ import annotations

from dataclasses import dataclass

from terracutter.hcl.cursor import Cursor
from terracutter.hcl.decoding import BLANKS, decode_heredoc, decode_quoted, lines_of, remove_indent
from terracutter.hcl.syntax import (
    Expression,
    ForDirective,
    IfDirective,
    Interpolation,
    Part,
    String,
    Template,
    Text,
)
from terracutter.hcl.tokens import (
    CLOSE_HEREDOC,
    CLOSE_QUOTE,
    DIRECTIVE,
    IDENTIFIER,
    INTERPOLATION,
    LITERAL,
    SEQUENCE_END,
)


@dataclass(slots=True, eq=False, repr=False)
class _Open:
    """A directive that waits for its end; `outer` collects what surrounds it."""

    start: int
    outer: list[Part]
    condition: Expression | None = None  # of an `if`
    then: tuple[Part, ...] | None = None  # once `else` has been seen
    names: tuple[str, str] = ("", "")
    collection: Expression | None = None  # of a `for`


class Templates(Cursor):
    def expression(self) -> Expression:
        raise NotImplementedError

    def for_header(self) -> tuple[str, str, Expression]:
        raise NotImplementedError

    def quoted(self) -> Template | String:
        start = self.starts[self.at]
        kinds, at = self.kinds, self.at + 1
        literal = kinds[at] == LITERAL
        if kinds[at + literal] == CLOSE_QUOTE:
            self.at = at + literal + 1
            value = decode_quoted(self.text[self.starts[at] : self.ends[at]]) if literal else ""
            return String(start, self.ends[self.at - 1], value)
        self.at = at
        parts = self.parts(CLOSE_QUOTE)
        return Template(start, self.ends[self.at - 1], parts)

    def heredoc(self) -> Template:
        start = self.starts[self.at]
        introduction = self.word().rstrip("\r\n")
        marker = introduction.lstrip("<").removeprefix("-")
        flush = introduction.startswith("<<-")
        self.at += 1
        parts = self.parts(CLOSE_HEREDOC, flush=flush)
        return Template(start, self.ends[self.at - 1], parts, marker, flush)

    def parts(self, closing: str, *, flush: bool = False) -> tuple[Part, ...]:
        """Everything up to the `closing` token, which is passed too; directives nest on a list, not on the stack."""
        self.deeper()
        parts: list[Part] = []
        pending: list[_Open] = []
        pieces: list[tuple[Text, int] | None] = []
        while True:
            kind = self.kinds[self.at]
            if kind == LITERAL:
                text = Text(self.starts[self.at], self.ends[self.at], "")
                pieces.append((text, self.at))
                parts.append(text)
                self.at += 1
            elif kind == INTERPOLATION:
                pieces.append(None)
                parts.append(self.interpolation())
            elif kind == DIRECTIVE:
                pieces.append(None)
                parts = self.directive(parts, pending)
            elif kind == closing:
                break
            else:
                self.at += 1  # an invalid character, which the lexer has reported
        if pending:
            word = "if" if pending[-1].condition else "for"
            detail = f"The template ends before this `{word}` directive does; add `%{{ end{word} }}`."
            self.fail("Unclosed template directive", detail, pending[-1].start)
        self.fill(pieces, closing, flush=flush)
        self.at += 1
        self.depth -= 1
        return tuple(parts)

    def fill(self, pieces: list[tuple[Text, int] | None], closing: str, *, flush: bool) -> None:
        """Decode the texts; `pieces` holds them with their token's index, and None for each sequence between."""
        texts = [piece for piece in pieces if piece]
        if closing == CLOSE_QUOTE:
            written = [[decode_quoted(self.text[text.start : text.end])] for text, _ in texts]
        else:
            written = [lines_of(decode_heredoc(self.text[text.start : text.end])) for text, _ in texts]
        for (_, at), lines in zip(texts, written, strict=True):
            if self.kinds[at - 1] == SEQUENCE_END and self.text[self.starts[at - 1]] == "~":
                lines[0] = lines[0].lstrip(BLANKS)
            if self.kinds[at + 1] in {INTERPOLATION, DIRECTIVE} and self.text[self.ends[at + 1] - 1] == "~":
                lines[-1] = lines[-1].rstrip(BLANKS)
        if flush:
            remaining = iter(written)
            remove_indent([next(remaining) if piece else None for piece in pieces])
        for (text, _), lines in zip(texts, written, strict=True):
            text.value = "".join(lines)

    def interpolation(self) -> Interpolation:
        start = self.starts[self.at]
        self.at += 1
        expression = self.expression()
        self.end_of_sequence("interpolation")
        return Interpolation(start, self.ends[self.at - 1], expression)

    def end_of_sequence(self, what: str) -> None:
        if self.kinds[self.at] != SEQUENCE_END:
            detail = f"The {what} should end with `}}` here, but {self.found()} follows."
            self.fail("Extra characters in a template sequence", detail)
        self.at += 1

    def directive(self, parts: list[Part], pending: list[_Open]) -> list[Part]:
        """Read one `%{ … }`; returns the list that collects what comes after it."""
        start = self.starts[self.at]
        self.at += 1
        keyword = self.word()
        if self.kinds[self.at] != IDENTIFIER or keyword not in {"if", "for", "else", "endif", "endfor"}:
            detail = f"A directive begins with if, else, endif, for or endfor, not {self.found()}; `%%{{` is text."
            self.fail("Invalid template directive", detail)
        self.at += 1
        if keyword == "if":
            pending.append(_Open(start, parts, condition=self.expression()))
            parts = []
        elif keyword == "for":
            key_name, value_name, collection = self.for_header()
            pending.append(_Open(start, parts, names=(key_name, value_name), collection=collection))
            parts = []
        elif keyword == "else":
            parts = self.otherwise(parts, pending, start)
        else:
            self.end_of_sequence(f"{keyword} directive")
            return self.close_directive(keyword, parts, pending, start)
        self.end_of_sequence(f"{keyword} directive")
        return parts

    def otherwise(self, parts: list[Part], pending: list[_Open], start: int) -> list[Part]:
        if not pending or pending[-1].condition is None or pending[-1].then is not None:
            self.fail("Unexpected else directive", "No `if` directive is open that still lacks its `else`.", start)
        pending[-1].then = tuple(parts)
        return []

    def close_directive(self, keyword: str, parts: list[Part], pending: list[_Open], start: int) -> list[Part]:
        opened = pending[-1] if pending else None
        end = self.ends[self.at - 1]
        if opened and keyword == "endif" and opened.condition is not None:
            then, otherwise = (tuple(parts), ()) if opened.then is None else (opened.then, tuple(parts))
            opened.outer.append(IfDirective(opened.start, end, opened.condition, then, otherwise))
        elif opened and keyword == "endfor" and opened.collection is not None:
            opened.outer.append(ForDirective(opened.start, end, *opened.names, opened.collection, tuple(parts)))
        else:
            due = "endif" if opened and opened.condition else "endfor"
            detail = f"The directive that is open here ends with `{due}`." if opened else "No directive is open here."
            self.fail(f"Unexpected {keyword} directive", detail, start)
        pending.pop()
        return opened.outer
