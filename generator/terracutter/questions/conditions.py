"""The expressions of question files as JSON Schema: when a question is asked, as an editor can tell.

A formula says of a document what an expression says of the answers that it comes to, with the defaults of what is not
answered. What has no formula counts as true or as false, whichever lets the document pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from terracutter.questions import patterns
from terracutter.questions.composites import Field, ListOf, MapOf, Objects, Optional, inner_type
from terracutter.questions.expressions import Expression, compiled_expression
from terracutter.questions.interpreter import COMPARISONS, Form
from terracutter.questions.questionnaire import Question, Questionnaire
from terracutter.questions.types import Boolean, Choice, Integer, Network, Text, Type, Value
from terracutter.records import record

Schema: TypeAlias = dict[str, Any]
Scope = Literal["repository", "environment", "entry"]
NOTHING: tuple[None | str, ...] = ("none", None, "")
"""How a file says that there is no answer."""

_BRACES_WITH_SOMETHING = r"^\s*\{\s*[^\s}]"


@record
class Given:
    """The document, or an environment in it, answers the question with what the schema (as JSON) takes.

    In the scope `entry` it is an entry of named objects that has such a field. With `or_absent` it holds where the
    question is not answered as well.
    """

    scope: Scope
    question: str
    schema: str = "true"
    or_absent: bool = False


@record
class Not:
    inner: Formula


@record
class And:
    parts: tuple[Formula, ...]


@record
class Or:
    parts: tuple[Formula, ...]


Formula: TypeAlias = "bool | Given | Not | And | Or"


def both(*parts: Formula) -> Formula:
    """All of them hold."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,))]
    found = _without_known(flat, holds=True)
    if False in found:
        return False
    return And(tuple(found)) if len(found) > 1 else next(iter(found), True)


def either(*parts: Formula) -> Formula:
    """One of them holds."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else (part,))]
    found = _without_known(flat, holds=False)
    if True in found:
        return True
    return Or(tuple(found)) if len(found) > 1 else next(iter(found), False)


def _without_known(parts: list[Formula], *, holds: bool) -> dict[Formula, None]:
    """The parts without what follows from those of them that are literals; a part that is `holds` says nothing."""
    known: dict[Formula, bool] = {}
    for part in parts:
        if isinstance(part, Given):
            known[part] = holds
        elif isinstance(part, Not) and isinstance(part.inner, Given):
            known[part.inner] = not holds
    found: dict[Formula, None] = {}
    for part in parts:
        if known and isinstance(part, And | Or):
            simpler = assuming(part, known.get)
            inner = simpler.parts if isinstance(simpler, And if holds else Or) else (simpler,)
            found.update(dict.fromkeys(inner))
        else:
            found[part] = None
    return {part: None for part in found if part is not holds}


def negated(formula: Formula) -> Formula:
    match formula:
        case bool():
            return not formula
        case Not(inner=inner):
            return inner
        case And(parts=parts):
            return either(*map(negated, parts))
        case Or(parts=parts):
            return both(*map(negated, parts))
    return Not(formula)


def literals(formula: Formula) -> Iterator[Given]:
    match formula:
        case Given():
            yield formula
        case Not(inner=inner):
            yield from literals(inner)
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from literals(part)


def assuming(formula: Formula, known: Callable[[Given], bool | None]) -> Formula:
    """The formula, where it is known of some literals whether they hold."""
    match formula:
        case Given():
            found = known(formula)
            return formula if found is None else found
        case Not(inner=inner):
            return negated(assuming(inner, known))
        case And(parts=parts):
            return both(*(assuming(part, known) for part in parts))
        case Or(parts=parts):
            return either(*(assuming(part, known) for part in parts))
    return formula


def known_with(first: Given, *, holds: bool) -> Callable[[Given], bool | None]:
    """What is known of literals when it is known of the first one whether it holds."""

    def known(one: Given) -> bool | None:
        if one == first:
            return holds
        is_absent = not holds and first.schema == "true" and (one.scope, one.question) == (first.scope, first.question)
        return one.or_absent if is_absent else None

    return known


def schema_of(formula: Formula) -> Schema | bool:
    """JSON Schema for the document, or for an environment, which may be null."""
    match formula:
        case bool():
            return formula
        case Given(schema=text):
            return _literal(formula, json.loads(text), or_absent=formula.or_absent)
        case Not(inner=Given(schema="true") as given):
            return {"not": _literal(given, schema=True, or_absent=False)}
        case Not(inner=Given(schema=text) as given):
            schema = json.loads(text)
            opposite = schema["not"] if set(schema) == {"not"} else {"not": schema}
            return _literal(given, opposite, or_absent=not given.or_absent)
        case Not(inner=inner):
            return {"not": schema_of(inner)}
        case And(parts=parts):
            return {"allOf": [schema_of(part) for part in parts]}
        case Or(parts=parts):
            return {"anyOf": [schema_of(part) for part in parts]}


def _literal(given: Given, schema: Schema | Literal[True], *, or_absent: bool) -> Schema:
    taken: Schema = {} if schema is True else {"properties": {given.question: schema}}
    needed: Schema = {} if or_absent else {"required": [given.question]}
    # The repository is an object anyway.
    kind: Schema = {"type": "object"} if needed and given.scope != "repository" else {}
    return {**kind, **needed, **taken}


@record
class Test:
    """A question about a value: does it hold of one, and which JSON has values of a type of which it holds."""

    holds: Callable[[Any], bool]
    schema: Callable[[Type], Schema | bool | None]


def _forms(value: Value) -> list[Any]:
    """A scalar as JSON: YAML reads numbers and switches from what is text to us."""
    forms: list[Any] = [value]
    if isinstance(value, str) and re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]+)?", value):
        forms.append(float(value) if "." in value else int(value))
    if isinstance(value, bool):
        forms.append("true" if value else "false")
    return forms


def _something(kind: Type) -> Schema | bool | None:
    """What is true in an expression."""
    match kind:
        case Optional(inner=Text() | Choice() | Network()):
            return {"not": {"enum": [*NOTHING]}}
        case ListOf():
            return {"not": {"enum": [*NOTHING, []]}}
        case MapOf() | Objects():
            return {
                "anyOf": [
                    {"type": "object", "minProperties": 1},
                    {"type": "string", "pattern": _BRACES_WITH_SOMETHING},
                ]
            }
        case Boolean():
            return {"enum": [True, "true"]}
        case Text(minimum_length=least):
            return True if least else None
        case Choice() | Network():
            return True
    return None


def _none(kind: Type) -> Schema | bool | None:
    return {"enum": [*NOTHING]} if isinstance(kind, Optional) else False


SOMETHING = Test(bool, _something)
NONE = Test(lambda value: value is None, _none)


def _one_of(values: Iterable[Value]) -> Test:
    known = tuple(values)

    def schema(kind: Type) -> Schema | None:
        if not isinstance(inner_type(kind), Text | Choice | Network | Boolean):
            return None
        forms = [form for value in known if value is not None for form in _forms(value)]
        return {"enum": [*forms, *(NOTHING if None in known else ())]}

    return Test(lambda value: value in known, schema)


def _containing(item: Value) -> Test:
    def schema(kind: Type) -> Schema | None:
        if not isinstance(item, str):
            return None
        if isinstance(kind, Text):
            return {"type": "string", "pattern": re.escape(item).replace(chr(92) + "-", "-")}
        if not isinstance(kind, ListOf):
            return None
        line = rf"(?:^|,)\s*{re.escape(item).replace(chr(92) + '-', '-')}\s*(?:,|$)"
        among = {"type": "array", "contains": {"enum": _forms(item)}}
        return {"anyOf": [among, {"type": "string", "pattern": line}]}

    return Test(lambda value: value is not None and item in value, schema)


def _beginning(start: str) -> Test:
    def schema(kind: Type) -> Schema | bool | None:
        if not isinstance(kind, Choice):
            return None
        return {"enum": [form for name in kind.choices if name.startswith(start) for form in _forms(name)]}

    return Test(lambda value: value is not None and value.startswith(start), schema)


def _longer(number: int) -> Test:
    """A list of more items than that, which are one or more."""

    def schema(kind: Type) -> Schema | None:
        if not isinstance(kind, ListOf):
            return None
        line = rf"^[^,]+(?:,[^,]+){{{number},}}$"
        return {"anyOf": [{"type": "array", "minItems": number + 1}, {"type": "string", "pattern": line}]}

    return Test(lambda value: value is not None and len(value) > number, schema)


def _beside(operator: str, bound: int) -> Test:
    """A whole number that compares so with another."""
    compare = COMPARISONS[operator]

    def schema(kind: Type) -> Schema | bool | None:
        if not isinstance(kind, Integer) or kind.among:
            return None
        last = bound if operator in {"lteq", "gt"} else bound - 1
        below = operator in {"lt", "lteq"}
        least, most = (kind.minimum, min(last, kind.maximum)) if below else (max(last + 1, kind.minimum), kind.maximum)
        if least > most:
            return False
        number = {"type": "integer", "minimum": least, "maximum": most}
        return {"anyOf": [number, {"type": "string", "pattern": f"^(?:{patterns.whole_number(least, most)})$"}]}

    return Test(lambda value: value is not None and compare(value, bound), schema)


def _form(expression: str) -> Form:
    return (expression if isinstance(expression, Expression) else compiled_expression(expression)).form


def _constants(forms: Iterable[Form]) -> tuple[Any, ...] | None:
    found = tuple(forms)
    return tuple(one[1] for one in found) if all(one[0] == "constant" for one in found) else None


class Translator:
    """Makes formulas of expressions. `doubt` is what counts where it cannot be told whether one holds."""

    def __init__(self, questionnaire: Questionnaire, fields: Mapping[str, Field] | None = None) -> None:
        """With `fields` of an entry whose rules are asked about, which hide questions of the same name."""
        self._by_name = questionnaire.by_name
        self._fields = fields or {}

    def formula(self, expression: str, scope: Scope, *, doubt: bool) -> Formula:
        """When the expression holds."""
        return self._truth(_form(expression), scope, doubt)

    def _truth(self, form: Form, scope: Scope, doubt: bool) -> Formula:  # noqa: FBT001
        match form:
            case ("negation", inner):
                return negated(self._truth(inner, scope, not doubt))
            case ("both", left, right):
                return both(self._truth(left, scope, doubt), self._truth(right, scope, doubt))
            case ("either", left, right):
                return either(self._truth(left, scope, doubt), self._truth(right, scope, doubt))
            case ("is_none", inner):
                return self._value(inner, NONE, scope, doubt)
            case ("comparison", first, ((operator, second),)):
                return self._comparison(first, operator, second, scope, doubt)
            case ("comparison", *_):
                return doubt
        return self._value(form, SOMETHING, scope, doubt)

    def _comparison(self, first: Form, operator: str, second: Form, scope: Scope, doubt: bool) -> Formula:  # noqa: FBT001
        match first, operator, second:
            case _, "ne" | "notin", _:
                opposite = "eq" if operator == "ne" else "in"
                return negated(self._comparison(first, opposite, second, scope, not doubt))
            case ("filtered", "length", ("name", _) as inner, ()), "eq", ("constant", 0):
                return negated(self._value(inner, SOMETHING, scope, not doubt))
            case ("filtered", "length", ("name", _) as inner, ()), "gt", ("constant", int(number)):
                return self._value(inner, _longer(number) if number else SOMETHING, scope, doubt)
            case ("filtered", "length", ("name", _) as inner, ()), "lt", ("constant", int(number)) if number > 1:
                return negated(self._value(inner, _longer(number - 1), scope, not doubt))
            case ("part", inner, None, ("constant", _)), "eq", ("constant", str(value)):
                return self._value(inner, _beginning(value), scope, doubt) if first[3][1] == len(value) else doubt
            case _, "eq", ("constant", value):
                return self._value(first, _one_of([value]), scope, doubt)
            case _, "in", ("sequence", items) if (values := _constants(items)) is not None:
                return self._value(first, _one_of(values), scope, doubt)
            case ("constant", value), "in", _:
                return self._value(second, _containing(value), scope, doubt)
            case _, "lt" | "lteq" | "gt" | "gteq", ("constant", int(bound)):
                return self._value(first, _beside(operator, bound), scope, doubt)
        return doubt

    def _value(self, form: Form, test: Test, scope: Scope, doubt: bool) -> Formula:  # noqa: FBT001
        """When the test holds of the expression's value."""
        match form:
            case ("constant", value):
                return test.holds(value)
            case ("sequence", items) if (values := _constants(items)) is not None:
                return test.holds(values)
            case ("name", name) if scope == "entry" and name in self._fields:
                return self._field(self._fields[name], test, doubt)
            case ("name", name) if name in self._by_name and scope != "entry":
                return self._answer(self._by_name[name], test, scope, doubt)
            case ("choice", condition, chosen, other):
                holds, fails = self._truth(condition, scope, doubt), self._truth(condition, scope, not doubt)
                here, there = self._value(chosen, test, scope, doubt), self._value(other, test, scope, doubt)
                return here if here == there else either(both(holds, here), both(negated(fails), there))
            case ("either", left, right):
                filled, empty = self._truth(left, scope, doubt), negated(self._truth(left, scope, not doubt))
                here, there = self._value(left, test, scope, doubt), self._value(right, test, scope, doubt)
                return either(both(filled, here), both(empty, there))
            case ("comparison" | "negation" | "both" | "is_none", *_) if test is SOMETHING:
                return self._truth(form, scope, doubt)
        return doubt

    def _field(self, field: Field, test: Test, doubt: bool) -> Formula:  # noqa: FBT001
        schema = test.schema(field.type)
        if schema is None:
            return doubt
        otherwise: Formula = doubt if field.compute is not None else not field.required and test.holds(field.default)
        return _given("entry", field.name, schema, otherwise)

    def _answer(self, question: Question, test: Test, scope: Scope, doubt: bool) -> Formula:  # noqa: FBT001
        scope = scope if question.per_environment else "repository"
        schema = test.schema(question.type)
        if schema is None or (question.each_environment is not None and test not in (SOMETHING, NONE)):
            return doubt
        found = _given("repository", question.name, schema, self._default(question, test, scope, doubt))
        if scope == "environment":
            found = _given("environment", question.name, schema, found)
        if question.when is None:
            return found
        asked = self.formula(question.when, scope, doubt=doubt)
        if test.holds(None):
            return either(found, negated(self.formula(question.when, scope, doubt=not doubt)))
        return both(asked, found)

    def _default(self, question: Question, test: Test, scope: Scope, doubt: bool) -> Formula:  # noqa: FBT001
        """When the test holds of what is taken where nobody answers."""
        if question.compute is None:
            base: Formula = test.holds(question.default)
        else:
            base = self._value(_form(question.compute), test, scope, doubt)
        profiles: Mapping[str, bool] = {name: test.holds(value) for name, value in question.profiles.items()}
        if all(holds == base for holds in profiles.values()):
            return base
        profile = self._by_name["profile"]
        inside = [name for name, holds in profiles.items() if holds]
        some = self._answer(profile, _one_of(inside), scope, doubt) if inside else False
        others = negated(self._answer(profile, _one_of(profiles), scope, not doubt))
        return either(some, both(others, base))


def _given(scope: Scope, question: str, schema: Schema | bool, otherwise: Formula) -> Formula:  # noqa: FBT001
    """The schema takes what is given there, or, where nothing is, the other formula holds."""
    present = Given(scope, question)
    if otherwise is True and schema is not False:
        return True if schema is True else Given(scope, question, json.dumps(schema), or_absent=True)
    taken: Formula = (
        False if schema is False else present if schema is True else replace(present, schema=json.dumps(schema))
    )
    return either(taken, both(negated(present), otherwise))
