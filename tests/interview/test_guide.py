"""EKS or ECS: every recommendation can be reached, every answer counts, and the reasons are of what was answered."""

from __future__ import annotations

import itertools

import pytest
from interview.driver import ENTER, Terminal
from terracutter import pipeline
from terracutter.errors import UsageError
from terracutter.interview.guide import NOT_SURE, advise, lines, load_guide, typed

GUIDE = load_guide()
TOPICS = list(GUIDE.topics)
EVERY = [
    dict(zip(TOPICS, chosen, strict=True))
    for chosen in itertools.product(*(topic.choices for topic in GUIDE.topics.values()))
]
SMALL = {
    "experience": "nobody", "ecosystem": "nothing", "elsewhere": "no", "cost": "little", "scaling": "steady",
    "operations": "developers",
}  # fmt: skip
LARGE = {
    "experience": "most", "ecosystem": "operators", "elsewhere": "yes", "cost": "much", "scaling": "special",
    "operations": "team",
}  # fmt: skip


def settings(answers):
    return tuple(f"{topic}={answer}" for topic, answer in answers.items())


def test_every_recommendation_and_every_profile_is_reached():
    found = [advise(GUIDE, answers) for answers in EVERY]
    assert {one.name for one in found} == {one.name for one in GUIDE.recommendations}
    assert {one.profile for one in found if one.is_eks} == {one.name for one in GUIDE.profiles}
    assert {one.name for one in GUIDE.profiles} <= set(pipeline.load_questionnaire().by_name["profile"].type.choices)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_decides_between_the_services_somewhere(topic):
    services = {}
    for answers in EVERY:
        rest = tuple(answer for name, answer in answers.items() if name != topic)
        services.setdefault(rest, set()).add(advise(GUIDE, answers).is_eks)
    assert {True, False} in services.values()


CHOICES = [(name, key) for name, topic in GUIDE.topics.items() for key in topic.choices]


@pytest.mark.parametrize(("topic", "choice"), CHOICES)
def test_every_answer_is_quoted_where_it_was_given_and_nowhere_else(topic, choice):
    because = GUIDE.topics[topic].choices[choice].because
    for answers in EVERY:
        advice = advise(GUIDE, answers)
        assert (because in (*advice.reasons, *advice.others)) == (answers[topic] == choice)


def test_each_recommendation_has_reasons_and_the_weightiest_comes_first():
    weights = {choice.because: choice.weight for topic in GUIDE.topics.values() for choice in topic.choices.values()}
    for answers in EVERY:
        advice = advise(GUIDE, answers)
        assert advice.reasons
        assert all((weights[reason] > 0) == advice.is_eks for reason in advice.reasons)
        for reasons in (advice.reasons, advice.others):
            assert [abs(weights[reason]) for reason in reasons] == sorted(
                (abs(weights[reason]) for reason in reasons), reverse=True
            )


@pytest.mark.parametrize(("topic", "choice"), [("ecosystem", "operators"), ("elsewhere", "yes")])
def test_what_only_kubernetes_has_decides_alone(topic, choice):
    assert advise(GUIDE, {**SMALL, topic: choice}).is_eks


def test_small_and_simple_is_ecs_and_said_plainly():
    assert list(lines(advise(GUIDE, SMALL))) == [
        "Recommended: Amazon ECS on Fargate",
        f"  {GUIDE.recommendations[-1].texts['text']}",
        "What speaks for it:",
        "  - nobody on the team has run Kubernetes, which is a good deal to learn before the first release",
        "  - containers of your own behind a load balancer are what ECS does without anything added",
        "  - an EKS control plane is paid by the hour for every cluster, and ECS has none to pay for",
        "  - an EKS cluster wants an upgrade about once a year and somebody who has the time; ECS wants neither",
        "  - all of it stays in AWS, so that an interface which only AWS has costs you nothing",
        "  - a load that changes slowly is followed by ECS on Fargate, and nobody sizes an instance",
        f"Read more: {GUIDE.link}",
    ]
    assert advise(GUIDE, SMALL).text.startswith("ECS is the better choice here, on Fargate, ")
    assert advise(GUIDE, {**SMALL, "scaling": "special"}).title == "Amazon ECS on EC2"


def test_a_platform_team_with_operators_gets_eks_and_a_profile():
    found = list(lines(typed(settings(LARGE))))
    assert (found[0], found[-2]) == (
        "Recommended: Amazon EKS",
        "Begin with the profile production: it fits a cluster that others rely on",
    )
    assert "What speaks for ECS:" not in found
    assert typed(settings({**LARGE, "operations": "part-time"})).title == "Amazon EKS with Auto Mode"
    assert typed(settings({**LARGE, "experience": "nobody"})).profile == "development"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((), "Not answered: experience=nobody|some|most ecosystem=nothing|charts|operators "),
        (settings(SMALL)[1:], "Not answered: experience=nobody|some|most\n  hint: give them all"),
        (("expirience=nobody",), '"expirience=nobody" is no answer of the guide.\n  hint: Did you mean "experience"?'),
        (("cost=mutch",), 'guide.\n  hint: Did you mean "much"?'),
        (("cost=x",), '"cost=x" is no answer of the guide.\n  hint: allowed is little, much'),
    ],
)
def test_what_is_missing_or_wrong_is_named(given, message):
    with pytest.raises(UsageError) as refused:
        typed(given)
    assert message in str(refused.value)


def answer(terminal, answers):
    for number, text in enumerate(answers.values(), start=1):
        terminal.until(f"[{number}/{len(TOPICS)}]")
        terminal.type(f"{text}{ENTER}")


def test_somebody_who_is_not_sure_is_led_to_ecs_and_leaves_nothing_behind(tmp_path):
    terminal = Terminal(tmp_path, "new", "acme", "--plain", columns=100, lines=60)
    terminal.until(f"{NOT_SURE}     a short guide: is EKS right for you, or ECS?")
    terminal.type(f"{NOT_SURE}{ENTER}")
    answer(terminal, SMALL)
    assert "Recommended: Amazon ECS on Fargate" in terminal.until("Go on with EKS?")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert terminal.screen.endswith("\nNothing was made.")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []


def test_somebody_who_is_not_sure_is_led_to_a_profile_and_goes_on(tmp_path):
    terminal = Terminal(tmp_path, "new", "acme", "--plain", columns=100, lines=60)
    terminal.until("[production]:")
    terminal.type(f"{NOT_SURE}{ENTER}")
    terminal.until("[1/6]")
    terminal.type(f"<{ENTER}")  # back from the first topic is the question of the profile again
    terminal.until("Sets the default of other questions")
    terminal.type(f"Not Sure{ENTER}")
    terminal.until("[1/6]")
    terminal.type(f"?{ENTER}")
    terminal.until("Somebody will upgrade it")
    terminal.type(f"nobdy{ENTER}")
    terminal.until('Did you mean "nobody"?')
    answer(terminal, {**SMALL, "ecosystem": "operators"})
    shown = terminal.until("[development]:")
    assert "Begin with the profile development: a small cluster to learn on" in " ".join(shown.split())
    assert "Default: the guide recommends it" in shown
    terminal.type(ENTER)
    terminal.until("[2/10] Repository name")
    terminal.type("\x03")
    assert terminal.end() == 1
    kept = (tmp_path / "terracutter-answers.yaml").read_text()
    assert kept.endswith("\nprofile: development\n")


def test_the_guide_stands_alone(tmp_path):
    terminal = Terminal(tmp_path, "guide", columns=100, lines=60, TERM="dumb")
    answer(terminal, LARGE)
    assert terminal.end() == 0
    assert "Recommended: Amazon EKS\n" in terminal.screen
