"""Plain cookiecutter gives the same bytes as `terracutter new`, with nothing installed beside cookiecutter."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import read_tree
from golden import ROOT
from terracutter import pipeline, write
from terracutter.answers import from_settings


@pytest.fixture(scope="session")
def clone(tmp_path_factory) -> Path:
    """The repository's files as a person clones them; cookiecutter reads a directory just as it reads a clone."""
    target = tmp_path_factory.mktemp("clone") / "terracutter"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture
def cookiecutter(programs):
    """cookiecutter in an environment that holds nothing else."""
    programs = programs("cookiecutter==2.7.1")
    pip = [programs / "python", "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    packages = subprocess.run(pip, check=True, capture_output=True, text=True).stdout
    assert "python-hcl2" not in packages
    assert "terracutter" not in packages

    def run(*arguments: str | Path, cwd: Path, answers: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(cwd), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [programs / "cookiecutter", *arguments],
            cwd=cwd,
            env=environment,
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def made_by_terracutter(directory: Path, *settings: str) -> dict[str, str]:
    questionnaire = pipeline.load_questionnaire()
    repository = pipeline.build(questionnaire, *from_settings(settings, questionnaire))
    target = directory / "by-terracutter" / repository.plan.repository
    write.create(target, repository.files, answers=repository.lasting)
    return read_tree(target)


SAME = [
    (),
    ("repo_name=acme", "profile=private", "environments=dev,prod", "kubernetes_version=1.34"),
    (
        "repo_name=acme",
        "profile=development",
        "region=eu-west-1",
        "zones=eu-west-1a,eu-west-1c",
        "vpc_cidr=10.9.0.0/18",
        "endpoint_public_access_cidrs=203.0.113.0/24",
        "administrator_role_arns=arn:aws:iam::111122223333:role/a",
        "node_groups={big: {instance_types: [m7g.large, c7g.large], capacity_type: SPOT, labels: {a: 'b'}}}",
    ),
]


@pytest.mark.parametrize("answers", SAME, ids=["defaults", "private", "every question"])
def test_both_doors_give_the_same_bytes(cookiecutter, clone, tmp_path, answers):
    done = cookiecutter(clone, "--no-input", *answers, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    settings = [answer.replace("repo_name=", "repository=") for answer in answers]
    name = next((answer.partition("=")[2] for answer in answers if answer.startswith("repo_name=")), "eks-platform")
    assert read_tree(tmp_path / name) == made_by_terracutter(tmp_path, *settings)
    assert "answers stand in the Terraform" in done.stdout
    assert "second reader skipped: python-hcl2 8 is not installed" in done.stdout


def test_a_person_at_the_prompts_may_press_enter_only(cookiecutter, clone, tmp_path):
    done = cookiecutter(clone, cwd=tmp_path, answers="\n" * 12)
    assert done.returncode == 0, done.stderr
    assert read_tree(tmp_path / "eks-platform") == made_by_terracutter(tmp_path)


def test_bad_answers_leave_nothing_and_are_all_named(cookiecutter, clone, tmp_path):
    done = cookiecutter(clone, "--no-input", "repo_name=Bad", "region=eu-west1", "zones=x", cwd=tmp_path)
    assert done.returncode == 1
    for name in ("repository", "region", "zones"):
        assert f"  {name}" in done.stderr
    assert "eu-west-1" in done.stderr
    assert not (tmp_path / "Bad").exists()


@pytest.mark.parametrize("name", ["../outside", "{{ 7 * 7 }}x y", "a'''b", "$(id)"])
def test_hostile_names_are_refused(cookiecutter, clone, tmp_path, name):
    inside = tmp_path / "inside"
    inside.mkdir()
    done = cookiecutter(clone, "--no-input", f"repo_name={name}", cwd=inside)
    assert done.returncode != 0
    assert list(tmp_path.rglob("*.tf")) == []
    assert not (tmp_path / "outside").exists()


def test_without_hooks_the_answers_wait_for_a_render(cookiecutter, clone, tmp_path):
    answers = ("repo_name=acme", "profile=development")
    done = cookiecutter(clone, "--no-input", "--accept-hooks", "no", *answers, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "acme"
    assert sorted(read_tree(made)) == [".terracutter/manifest.json", "README.md", "terracutter.yaml"]
    assert "terracutter render" in (made / "README.md").read_text()
    command = [sys.executable, "-m", "terracutter", "render", made]
    rendered = subprocess.run(command, capture_output=True, text=True, check=False)
    assert rendered.returncode == 0, rendered.stderr
    files, expected = read_tree(made), made_by_terracutter(tmp_path, "repository=acme", "profile=development")
    # The answers file is the person's: render reads it and leaves it as it is.
    del files["terracutter.yaml"], expected["terracutter.yaml"]
    assert files == expected


def test_cookiecutter_asks_at_most_ten_questions():
    asked = [name for name in json.loads((ROOT / "cookiecutter.json").read_text()) if not name.startswith("_")]
    assert len(asked) <= 10


def test_the_template_hands_over_every_answer():
    template = (ROOT / "{{cookiecutter.repo_name}}" / "terracutter.yaml").read_text()
    asked = [name for name in json.loads((ROOT / "cookiecutter.json").read_text()) if not name.startswith("_")]
    for name in asked:
        assert f'"{name}"' in template or f"cookiecutter.{name}" in template
