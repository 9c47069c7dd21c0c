"""The sentences of the code itself, in the language of whoever is told them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

_VALUE: Final = re.compile(r"\{([a-z_0-9]+)\}")


class Words:
    """Sentences by their English, as `ko.yaml` has them; `{name}` in one is where a value goes.

    Those that are `told` are said by code that knows no language.
    """

    def __init__(self, known: Mapping[str, str], told: Mapping[str, str] | None = None) -> None:
        self._known = known
        self._told = told or {}

    def __call__(self, english: str, **values: object) -> str:
        text = self._known.get(english, english)
        return text.format_map(values) if values else text

    def count(self, number: int, one: str, more: str) -> str:
        """`1 question`, `2 questions`: the sentence that fits, each with `{number}` in it."""
        return self(one if number == 1 else more, number=number)

    def of(self, text: str) -> str:
        """What such code has said in English, line by line; as it is where it is no sentence that it tells.

        A sentence is known again by what stands around its values, which may be sentences themselves; several may
        stand behind each other, with commas between them.
        """
        return "\n".join(map(self._line, text.split("\n"))) if self._told else text

    def _line(self, line: str) -> str:
        text = line.strip()
        pieces = text.split(", ")
        known = [self._sentence(piece) for piece in pieces]
        if any(known) and all(one or " " not in piece for one, piece in zip(known, pieces, strict=True)):
            said: str | None = ", ".join(one or piece for one, piece in zip(known, pieces, strict=True))
        else:
            said = self._sentence(text)
        return line if said is None else line[: len(line) - len(line.lstrip())] + said

    def _sentence(self, text: str) -> str | None:
        if text in self._told:
            return self._told[text]
        for form, sentence in self._forms:
            found = form.fullmatch(text)
            if found:
                return sentence.format_map({name: self._line(value) for name, value in found.groupdict().items()})
        return None

    @cached_property
    def _forms(self) -> list[tuple[re.Pattern[str], str]]:
        """Those with values, the one that says most by itself first."""
        formed = sorted(filter(_VALUE.search, self._told), key=lambda text: -len(_VALUE.sub("", text)))
        return [(re.compile(_pattern(text), re.DOTALL), self._told[text]) for text in formed]


def _pattern(text: str) -> str:
    """A value that comes twice is the same both times.

    Between quotation marks none of these stands in it, and no blank in one whose name ends in `_word`.
    """
    parts, names = _VALUE.split(text), set[str]()
    for position in range(1, len(parts), 2):
        name, mark = parts[position], parts[position + 1][:1]
        any_other = r"\S" if name.endswith("_word") else f"[^{mark}]" if mark in {'"', "`"} else "."
        parts[position] = f"(?P={name})" if name in names else f"(?P<{name}>{any_other}+?)"
        names.add(name)
    return "".join(part if position % 2 else re.escape(part) for position, part in enumerate(parts))


ENGLISH: Final = Words({})
