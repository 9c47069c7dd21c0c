"""Makes functions of what the expressions of question files were compiled to.

Such a function reaches the answers and the functions that it is given, and nothing else.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from terracutter.errors import TerracutterError


class Undetermined(TerracutterError):
    """An expression over an answer that is not there, because it was refused or is not yet given."""


class NotInTheLanguage(TerracutterError):
    """A fault of the question file's author."""


Form: TypeAlias = tuple[Any, ...]
"""An expression as plain values: see `language`."""

Names: TypeAlias = Mapping[str, Any]
Functions: TypeAlias = Mapping[str, Callable[..., Any]]
Evaluator: TypeAlias = Callable[[Names], Any]

COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, values: item in values,
    "notin": lambda item, values: item not in values,
}
FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "join": lambda values, between="": between.join(map(str, values)),
    "length": len,
    "list": tuple,
    "lower": str.lower,
    "map": lambda values, name: tuple(FILTERS[name](value) for value in values),
    "max": max,
    "min": min,
    "sort": lambda values: tuple(sorted(values, key=str.lower)),
}


def evaluator(form: Form, functions: Functions) -> Evaluator:
    """The function from names to the value of an expression, which raises `Undetermined`; lists are tuples.

    Raises `NotInTheLanguage`.
    """
    return _Maker(functions).of(form)


class _Maker:
    """A method for each kind of form."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def of(self, form: Form) -> Evaluator:
        kind, *parts = form
        made: Evaluator = _KINDS[kind](self, *parts)
        return made

    def all_of(self, forms: Sequence[Form]) -> list[Evaluator]:
        return [self.of(form) for form in forms]

    def constant(self, value: Any) -> Evaluator:
        return lambda _: value

    def name(self, name: str) -> Evaluator:
        def value(names: Names) -> Any:
            if name not in names:
                raise Undetermined(f"{name} is not known")
            return names[name]

        return value

    def sequence(self, forms: Sequence[Form]) -> Evaluator:
        items = self.all_of(forms)
        return lambda names: tuple([item(names) for item in items])

    def mapping(self, forms: Sequence[tuple[Form, Form]]) -> Evaluator:
        pairs = [(self.of(key), self.of(value)) for key, value in forms]
        return lambda names: {key(names): value(names) for key, value in pairs}

    def negation(self, form: Form) -> Evaluator:
        inner = self.of(form)
        return lambda names: not inner(names)

    def both(self, one: Form, other: Form) -> Evaluator:
        left, right = self.of(one), self.of(other)
        return lambda names: left(names) and right(names)

    def either(self, one: Form, other: Form) -> Evaluator:
        left, right = self.of(one), self.of(other)
        return lambda names: left(names) or right(names)

    def total(self, one: Form, other: Form) -> Evaluator:
        left, right = self.of(one), self.of(other)
        return lambda names: left(names) + right(names)

    def product(self, one: Form, other: Form) -> Evaluator:
        left, right = self.of(one), self.of(other)
        return lambda names: int(left(names)) * int(right(names))

    def text(self, forms: Sequence[Form]) -> Evaluator:
        parts = self.all_of(forms)
        return lambda names: "".join([str(part(names)) for part in parts])

    def choice(self, condition: Form, one: Form, other: Form) -> Evaluator:
        test, chosen, otherwise = self.of(condition), self.of(one), self.of(other)
        return lambda names: chosen(names) if test(names) else otherwise(names)

    def comparison(self, form: Form, rest: Sequence[tuple[str, Form]]) -> Evaluator:
        first, operands = self.of(form), [(COMPARISONS[name], self.of(operand)) for name, operand in rest]
        if len(operands) > 1:
            return lambda names: _hold(first(names), [(compare, operand(names)) for compare, operand in operands])
        [(compare, second)] = operands
        return lambda names: compare(first(names), second(names))

    def filtered(self, name: str, form: Form, arguments: Sequence[Form]) -> Evaluator:
        function, inner, values = FILTERS[name], self.of(form), self.all_of(arguments)
        return lambda names: function(inner(names), *[value(names) for value in values])

    def is_none(self, form: Form) -> Evaluator:
        inner = self.of(form)
        return lambda names: inner(names) is None

    def attribute(self, form: Form, name: str) -> Evaluator:
        inner = self.of(form)
        return lambda names: _attribute(inner(names), name)

    def part(self, form: Form, start: Form | None, stop: Form | None) -> Evaluator:
        inner, ends = self.of(form), self.all_of([end or _NOTHING for end in (start, stop)])
        return lambda names: inner(names)[slice(*[end(names) for end in ends])]

    def item(self, form: Form, of: Form) -> Evaluator:
        inner, key = self.of(form), self.of(of)
        return lambda names: _item(inner(names), key(names))

    def call(self, name: str, arguments: Sequence[Form], named: Sequence[tuple[str, Form]]) -> Evaluator:
        function, values = self._functions.get(name), self.all_of(arguments)
        if function is None:
            raise NotInTheLanguage(f"{name} is no function of question files")
        if not named:
            return lambda names: function(*[value(names) for value in values])
        pairs = [(key, self.of(form)) for key, form in named]
        return lambda names: function(
            *[value(names) for value in values], **{key: value(names) for key, value in pairs}
        )

    def get(self, form: Form, of: Form) -> Evaluator:
        inner, key = self.of(form), self.of(of)
        return lambda names: inner(names).get(key(names))


_NOTHING: Final[Form] = ("constant", None)
_KINDS: Final[Mapping[str, Callable[..., Evaluator]]] = {
    name: made for name, made in vars(_Maker).items() if not name.startswith("_") and name not in {"of", "all_of"}
}


def _hold(first: Any, rest: Sequence[tuple[Callable[[Any, Any], bool], Any]]) -> bool:
    for compare, second in rest:
        if not compare(first, second):
            return False
        first = second
    return True


def _attribute(value: Any, name: str) -> Any:
    """A key of a mapping or a field or property of one of our own dataclasses, and nothing else."""
    if isinstance(value, Mapping):
        return _item(value, name)
    fields = getattr(type(value), "__dataclass_fields__", ())
    is_property = bool(fields) and isinstance(getattr(type(value), name, None), property)
    if not name.startswith("_") and (name in fields or is_property):
        return getattr(value, name)
    raise Undetermined(f"{name} is not known")


def _item(value: Any, key: Any) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError):
        raise Undetermined(f"{key} is not known") from None
