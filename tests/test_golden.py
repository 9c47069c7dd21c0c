"""The generated files of this repository are what the code generates now."""

from __future__ import annotations

import re

import golden
import pytest
from conftest import read_tree, write_tree

COMMAND = "make golden"


@pytest.mark.parametrize("name", golden.examples())
def test_an_example_is_what_its_answers_render(name):
    expected = read_tree(golden.EXAMPLES / name / "expected")
    found = golden.example_files(name)
    assert sorted(found) == sorted(expected), f"to write them again: {COMMAND}"
    for path, text in found.items():
        assert text == expected[path], f"{path}; to write it again: {COMMAND}"


@pytest.mark.parametrize("path", golden.single_files(), ids=lambda path: path.relative_to(golden.ROOT).as_posix())
def test_a_generated_file_is_up_to_date(path):
    assert path.read_text(encoding="utf-8") == golden.single_files()[path], f"to write it again: {COMMAND}"


@pytest.mark.parametrize("name", golden.examples())
def test_an_example_says_why_and_what_it_costs(name):
    text = (golden.EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    title, _, _ = text.partition("\n")
    assert title.lower() == f"# {name.replace('-', ' ')}"
    assert f"terracutter new {_repository(name)} --answers examples/{name}/terracutter.yaml\n" in text
    for heading in ("## Why", "## Cost", "## Run it"):
        assert heading in text


def _repository(name):
    text = (golden.EXAMPLES / name / "terracutter.yaml").read_text(encoding="utf-8")
    return re.search(r"^repository: (.+)$", text, re.MULTILINE)[1]


@pytest.fixture(scope="module")
def verdicts(judge):
    return judge("every example", {name: read_tree(golden.EXAMPLES / name / "expected") for name in golden.examples()})


@pytest.mark.parametrize("name", golden.examples())
def test_an_example_is_valid_terraform(verdicts, name):
    assert verdicts[name] == ""


def test_a_person_initialises_and_validates_an_example(terraform_with_aws, tmp_path):
    write_tree(tmp_path, read_tree(golden.EXAMPLES / "minimal" / "expected"))
    assert terraform_with_aws("fmt", "-check", "-recursive", cwd=tmp_path).stdout == ""
    (root,) = (tmp_path / "environments").iterdir()
    assert terraform_with_aws("init", "-backend=false", cwd=root).returncode == 0
    validated = terraform_with_aws("validate", "-no-color", cwd=root)
    assert validated.returncode == 0, validated.stderr


def test_the_readme_shows_real_output():
    text = (golden.ROOT / "README.md").read_text(encoding="utf-8")
    assert len(list(golden.console_blocks(text))) >= 3
    assert golden.run_console(text) == text, f"to write it again: {COMMAND}"


def test_the_readme_begins_with_the_two_commands_of_a_newcomer():
    text = (golden.ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [block.partition("\n")[2].strip() for block in text.split("```")[1::2]]
    assert blocks[0].splitlines()[-1] == "make demo"
    assert blocks[1] == "make test"
