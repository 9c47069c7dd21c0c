"""Answers that nobody gave because an earlier release did not ask for them, and whose default is not what it did."""

from __future__ import annotations

from collections.abc import Iterator

from terracutter.answers.model import ANSWERS_FILE, Answers
from terracutter.diagnostics import Diagnostic, Subject, refuse_errors
from terracutter.questions import Questionnaire
from terracutter.questions.releases import Changed


def refuse_unsettled(questionnaire: Questionnaire, answers: Answers, since: str | None) -> None:
    """Raises `Refused` with every such answer; it is to be given before a repository of `since` is rendered."""
    later = [one for one in questionnaire.releases if since is not None and one.is_after(since)]
    refuse_errors([problem for one in later for problem in _unsettled(one, answers)])


def _unsettled(changed: Changed, answers: Answers) -> Iterator[Diagnostic]:
    for name, settled in changed.settled.items():
        found = {one.name: one.answers[name] for one in answers.environments}
        now = {
            environment: answer.value
            for environment, answer in found.items()
            if answer.asked and answer.given is None and answer.value != settled.was
        }
        if now:
            was, value = (str(one).lower() for one in (settled.was, next(iter(now.values()))))
            where = value if len(now) == len(found) else f"{value} ({', '.join(now)})"
            detail = (
                f"{name} is asked since {changed.version}. "
                f"Before, it was {was} in effect; by default it is {where} now."
            )
            hint = f"add `{name}: {was}` to keep what stands, or `{name}: {value}`"
            yield Diagnostic("New question", f"{detail}\n{settled.because}", Subject(ANSWERS_FILE), hint)
