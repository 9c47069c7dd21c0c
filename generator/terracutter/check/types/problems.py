"""What inference finds wrong, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

from terracutter.check.types.model import INSTANCE, OUTPUT, Value
from terracutter.hcl.tokens import Source
from terracutter.records import record


class Certainty(IntEnum):
    """Who refuses it."""

    POSSIBLE = 0  # a plan that comes to it
    DOOMED = 1  # every plan, though `terraform validate` is silent
    REFUSED = 2  # `terraform validate`


@record
class Problem:
    source: Source
    start: int
    end: int
    summary: str
    detail: str
    certainty: Certainty = Certainty.REFUSED
    hint: str = ""


# Whether these arise depends on values: behind a condition they are what the condition rules out.
GUARDED: Final = frozenset(
    {
        "Invalid index", "Missing map element", "Unsupported attribute", "Attempt to get attribute from null value",
        "Attempt to index null value", "Iteration over null value", "Operation failed", "Splat of null value",
        "Error in function call", "Invalid template interpolation value", "Null condition", "Condition is null",
        "Invalid function argument", "Duplicate object key", "Null value as key",
    }
)  # fmt: skip


class Report:
    """Gathers problems. Each stands in the text that is being read, and is as sure as the place and the values are."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.source = Source("")
        self.certainty = Certainty.REFUSED

    def add(
        self,
        span: tuple[int, int],
        summary: str,
        detail: str,
        *values: Value,
        certainty: Certainty = Certainty.REFUSED,
        hint: str = "",
    ) -> None:
        for value in values:
            if value.marks & INSTANCE:
                certainty = Certainty.POSSIBLE
            elif value.marks & OUTPUT:
                certainty = min(certainty, Certainty.DOOMED)
        self.found.append(Problem(self.source, *span, summary, detail, min(certainty, self.certainty), hint))

    @contextmanager
    def apart(self) -> Iterator[list[Problem]]:
        """Problems go to a list of their own."""
        outer, self.found = self.found, []
        try:
            yield self.found
        finally:
            self.found = outer

    @contextmanager
    def supposing(self) -> Iterator[None]:
        """What Terraform comes to only when it plans, if at all."""
        outer, self.certainty = self.certainty, Certainty.POSSIBLE
        try:
            yield
        finally:
            self.certainty = outer

    @contextmanager
    def reading(self, source: Source) -> Iterator[None]:
        """A declaration elsewhere, which is judged for itself."""
        outer = self.source, self.certainty, self.found
        self.source, self.certainty, self.found = source, Certainty.REFUSED, []
        try:
            yield
        finally:
            self.source, self.certainty, self.found = outer
