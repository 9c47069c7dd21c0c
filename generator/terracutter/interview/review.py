"""All answers at a glance, with who gave them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

from terracutter.interview.state import State
from terracutter.questions.formats import flow

_NARROWEST = 60


def table(state: State) -> tuple[Mapping[str, str], str]:
    """The basic answers and those that somebody gave, numbered; and the names of the questions by number."""
    names = {str(number): name for number, name in enumerate(_names(state), start=1)}
    questions = state.questionnaire.by_name
    titles = max(len(questions[name].title) for name in names.values())
    origins = max(len(state.origin(name)) for name in names.values())
    width = max(shutil.get_terminal_size().columns, _NARROWEST) - titles - origins - len("123") - 3 * len("  ")
    rows = [
        f"{number:>3}  {questions[name].title:<{titles}}  {_shortened(flow(state.written(name)), width):<{width}}"
        f"  {state.origin(name)}"
        for number, name in names.items()
    ]
    return names, "\n".join(rows) + "\n"


def _names(state: State) -> Iterator[str]:
    questionnaire = state.questionnaire
    for name in questionnaire.interview:
        if state.is_asked(name):
            yield name
    for question in questionnaire:
        is_given = state.origin(question.name) not in {"default", "profile"}
        if is_given and not questionnaire.is_basic(question) and state.is_asked(question.name):
            yield question.name


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
