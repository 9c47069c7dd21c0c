"""Whatever is answered together is refused by a message that names an answer, or is valid Terraform.

Every two enumerated values meet in a file that is accepted, or a rule refuses them; `make pairs` finds what is missing.
`make random N=1000 SEED=7` tries more than what is drawn here.
"""

from __future__ import annotations

import random

import pytest
from batches import misplaced
from combinations import Search, document
from combinations_file import COMMAND, SEED, complete, lines, replay, said
from combinations_judge import Renderer, Summary
from combinations_random import documents
from conftest import note
from pictures import problems

pytestmark = pytest.mark.timeout(1200)

OF_A_RULE = 6
"""So many of the pairs that a rule refuses are read from a file as a person writes it."""

RANDOM, OTHERS = 300, 100


@pytest.fixture(scope="module")
def pairs(questionnaire):
    found = replay(Search(questionnaire, random.Random(SEED)))
    for line in lines(found):
        note(line)
    return found


@pytest.fixture(scope="module")
def renderer(questionnaire, tmp_path_factory):
    return Renderer(questionnaire, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def pairwise(questionnaire, pairs, renderer):
    """What becomes of the files in which pairs meet, and of pairs that are refused."""
    by_rule: dict[str, list[tuple[int, int]]] = {}
    for pair, refusal in pairs.refused.items():
        by_rule.setdefault(str(refusal), []).append(pair)
    source = random.Random(SEED)
    chosen = [pair for of_rule in by_rule.values() for pair in source.sample(of_rule, min(OF_A_RULE, len(of_rule)))]
    rows = [*pairs.rows, *(next(pairs.starts(*pair)) for pair in chosen)]
    return Summary([renderer.outcome(document(questionnaire, row)) for row in rows])


@pytest.fixture(scope="module")
def drawn(questionnaire, renderer):
    source = random.Random(SEED)
    found = documents(Search(questionnaire, source), source)
    return Summary([renderer.outcome(next(found)) for _ in range(RANDOM)])


def test_every_question_and_field_is_tried(pairs):
    assert [str(one) for one in pairs.search.parameters if not one.values] == []


def test_every_pair_of_enumerated_values_meets_or_is_refused(pairs):
    never = [
        f"{parameter}={parameter.values[value]}: {problem.detail}"
        for (parameter, value), problem in pairs.alone.items()
    ]
    assert never == [], "no accepted file has these values"
    left = [f"{said(pairs, one)} and {said(pairs, two)}" for one, two in pairs.remaining()]
    assert left == [], f"type: {COMMAND}"


def test_no_pair_that_counts_as_refused_meets_in_an_accepted_file(questionnaire, pairs, renderer):
    """Files that were not looked for: random rows, mended."""
    source = random.Random(SEED)
    search = Search(questionnaire, source)
    accepted = 0
    for _ in range(OTHERS):
        chosen = source.sample(search.parameters, source.randrange(5, 60))
        row, problems = search.repaired({one: source.randrange(len(one.values)) for one in chosen if one.values}, {})
        if problems:
            continue
        accepted += 1
        numbers = pairs.numbers_of(row)
        met = [(one, two) for one in numbers for two in numbers if (one, two) in pairs.refused]
        assert [f"{said(pairs, one)} and {said(pairs, two)}" for one, two in met] == [], f"type: {COMMAND}"
    assert accepted > OTHERS / 2


def few(questionnaire):
    """A search among a few answers; one more of a list takes "not in the list" away from a row."""
    search = Search(questionnaire, random.Random(SEED))
    parts = {"", "adot", "cert-manager", "coredns", "vpc-cni", "kube-proxy", "eks-pod-identity-agent"}
    questions = {"ip_family", "auto_mode", "addons", "irsa", "workload_identity", "nat_gateways"}
    search.parameters = tuple(one for one in search.parameters if one.question in questions and one.part in parts)
    search.by_question = {
        name: [one for one in found if one in search.parameters]
        for name, found in search.by_question.items()
        if name in questions
    }
    return search


def test_what_was_found_is_found_again_in_the_file_and_stays_as_it_is(questionnaire, tmp_path):
    file = tmp_path / "pairs.json"
    found = list(complete(few(questionnaire), file))[-1]
    text = file.read_text()
    again = replay(few(questionnaire), file)
    assert (again.total, again.met, again.remaining()) == (found.total, found.met, found.remaining())
    list(complete(few(questionnaire), file))
    assert file.read_text() == text


def test_the_pairs_are_in_many_files(pairwise):
    assert len(pairwise.outcomes) >= 300


@pytest.mark.parametrize("kind", ["pairwise", "drawn"])
def test_answers_are_refused_by_name_or_rendered(kind, request):
    summary = request.getfixturevalue(kind)
    assert summary.faults == []
    assert len(summary.accepted) >= len(summary.outcomes) / 2
    assert len(summary.outcomes) - len(summary.accepted) >= 75
    assert len({problem.summary for one in summary.outcomes for problem in one.refused}) >= 25


@pytest.mark.parametrize("kind", ["pairwise", "drawn"])
def test_every_text_in_a_picture_is_within_its_box_and_over_no_other(kind, request):
    accepted = request.getfixturevalue(kind).accepted
    assert all(any(path.endswith(".svg") for path in one.files) for one in accepted)
    pictures = {text: one.text for one in accepted for path, text in one.files.items() if path.endswith(".svg")}
    assert [(found, answers) for text, answers in pictures.items() if (found := problems(text))] == []


@pytest.mark.parametrize("kind", ["pairwise", "drawn"])
def test_terraform_takes_what_is_accepted(kind, request, judge):
    summary = request.getfixturevalue(kind)
    summary.judge(f"{kind} answers", judge)
    for line in summary.lines():
        note(f"{kind}: {line}")
    assert len(summary.said) >= 50
    assert summary.faults == []


@pytest.mark.parametrize("kind", ["pairwise", "drawn"])
def test_terraform_would_lay_out_what_is_accepted_in_the_same_way(kind, request, terraform, tmp_path):
    summary = request.getfixturevalue(kind)
    assert misplaced(terraform, tmp_path, [one.files for one in summary.accepted]) == []
