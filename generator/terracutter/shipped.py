"""The questionnaire that ships with the code."""

from __future__ import annotations

from pathlib import Path

from terracutter import resources
from terracutter.questions import Questionnaire, load


def load_questionnaire(language: str = "en", cache: Path | None = None) -> Questionnaire:
    """The questionnaire as a person is to read it; what is written to files is English in every language.

    `cache` is a directory of the user's own.
    """
    templates = resources.templates_directory()
    compiled = compiled_directory(cache)
    questionnaire = load(resources.modules_directory(), templates, compiled)
    if language == "en":
        return questionnaire
    from terracutter.questions.translations import translated

    return translated(questionnaire, templates, language, compiled)


def compiled_directory(cache: Path | None) -> Path | None:
    """Where to keep what is compiled once: beside Python's compiled modules, or in the user's cache."""
    return resources.bytecode_directory() or cache
