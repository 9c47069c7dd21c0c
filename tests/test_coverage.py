"""The coverage map names what stands in the Terraform: all of it, and nothing else."""

from __future__ import annotations

import json

import pytest
from terracutter.configuration import local_source, modules_of
from terracutter.evaluate import UNKNOWN, root_scope
from terracutter.hcl.parser import parse
from terracutter.pipeline import HCL_SUFFIXES
from terracutter.proof import look_up
from terracutter.questions import expressions
from terracutter.yaml_files import SUFFIXES, read
from test_repository import MATRIX

VARIANTS = ("defaults", "private", *[name for name in MATRIX if name not in {"defaults", "private"}][::6])


def blocks_of(modules, directory, prefix=""):
    """The addresses of all module calls, and of all resources, as anybody would collect them."""
    calls, resources = set(), set()
    for block in modules[directory].blocks:
        names = [label.value for label in block.labels]
        if block.type == "module":
            calls.add(f"{prefix}module.{names[0]}")
            inner = local_source(block, directory)
            below = blocks_of(modules, inner, f"{prefix}module.{names[0]}.")
            calls, resources = calls | below[0], resources | below[1]
        elif block.type in {"resource", "data"}:
            resources.add(
                ".".join([prefix.rstrip("."), *(["data"] if block.type == "data" else []), *names]).lstrip(".")
            )
    return calls, resources


def documents_of(files, environment):
    start = f"platform/{environment}/"
    wanted = {path: text for path, text in files.items() if path.startswith(start) and path.endswith(SUFFIXES)}
    return {path.removeprefix(start): read(text, path)[0] for path, text in wanted.items()}


@pytest.mark.parametrize("variant", VARIANTS)
def test_everything_that_stands_there_is_in_the_map_and_nothing_else(build, questionnaire, variant):
    repository = build(*MATRIX[variant])
    found = json.loads(repository.files["docs/coverage.json"])
    hcl = [parse(text, path)[0] for path, text in repository.files.items() if path.endswith(HCL_SUFFIXES)]
    modules = modules_of(hcl)
    calls, resources = set(), set()
    every = [one.answers for one in repository.plan.environments]
    asked = set()
    for index, environment in enumerate(repository.plan.environments):
        in_it = blocks_of(modules, f"environments/{environment.name}")
        before = environment.bootstrap
        if before is not None:
            calls, resources = (
                one | other
                for one, other in zip(
                    (calls, resources), blocks_of(modules, before.directory, "bootstrap."), strict=True
                )
            )
        calls, resources = calls | in_it[0], resources | in_it[1]
        scope = root_scope(modules, f"environments/{environment.name}")
        documents = documents_of(repository.files, environment.name)
        known = {"environment": environment.name, "index": index, "every": every, "planned": environment}
        names = {**environment.answers, **known}
        asked |= {one.name for one in questionnaire if one.when is None or expressions.evaluate(one.when, names)}
        for question, addresses in found["answers"].items():
            of_it = addresses if isinstance(addresses, list) else addresses.get(environment.name, ())
            for address in of_it:
                root = root_scope(modules, before.directory) if address.startswith("bootstrap.") else scope
                value = look_up(address.removeprefix("bootstrap."), root, documents)
                assert value not in (None, (), {}, UNKNOWN), (question, address)
    assert set(found["modules"]) == calls
    assert set(found["resources"]) == resources
    assert asked <= found["answers"].keys() | found["elsewhere"].keys()
    behind = {name for names in (*found["modules"].values(), *found["resources"].values()) for name in names}
    assert behind <= {one.name for one in questionnaire}


def test_environments_that_differ_are_told_apart(build):
    repository = build(
        "environments=staging,production", "environments.staging.node_groups={small: {instance_types: [t3.large]}}"
    )
    found = json.loads(repository.files["docs/coverage.json"])["answers"]
    group = 'module.eks_node_group["{}"].aws_eks_node_group.this.instance_types'
    assert group.format("small") in found["node_groups"]["staging"]
    assert group.format("small") not in found["node_groups"]["production"]
    assert found["kubernetes_version"] == [
        "module.eks_cluster.aws_eks_cluster.this.version",
        "module.eks_node_group[*].aws_eks_node_group.this.version",
    ]


def test_a_resource_names_the_answers_whose_values_reach_it(build):
    found = json.loads(build("vpc_cidr=10.1.0.0/16").files["docs/coverage.json"])
    assert found["resources"]["module.vpc.aws_subnet.private"] == ["network", "repository", "vpc_cidr", "zones"]
    assert found["resources"]["module.vpc.aws_nat_gateway.this"] == ["nat_gateways", "network", "repository"]
    assert found["resources"]["module.eks_node_group.aws_launch_template.this"] == ["kubernetes_version", "node_groups"]
    assert found["elsewhere"]["profile"] == "sets the defaults of other answers"
