"""EKS as botocore's own model of it describes: routes, request validation, errors and the form of answers.

An operation is a function that `operation` has registered under its name in the model. What the model knows and nobody
has registered is answered with 501, so that a test never takes a page of HTML for an answer of AWS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator


class Refusal(Exception):
    """What EKS answers instead of doing it; `kind` is the name of an error in the model."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = f"{kind}Exception"


def invalid(message: str) -> Refusal:
    return Refusal("InvalidParameter", message)


def not_found(message: str) -> Refusal:
    return Refusal("ResourceNotFound", message)


def in_use(message: str) -> Refusal:
    return Refusal("ResourceInUse", message)


Request = Mapping[str, Any]
_Operation = Callable[[Any, Request], dict[str, Any]]
_operations: dict[str, _Operation] = {}


def operation(function: _Operation) -> _Operation:
    """Answer the operation of the same name: `create_cluster` is CreateCluster."""
    name = "".join(word.capitalize() for word in function.__name__.split("_"))
    assert name in model().operation_names, name
    _operations[name] = function
    return function


@cache
def model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("eks", "service-2"))


@dataclass(frozen=True, slots=True)
class _Route:
    operation: OperationModel
    path: re.Pattern[str]


@cache
def _routes() -> tuple[_Route, ...]:
    """Those with the fewest placeholders first, so that a fixed word is never taken for a name."""
    found = []
    for name in model().operation_names:
        one = model().operation_model(name)
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(one.http["requestUri"]))
        found.append(_Route(one, re.compile(pattern)))
    return tuple(sorted(found, key=lambda route: route.path.groups))


@dataclass(slots=True)
class Asked:
    """One request that was answered, as the tests may read it."""

    region: str
    operation: str
    request: Request
    status: int


@dataclass(slots=True)
class Endpoint:
    """The state of every region, and what was asked; for one thread at a time. `make_region` makes the state of one."""

    make_region: Callable[[str], Any]
    regions: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _answered: dict[tuple[str, str, str], tuple[int, str, dict[str, Any]]] = field(default_factory=dict)

    def reset(self) -> None:
        self.regions.clear()
        self.asked.clear()
        self._answered.clear()

    def answer(self, region: str, method: str, target: str, body: bytes) -> tuple[int, str, dict[str, Any]]:
        """Status, the error's name or nothing, and the body. `target` is path and query as they were sent."""
        path, _, query = target.partition("?")
        found = next(
            (
                (route.operation, match)
                for route in _routes()
                if route.operation.http["method"] == method and (match := route.path.fullmatch(path))
            ),
            None,
        )
        if found is None or found[0].name not in _operations:
            what = found[0].name if found else f"{method} {path}"
            return 501, "NotImplementedException", {"message": f"the loopback EKS does not know {what}"}
        one, match = found
        return self._perform(region, one, match.groupdict(), query, body)

    def _perform(
        self, region: str, one: OperationModel, placed: Mapping[str, str], query: str, body: bytes
    ) -> tuple[int, str, dict[str, Any]]:
        request: Request = {}
        try:
            request = _read(one, placed, query, body)
            token = (region, one.name, request.get("clientRequestToken", ""))
            if token[2] and token in self._answered:
                return self._answered[token]
            state = self.regions.setdefault(region, self.make_region(region))
            result = 200, "", _checked_answer(one, _operations[one.name](state, request))
            if token[2]:
                self._answered[token] = result
        except Refusal as refusal:
            status = model().shape_for(refusal.kind).metadata["error"]["httpStatusCode"]
            result = status, refusal.kind, {"message": str(refusal)}
        self.asked.append(Asked(region, one.name, request, result[0]))
        return result


def _read(one: OperationModel, placed: Mapping[str, str], query: str, body: bytes) -> Request:
    """The request by the model's names; refused where the model does not allow it."""
    shape = one.input_shape
    values = parse_qs(query, keep_blank_values=True)
    request: dict[str, Any] = {}
    try:
        sent = json.loads(body) if body else {}
    except ValueError as problem:
        raise Refusal("InvalidRequest", f"the body is not JSON: {problem}") from None
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "uri":
                request[name] = unquote(placed[wire])
            case "querystring":
                if wire in values:
                    request[name] = _from_query(member, values[wire])
            case _:
                if wire in sent:
                    request[name] = sent[wire]
    problems = ParamValidator().validate(request, shape)
    if problems.has_errors():
        raise invalid(problems.generate_report())
    for problem in _limits(request, shape, ""):
        raise invalid(problem)
    return request


def _from_query(member: Shape, values: list[str]) -> Any:
    if isinstance(member, ListShape):
        return values
    if member.type_name == "integer":
        return int(values[0])
    return values[0] == "true" if member.type_name == "boolean" else values[0]


def _limits(value: Any, shape: Shape, place: str) -> Iterator[str]:
    """What botocore leaves to the service: closed sets and patterns."""
    match shape:
        case StructureShape():
            for name, member in shape.members.items():
                if value.get(name) is not None:
                    yield from _limits(value[name], member, f"{place}.{name}".lstrip("."))
        case ListShape():
            for item in value:
                yield from _limits(item, shape.member, place)
        case MapShape():
            for key, item in value.items():
                yield from _limits(key, shape.key, place)
                yield from _limits(item, shape.value, place)
        case StringShape():
            yield from _limits_of_text(value, shape, place)


def _limits_of_text(value: str, shape: StringShape, place: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield f"Value '{value}' at '{place}' failed to satisfy enum value set: {list(shape.enum)}"
    pattern = shape.metadata.get("pattern")
    if pattern and not re.search(pattern, value):
        yield f"Value '{value}' at '{place}' failed to satisfy regular expression pattern: {pattern}"


def _checked_answer(one: OperationModel, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what is null; a fault of this layer where the model does not know it."""
    shown = json.loads(json.dumps(_without_null(answer)))
    if one.output_shape is not None:
        _assert_known(shown, one.output_shape, one.name)
    return shown


def _without_null(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_null(item) for key, item in value.items() if item is not None}
    return [_without_null(item) for item in value] if isinstance(value, (list, tuple)) else value


def _assert_known(value: Any, shape: Shape, place: str) -> None:
    match shape:
        case StructureShape():
            for name, item in value.items():
                assert name in shape.members, f"{place}.{name} is not in the model"
                _assert_known(item, shape.members[name], f"{place}.{name}")
        case ListShape():
            for item in value:
                _assert_known(item, shape.member, place)
