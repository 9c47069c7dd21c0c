"""Function calls: the name, the number of arguments and their types, by the signatures of Terraform's functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from terracutter import catalog
from terracutter.check.types.convert import Mismatch, convert
from terracutter.check.types.model import (
    AFTER_APPLY,
    ANY,
    BOOL,
    DYNAMIC,
    INSTANCE,
    OUTPUT,
    PRIMITIVES,
    SENSITIVE,
    Collection,
    Type,
    Value,
    describe,
    is_sequence,
    marks_of,
    wholly_known,
)
from terracutter.check.types.problems import Certainty, Report
from terracutter.check.types.refusal import Refusal
from terracutter.check.types.results import RESULTS, reckoned, released
from terracutter.diagnostics import did_you_mean
from terracutter.hcl import syntax
from terracutter.records import record

_Infer = Callable[[syntax.Expression], Value]
_Arguments = list[tuple[syntax.Expression, Value]]
_KEYS_KNOWN: Final = frozenset({"length", "can", "try", "contains", "issensitive", "fileexists"})


@record
class Parameter:
    name: str
    type: Type
    nullable: bool


@record
class Signature:
    result: Type
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None

    def parameter(self, position: int) -> Parameter | None:
        return self.parameters[position] if position < len(self.parameters) else self.variadic


@cache
def signature(name: str) -> Signature | None:
    entry = catalog.functions().get(name)
    if entry is None:
        return None
    result, parameters, variadic = entry
    return Signature(_type(result), tuple(map(_parameter, parameters)), _parameter(variadic) if variadic else None)


def _parameter(entry: list[Any]) -> Parameter:
    return Parameter(entry[0], _type(entry[1]), nullable=len(entry) > 2)  # noqa: PLR2004  name, type, may be null


def _type(entry: Any) -> Type:
    return PRIMITIVES[entry] if isinstance(entry, str) else Collection(entry[0], _type(entry[1]))


def call(node: syntax.Call, infer: _Infer, report: Report) -> Value:
    name = node.name.removeprefix("core::")
    span = (node.start, node.start + len(node.name))
    if "::" in name:
        return _of_provider(node, infer, span, report)
    if name in {"try", "can"} and not node.expand and node.arguments:
        return _attempt(name, node, infer, report)
    found = signature(name)
    if found is None:
        hint = did_you_mean(name, catalog.functions())
        detail = f'Terraform has no function "{name}".'
        report.add(span, "Call to unknown function", detail, hint=hint)
        return DYNAMIC
    arguments = [(argument, infer(argument)) for argument in node.arguments]
    if node.expand:
        expanded = _expanded(*arguments.pop(), report)
        if expanded is None:
            return DYNAMIC
        arguments += expanded
    if not _fits_number(node, name, found, arguments, report):
        return DYNAMIC
    values = _converted(found, arguments, report)
    if values is None:
        return DYNAMIC
    try:
        return _result(name, found, values)
    except Refusal as refusal:
        at = node if refusal.position is None else arguments[refusal.position][0]
        summary = "Error in function call" if refusal.position is None else "Invalid function argument"
        open_ended = any(value.type is ANY and not value.is_null for value in values)
        certainty = min(refusal.certainty, Certainty.DOOMED) if open_ended else refusal.certainty
        report.add((at.start, at.end), summary, f"{name}: {refusal}.", *values, certainty=certainty)
        return DYNAMIC


def _of_provider(node: syntax.Call, infer: _Infer, span: tuple[int, int], report: Report) -> Value:
    """What a provider's function takes and gives only the provider knows."""
    if not node.name.startswith("provider::"):
        detail = f'"{node.name}" is no function: only those of providers have a namespace, `provider::NAME::FUNCTION`.'
        report.add(span, "Unknown provider function", detail)
    for argument in node.arguments:
        infer(argument)
    return DYNAMIC


def _attempt(name: str, node: syntax.Call, infer: _Infer, report: Report) -> Value:
    """`try` and `can`: what fails inside is no problem."""
    marks = 0
    for argument in node.arguments:
        with report.apart() as problems:
            value = infer(argument)
        marks |= marks_of([value]) & ~AFTER_APPLY
        refused = any(problem.certainty is Certainty.REFUSED for problem in problems)
        if name == "can":
            if len(node.arguments) > 1:
                break
            certain = refused or (not problems and wholly_known(value))
            return Value(BOOL, not refused, marks) if certain else Value(BOOL, marks=marks)
        if problems and not refused:
            return DYNAMIC.marked(marks)
        if not problems:
            return value if wholly_known(value) else DYNAMIC.marked(marks)
    if name == "can":
        extra = node.arguments[1]
        report.add((extra.start, extra.end), "Too many function arguments", "can takes 1 argument.")
        return Value(BOOL)
    detail = "try: every one of its arguments fails."
    report.add((node.start, node.end), "Error in function call", detail)
    return DYNAMIC


def _expanded(node: syntax.Expression, value: Value, report: Report) -> _Arguments | None:
    span, summary = (node.start, node.end), "Invalid expanding argument value"
    if value.is_null:
        report.add(span, summary, "Null cannot stand before `...`.", value)
        return None
    if value.type is ANY:
        return None
    if not is_sequence(value.type):
        detail = f"Before `...` a tuple, list or set is due, not a {describe(value.type)}."
        report.add(span, summary, detail, value)
        return None
    return [(node, one.marked(value.marks)) for one in value.content] if isinstance(value.content, tuple) else None


def _fits_number(node: syntax.Call, name: str, found: Signature, arguments: _Arguments, report: Report) -> bool:
    least, given = len(found.parameters), len(arguments)
    takes = f"{name} takes {'at least ' if found.variadic else ''}{least} argument{'s' if least != 1 else ''}"
    if given < least:
        missing = found.parameters[given].name
        detail = f'{takes}, and "{missing}" is missing.'
        report.add((node.end - 1, node.end), "Not enough function arguments", detail)
        return False
    if given > least and found.variadic is None:
        extra = arguments[least][0]
        detail = f"{takes}, and {given} are given."
        report.add((extra.start, node.end - 1), "Too many function arguments", detail)
        return False
    return True


def _converted(found: Signature, arguments: _Arguments, report: Report) -> list[Value] | None:
    values: list[Value] | None = []
    for position, (node, value) in enumerate(arguments):
        parameter = found.parameter(position)
        if parameter is None:
            return None
        span, summary = (node.start, node.end), "Invalid function argument"
        if value.is_null and not parameter.nullable:
            report.add(span, summary, f'The parameter "{parameter.name}" takes no null.', value)
            values = None
            continue
        try:
            one = convert(value, parameter.type)
        except Mismatch as mismatch:
            detail = f'A {describe(value.type)} does not fit the parameter "{parameter.name}": {mismatch}.'
            report.add(span, summary, detail, value)
            values = None
            continue
        if values is not None:
            values.append(one)
    return values


def _result(name: str, found: Signature, values: list[Value]) -> Value:
    compute = RESULTS.get(name)
    marks = marks_of(values)
    if name in _KEYS_KNOWN:
        marks &= ~AFTER_APPLY
    if name == "nonsensitive":
        return released(values[0])
    if compute is None:
        marks &= SENSITIVE | AFTER_APPLY
        result = reckoned(name, found.result, values)
    else:
        result = compute(values)
    if result.is_known:
        return result.marked(_top(values))
    guessed = result.type is not ANY and any(value.type is ANY and not value.is_null for value in values)
    return result.marked(marks | (OUTPUT if guessed else 0))


def _top(values: list[Value]) -> int:
    marks = 0
    for value in values:
        marks |= value.marks
    return marks & (SENSITIVE | INSTANCE | OUTPUT)
