"""The sentences of the code itself, in the language of whoever is told them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


class Words:
    """Sentences by their English, as `ko.yaml` has them; `{name}` in one is where a value goes."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def __call__(self, english: str, **values: object) -> str:
        text = self._known.get(english, english)
        return text.format_map(values) if values else text

    def count(self, number: int, one: str, more: str) -> str:
        """`1 question`, `2 questions`: the sentence that fits, each with `{number}` in it."""
        return self(one if number == 1 else more, number=number)


ENGLISH: Final = Words({})
