"""What is seen of a run: each stage with its time, and the command that repeats an interview without questions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from answer_sets import today  # noqa: F401
from conftest import read_tree
from interview.driver import ENTER, Terminal
from terracutter import pipeline
from terracutter.answers import from_directory, from_file, from_settings, from_variables
from terracutter.interview import again
from terracutter.interview.state import State

QUESTIONNAIRE = pipeline.load_questionnaire()
STAGES = """\
questions N s N, each with a valid answer
plan N s cluster acme-production
render N s N files; N of Terraform are parsed and formatted
check N s N modules, as `terracutter validate` does
prove N s N answers at N addresses
read twice N s N different files, by python-hcl2
"""


@pytest.fixture
def terracutter(tmp_path, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "terracutter").write_text(f'#!/bin/sh\nexec {sys.executable} -m terracutter "$@"\n')
    (home / "terracutter").chmod(0o755)

    def run(command):
        environment = {"PATH": f"{home}:/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
        return subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def without_counts(text):
    """Counts grow with the modules; times are never the same."""
    return re.sub(r"^ +| +(?= )", "", re.sub(r"\b[0-9]+(\.[0-9]+)?\b", "N", text), flags=re.MULTILINE)


def test_each_stage_is_named_with_its_time_where_it_was_asked_for(terracutter):
    made = terracutter("terracutter new acme --defaults --verbose")
    assert made.returncode == 0
    assert without_counts(made.stderr) == f"{STAGES}write N s N files, all or none\n"
    rendered = terracutter("terracutter render acme -v")
    assert without_counts(rendered.stderr) == f"{STAGES}write N s N of N files stay as they are\n"


def test_a_pipe_hears_of_no_stages(terracutter):
    assert terracutter("terracutter new acme --defaults").stderr == ""
    assert terracutter("terracutter render acme").stderr == ""


def test_several_clusters_are_counted(terracutter):
    done = terracutter("terracutter new acme --defaults --set environments=dev,prod --dry-run -v")
    assert "s  2 clusters\n" in done.stderr
    assert "  write " not in done.stderr


RULE = '{scanner: {cidr: 10.1.0.0/24, from_port: 443, description: "a; b & $HOME !x [y] {z} #k * (w)"}}'
INTERVIEWS = {
    "nothing": ([], {}, "", []),
    "lists and things": ([], {}, "", [
        ("profile", "development"), ("environments", "dev, prod"), ("region", "eu-west-1"),
        ("node_groups", "{general: {instance_types: [m7i.large, m7a.large], labels: {a/b: c}}}"),
        ("tags", "{owner: Team One, cost-center: 0755, flag: NO, note: a=b+c@d}"),
        ("cluster_security_group_rules", RULE),
    ]),
    "after other answers": (
        [
            "profile=private", "environments.dev.log_retention_days=30", "tags.a=b c", "api_access_cidrs=10.0.0.0/8",
            "node_groups.general.max_size=9",
        ],
        {"TERRACUTTER_REGION": "us-west-2", "TERRACUTTER_VPC_CIDR": "10.9.0.0/16"},
        "environments: {dev: {kubernetes_version: 1.34}, prod: {}}\nrepository: shop\nregion: eu-west-1\n",
        [("vpc_cidr", "10.7.0.0/16"), ("profile", "production"), ("api_access_cidrs", "none")],
    ),
}  # fmt: skip
"""By name: settings, environment variables, a file, and what a person answers."""


@pytest.mark.parametrize("name", INTERVIEWS)
def test_the_command_repeats_an_interview_to_the_byte(name, terracutter, tmp_path, monkeypatch):
    settings, variables, text, answered = INTERVIEWS[name]
    monkeypatch.chdir(tmp_path)
    file = Path("my answers.yaml") if text else None
    if file is not None:
        file.write_text(text)
    sources = [from_settings(settings, QUESTIONNAIRE), from_variables(variables, QUESTIONNAIRE)]
    sources += [from_file(file, QUESTIONNAIRE)] if file is not None else []
    assert [problem for _, problems in sources for problem in problems] == []
    given = [one for found, _ in sources for one in found]
    state = State(QUESTIONNAIRE, [*given, *from_directory(Path("acme"), QUESTIONNAIRE)])
    for question, typed in answered:
        assert state.give(question, typed) == []

    command = again(Path("acme"), file, settings, variables, state.given)
    done = terracutter(command)

    assert (done.returncode, "\n" in command) == (0, False), done.stderr
    made = read_tree(tmp_path / "acme")
    expected = pipeline.build(QUESTIONNAIRE, state.given).files
    assert {path: made[path] for path in expected} == dict(expected)


def test_the_command_as_it_is_shown():
    state = State(QUESTIONNAIRE, from_settings(["region=us-west-2"], QUESTIONNAIRE)[0])
    for question, typed in (("environments", "dev, prod"), ("repository", "shop")):
        assert state.give(question, typed) == []
    command = again(None, None, ["region=us-west-2"], {"TERRACUTTER_TAGS": "{a: b}"}, state.given)
    assert command == (
        "TERRACUTTER_TAGS='{a: b}' terracutter new --defaults --set region=us-west-2"
        " --set 'environments=dev, prod' --set repository=shop"
    )


def test_a_person_sees_the_stages_and_then_the_command(terracutter, tmp_path):
    settings = [
        "profile=development", "repository=acme", "environments=dev", "zones=eu-west-1a,eu-west-1b",
        "kubernetes_version=1.35", "vpc_cidr=10.0.0.0/16", "endpoint_public_access_cidrs=none",
        "administrator_role_arns=none", "node_groups={a: {instance_types: [m7i.large]}}",
    ]  # fmt: skip
    arguments = [word for setting in settings for word in ("--set", setting)]
    terminal = Terminal(tmp_path, "new", "acme", "--plain", *arguments, columns=1000, lines=200)
    for seen, typed in (("AWS region", "eu-west-1"), ("Anything else?", ""), ("Review", "")):
        terminal.until(seen)
        terminal.type(f"{typed}{ENTER}")
    assert terminal.end() == 0
    shown = terminal.everything
    stages = without_counts(shown[shown.index("  questions ") : shown.index("\nacme\n")])
    assert stages.replace("acme-dev", "acme-production") == f"{STAGES}write N s N files, all or none"
    head, _, command = shown.partition("\n\nThe same without questions:\n  ")
    assert head.endswith("  acme-dev-administrator")
    assert "\n" not in command
    before = read_tree(tmp_path / "acme")
    (tmp_path / "acme").rename(tmp_path / "first")
    done = terracutter(command)
    assert (done.returncode, read_tree(tmp_path / "acme")) == (0, before), done.stderr
