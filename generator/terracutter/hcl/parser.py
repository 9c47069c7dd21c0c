"""The strict parser: the verdict of Terraform on a text, and the tree of what could be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terracutter.hcl.cursor import Stumble
from terracutter.hcl.decoding import decode_quoted
from terracutter.hcl.expressions import Expressions
from terracutter.hcl.syntax import Attribute, Block, Body, Expression, File, Label
from terracutter.hcl.tokens import (
    CLOSE_QUOTE,
    DIRECTIVE,
    END,
    IDENTIFIER,
    INTERPOLATION,
    LITERAL,
    NEWLINE,
    OPEN_QUOTE,
    SEQUENCE_END,
    STRING,
    Problem,
    Tokens,
    tokenize,
)

if TYPE_CHECKING:
    from terracutter.diagnostics import Diagnostic


def parse(text: str, path: str = "") -> tuple[File, tuple[Diagnostic, ...]]:
    """The tree and every error found; without errors the text is valid for `terraform fmt`, and only then."""
    return parse_tokens(tokenize(text, path))


def parse_tokens(tokens: Tokens) -> tuple[File, tuple[Diagnostic, ...]]:
    """As `parse`, for a text that has been split already."""
    parser = Parser(tokens)
    body = parser.body(END)
    source = tokens.source
    return File(0, len(source.text), source.path, source.text, body), _diagnostics(tokens, parser.problems)


def parse_expression(text: str, path: str = "") -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """The one expression that makes up the text (newlines are free in it), or None where there is none to return."""
    tokens = tokenize(text, path)
    parser = Parser(tokens, bare_expression=True)
    expression: Expression | None = None
    try:
        expression = parser.expression()
        if parser.kinds[parser.at] != END:
            parser.fail("Extra characters after expression", f"The expression is complete before {parser.found()}.")
    except Stumble as stumble:
        parser.problems.append(stumble.problem)
    return expression, _diagnostics(tokens, parser.problems)


def _diagnostics(tokens: Tokens, problems: list[Problem]) -> tuple[Diagnostic, ...]:
    """In the order of the text; a line that the lexer could not read is not judged by the parser too."""
    source = tokens.source
    unreadable = {source.line(problem.offset) for problem in tokens.problems}
    found = [problem for problem in problems if source.line(problem.offset) not in unreadable]
    ordered = sorted([*tokens.problems, *found], key=lambda problem: problem.offset)
    return tuple(problem.diagnostic(source) for problem in ordered)


class Parser(Expressions):
    def body(self, closer: str) -> Body:
        """Items up to the `closer`, which is left standing."""
        kinds = self.kinds
        start = self.starts[self.at]
        items: list[Attribute | Block] = []
        defined: dict[str, Attribute] = {}
        while True:
            kind = kinds[self.at]
            if kind == NEWLINE:
                self.at += 1
                continue
            if kind in {closer, END}:
                break
            first = self.at
            depth = self.depth
            try:
                if kind == IDENTIFIER and kinds[first + 1] == "=":
                    attribute = self.attribute()
                    self.define(attribute, defined)
                    items.append(attribute)
                    self.end_of_line("argument")
                else:
                    items.append(self.block())
            except Stumble as stumble:
                self.problems.append(stumble.problem)
                self.depth = depth
                self.recover(first)
        return Body(start, self.starts[self.at], tuple(items))

    def define(self, attribute: Attribute, defined: dict[str, Attribute]) -> None:
        earlier = defined.setdefault(attribute.name, attribute)
        if earlier is not attribute:
            line = self.source.line(earlier.start)
            detail = f'"{attribute.name}" already has a value from line {line}; an argument is set once in a block.'
            self.problems.append(Problem(attribute.start, "Attribute redefined", detail))

    def attribute(self) -> Attribute:
        at = self.at
        self.at = at + 2
        value = self.expression()
        return Attribute(self.starts[at], value.end, self.text[self.starts[at] : self.ends[at]], value)

    def end_of_line(self, what: str) -> None:
        kind = self.kinds[self.at]
        if kind == NEWLINE:
            self.at += 1
        elif kind == ",":
            self.fail(
                f"Unexpected comma after {what}", "Commas divide the items of a collection; end this with a newline."
            )
        elif kind != END:
            self.fail(f"Missing newline after {what}", f"The {what} ends here, but {self.found()} follows on its line.")

    def block(self) -> Block:
        at = self.at
        if self.kinds[at] != IDENTIFIER:
            self.no_item()
        type_name = self.word()
        self.at = at + 1
        labels = self.labels()
        if self.kinds[self.at] != "{":
            self.no_block(type_name, has_labels=bool(labels))
        opened = self.starts[self.at]
        self.deeper()
        self.at += 1
        body = self.block_body()
        self.depth -= 1
        if self.kinds[self.at] != "}":
            detail = (
                f"The `{{` of this {type_name} block is never closed; look for a brace that is missing further down."
            )
            self.fail("Unclosed block", detail, opened)
        self.at += 1
        block = Block(self.starts[at], self.ends[self.at - 1], type_name, labels, body)
        self.end_of_line("block")
        return block

    def no_item(self) -> None:
        if self.kinds[self.at] in {STRING, OPEN_QUOTE}:
            self.fail("Invalid argument name", f"A name stands without quotes here, unlike {self.found()}.")
        detail = f"An argument (`name = value`) or a block (`name {{`) is due here, but {self.found()} was found."
        self.fail("Argument or block definition required", detail)

    def no_block(self, type_name: str, *, has_labels: bool) -> None:
        found = self.found()
        if self.kinds[self.at] == "=" and has_labels:
            detail = "An argument has a single name; only a block has further labels, and it opens with `{`."
            self.fail("Invalid block definition", detail)
        if has_labels or self.kinds[self.at] == END:
            detail = f"A label or `{{` is due after {type_name}, on the same line, but {found} follows."
            self.fail("Invalid block definition", detail)
        detail = (
            f"On the line of {type_name} either `=` or `{{` is due, to set it or to open a block, but {found} follows."
        )
        self.fail("Argument or block definition required", detail)

    def labels(self) -> tuple[Label, ...]:
        labels: list[Label] = []
        while True:
            kind = self.kinds[self.at]
            start, end = self.starts[self.at], self.ends[self.at]
            if kind == STRING:
                labels.append(Label(start, end, decode_quoted(self.text[start + 1 : end - 1]), quoted=True))
                self.at += 1
            elif kind == IDENTIFIER:
                labels.append(Label(start, end, self.text[start:end], quoted=False))
                self.at += 1
            elif kind == OPEN_QUOTE:
                labels.append(self.rare_label())
            else:
                return tuple(labels)

    def rare_label(self) -> Label:
        """A quoted label with doubled template markers, the only thing of its kind that is allowed."""
        start = self.starts[self.at]
        self.at += 1
        value = ""
        while self.kinds[self.at] != CLOSE_QUOTE:
            if self.kinds[self.at] in {INTERPOLATION, DIRECTIVE, SEQUENCE_END}:
                detail = "A label is plain text that is never evaluated; double the first character to mean text."
                self.fail("Template sequence in a label", detail)
            if self.kinds[self.at] == LITERAL:
                value += decode_quoted(self.word())
            self.at += 1
        self.at += 1
        return Label(start, self.ends[self.at - 1], value, quoted=True)

    def block_body(self) -> Body:
        kind = self.kinds[self.at]
        if kind == NEWLINE:
            return self.body("}")
        start = self.starts[self.at]
        if kind in {"}", END}:
            return Body(start, start, ())
        if kind != IDENTIFIER or self.kinds[self.at + 1] != "=":
            detail = f"On the line of `{{` a block may hold one argument; move {self.found()} to a line of its own."
            self.fail("Invalid single-argument block definition", detail)
        attribute = self.attribute()
        if self.kinds[self.at] not in {"}", END}:
            detail = f"A block on one line ends with `}}` right behind its one argument, but {self.found()} follows."
            self.fail("Invalid single-argument block definition", detail)
        return Body(start, attribute.end, (attribute,))

    def recover(self, first: int) -> None:
        """Go on behind the line, or before the `}`, that ends the item which began at the token `first`."""
        depth = 0
        at = first
        kinds = self.kinds
        if kinds[self.at] == END:
            return
        while kinds[at] != END:
            kind = kinds[at]
            if kind in {"(", "[", "{", INTERPOLATION, DIRECTIVE}:
                depth += 1
            elif kind in {")", "]", "}", SEQUENCE_END}:
                depth -= 1
                if depth < 0:
                    break
            elif kind == NEWLINE and depth == 0 and at >= self.at:
                break
            at += 1
        if (depth < 0 and kinds[at] != "}") or at == first:
            at += 1
        self.at = min(at, len(kinds) - 1)
