"""Whatever is answered together is refused by a message that names an answer, or is valid Terraform.

`make random N=1000 SEED=7` tries more. TERRACUTTER_EVERY_PAIR=1 lets every pair of values meet, not only most of them.
"""

from __future__ import annotations

import os
import random
from itertools import islice

import pytest
from batches import misplaced
from combinations import Pairs, Search, document
from combinations_judge import Renderer, Summary
from combinations_random import documents
from conftest import note

pytestmark = pytest.mark.timeout(1200)

SEED = 5
ROWS, ASKED, REFUSED = 140, 200, 120
"""Files in which as many pairs meet as find room, pairs that are then asked about alone, files that are refused."""

EVERY = "TERRACUTTER_EVERY_PAIR" in os.environ
RANDOM = 300


@pytest.fixture(scope="module")
def pairs(questionnaire):
    return Pairs(Search(questionnaire, random.Random(SEED)))


@pytest.fixture(scope="module")
def renderer(questionnaire, tmp_path_factory):
    return Renderer(questionnaire, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def pairwise(questionnaire, pairs, renderer):
    """What becomes of the files in which pairs meet, and of pairs and values that are refused."""
    total = pairs.left
    rows = list(islice(pairs.rows(), None if EVERY else ROWS))
    left = pairs.remaining()
    asked = left if EVERY else random.Random(SEED).sample(left, min(ASKED, len(left)))
    alone = [row for one, two in asked if pairs.missing[one] >> two & 1 for row in [pairs.alone_together(one, two)]]
    alone += [{parameter: value} for parameter, value in pairs.alone]
    refused = [dict((pairs.values[one], pairs.values[two])) for one, two in pairs.refused]
    note(
        f"{total} pairs of values: {pairs.covered} met in accepted files, {len(pairs.refused)} are refused, "
        f"{pairs.left} did not meet in {len(rows) + len(alone)} files"
    )
    files = [*rows, *alone[: None if EVERY else REFUSED], *refused[: None if EVERY else REFUSED]]
    return Summary([renderer.outcome(document(questionnaire, row)) for row in files])


@pytest.fixture(scope="module")
def drawn(questionnaire, renderer):
    source = random.Random(SEED)
    found = documents(Search(questionnaire, source), source)
    return Summary([renderer.outcome(next(found)) for _ in range(RANDOM)])


def test_every_question_and_field_is_tried(pairs):
    assert [str(one) for one in pairs.search.parameters if not one.values] == []


def test_most_pairs_of_values_meet_in_accepted_files(pairs, pairwise):
    assert len(pairwise.outcomes) >= 300
    assert len(pairwise.accepted) >= 150
    assert pairs.covered >= 2 * pairs.left
    assert pairs.left == 0 or not EVERY


@pytest.mark.parametrize("kind", ["pairwise", "drawn"])
def test_answers_are_refused_by_name_or_rendered(kind, request):
    summary = request.getfixturevalue(kind)
    assert summary.faults == []
    assert len(summary.accepted) >= 75
    assert len(summary.outcomes) - len(summary.accepted) >= 50


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
