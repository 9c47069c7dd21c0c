"""Asks a person the basic questions; every answer is judged at once, together with those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from terracutter.answers import Answer, Given, Layer, Resolution, resolve
from terracutter.diagnostics import Diagnostic, Refused, refuse_errors
from terracutter.questions import Question, Questionnaire
from terracutter.questions.composites import Optional
from terracutter.questions.formats import choices, flow
from terracutter.questions.types import node_of_text

_SOURCE = "prompt"


def ask(questionnaire: Questionnaire, given: Iterable[Given]) -> list[Given]:
    """What was given and what is answered now. A question that was answered before is not asked again."""
    answers = list(given)
    known = {one.question for one in answers if one.layer > Layer.DIRECTORY}
    _judge(resolve(questionnaire, answers))
    names = [*questionnaire.interview, *_without_default(questionnaire, resolve(questionnaire, answers))]
    waiting = _asked(questionnaire, answers, [name for name in names if name not in known])
    if waiting:
        click.echo("Enter takes the default in brackets, ? explains the question, Ctrl-C leaves without writing.\n")
    position = 0
    while waiting:
        position += 1
        progress = f"[{position}/{position + len(waiting) - 1}]"
        answer = _ask_one(questionnaire, questionnaire.by_name[waiting[0]], answers, progress)
        if answer is not None:
            answers.append(answer)
        waiting = _asked(questionnaire, answers, waiting[1:])
    return answers


def _asked(questionnaire: Questionnaire, answers: list[Given], names: list[str]) -> list[str]:
    """Those of the questions that the answers so far leave to be asked."""
    shared = resolve(questionnaire, answers).shared
    return [name for name in names if name not in shared or shared[name].asked]


def _without_default(questionnaire: Questionnaire, resolution: Resolution) -> Iterator[str]:
    """The questions that somebody must answer: they are asked, and nothing is no answer to them."""
    for question in questionnaire:
        answer = resolution.shared.get(question.name)
        if answer is not None and answer.asked and answer.value is None and not isinstance(question.type, Optional):
            yield question.name


def _judge(resolution: Resolution) -> None:
    """Refuse what can never become valid before a person spends time on the rest."""
    if resolution.poisoned:
        refuse_errors(resolution.diagnostics)


def _ask_one(questionnaire: Questionnaire, question: Question, answers: list[Given], progress: str) -> Given | None:
    default = _default(resolve(questionnaire, answers), question)
    click.echo(f"{click.style(progress, dim=True)} {click.style(question.title, bold=True)}")
    click.echo(f"  {question.help}")
    for name, meaning in choices(question.type).items():
        if meaning:
            click.echo(f"  {click.style(name, bold=True)}: {meaning}")
    while True:
        text = click.prompt(" ", default=default, prompt_suffix=": ")
        if text.strip() == "?":
            click.echo("\n".join(f"  {line}" for line in _explained(question)))
            continue
        if text == default:
            click.echo()
            return None
        given = _read(text, question)
        problems = _problems(questionnaire, answers, given) if isinstance(given, Given) else given
        if not problems:
            click.echo()
            return given if isinstance(given, Given) else None
        for problem in problems:
            click.echo(f"  {problem}", err=True)


def _explained(question: Question) -> Iterator[str]:
    yield question.why
    yield f"Allowed is {question.type.allowed}."


def _default(resolution: Resolution, question: Question) -> str | None:
    answer: Answer | None = resolution.shared.get(question.name)
    value = answer.written if answer is not None else None
    return None if value is None and not isinstance(question.type, Optional) else flow(value)


def _read(text: str, question: Question) -> Given | list[str]:
    try:
        return Given(question.name, None, node_of_text(text, _SOURCE), Layer.ASKED, _SOURCE)
    except Refused as refused:
        return [diagnostic.detail for diagnostic in refused.diagnostics]


def _problems(questionnaire: Questionnaire, answers: list[Given], given: Given) -> list[str]:
    """What this answer breaks that was whole before, be it another answer that was given already."""
    before = resolve(questionnaire, answers).diagnostics
    after = resolve(questionnaire, [*answers, given]).diagnostics
    new = [one for one in after if one not in before and one.severity == "error"]
    return [line for one in new for line in _lines(one)]


def _lines(problem: Diagnostic) -> Iterator[str]:
    yield f"{problem.detail} {problem.hint}".strip()
    if problem.source:
        yield f"source: {problem.source}"
