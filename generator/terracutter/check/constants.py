"""Arguments that Terraform reads before it evaluates anything: constants, keywords, and references as words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal as Choice

from terracutter.check.places import Span, at
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl.syntax import (
    Block,
    Call,
    Expression,
    IndexStep,
    Literal,
    Number,
    Object,
    Parentheses,
    Reference,
    SplatStep,
    String,
    Template,
    Tuple,
    walk,
)
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import references

Wanted = Choice["string", "bool", "any"]
_BOOLEANS = frozenset({"true", "false", "1", "0"})


def check_constant(source: Source, value: Expression, wanted: Wanted = "any") -> Iterator[Diagnostic]:
    """A value that stands where nothing is known yet: no references, no functions, and of the type that is wanted.

    null is no value of a type.
    """
    found = references(value)
    for reference in found:
        detail = (
            f"Only a constant may stand here, and `{_text(source, reference)}` is known later. Write the value itself."
        )
        yield at(source, Span(reference.start, reference.start + len(reference.root)), "Variables not allowed", detail)
    calls = [] if found else [node for node in walk(value) if isinstance(node, Call)]
    for call in calls:
        detail = f"Only a constant may stand here, so {call.name} cannot be called. Write its result."
        yield at(source, call, "Function calls not allowed", detail)
    if not found and not calls and not _is(value, wanted):
        yield at(source, value, "Unsuitable value type", f"A {wanted} is due here.")


def _text(source: Source, node: Expression) -> str:
    return source.text[node.start : node.end]


def _is(value: Expression, wanted: Wanted) -> bool:
    while isinstance(value, Parentheses):
        value = value.inner
    if wanted != "any" and is_null(value):
        return False
    if wanted == "bool":
        if isinstance(value, String):
            return value.value in _BOOLEANS
        return not isinstance(value, Number | Tuple | Object | Template)
    return wanted == "any" or not isinstance(value, Tuple | Object)


def is_null(value: Expression) -> bool:
    return isinstance(value, Literal) and value.value is None


def check_keyword(source: Source, value: Expression, argument: str, keywords: Iterable[str]) -> Iterator[Diagnostic]:
    """One word of a closed set; it may still stand in quotes, as it did in old versions."""
    allowed = sorted(keywords)
    if isinstance(value, String):
        word = value.value
        yield deprecated_quotes(source, value, "keywords")
    elif isinstance(value, Reference) and not value.steps:
        word = value.root
    else:
        word = ""
    if word not in allowed:
        detail = f"{argument} is one of {', '.join(allowed)}."
        yield at(source, value, f'Invalid "{argument}" keyword', detail, did_you_mean(word, allowed))


def deprecated_quotes(source: Source, value: Expression, what: str) -> Diagnostic:
    detail = "Remove the quotes: Terraform 0.12 and later take the bare words."
    return at(source, value, f"Quoted {what} are deprecated", detail, severity="warning")


def check_static(source: Source, value: Expression) -> Iterator[Diagnostic]:
    """A reference with constant keys only; it may still stand in quotes."""
    if isinstance(value, String):
        yield deprecated_quotes(source, value, "references")
    elif not is_static(value):
        detail = "A plain reference is due here: names and constant keys, with nothing to calculate."
        yield at(source, value, "Invalid expression", detail)


def is_static(value: Expression) -> bool:
    if not isinstance(value, Reference):
        return False
    for step in value.steps:
        if isinstance(step, SplatStep):
            return False
        if isinstance(step, IndexStep) and not isinstance(step.key, String | Number | Literal):
            return False
    return True


def items_of(source: Source, value: Expression) -> tuple[list[Diagnostic], tuple[Expression, ...]]:
    """The items of a list that is written out; or what is wrong with it."""
    if isinstance(value, Tuple):
        return [], value.items
    return [at(source, value, "Invalid expression", "A list in brackets is due here.")], ()


def check_not_constant(source: Source, block: Block) -> Iterator[Diagnostic]:
    """The condition of a rule looks at something."""
    condition = block.body.attributes.get("condition")
    if condition is not None and not references(condition.value):
        detail = "The condition refers to nothing, so its result is always the same."
        yield at(source, condition.value, f"Invalid {block.type} expression", detail)
