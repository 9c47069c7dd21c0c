"""The sentences of the code itself, in the language of whoever is told them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


class Words:
    """Sentences by their English, as `ko.yaml` has them; `{name}` in one is where a value goes."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def __call__(self, english: str, **values: object) -> str:
        return self._known.get(english, english).format_map(values)


ENGLISH: Final = Words({})
