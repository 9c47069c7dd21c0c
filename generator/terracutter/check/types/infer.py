"""The value of every expression of a module, as far as it can be told before a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final

from terracutter.check.types import operations
from terracutter.check.types.access import grouped, iterate, supposed_element, take
from terracutter.check.types.calls import call
from terracutter.check.types.convert import Mismatch, convert, text_of, unify
from terracutter.check.types.model import (
    AFTER_APPLY,
    ANY,
    BOOL,
    DYNAMIC,
    NULL,
    NUMBER,
    STRING,
    UNKNOWN,
    Primitive,
    Type,
    Value,
    describe,
    marks_of,
    object_of,
    tuple_of,
    unknown,
)
from terracutter.check.types.problems import GUARDED, Certainty, Problem, Report
from terracutter.hcl import syntax

Names = Mapping[str, Value]
_Branch = tuple[Value, list[Problem]]
Resolve = Callable[[syntax.Reference], tuple[Value, tuple[syntax.Step, ...]]]

_DEEPEST: Final = (
    90  # expressions inside each other, locals followed: far beyond what is written, within Python's stack
)
_MOST: Final = 20_000  # elements that for expressions go through in one module


class Inference:
    """Infers the expressions of one module; `resolve` gives the value that a reference begins with."""

    def __init__(self, report: Report, resolve: Resolve) -> None:
        self.report = report
        self.resolve = resolve
        self.depth = 0
        self.elements = 0

    def infer(self, node: syntax.Expression, names: Names) -> Value:
        """The value; problems go to the report, and what has one is unknown."""
        if self.depth >= _DEEPEST:
            return DYNAMIC
        self.depth += 1
        try:
            return _KINDS[type(node)](self, node, names)
        finally:
            self.depth -= 1

    def number(self, node: syntax.Number, _: Names) -> Value:
        return Value(NUMBER, operations.literal(node.text))

    def literal(self, node: syntax.Literal, _: Names) -> Value:
        return NULL if node.value is None else Value(BOOL, node.value)

    def string(self, node: syntax.String | syntax.Name, _: Names) -> Value:
        return Value(STRING, node.value)

    def parentheses(self, node: syntax.Parentheses, names: Names) -> Value:
        return self.infer(node.inner, names)

    def sequence(self, node: syntax.Tuple, names: Names) -> Value:
        return tuple_of([self.infer(item, names) for item in node.items])

    def mapping(self, node: syntax.Object, names: Names) -> Value:
        found: dict[str, Value] = {}
        open_ended = marks = 0
        for item in node.items:
            key, value = self.infer(item.key, names), self.infer(item.value, names)
            span = (item.key.start, item.key.end)
            if key.is_null:
                self.report.add(span, "Null value as key", "An object has no attribute of the name null.", key)
                open_ended = 1
                continue
            try:
                name = convert(key, STRING)
            except Mismatch as mismatch:
                self.report.add(span, "Incorrect key type", f"This is no name of an attribute: {mismatch}.", key)
                name = DYNAMIC
            marks |= key.marks
            if name.is_known:
                found[name.content] = value
            else:
                open_ended = 1
                marks |= marks_of([value]) & ~AFTER_APPLY
        return Value(ANY, marks=marks) if open_ended else object_of(found).marked(marks)

    def template(self, node: syntax.Template, names: Names) -> Value:
        match node.parts:
            case (syntax.Interpolation(expression=expression),) if not node.marker:
                return self.infer(expression, names)
        return self.parts(node.parts, names)

    def parts(self, parts: Sequence[syntax.Part], names: Names) -> Value:
        texts = [self.part(part, names) for part in parts]
        marks = marks_of(texts)
        if all(text.is_known for text in texts):
            return Value(STRING, "".join(text.content for text in texts), marks)
        return Value(STRING, UNKNOWN, marks)

    def part(self, part: syntax.Part, names: Names) -> Value:
        match part:
            case syntax.Text(value=value):
                return Value(STRING, value)
            case syntax.Interpolation(expression=expression):
                return self.interpolation(self.infer(expression, names), expression)
            case syntax.IfDirective():
                condition = self.infer(part.condition, names)
                then = self.branch(lambda: self.parts(part.then, names))
                otherwise = self.branch(lambda: self.parts(part.otherwise, names))
                return self.choose(condition, part.condition, then, otherwise, STRING)
            case syntax.ForDirective():
                rounds = self.rounds(part, self.infer(part.collection, names), names)
                if rounds is None:
                    return Value(STRING)
                return self.joined([self.parts(part.parts, inner) for inner in rounds])

    @staticmethod
    def joined(texts: Sequence[Value]) -> Value:
        known = all(text.is_known for text in texts)
        return Value(STRING, "".join(text.content for text in texts) if known else UNKNOWN, marks_of(texts))

    def interpolation(self, value: Value, node: syntax.Expression) -> Value:
        span, summary = (node.start, node.end), "Invalid template interpolation value"
        if value.is_null:
            self.report.add(span, summary, "Null cannot be part of a string.", value)
            return Value(STRING)
        if value.type is not ANY and not isinstance(value.type, Primitive):
            certainty = Certainty.REFUSED if value.is_known else Certainty.DOOMED
            detail = f"A string cannot hold a {describe(value.type)}; write it with join or jsonencode."
            self.report.add(span, summary, detail, value, certainty=certainty)
            return Value(STRING)
        return Value(STRING, text_of(value.content) if value.is_known else UNKNOWN, value.marks)

    def reference(self, node: syntax.Reference, names: Names) -> Value:
        if node.root in names:
            value, steps = names[node.root], node.steps
        else:
            value, steps = self.resolve(node)
        return take(value, steps, names, self.infer, self.report) if steps else value

    def access(self, node: syntax.Access, names: Names) -> Value:
        return take(self.infer(node.base, names), node.steps, names, self.infer, self.report)

    def call(self, node: syntax.Call, names: Names) -> Value:
        return call(node, lambda argument: self.infer(argument, names), self.report)

    def unary(self, node: syntax.Unary, names: Names) -> Value:
        return operations.unary(node, self.infer(node.operand, names), self.report)

    def binary(self, node: syntax.Binary, names: Names) -> Value:
        return operations.binary(node, self.infer(node.left, names), self.infer(node.right, names), self.report)

    def branch(self, infer: Callable[[], Value]) -> _Branch:
        with self.report.apart() as problems:
            return infer(), problems

    def conditional(self, node: syntax.Conditional, names: Names) -> Value:
        condition = self.infer(node.condition, names)
        left = self.branch(lambda: self.infer(node.if_true, names))
        right = self.branch(lambda: self.infer(node.if_false, names))
        kinds = [one.type for one, _ in (left, right) if not (one.is_null and one.type is ANY)]
        shared = unify(kinds)
        if shared is None:
            detail = (
                f"What follows `?` is a {describe(kinds[0])}, what follows `:` a {describe(kinds[1])}, and no type "
                "takes both."
            )
            span = (node.if_true.start, node.if_false.end)
            self.report.add(span, "Inconsistent conditional result types", detail, left[0], right[0])
            return DYNAMIC
        return self.choose(condition, node.condition, left, right, shared)

    def choose(self, condition: Value, node: syntax.Expression, left: _Branch, right: _Branch, shared: Type) -> Value:
        """The branch that the condition names, as the type of both; problems count where they can be come to."""
        chosen = operations.condition(condition, node, self.report)
        if not chosen.is_known:
            for problem in [*left[1], *right[1]]:
                self.guarded(problem)
            kept = left[0].marks & right[0].marks & AFTER_APPLY
            marks = (marks_of([left[0], right[0]]) & ~AFTER_APPLY) | kept | condition.marks
            return Value(shared, marks=marks)
        value, problems = left if chosen.content else right
        self.report.found.extend(problems)
        try:
            return (
                convert(value, shared).marked(condition.marks) if shared is not ANY else value.marked(condition.marks)
            )
        except Mismatch:
            return Value(shared, marks=value.marks | condition.marks)

    def guarded(self, problem: Problem) -> None:
        """A problem behind a condition that is not known."""
        certainty = Certainty.DOOMED if problem.summary in _STATIC else Certainty.POSSIBLE
        if problem.summary not in GUARDED:
            spot = (problem.start, problem.end)
            self.report.add(spot, problem.summary, problem.detail, certainty=certainty, hint=problem.hint)

    def rounds(
        self, node: syntax.For | syntax.ForDirective, value: Value, names: Names
    ) -> list[dict[str, Value]] | None:
        """The names in each round of a loop; None where the rounds are not known."""
        span = (node.collection.start, node.collection.end)
        if value.is_null:
            self.report.add(span, "Iteration over null value", "Null has no elements to go through.", value)
            return None
        if isinstance(value.type, Primitive) and value.type is not ANY:
            detail = f"A {describe(value.type)} has no elements to go through."
            self.report.add(span, "Iteration over non-iterable value", detail, value)
            return None
        pairs = iterate(value)
        if pairs is not None:
            self.elements += len(pairs)
        if pairs is None or self.elements > _MOST:
            return None
        return [{**names, node.key_name: key, node.value_name: one} for key, one in pairs]

    def loop(self, node: syntax.For, names: Names) -> Value:
        collection = self.infer(node.collection, names)
        rounds = self.rounds(node, collection, names)
        if rounds is None:
            return self.supposed(node, collection, names)
        found: list[tuple[Value, Value]] = []
        open_ended = False
        if not rounds:
            self.prejudge(node, names)
        for inner in rounds:
            keep = operations.filter_condition(self, node, inner)
            if keep is False:
                continue
            open_ended = open_ended or keep is None
            with self.report.supposing() if open_ended else nullcontext():
                key = self.key(node, inner) if node.key is not None else NULL
            open_ended = open_ended or not key.is_known
            with self.report.supposing() if open_ended else nullcontext():
                found.append((key, self.infer(node.value, inner)))
        if node.key is None:
            return unknown(ANY, *(value for _, value in found)) if open_ended else tuple_of(one for _, one in found)
        return self.keyed(node, found, open_ended=open_ended)

    def key(self, node: syntax.For, names: Names) -> Value:
        if node.key is None:
            return DYNAMIC
        key = self.infer(node.key, names)
        span = (node.key.start, node.key.end)
        if key.is_null:
            self.report.add(span, "Invalid object key", "Null cannot name an attribute.", key)
            return DYNAMIC
        try:
            return convert(key, STRING)
        except Mismatch as mismatch:
            certainty = Certainty.REFUSED if key.is_known else Certainty.DOOMED
            detail = f"This cannot name an attribute: {mismatch}."
            self.report.add(span, "Invalid object key", detail, key, certainty=certainty)
            return DYNAMIC

    def keyed(self, node: syntax.For, found: list[tuple[Value, Value]], *, open_ended: bool) -> Value:
        marks = marks_of(key for key, _ in found)
        if open_ended or not all(key.is_known for key, _ in found):
            return Value(ANY, marks=marks | (marks_of(value for _, value in found) & ~AFTER_APPLY))
        pairs = [(key.content, value) for key, value in found]
        if node.group:
            return grouped(pairs).marked(marks)
        seen: dict[str, Value] = {}
        for name, value in pairs:
            if name in seen and node.key is not None:
                detail = f'Two elements give the key "{name}"; `...` behind the value would gather them.'
                self.report.add((node.key.start, node.key.end), "Duplicate object key", detail, value)
            seen[name] = value
        return object_of(seen).marked(marks)

    def prejudge(self, node: syntax.For, names: Names) -> None:
        """The `if` of a for expression must do before there is any element."""
        operations.filter_condition(self, node, {**names, node.key_name: DYNAMIC, node.value_name: DYNAMIC})

    def supposed(self, node: syntax.For, value: Value, names: Names) -> Value:
        """A loop over what is not known: read once, for any element there may be."""
        if isinstance(value.type, Primitive) and value.type is not ANY:
            return DYNAMIC
        key, element = supposed_element(value)
        inner = {**names, node.key_name: key, node.value_name: element}
        if value.type is not ANY:
            self.prejudge(node, names)
        with self.report.supposing():
            if value.type is ANY:
                self.prejudge(node, names)
            name = self.key(node, inner) if node.key is not None else NULL
            result = self.infer(node.value, inner)
        decisive = name if node.key is not None else result
        return Value(ANY, marks=marks_of([value, name, result]) & ~AFTER_APPLY | decisive.marks & AFTER_APPLY)


_STATIC: Final = frozenset({"Call to unknown function", "Not enough function arguments", "Too many function arguments"})
_KINDS: Final[Mapping[type[syntax.Node], Callable[[Inference, Any, Names], Value]]] = {
    syntax.Number: Inference.number,
    syntax.Literal: Inference.literal,
    syntax.String: Inference.string,
    syntax.Name: Inference.string,
    syntax.Parentheses: Inference.parentheses,
    syntax.Tuple: Inference.sequence,
    syntax.Object: Inference.mapping,
    syntax.Template: Inference.template,
    syntax.Reference: Inference.reference,
    syntax.Access: Inference.access,
    syntax.Call: Inference.call,
    syntax.Unary: Inference.unary,
    syntax.Binary: Inference.binary,
    syntax.Conditional: Inference.conditional,
    syntax.For: Inference.loop,
}
