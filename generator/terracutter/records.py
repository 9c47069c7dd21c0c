"""Dataclasses that are quick to import: the process lives for a third of a second, and makes a hundred of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Class]) -> type[Class]:
    """A dataclass with slots that is compared, hashed and shown by its fields, and never changed: mypy sees to that.

    `dataclass(frozen=True, slots=True)` compiles half a dozen methods for each class, this one only `__init__`.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    for name, method in (("__eq__", _equal), ("__hash__", _hash), ("__repr__", _shown)):
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made


def _equal(self: Any, other: Any) -> bool:
    names: tuple[str, ...] = self.__match_args__
    return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in names)


def _hash(self: Any) -> int:
    return hash(tuple(getattr(self, name) for name in self.__match_args__))


def _shown(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__name__}({fields})"
