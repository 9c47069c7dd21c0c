"""JSON Schema, draft 2020-12, of an answers file: what editors complete, explain and check while it is written.

Of draft 2020-12 only what draft 7 has too is used, and `$defs`: language servers differ in what they know. What they
show are `description`, and what is theirs alone: `enumDescriptions`, `patternErrorMessage` and `errorMessage`.
A schema sees values, not how they are written: `1.30` without quotation marks is the number 1.3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from terracutter.questions import patterns
from terracutter.questions.composites import Document, Field, ListOf, MapOf, Objects, Optional
from terracutter.questions.conditions import NOTHING, Formula, Translator, assuming, known_with, literals, schema_of
from terracutter.questions.definitions import shared
from terracutter.questions.formats import cost_lines, defaults
from terracutter.questions.identity import identity
from terracutter.questions.questionnaire import Question, Questionnaire
from terracutter.questions.schema_rules import rules_of_document, rules_of_entries
from terracutter.questions.types import Boolean, Choice, Integer, Network, Text, Type, Value
from terracutter.records import record

Schema: TypeAlias = dict[str, Any]

_WIDTH: Final = 160
_DIGITS: Final = 15
"""Longer numbers lose digits where JSON is read."""

_BRACES: Final = {"$ref": "#/$defs/braces"}
_NOTHING: Final = {"$ref": "#/$defs/nothing"}
_SHARED: Final[dict[str, Schema]] = {
    "nothing": {"description": "no answer", "enum": [*NOTHING]},
    "braces": {
        "description": "the same on one line, in braces",
        "type": "string",
        "pattern": r"^\s*\{[\s\S]*\}\s*$",
        "$comment": "What stands in the braces is left to Terracutter.",
    },
}


def json_schema(questionnaire: Questionnaire) -> str:
    """The schema as text, what fits on a line in one line."""
    properties = {question.name: _question(question) for question in questionnaire}
    for rule, broken in rules_of_entries(questionnaire):
        properties[rule.question]["anyOf"][0]["additionalProperties"].setdefault("allOf", []).append(broken)
    properties["environments"]["anyOf"].append(_environments(questionnaire))
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"{identity(questionnaire)}. Other rules are left to `terracutter render --check`.",
        "title": "Answers of Terracutter",
        "description": "All that terracutter.yaml may hold. Each answer left out has a default.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [*_conditions(questionnaire), *(broken for _, broken in rules_of_document(questionnaire))],
    }
    schema = shared(schema, _SHARED)
    return "\n".join(_lines(schema, "", "")) + "\n"


def _lines(value: Any, indent: str, head: str) -> Iterator[str]:
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(head) + len(flat) < _WIDTH or not isinstance(value, dict | list) or not value:
        yield f"{indent}{head}{flat}"
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        items = [(f"{json.dumps(key)}: ", item) for key, item in value.items()]
    else:
        items = [("", item) for item in value]
    yield f"{indent}{head}{opening}"
    for number, (name, item) in enumerate(items, start=1):
        lines = list(_lines(item, f"{indent}  ", name))
        yield from lines[:-1]
        yield lines[-1] + ("," if number < len(items) else "")
    yield f"{indent}{closing}"


def _question(question: Question) -> Schema:
    sentences = [question.help, question.why, *(f"Cost: {cost}." for cost in cost_lines(question))]
    if question.link:
        sentences.append(f"Read more: {question.link}")
    if question.compute is not None or question.profiles:
        sentences.append(f"Default: {'; '.join(defaults(question))}.")
    described: Schema = {"title": question.title, "description": " ".join(filter(None, sentences))}
    if question.compute is None:
        described["default"] = _default(question.type, question.default)
    return {**described, **type_schema(question.type)}


def _default(kind: Type, value: Value) -> Any:
    return "none" if value is None and isinstance(kind, Optional) else _plain(value)


def _plain(value: Value) -> Any:
    match value:
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
    return value


def _environments(questionnaire: Questionnaire) -> Schema:
    """Environments with answers of their own."""
    own = {one.name: {"$ref": f"#/properties/{one.name}"} for one in questionnaire if one.per_environment}
    names = questionnaire.by_name["environments"].type
    assert isinstance(names, ListOf)
    return {
        "description": "Each with its own answers, where they differ",
        "type": "object",
        "propertyNames": type_schema(names.item),
        "additionalProperties": {"type": ["object", "null"], "properties": own, "additionalProperties": False},
        "minProperties": names.minimum,
        "maxProperties": names.maximum,
    }


def type_schema(kind: Type) -> Schema:  # noqa: C901
    """What an answer of this type may be in a file."""
    match kind:
        case Optional(inner=inner):
            return {"anyOf": [type_schema(inner), _NOTHING]}
        case Text():
            return _text(kind)
        case Choice():
            return _choice(kind)
        case Integer():
            return _integer(kind)
        case Boolean():
            return {"type": ["boolean", "string"], "pattern": "^(?:true|false)$", "patternErrorMessage": _allowed(kind)}
        case Network():
            pattern = f"^(?:{patterns.network(kind.shortest, kind.longest)})$"
            message = f"{_allowed(kind)[:-1]}, without host bits."
            return {"type": "string", "pattern": pattern, "patternErrorMessage": message, "examples": [kind.example]}
        case ListOf():
            return _list(kind)
        case MapOf():
            mapping = {
                "type": "object",
                "propertyNames": {**type_schema(kind.key), "type": "string"},
                "additionalProperties": type_schema(kind.item),
                "maxProperties": kind.maximum,
            }
            return {"anyOf": [mapping, _BRACES, _NOTHING]}
        case Objects():
            return _objects(kind)
        case Document():
            return {"anyOf": [{"type": "object"}, _BRACES]}
    raise NotImplementedError(kind)


def _allowed(kind: Type) -> str:
    return f"Allowed is {kind.allowed}."


def _text(kind: Text) -> Schema:
    schema: Schema = {"type": "string", "pattern": f"^(?:{kind.pattern})$"}
    if kind.minimum_length > 1 or (kind.minimum_length and re.fullmatch(kind.pattern, "")):
        schema["minLength"] = kind.minimum_length
    schema |= {"maxLength": kind.maximum_length, "patternErrorMessage": _allowed(kind)}
    example = re.search(r"such as (\S+?)[,.]?(?:\s|$)", kind.allowed)
    if example and _takes(kind, example[1]):
        schema["examples"] = [example[1]]
    others = _unquoted(kind)
    return {**schema, **others, "type": ["string", *others["type"]]} if others else schema


def _takes(kind: Text, text: str) -> bool:
    fits = kind.minimum_length <= len(text) <= kind.maximum_length
    return fits and re.fullmatch(kind.pattern, text) is not None


def _unquoted(kind: Text) -> Schema:
    """What YAML reads as something else than text, where such a text would do: `cost-center: 4711`, `backup: true`.

    Numbers that not all will do are taken as well.
    """
    kinds: list[str] = []
    limits: Schema = {}
    lengths = [length for length in range(1, _DIGITS + 1) if any(_takes(kind, one) for one in _numbers(length))]
    # An id of digits may begin with zeros, which are lost where YAML is read.
    is_id = len(lengths) == 1 and _takes(kind, "0" * lengths[0])
    takes_zero, takes_negative = is_id or _takes(kind, "0"), _takes(kind, "-1")
    if lengths or takes_zero:
        # A fraction may be long enough where its whole part alone is not.
        takes_fractions = _takes(kind, "1.5") or _takes(kind, "10.25")
        kinds.append("number" if takes_fractions else "integer")
        if not takes_negative:
            limits["minimum"] = 0 if takes_zero or takes_fractions else 10 ** (lengths[0] - 1)
        if not lengths or lengths[-1] < _DIGITS:
            limits["maximum"] = 10 ** lengths[-1] - 1 if lengths else 0
    if _takes(kind, "true") and _takes(kind, "false"):
        kinds.append("boolean")
    return {"type": kinds, **limits} if kinds else {}


def _numbers(length: int) -> tuple[str, ...]:
    """Some of so many digits."""
    return str(10 ** (length - 1)), "9" * length, "1234567890123456789"[:length]


def _choice(kind: Choice) -> Schema:
    """YAML makes numbers of 5 and 1.35 without quotation marks, and of 1.30 the same one as of 1.3."""
    numbers = [float(name) if "." in name else int(name) for name in kind.choices if _NUMBER.fullmatch(name)]
    meanings = {"enumDescriptions": list(kind.choices.values())} if any(kind.choices.values()) else {}
    return {"enum": [*kind.choices, *numbers], **meanings}


_NUMBER = re.compile(r"0|[1-9][0-9]*(\.[0-9]+)?")


def _integer(kind: Integer) -> Schema:
    if kind.among:
        words = {"type": "string", "pattern": f"^(?:{'|'.join(map(str, kind.among))})$"}
        return {"anyOf": [{"enum": list(kind.among)}, {**words, "patternErrorMessage": _allowed(kind)}]}
    return {
        "type": ["integer", "string"],
        "minimum": kind.minimum,
        "maximum": kind.maximum,
        "pattern": f"^(?:{patterns.whole_number(kind.minimum, kind.maximum)})$",
        "patternErrorMessage": _allowed(kind),
    }


def _list(kind: ListOf) -> Schema:
    item = type_schema(kind.item)
    array = {
        "type": "array",
        "items": item,
        "minItems": kind.minimum,
        "maxItems": kind.maximum,
        "uniqueItems": True,
    }
    one = _unquoted(kind.item) if isinstance(kind.item, Text) and kind.minimum <= 1 else {}
    return {"anyOf": [array, _line(kind, item), *([one] if one else []), *([] if kind.minimum else [_NOTHING])]}


_NO_PAIR: Final = r"(?!(?:[\s\S]*,)?\s*([^,]*[^,\s])\s*,(?:[\s\S]*,)?\s*\1\s*(?:,|$))"


def _line(kind: ListOf, item: Schema) -> Schema:
    """Such a list as one line of text; the first group of the pattern finds what stands there twice."""
    match kind.item:
        case Choice(choices=choices):
            one = "|".join(re.escape(name).replace(r"\-", "-") for name in choices)
        case Text(pattern=pattern, minimum_length=least, maximum_length=most):
            # Commas end an item here, be they among the characters that it may have.
            without_commas = re.sub(r"(\{\d*,\d*\})|,", lambda match: match[1] or "", pattern)
            one = rf"(?=[^,]{{{least},{most}}}\s*(?:,|$))(?:{without_commas})"
        case Network():
            one = item["pattern"].removeprefix("^").removesuffix("$")
        case _:
            raise NotImplementedError(kind)
    # `none` is no name but the empty list.
    first = rf"{_NO_PAIR}(?!none$)" if kind.minimum else _NO_PAIR
    numbers = f"{{{max(kind.minimum, 1)},{kind.maximum}}}"
    return {
        "description": "the same, separated by commas",
        "type": "string",
        "pattern": rf"^{first}(?:\s*(?:{one})\s*(?:,(?!\s*$)|$)){numbers}$",
    }


def _objects(kind: Objects) -> Schema:
    entry = {
        "type": "object",
        "properties": {field.name: _field(field) for field in kind.fields},
        "required": [field.name for field in kind.fields if field.required],
        "additionalProperties": False,
    }
    mapping = {
        "type": "object",
        "propertyNames": {**type_schema(kind.key), "type": "string"},
        "additionalProperties": entry,
        "minProperties": kind.minimum,
        "maxProperties": kind.maximum,
    }
    return {"anyOf": [mapping, _BRACES, *([] if kind.minimum else [_NOTHING])]}


def _field(field: Field) -> Schema:
    described: Schema = {"description": field.title}
    if field.compute is None and not field.required:
        described["default"] = _default(field.type, field.default)
    return {**described, **type_schema(field.type)}


def _conditions(questionnaire: Questionnaire) -> Iterator[Schema]:
    """For each expression that says when questions are asked, what it means for those that are answered."""
    translator = Translator(questionnaire)
    by_condition: dict[tuple[str, bool], list[str]] = {}
    for question in questionnaire:
        if question.when is not None:
            by_condition.setdefault((question.when, question.per_environment), []).append(question.name)
    for (when, per_environment), names in by_condition.items():
        asked = translator.formula(when, "environment" if per_environment else "repository", doubt=True)
        found = _Condition(when, names, per_environment).schema(asked)
        if found:
            yield {"$comment": f"{', '.join(names)}: only where {when}", **found}


@record
class _Condition:
    """What an expression means for the questions that are asked only where it holds. An empty schema takes anything."""

    when: str
    names: list[str]
    per_environment: bool

    def schema(self, asked: Formula) -> Schema:
        """Decides first what the repository's answers say, so that only an environment's own are left."""
        if asked is True:
            return {}
        if asked is False:
            return self._refusal()
        if not self.per_environment:
            return {"if": schema_of(asked), "else": self._refusal()}
        scopes = {one.scope: one for one in literals(asked)}
        if "environment" not in scopes:
            return {"if": schema_of(asked), "else": self._refusal()}
        first = scopes.get("repository")
        if first is None:
            return self._in_environments(asked)
        then, otherwise = (self.schema(assuming(asked, known_with(first, holds=holds))) for holds in (True, False))
        if then == otherwise:
            return then
        branches = {"then": then, "else": otherwise}
        return {"if": schema_of(first), **{name: branch for name, branch in branches.items() if branch}}

    def _refusal(self) -> Schema:
        """None of the questions is answered."""
        none: Schema = dict.fromkeys(self.names, False)
        said = {"errorMessage": f"Asked only where {self.when}."}
        if self.per_environment:
            none["environments"] = {"additionalProperties": {"properties": dict(none), **said}}
        return {"properties": none, **said}

    def _in_environments(self, asked: Formula) -> Schema:
        """An environment answers only what it is asked, the repository only what one of them is asked."""
        own = schema_of(asked)
        answered = {"type": "object", "anyOf": [{"required": [name]} for name in self.names]}
        each = {"additionalProperties": {"if": answered, "then": own, "errorMessage": f"Asked only where {self.when}."}}
        some: Schema = {"not": {"type": "object", "additionalProperties": {"not": own}}}
        needed: Schema = {"properties": {"environments": some}}
        if assuming(asked, lambda one: one.or_absent) is not True:
            # Without answers of its own no environment is asked.
            needed = {"required": ["environments"], "properties": {"environments": {"type": "object", **some}}}
        return {"properties": {"environments": each}, "if": answered, "then": needed}
