"""What Karpenter may do in AWS, and what it hears of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from terracutter.hcl.literal import Expression
from terracutter.records import record

_NAMES: Final = {
    "AWS Health Event": "health",
    "EC2 Capacity Reservation Instance Interruption Warning": "reservation",
    "EC2 Instance Rebalance Recommendation": "rebalance",
    "EC2 Instance State-change Notification": "state",
    "EC2 Spot Instance Interruption Warning": "spot",
}
"""A rule's name has at most 64 characters, the cluster's name before it up to 48. Source: EventBridge API, RuleName."""


@record
class Event:
    """`name`: the end of the name of its rule."""

    name: str
    source: str
    detail_type: str


@record
class KarpenterPlan:
    """`policies`: IAM documents by what they are about."""

    policies: Mapping[str, Any]
    events: tuple[Event, ...]


def karpenter_plan(partition: str) -> KarpenterPlan:
    from terracutter.catalog.controllers import controllers
    from terracutter.plan.policies import policy_document

    references: dict[str, str | Expression] = {
        "partition": partition,
        "region": Expression("var.region"),
        "account": Expression("var.account_id"),
        "cluster": Expression("var.cluster_name"),
        "queue_arn": Expression("aws_sqs_queue.interruption.arn"),
        "node_role_arn": Expression("aws_iam_role.node.arn"),
    }
    profiles = "karpenter-instance-profiles"
    return KarpenterPlan(
        policies={
            "nodes": policy_document("karpenter-nodes", references),
            "instance_profiles": policy_document(profiles, references),
            "pass_role": policy_document(profiles, references, "AllowPassingInstanceRole"),
            "cluster": policy_document("karpenter-cluster", references),
        },
        events=tuple(sorted_events(controllers()["karpenter"].events)),
    )


def sorted_events(events: tuple[tuple[str, str], ...]) -> list[Event]:
    return sorted((Event(_NAMES[kind], source, kind) for source, kind in events), key=lambda event: event.name)
