"""Every answer with who gave it, why it matters and what else could have been: what `docs/DECISIONS.md` says.

Only what `terracutter.yaml` holds is told, so that a later render from that file says the same: whether an answer was
typed, set or read from a file is not in there, nor whether a basic answer that equals its default was confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from terracutter import catalog
from terracutter.answers import Answers, EnvironmentAnswers, Layer, in_environment
from terracutter.questions import Question, Questionnaire, Value
from terracutter.questions.explain import default_reason
from terracutter.questions.expressions import evaluate
from terracutter.questions.formats import choices, flow, nested
from terracutter.questions.questionnaire import COSTS
from terracutter.questions.types import Boolean, Choice
from terracutter.records import record

_FEW: Final = 8
"""Other choices that are named; of more, their number."""

_ABSENT: Final = "not there"
_ANSWERED: Final = "answered"
_DEFAULT: Final = "default"


@record
class Chosen:
    """An answer, and the environments that have it; none are named where all do. `parts` are those of a mapping."""

    environments: tuple[str, ...]
    value: str
    by: str
    meaning: str
    parts: tuple[tuple[str, str], ...]


@record
class Decision:
    """`others`: what else could have been chosen. `costs`: class and what is paid."""

    name: str
    title: str
    help: str
    why: str
    chosen: tuple[Chosen, ...]
    because: str
    others: tuple[tuple[str, str], ...]
    costs: tuple[tuple[str, str], ...]
    link: str

    @property
    def was_made(self) -> bool:
        """Whether somebody answered, in any environment."""
        return any(one.by == _ANSWERED for one in self.chosen)

    @property
    def other_names(self) -> str:
        return ", ".join(name for name, _ in self.others)

    @property
    def by(self) -> str:
        return "; ".join(dict.fromkeys(one.by for one in self.chosen))

    @property
    def classes(self) -> str:
        return ", ".join(kind for kind, _ in self.costs)


@record
class DecisionSection:
    title: str
    decisions: tuple[Decision, ...]

    @property
    def made(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.was_made)

    @property
    def left(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if not one.was_made)


def decisions(questionnaire: Questionnaire, answers: Answers) -> tuple[DecisionSection, ...]:
    """All questions that are asked, by section, in English whatever language the interview had."""
    told = questionnaire.in_english
    by_section: dict[str, list[Decision]] = {name: [] for name in told.sections}
    contexts = [environment.values for environment in answers.environments]
    for question in told:
        decision = _decision(told, question, answers, contexts)
        if decision is not None:
            by_section[question.section].append(decision)
    return tuple(DecisionSection(told.sections[name], tuple(found)) for name, found in by_section.items() if found)


@record
class Difference:
    """What the environments answer differently: a question, or a `part` of its mapping; `values` in their order."""

    name: str
    title: str
    part: str
    values: tuple[str, ...]


def differences(
    sections: Iterable[DecisionSection], environments: Sequence[EnvironmentAnswers]
) -> tuple[Difference, ...]:
    found = []
    for decision in (one for section in sections for one in section.decisions):
        answers = [environment.answers[decision.name] for environment in environments]
        shown = [_shown(one.written) if one.asked else "" for one in answers]
        if len(set(shown)) == 1:
            continue
        if not all(isinstance(one.written, Mapping) for one in answers):
            found.append(Difference(decision.name, decision.title, "", tuple(shown)))
            continue
        # What is written in one may be a default in another: the names are those written, the values those in force.
        names = dict.fromkeys(name for one in answers for name in _leaves(one.written))
        in_force = [_leaves(one.value) for one in answers]
        for name in names:
            values = tuple(_shown(known[name]) if name in known else _ABSENT for known in in_force)
            if len(set(values)) > 1:
                found.append(Difference(decision.name, decision.title, name, values))
    return tuple(found)


def _leaves(value: Any) -> dict[str, Value]:
    """Of a mapping, or of one of mappings, by name: `general.max_size`."""
    found: dict[str, Value] = {}
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner:
            found |= {f"{key}.{name}": leaf for name, leaf in inner.items()}
        else:
            found[str(key)] = inner
    return found


def _decision(
    questionnaire: Questionnaire, question: Question, answers: Answers, contexts: list[dict[str, Value]]
) -> Decision | None:
    """None where no environment is asked."""
    found: dict[tuple[str, str], list[str]] = {}
    written: dict[str, Value] = {}
    reasons: dict[str, None] = {}
    for index, environment in enumerate(answers.environments):
        answer = environment.answers[question.name]
        if not answer.asked:
            continue
        profile = str(environment["profile"] if question.per_environment else answers["profile"])
        is_basic = questionnaire.is_basic(question)
        context = {**contexts[index], "profile": profile}
        is_given = answer.layer > Layer.PROFILE
        if is_given and is_basic:
            # `terracutter.yaml` holds it even where nobody gave it.
            is_given = answer.written != _expected(question, index, context)
        by = _ANSWERED if is_given else f"{profile} profile" if profile in question.profiles else _DEFAULT
        written[_shown(answer.written)] = answer.written
        found.setdefault((_shown(answer.written), by), []).append(environment.name)
        if by != _ANSWERED:
            reasons.setdefault(default_reason(question, profile))
    if not found:
        return None
    whole = len(found) == 1 and len(next(iter(found.values()))) == len(answers.environments)
    known = choices(question.type)
    chosen = tuple(
        Chosen(() if whole else tuple(names), value, by, known.get(value, ""), _parts(written[value]))
        for (value, by), names in found.items()
    )
    return Decision(
        name=question.name,
        title=question.title,
        help=question.help,
        why=question.why,
        chosen=chosen,
        because="; ".join(reason for reason in reasons if reason),
        others=_others(question, {one.value for one in chosen}),
        costs=tuple((COSTS[name], what) for name, what in question.cost.items()),
        link=question.link,
    )


def _expected(question: Question, index: int, context: Mapping[str, Any]) -> Value:
    if question.name == "kubernetes_version":
        return catalog.recommended_kubernetes_version()  # whatever day it is
    if context["profile"] in question.profiles:
        value = question.profiles[str(context["profile"])]
    else:
        value = question.default if question.compute is None else evaluate(question.compute, context)
    return in_environment(question, value, index)


def _shown(value: Value) -> str:
    return flow(value) if value != {} else "none"


def _parts(value: Value) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        return ()
    return tuple(
        (str(key), ", ".join(f"{name}: {nested(leaf)}" for name, leaf in inner.items()) or "all by default")
        if isinstance(inner, Mapping)
        else (str(key), nested(inner))
        for key, inner in value.items()
    )


def _others(question: Question, chosen: set[str]) -> tuple[tuple[str, str], ...]:
    """By name what each means; nothing where any text may be an answer."""
    if isinstance(question.type, Boolean):
        return tuple((name, "") for name in ("true", "false") if name not in chosen)
    if not isinstance(question.type, Choice):
        return ()
    others = [(name, meaning) for name, meaning in question.type.choices.items() if name not in chosen]
    return tuple(others) if len(others) <= _FEW else ((f"{len(others)} others", ""),)
