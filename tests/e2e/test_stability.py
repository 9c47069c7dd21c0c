"""After an apply one answer changes at a time, and what Terraform then plans is no more than that answer.

One stack is applied once; every change is rendered over it, planned and taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import Plan, initialised, write

pytestmark = [pytest.mark.e2e("stability"), pytest.mark.timeout(600)]

ADMINISTRATORS = tuple(f"arn:aws:iam::111122223333:role/{name}" for name in ("platform", "security"))
BEFORE = (
    "repository=stability",
    "zones=us-east-1a,us-east-1b",
    "endpoint_public_access_cidrs=203.0.113.0/24",
    f"administrator_role_arns={ADMINISTRATORS[0]}",
    "node_groups={general: {instance_types: [m7i.large]}}",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is answered anew, what that changes in place, and of which type it adds how many."""

    name: str
    settings: tuple[str, ...]
    updates: frozenset[str] = frozenset()
    adds: Mapping[str, int] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()


CHANGES = (
    Change("a zone", ("zones=us-east-1a,us-east-1b,us-east-1c",)),
    Change(
        "a node group",
        ("node_groups={general: {instance_types: [m7i.large]}, batch: {instance_types: [m7g.large]}}",),
    ),
    Change("the days that logs are kept", ("log_retention_days=731",)),
    Change("an administrator", (f"administrator_role_arns={','.join(ADMINISTRATORS)}",)),
    Change("a network at the public endpoint", ("endpoint_public_access_cidrs=203.0.113.0/24,198.51.100.0/24",)),
    Change("an add-on", ("addons=aws-ebs-csi-driver,eks-node-monitoring-agent,metrics-server,snapshot-controller",)),
    Change("an environment", ("environments=production,staging",)),
    Change("a tag", ("tags={team: platform}",)),
)


def prepare(ground: Ground) -> Steps:
    before = ground.build(*BEFORE)
    changed = {one.name: ground.build(*BEFORE, *one.settings) for one in CHANGES}

    def steps() -> dict[str, Plan]:
        write(ground.directory, before)
        with initialised(ground.directory, before, ground.terraform, ground.aws) as stacks:
            stack = stacks["production"]
            stack.apply()
            stack.plan_nothing()
            plans = {}
            for name, repository in changed.items():
                write(ground.directory, repository)
                plans[name] = stack.plan("-refresh=false")
            return plans

    return steps


register("stability", prepare)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_an_answer_changes_what_it_says_and_nothing_else(change, result):  # noqa: F811
    plan = result[change.name]
    assert plan.destructive == change.replaces
    assert plan.at("update") == change.updates
    assert Counter(address.split("[")[0].split(".")[-2] for address in plan.at("create")) == change.adds
