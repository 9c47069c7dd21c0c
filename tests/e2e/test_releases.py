"""What an earlier release rendered was applied; what this one makes of it replaces nothing that it does not name.

One stack is applied as the release rendered it. Then it is updated, planned, applied and planned again; at last with
templates in which a resource and a module have other names, once declared as moved and once not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import read_tree
from releases import versions
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import Plan, initialised_as
from upgrades import changed_templates, own_home, place, renamed, renamed_and_declared, update

pytestmark = [pytest.mark.e2e("upgrade"), pytest.mark.timeout(1800)]

NAME = "everything"
GATEWAY = "module.vpc.aws_internet_gateway."


@dataclass(frozen=True, slots=True)
class Outcome:
    said: str
    plan: Plan
    declared: Plan
    undeclared: Plan


def prepare(ground: Ground) -> Steps:
    here = ground.directory.parent
    trees: dict[str, Mapping[str, str]] = {}
    with own_home(here / "home"):
        place(ground.directory, versions()[-1], NAME)
        trees["before"] = read_tree(ground.directory)
        said = update(ground.directory)
        trees["now"] = read_tree(ground.directory)
        for name, change in (("declared", renamed_and_declared), ("undeclared", renamed)):
            _lay_out(ground.directory, trees["before"])
            with changed_templates(here / name, change):
                update(ground.directory)
            trees[name] = read_tree(ground.directory)
        _lay_out(ground.directory, trees["before"])

    def steps() -> Outcome:
        with initialised_as(f"of-{NAME}", ground.directory, ["prod"], ground.terraform, ground.aws) as stacks:
            stack = stacks["prod"]
            stack.apply()
            stack.plan_nothing()
            _lay_out(ground.directory, trees["now"])
            stack.init()
            plan = stack.apply("-refresh=false")
            stack.plan_nothing()
            plans = {}
            for name in ("declared", "undeclared"):
                _lay_out(ground.directory, trees[name])
                stack.get()
                plans[name] = stack.plan("-refresh=false")
            return Outcome(said, plan, **plans)

    return steps


def _lay_out(directory: Path, tree: Mapping[str, str]) -> None:
    """These files and no others, but for what Terraform keeps."""
    for path in read_tree(directory).keys() - tree.keys():
        if not path.endswith(".terraform.lock.hcl"):
            (directory / path).unlink()
    for path, text in tree.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")


register("upgrade", prepare)


def test_nothing_is_replaced_or_destroyed_but_what_the_update_names(result):  # noqa: F811
    named = {line.split()[1] for line in result.said.splitlines() if line.startswith(("  replaces ", "  destroys "))}
    assert result.plan.destructive == named


def test_what_is_declared_as_moved_is_moved_and_nothing_else_happens(result):  # noqa: F811
    assert set(result.declared.actions.values()) == {"move"}
    assert f"{GATEWAY}main" in result.declared.actions


def test_without_the_declaration_it_would_be_destroyed(result):  # noqa: F811
    assert set(result.declared.actions) <= result.undeclared.at("create")
    gone = {one.replace(f"{GATEWAY}main", f"{GATEWAY}this") for one in result.declared.actions}
    assert {one.replace("module.addons.", "module.eks_addons.") for one in gone} <= result.undeclared.at("delete")
