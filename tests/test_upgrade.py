"""What earlier releases rendered is rendered by this one: answers are taken, nothing is lost, nothing is made anew."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import read_tree, write_tree
from previous import questions, repositories, versions
from state_addresses import state_addresses
from terracutter import __version__

KEPT = [(version, name) for version in versions() for name in repositories(version)]
WHAT_IT_SAYS_TO_TYPE = {
    "everything": ("karpenter_discovery: true", "autoscaler: karpenter"),
}
"""Where a former answer is refused: what is typed in its place."""


@pytest.fixture(scope="module", params=KEPT, ids="-".join)
def upgraded(request, tmp_path_factory):
    """The text by path as the release rendered it, and as `update` leaves it."""
    version, name = request.param
    before = repositories(version)[name]
    directory = tmp_path_factory.mktemp(name) / name
    write_tree(directory, before)
    if name in WHAT_IT_SAYS_TO_TYPE:
        answers = directory / "terracutter.yaml"
        old, new = WHAT_IT_SAYS_TO_TYPE[name]
        answers.write_text(before["terracutter.yaml"].replace(old, new), encoding="utf-8")
    done = terracutter("update", directory)
    assert done.returncode == 0, done.stderr
    return before, read_tree(directory)


def terracutter(*arguments):
    command = [sys.executable, "-m", "terracutter", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_resource_keeps_its_address(upgraded):
    before, after = (state_addresses(files) for files in upgraded)
    assert {root: found - after[root] for root, found in before.items() if found - after[root]} == {}


def test_no_file_is_lost_and_the_answers_stay_as_they_are(upgraded):
    before, after = upgraded
    assert before.keys() - after.keys() == set()
    assert json.loads(after[".terracutter/manifest.json"])["terracutter"] == __version__


@pytest.mark.parametrize("version", versions())
def test_a_question_of_an_earlier_release_is_asked_or_it_is_said_what_to_type(version, questionnaire):
    former = questions(version)["properties"].keys() - questionnaire.by_name.keys()
    assert former == {"karpenter_discovery"}
