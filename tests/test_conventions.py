"""What every rendered module keeps to, so that whoever knows one knows them all."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

import pytest
from terracutter.check import check
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import Block, Reference, String, Template, walk
from test_provider_6 import SIX
from test_repository import MATRIX

VARIANTS = MATRIX | SIX
MOST_VARIABLES, MOST_LINES = 25, 250

DYNAMIC = {
    "block_device_mappings",
    "capacity_reservation_specification",
    "instance_market_options",
    "network_interfaces",
    "override",
    "placement",
    "selector",
    "tag",
    "taint",
}
"""What an operator may add to, or some groups of a module have and others have not; each is read nowhere but there."""


@pytest.fixture(params=VARIANTS, scope="module")
def repository(request, build):
    return build(*VARIANTS[request.param])


@pytest.fixture(scope="module")
def files(repository):
    return repository.files


@pytest.fixture(scope="module")
def modules(files):
    """Every directory with Terraform in it: modules, and environments, which are root modules."""
    return modules_of(parsed(files, ".tf").values())


def parsed(files, suffix):
    found = {path: parse(text, path) for path, text in files.items() if path.endswith(suffix)}
    assert not any(problems for _, problems in found.values())
    return {path: file for path, (file, _) in found.items()}


def test_the_files_of_a_module(files, modules):
    for directory, module in modules.items():
        if directory.startswith("modules/"):
            expected = ["README.md", "main.tf", path_of_tests(directory), "variables.tf", "versions.tf"]
            expected += ["outputs.tf"] if module.names("output") else []
            assert [path for path in expected if f"{directory}/{path}" not in files] == [], directory


def path_of_tests(directory):
    return f"tests/{posixpath.basename(directory).replace('-', '_')}.tftest.hcl"


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


def test_no_data_source_but_the_account_and_a_network_that_exists(repository, modules):
    """What somebody else made is read, by the environment that names it, so that a plan stops where it does not fit.

    EKS is asked for the newest add-ons where the answers say so.
    """
    plan = repository.plan
    network = {
        ("aws_vpc", "this"),
        ("aws_subnet", "private"),
        *([("aws_subnet", "intra")] if plan.has["existing_intra_subnets"] else []),
        *([("aws_subnet", "public")] if plan.has["existing_public_subnets"] else []),
    }
    for directory, module in modules.items():
        data = {tuple(label.value for label in block.labels) for block in module.of_type("data")}
        latest = plan.has["addon_release_latest"] and directory == "modules/eks-addons"
        data -= {("aws_eks_addon_version", "latest")} if latest else set()
        is_read = directory.startswith("environments/") and plan.answers["network"] == "existing"
        assert data - {("aws_caller_identity", "current")} == (network if is_read else set()), directory


def test_few_dynamic_blocks_and_no_heredoc(files):
    nodes = [(path, node) for path, file in parsed(files, (".tf", ".tfvars", ".hcl")).items() for node in walk(file)]
    dynamic = [node.labels[0].value for _, node in nodes if isinstance(node, Block) and node.type == "dynamic"]
    assert set(dynamic) <= DYNAMIC
    assert [path for path, node in nodes if isinstance(node, Template) and node.marker] == []


def read_tests(directory, files):
    """The tests of a module, their `variables`, and their runs by name."""
    file, problems = parse(files[f"{directory}/{path_of_tests(directory)}"], directory)
    assert not problems
    (variables,) = (block for block in file.body.blocks if block.type == "variables")
    return variables.body.attributes, {
        block.labels[0].value: block.body for block in file.body.blocks if block.type == "run"
    }


def test_every_validation_is_tested(files, modules):
    """A module's tests expect a variable to fail as often as it has validations."""
    for directory, module in own(modules):
        _, runs = read_tests(directory, files)
        expected = Counter(
            node.steps[0].name
            for run in runs.values()
            if "expect_failures" in run.attributes
            for node in walk(run.attributes["expect_failures"])
            if isinstance(node, Reference) and node.root == "var"
        )
        promised = Counter({block.labels[0].value: validations(block) for block in module.of_type("variable")})
        assert +promised == expected, directory


def own(modules):
    return [(directory, module) for directory, module in modules.items() if directory.startswith("modules/")]


def validations(variable: Block) -> int:
    return sum(block.type == "validation" for block in variable.body.blocks)


def test_tests_give_every_variable_and_break_only_what_they_expect_to_fail(files, modules):
    for directory, module in own(modules):
        given, runs = read_tests(directory, files)
        assert sorted(given) == sorted(module.names("variable")), directory
        for name, run in runs.items():
            broken = {key for block in run.blocks if block.type == "variables" for key in block.body.attributes}
            if broken and "expect_failures" in run.attributes:
                expected = walk(run.attributes["expect_failures"])
                failing = {node.steps[0].name for node in expected if isinstance(node, Reference)}
                assert broken == failing, f"{name} in {directory}"


def test_tests_assert_what_the_module_and_the_providers_schema_know(files, modules):
    """Our own checker judges them as `check` blocks, which assert alike: also where no Terraform can run them."""
    for directory, module in own(modules):
        written = as_checks(files[f"{directory}/{path_of_tests(directory)}"], module)
        checks, problems = parse(written, f"{directory}/checks.tf")
        assert not problems
        found = check(modules_of([*module.files, checks]))
        assert [one for one in found if one.severity == "error"] == []


def as_checks(text: str, module) -> str:
    """The assertions of each run. Only a test can name an output, so a local value stands for it."""
    written = ["locals {", *(f"  output_{name} = null" for name in module.names("output")), "}"]
    runs = [block for block in parse(text, "")[0].body.blocks if block.type == "run"]
    asserted = {
        run.labels[0].value: [text[block.start : block.end] for block in run.body.blocks if block.type == "assert"]
        for run in runs
    }
    assert any(asserted.values()), f"nothing is asserted of {module.directory}"
    for name, asserts in asserted.items():
        if asserts:
            written += [f'check "{name}" {{', *asserts, "}"]
    return re.sub(r"\boutput\.(\w+)", r"local.output_\1", "\n".join(written) + "\n")
