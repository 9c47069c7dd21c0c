"""One question file as it was read: its document, and what its expressions and sentences were compiled to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from terracutter import document
from terracutter.compiled import Shelf, guard_of
from terracutter.errors import TerracutterError
from terracutter.questions.expressions import Expression, compiled_expression, compiled_sentence
from terracutter.questions.interpreter import Form, NotInTheLanguage


class QuestionFileError(TerracutterError):
    """A question file is wrong: a fault of the module's author, not of the person who answers."""


def shelf_of(directory: Path | None) -> Shelf:
    """Where question files are kept as they were read."""
    return Shelf("questions", guard_of(document.__file__, Path(__file__).with_name("language.py")), directory)


class Source:
    """A question file. Raises `QuestionFileError` naming file and key; kept are only files without a fault."""

    def __init__(self, path: Path, shelf: Shelf) -> None:
        self.path = path
        self._shelf = shelf
        self._text = path.read_bytes()
        kept = shelf.get(str(path), self._text)
        self._is_new = kept is None
        self.document: dict[str, Any]
        self._expressions: dict[str, Form]
        self._sentences: dict[str, Form]
        self.document, self._expressions, self._sentences = kept or (self._read(), {}, {})

    def _read(self) -> dict[str, Any]:
        found = document.plain(document.read_document(self._text, str(self.path)))
        if not isinstance(found, dict):
            raise QuestionFileError(f"{self.path}: expected a mapping")
        return found

    def keep(self) -> None:
        """Called when all of it has been taken for a questionnaire."""
        if self._is_new:
            self._shelf.put(str(self.path), self._text, (self.document, self._expressions, self._sentences))

    def expression(self, text: str, where: str) -> Expression:
        return _of(text, self._expressions, compiled_expression, where)

    def sentence(self, text: str, where: str) -> Expression:
        return _of(text, self._sentences, compiled_sentence, where)


def _of(text: str, known: dict[str, Form], compiled: Callable[[str], Expression], where: str) -> Expression:
    if text in known:
        return Expression(text, known[text])
    try:
        made = compiled(text)
    except NotInTheLanguage as error:
        raise QuestionFileError(f"{where}: {error}") from None
    known[text] = made.form
    return made
