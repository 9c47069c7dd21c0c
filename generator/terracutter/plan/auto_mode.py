"""Node pools of EKS Auto Mode as their NodePools and NodeClasses say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter.plan.node_pools import Requirement, instance_requirements, limits_of
from terracutter.questions.taints import kubernetes_taints
from terracutter.records import record


@record
class AutoModePool:
    """`has_class`: a NodeClass of its own, in place of the one that EKS makes for its built-in pools."""

    name: str
    has_class: bool
    role: str
    subnets: tuple[Mapping[str, Any], ...]
    disk_size: str
    requirements: tuple[Requirement, ...]
    taints: tuple[Mapping[str, str], ...]
    limits: Mapping[str, str]
    answers: Mapping[str, Any]


def auto_mode_pools(answers: Mapping[str, Any], cluster: str) -> tuple[AutoModePool, ...]:
    """Those of one environment."""
    return tuple(
        AutoModePool(
            name=name,
            has_class=bool(pool["disk_size"]) or not answers["auto_mode_node_pools"],
            role=f"{cluster}-auto-node",
            subnets=_subnets(answers, cluster),
            disk_size=f"{pool['disk_size']}Gi",
            requirements=_requirements(pool),
            taints=kubernetes_taints(pool["taints"]),
            limits=limits_of(pool),
            answers=pool,
        )
        for name, pool in (answers["auto_mode_pools"] or {}).items()
    )


def _subnets(answers: Mapping[str, Any], cluster: str) -> tuple[Mapping[str, Any], ...]:
    """The private ones, by what is known of them before they are made."""
    if answers["private_subnet_ids"]:
        return tuple({"id": subnet_id} for subnet_id in answers["private_subnet_ids"])
    return tuple({"tags": {"Name": f"{cluster}-private-{zone}"}} for zone in answers["zones"])


def _requirements(pool: Mapping[str, Any]) -> tuple[Requirement, ...]:
    return (
        *instance_requirements(pool, "eks.amazonaws.com"),
        Requirement("kubernetes.io/arch", "In", pool["architectures"]),
        Requirement("karpenter.sh/capacity-type", "In", pool["capacity_types"]),
    )
