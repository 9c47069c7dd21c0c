"""What every rendered module keeps to, so that whoever knows one knows them all."""

from __future__ import annotations

import posixpath
from collections import Counter

import pytest
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import Block, Reference, String, Template, walk
from test_repository import MATRIX

MOST_VARIABLES, MOST_LINES = 25, 250


@pytest.fixture(params=MATRIX, scope="module")
def files(request, build):
    return build(*MATRIX[request.param]).files


@pytest.fixture(scope="module")
def modules(files):
    """Every directory with Terraform in it: modules, and environments, which are root modules."""
    return modules_of(parsed(files, ".tf").values())


def parsed(files, suffix):
    found = {path: parse(text, path) for path, text in files.items() if path.endswith(suffix)}
    assert not any(problems for _, problems in found.values())
    return {path: file for path, (file, _) in found.items()}


def test_the_files_of_a_module(files, modules):
    for directory in modules:
        if directory.startswith("modules/"):
            name = posixpath.basename(directory)
            expected = ["README.md", "main.tf", "outputs.tf", f"tests/{name.replace('-', '_')}.tftest.hcl"]
            expected += ["variables.tf", "versions.tf"]
            assert [path for path in expected if f"{directory}/{path}" not in files] == [], directory


def test_files_stay_short(files):
    long = {path: text.count("\n") for path, text in files.items() if path.endswith("main.tf")}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES} == {}


def test_variables_and_outputs_say_what_they_are(modules):
    for directory, module in modules.items():
        for block in (*module.of_type("variable"), *module.of_type("output")):
            where, attributes = f"{block.labels[0].value} in {directory}", block.body.attributes
            assert isinstance(attributes["description"].value, String), where
            assert attributes["description"].value.value.endswith("."), where
            if block.type == "variable":
                assert {"type", "nullable"} <= attributes.keys(), where
        if directory.startswith("modules/"):
            for kind in ("variable", "output"):
                assert list(module.names(kind)) == sorted(module.names(kind)), directory


def test_few_variables(modules):
    counts = {directory: len(module.names("variable")) for directory, module in modules.items()}
    assert {directory: count for directory, count in counts.items() if count > MOST_VARIABLES} == {}


def test_no_data_source_but_the_account(modules):
    data = {block.labels[0].value for module in modules.values() for block in module.of_type("data")}
    assert data <= {"aws_caller_identity"}


def test_no_dynamic_block_and_no_heredoc(files):
    nodes = [(path, node) for path, file in parsed(files, (".tf", ".tfvars", ".hcl")).items() for node in walk(file)]
    assert [path for path, node in nodes if isinstance(node, Block) and node.type == "dynamic"] == []
    assert [path for path, node in nodes if isinstance(node, Template) and node.marker] == []


def test_every_validation_is_tested(files, modules):
    """A module's tests expect a variable to fail as often as it has validations."""
    for directory, module in modules.items():
        if not directory.startswith("modules/"):
            continue
        tests = [file for path, file in parsed(files, ".tftest.hcl").items() if path.startswith(f"{directory}/")]
        expected = Counter(
            node.steps[0].name
            for file in tests
            for run in file.body.blocks
            if "expect_failures" in run.body.attributes
            for node in walk(run.body.attributes["expect_failures"])
            if isinstance(node, Reference)
        )
        promised = Counter({block.labels[0].value: validations(block) for block in module.of_type("variable")})
        assert promised - expected == Counter(), directory


def validations(variable: Block) -> int:
    return sum(block.type == "validation" for block in variable.body.blocks)
