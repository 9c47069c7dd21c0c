"""EKS or ECS? Six questions, and a recommendation with its reasons; texts and weights are in `guide.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from terracutter.diagnostics import did_you_mean
from terracutter.document import plain, read_document
from terracutter.errors import TerracutterError, UsageError
from terracutter.interview.screen import BACK, HELP, Prompt, Screen
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record

NOT_SURE: Final = "not sure"
_FILE: Final = Path(__file__).with_name("guide.yaml")


class Declined(TerracutterError):
    """The person follows the advice to use something else."""

    exit_code = 0


@record
class Choice:
    """One answer; a `weight` above zero speaks for EKS, below zero for ECS, `because` says why."""

    text: str
    weight: int
    because: str


@record
class Topic:
    """One question of the guide."""

    title: str
    why: str
    choices: Mapping[str, Choice]


@record
class Case:
    """A recommendation, or a profile: it holds `when` every topic named there has one of these answers."""

    name: str
    texts: Mapping[str, str]
    when: Mapping[str, tuple[str, ...]]

    def holds(self, answers: Mapping[str, str]) -> bool:
        return all(answers[topic] in allowed for topic, allowed in self.when.items())


@record
class Guide:
    topics: Mapping[str, Topic]
    recommendations: tuple[Case, ...]
    profiles: tuple[Case, ...]
    link: str


@record
class Advice:
    """What is recommended, and the reasons for and against it, the weightiest first."""

    name: str
    title: str
    text: str
    is_eks: bool
    reasons: tuple[str, ...]
    others: tuple[str, ...]
    profile: str
    profile_because: str
    link: str


def load_guide() -> Guide:
    document: Any = plain(read_document(_FILE.read_bytes(), _FILE.name))
    topics = {
        name: Topic(raw["title"], raw["why"], {key: Choice(**choice) for key, choice in raw["choices"].items()})
        for name, raw in document["topics"].items()
    }
    recommendations, profiles = (
        tuple(_case(name, raw) for name, raw in document[part].items()) for part in ("recommendations", "profiles")
    )
    return Guide(topics, recommendations, profiles, document["link"])


def _case(name: str, raw: Mapping[str, Any]) -> Case:
    when = {topic: tuple(allowed) for topic, allowed in raw.get("when", {}).items()}
    return Case(name, {key: text for key, text in raw.items() if key != "when"}, when)


def advise(guide: Guide, answers: Mapping[str, str]) -> Advice:
    """From an answer to every topic; where the weights are even, the service that is less to run."""
    chosen = sorted(
        (guide.topics[topic].choices[answer] for topic, answer in answers.items()), key=lambda one: -abs(one.weight)
    )
    is_eks = sum(choice.weight for choice in chosen) > 0
    service = "EKS" if is_eks else "ECS"
    case = next(one for one in guide.recommendations if one.texts["service"] == service and one.holds(answers))
    profile = next(one for one in guide.profiles if one.holds(answers))
    sides = {side: tuple(one.because for one in chosen if (one.weight > 0) is side) for side in (True, False)}
    texts = case.texts["title"], case.texts["text"]
    return Advice(
        case.name, *texts, is_eks, sides[is_eks], sides[not is_eks], profile.name, profile.texts["because"], guide.link
    )


def lines(advice: Advice, words: Words = ENGLISH) -> Iterator[str]:
    yield words("Recommended: {title}", title=words(advice.title))
    yield f"  {words(advice.text)}"
    yield words("What speaks for it:")
    yield from (f"  - {words(reason)}" for reason in advice.reasons)
    if advice.others:
        yield words("What speaks for ECS:") if advice.is_eks else words("What speaks for EKS:")
        yield from (f"  - {words(reason)}" for reason in advice.others)
    if advice.is_eks:
        because = words(advice.profile_because)
        yield words("Begin with the profile {profile}: {because}", profile=advice.profile, because=because)
    yield words("Read more: {link}", link=advice.link)


def consult(screen: Screen, words: Words = ENGLISH) -> Advice | None:
    """Asks every topic; None: back from the first. Raises `Left`."""
    guide = load_guide()
    names = list(guide.topics)
    answers: dict[str, str] = {}
    while len(answers) < len(names):
        name = names[len(answers)]
        progress = f"[{len(answers) + 1}/{len(names)}]"
        answer = _ask(screen, guide.topics[name], progress, words)
        if answer != BACK:
            answers[name] = answer
        elif answers:
            answers.popitem()
        else:
            return None
    return advise(guide, answers)


def confirm(screen: Screen, words: Words = ENGLISH) -> None:
    """Whether to go on with EKS against the advice. Raises `Declined`, or `Left`."""
    choices = {"no": words("end here, nothing is written"), "yes": words("a cluster of EKS all the same")}
    while True:
        text = screen.ask(Prompt(words("Go on with EKS?"), "no", choices=choices)).lower()
        screen.say("")
        if text in {"yes", "y"}:
            return
        if text in {"no", "n", BACK}:
            raise Declined(words("Nothing was made."))


def _ask(screen: Screen, topic: Topic, progress: str, words: Words) -> str:
    """The answer, or back."""
    choices = {name: words(choice.text) for name, choice in topic.choices.items()}
    prompt = Prompt(words(topic.title), None, progress, choices=choices)
    while True:
        text = screen.ask(prompt)
        if text == BACK or text in choices:
            screen.say("")
            return text
        if text == HELP:
            screen.say(f"  {words(topic.why)}\n")
        else:
            hint = did_you_mean(text, choices, words) or words("Type one of {names}.", names=", ".join(choices))
            screen.complain(f"  {hint}\n")


def typed(settings: tuple[str, ...]) -> Advice:
    """From `TOPIC=CHOICE`, one for each topic. Raises `UsageError` with what is missing or wrong."""
    guide = load_guide()
    answers: dict[str, str] = {}
    for setting in settings:
        name, _, answer = setting.partition("=")
        allowed = guide.topics[name].choices if name in guide.topics else guide.topics
        if name not in guide.topics or answer not in allowed:
            found = answer if name in guide.topics else name
            hint = did_you_mean(found, allowed) or f"allowed is {', '.join(allowed)}"
            raise UsageError(f'"{setting}" is no answer of the guide.\n  hint: {hint}')
        answers[name] = answer
    missing = [f"{name}={'|'.join(topic.choices)}" for name, topic in guide.topics.items() if name not in answers]
    if missing:
        raise UsageError(f"Not answered: {' '.join(missing)}\n  hint: give them all, or ask at a terminal")
    return advise(guide, answers)
