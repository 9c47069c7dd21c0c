"""The parser's rules for expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from terracutter.hcl.decoding import decode_quoted
from terracutter.hcl.syntax import (
    Access,
    AttributeStep,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    IndexStep,
    Literal,
    Name,
    Number,
    Object,
    ObjectItem,
    Parentheses,
    Reference,
    SplatStep,
    Step,
    String,
    Tuple,
    Unary,
)
from terracutter.hcl.templates import Templates
from terracutter.hcl.tokens import IDENTIFIER, NEWLINE, NUMBER, OPEN_HEREDOC, OPEN_QUOTE, STRING

if TYPE_CHECKING:
    from collections.abc import Callable

_PRECEDENCE = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_KEYWORDS = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,12}))?")
_SMALLEST_MAGNITUDE, _LARGEST_MAGNITUDE = -(2**31) - 1, 2**31 - 2  # powers of ten that Terraform's own numbers can hold


class Expressions(Templates):
    def expression(self) -> Expression:
        left = self.term()
        kind = self.kinds[self.at]
        if kind in _PRECEDENCE:
            left = self.operation(left)
            kind = self.kinds[self.at]
        return self.conditional(left) if kind == "?" else left

    def conditional(self, condition: Expression) -> Expression:
        """`? a : b`; a chain of conditions in the last place is read in a loop."""
        self.deeper()
        asked: list[tuple[Expression, Expression]] = []
        while True:
            self.at += 1
            if_true = self.expression()
            if self.kinds[self.at] != ":":
                detail = f"The two results of a conditional are divided by `:`, but {self.found()} follows."
                self.fail("Missing false expression in conditional", detail)
            self.at += 1
            asked.append((condition, if_true))
            condition = self.term()
            if self.kinds[self.at] in _PRECEDENCE:
                condition = self.operation(condition)
            if self.kinds[self.at] != "?":
                break
        for asking, if_true in reversed(asked):
            condition = Conditional(asking.start, condition.end, asking, if_true, condition)
        self.depth -= 1
        return condition

    def operation(self, left: Expression) -> Expression:
        """Binary operators by precedence, without recursion."""
        waiting: list[tuple[Expression, str, int]] = []
        while True:
            operator = self.kinds[self.at]
            precedence = _PRECEDENCE.get(operator, 0)
            while waiting and waiting[-1][2] >= precedence:
                earlier, applied, _ = waiting.pop()
                left = Binary(earlier.start, left.end, applied, earlier, left)
            if not precedence:
                return left
            waiting.append((left, operator, precedence))
            self.at += 1
            left = self.term()

    def term(self) -> Expression:
        at = self.at
        kind = self.kinds[at]
        start, end = self.starts[at], self.ends[at]
        if kind == IDENTIFIER:
            name = self.text[start:end]
            self.at = at + 1
            following = self.kinds[at + 1]
            if following in {".", "["}:
                steps = self.steps()
                end = steps[-1].end
                if name not in _KEYWORDS:
                    return Reference(start, end, name, steps)
                return Access(start, end, Literal(start, start + len(name), _KEYWORDS[name]), steps)
            if following in {"(", "::"}:
                return self.stepped(self.call(start, name))
            if name in _KEYWORDS:
                return Literal(start, end, _KEYWORDS[name])
            return Reference(start, end, name)
        if kind == STRING:
            self.at = at + 1
            base: Expression = String(start, end, decode_quoted(self.text[start + 1 : end - 1]))
        elif kind in {"-", "!"}:
            return self.unary()
        else:
            rule = _TERMS.get(kind)
            if rule is None:
                self.no_term()
            base = rule(self)
        return self.stepped(base)

    def no_term(self) -> NoReturn:
        hint = " Line breaks are free only inside brackets." if self.kinds[self.at] == NEWLINE else ""
        detail = f"A value is due here (a literal, a reference, a call, a bracket), but {self.found()} follows.{hint}"
        self.fail("Missing expression", detail)

    def unary(self) -> Expression:
        operators: list[tuple[str, int]] = []
        while self.kinds[self.at] in {"-", "!"}:
            operators.append((self.kinds[self.at], self.starts[self.at]))
            self.at += 1
        operand = self.term()
        for operator, start in reversed(operators):
            operand = Unary(start, operand.end, operator, operand)
        return operand

    def number(self) -> Number:
        text = self.word()
        self.check_number(text)
        self.at += 1
        return Number(self.starts[self.at - 1], self.ends[self.at - 1], text)

    def check_number(self, text: str) -> None:
        if text.isdigit():
            return
        match = _NUMBER.fullmatch(text)
        if match is not None:
            mantissa, fraction, exponent = match.groups("")
            digits = (mantissa + fraction).lstrip("0")
            magnitude = int(exponent or 0) - len(fraction) + len(digits) - 1
            if not digits or _SMALLEST_MAGNITUDE <= magnitude <= _LARGEST_MAGNITUDE:
                return
        self.fail("Invalid number", f"`{text}` is no number; write one as in 12, 0.5 or 1e6.")

    # --- steps ----------------------------------------------------------------------------------------------------

    def stepped(self, base: Expression) -> Expression:
        following = self.kinds[self.at]
        if following not in {".", "["}:
            return base
        steps = self.steps()
        return Access(base.start, steps[-1].end, base, steps)

    def steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        kinds, starts, ends = self.kinds, self.starts, self.ends
        in_splat = False
        while True:
            at = self.at
            kind = kinds[at]
            if kind == ".":
                following = kinds[at + 1]
                if following == IDENTIFIER:
                    steps.append(AttributeStep(starts[at], ends[at + 1], self.text[starts[at + 1] : ends[at + 1]]))
                    self.at = at + 2
                    continue
                self.at = at + 1
                steps.append(self.uncommon_step(starts[at], in_splat=in_splat))
                in_splat = in_splat or following == "*"
            elif kind == "[":
                steps.append(self.index())
                in_splat = False
            else:
                return tuple(steps)

    def uncommon_step(self, start: int, *, in_splat: bool) -> Step:
        """`.0` or `.*`, behind the dot."""
        kind = self.kinds[self.at]
        if kind == NUMBER:
            text = self.word()
            if "." in text:
                detail = f"Two indexes in the old dotted form cannot follow each other; write brackets, not `.{text}`."
                self.fail("Invalid legacy index", detail)
            return IndexStep(start, self.ends[self.at], self.number(), legacy=True)
        if kind == "*":
            if in_splat:
                self.fail("Nested splat", "A `.*` cannot follow another one; use `[*]`.")
            self.at += 1
            return SplatStep(start, self.ends[self.at - 1], full=False)
        return self.fail("Invalid attribute name", f"A name, an index or `*` is due after a dot, not {self.found()}.")

    def index(self) -> Step:
        start = self.starts[self.at]
        self.at += 1
        if self.kinds[self.at] == "*":
            self.at += 1
            self.close("]", "Missing close bracket", "A splat ends with `]`")
            return SplatStep(start, self.ends[self.at - 1], full=True)
        self.deeper()
        key = self.expression()
        self.depth -= 1
        self.close("]", "Missing close bracket", "An index ends with `]`")
        return IndexStep(start, self.ends[self.at - 1], key)

    def close(self, kind: str, summary: str, detail: str) -> None:
        if self.kinds[self.at] != kind:
            self.fail(summary, f"{detail}, but {self.found()} follows.")
        self.at += 1

    # --- brackets -------------------------------------------------------------------------------------------------

    def call(self, start: int, name: str) -> Call:
        while self.kinds[self.at] == "::":
            self.at += 1
            if self.kinds[self.at] != IDENTIFIER:
                self.fail("Missing function name", f"A name is due after `::`, but {self.found()} follows.")
            name += "::" + self.word()
            self.at += 1
        self.close("(", "Missing open parenthesis", "A namespaced function is called at once, with `(`")
        self.deeper()
        arguments: list[Expression] = []
        expand = False
        kinds = self.kinds
        while kinds[self.at] != ")":
            arguments.append(self.expression())
            following = kinds[self.at]
            if following == ",":
                self.at += 1
                continue
            if following == "...":
                expand = True
                self.at += 1
                if kinds[self.at] != ")":
                    detail = f"`...` stands behind the last argument, right before `)`, but {self.found()} follows."
                    self.fail("Missing closing parenthesis", detail)
            elif following != ")":
                detail = f"A comma or `)` is due after an argument of {name}, but {self.found()} follows."
                self.fail("Missing argument separator", detail)
        self.at += 1
        self.depth -= 1
        return Call(start, self.ends[self.at - 1], name, tuple(arguments), expand)

    def parentheses(self) -> Parentheses:
        start = self.starts[self.at]
        self.deeper()
        self.at += 1
        inner = self.expression()
        self.close(")", "Unbalanced parentheses", "The expression in parentheses ends with `)`")
        self.depth -= 1
        return Parentheses(start, self.ends[self.at - 1], inner)

    def tuple_value(self) -> Tuple | For:
        start = self.starts[self.at]
        self.deeper()
        self.at += 1
        if self.is_keyword("for"):
            return self.for_expression(start, "]")
        items: list[Expression] = []
        kinds = self.kinds
        while kinds[self.at] != "]":
            items.append(self.expression())
            if kinds[self.at] == ",":
                self.at += 1
            elif kinds[self.at] != "]":
                detail = f"A comma or `]` is due after an item, but {self.found()} follows."
                self.fail("Missing item separator", detail)
        self.at += 1
        self.depth -= 1
        return Tuple(start, self.ends[self.at - 1], tuple(items))

    def object_value(self) -> Object | For:
        start = self.starts[self.at]
        self.deeper()
        self.at += 1
        kinds = self.kinds
        while kinds[self.at] == NEWLINE:
            self.at += 1
        if self.is_keyword("for"):
            return self.for_expression(start, "}")
        items: list[ObjectItem] = []
        while kinds[self.at] != "}":
            items.append(self.object_item())
            following = kinds[self.at]
            if following in {",", NEWLINE}:
                self.at += 1
                while kinds[self.at] == NEWLINE:
                    self.at += 1
            elif following != "}":
                detail = f"A newline, a comma or `}}` is due after an item, but {self.found()} follows."
                self.fail("Missing attribute separator", detail)
        self.at += 1
        self.depth -= 1
        return Object(start, self.ends[self.at - 1], tuple(items))

    def object_item(self) -> ObjectItem:
        at = self.at
        if self.kinds[at] == IDENTIFIER and self.kinds[at + 1] in {"=", ":"}:
            key: Expression = Name(self.starts[at], self.ends[at], self.word())
            self.at = at + 1
        else:
            key = self.expression()
        if self.kinds[self.at] not in {"=", ":"}:
            detail = f"`=` is due after the key of an item, but {self.found()} follows. Quote a key of several words."
            self.fail("Missing key/value separator", detail)
        self.at += 1
        value = self.expression()
        return ObjectItem(key.start, value.end, key, value)

    # --- for ------------------------------------------------------------------------------------------------------

    def for_header(self) -> tuple[str, str, Expression]:
        """`k, v in collection`, behind `for`; the key's name may be empty."""
        names = [self.variable_name()]
        if self.kinds[self.at] == ",":
            self.at += 1
            names.append(self.variable_name())
        if not self.is_keyword("in"):
            self.fail("Invalid for expression", f"`in` is due after the names, but {self.found()} follows.")
        self.at += 1
        return names[0] if names[1:] else "", names[-1], self.expression()

    def variable_name(self) -> str:
        if self.kinds[self.at] != IDENTIFIER:
            detail = f"A variable name is due in `for`, but {self.found()} follows. To mean the word itself, quote it."
            self.fail("Invalid for expression", detail)
        self.at += 1
        return self.text[self.starts[self.at - 1] : self.ends[self.at - 1]]

    def for_expression(self, start: int, closer: str) -> For:
        self.at += 1
        key_name, value_name, collection = self.for_header()
        self.close(":", "Invalid for expression", "A colon is due after the collection")
        value = self.expression()
        key: Expression | None = None
        if self.kinds[self.at] == "=>":
            if closer == "]":
                self.fail("Invalid for expression", "A tuple has no keys; build an object with `{ for … }`.")
            self.at += 1
            key, value = value, self.expression()
        elif closer == "}":
            self.fail("Invalid for expression", f"An object needs `key => value`, but {self.found()} follows.")
        group = self.kinds[self.at] == "..."
        if group:
            if closer == "]":
                self.fail("Invalid for expression", "Grouping with `...` works only when an object is built.")
            self.at += 1
        condition: Expression | None = None
        if self.is_keyword("if"):
            self.at += 1
            condition = self.expression()
        self.close(closer, "Invalid for expression", f"The for expression ends with `{closer}`")
        self.depth -= 1
        return For(start, self.ends[self.at - 1], key_name, value_name, collection, key, value, group, condition)


_TERMS: dict[str, Callable[[Expressions], Expression]] = {
    NUMBER: Expressions.number,
    OPEN_QUOTE: Expressions.quoted,
    OPEN_HEREDOC: Expressions.heredoc,
    "(": Expressions.parentheses,
    "[": Expressions.tuple_value,
    "{": Expressions.object_value,
}
