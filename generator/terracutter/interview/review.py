"""Answers at a glance, numbered, with who gave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from terracutter.columns import columns, padded
from terracutter.interview import layout
from terracutter.interview.prompts import as_shown
from terracutter.interview.state import State
from terracutter.questions.formats import flow
from terracutter.records import record

_NOTHING = "none"
_MARGIN = 8
"""Columns for the numbers and what stands around them."""

_LEAST = 8
"""Columns for an answer, in the narrowest terminal too."""


@record
class Table:
    """The names of questions, and what is shown of each, by number."""

    names: Mapping[str, str]
    rows: Mapping[str, str]


def reviewed(state: State) -> Table:
    """The basic answers and those that somebody gave."""
    return table(state, _names(state))


def table(state: State, names: Iterable[str]) -> Table:
    """Title, value and who gave it, in columns."""
    numbered = {str(number): name for number, name in enumerate(names, start=1)}
    questions, words = state.questionnaire.by_name, state.questionnaire.words
    givers = {name: words(state.origin(name)) for name in numbered.values()}
    titles = max(columns(questions[name].title) for name in numbered.values())
    origins = max(columns(giver) for giver in givers.values())
    wide = max(layout.width() - _MARGIN - titles - origins - 2 * len(layout.INDENT), _LEAST)
    rows = {}
    for number, name in numbered.items():
        text = as_shown(questions[name].type, flow(state.written(name)).strip("{}")) or _NOTHING
        cells = padded(questions[name].title, titles), padded(layout.shortened(text, wide), wide)
        rows[number] = layout.INDENT.join((*cells, givers[name]))
    return Table(numbered, rows)


def _names(state: State) -> Iterator[str]:
    questionnaire = state.questionnaire
    for name in questionnaire.interview:
        if state.is_asked(name):
            yield name
    for question in questionnaire:
        if state.is_given(question.name) and not questionnaire.is_basic(question) and state.is_asked(question.name):
            yield question.name
