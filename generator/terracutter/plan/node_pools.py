"""Karpenter's node pools as its NodePools and EC2NodeClasses say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from terracutter.questions.instances import has_blocks
from terracutter.questions.karpenter import disruption_budgets, generation_before
from terracutter.questions.taints import kubernetes_taints
from terracutter.records import record

_DOMAIN: Final = "karpenter.k8s.aws"
_MOST_PODS: Final = 110
"""Karpenter counts addresses, not prefixes. Source: Karpenter 1.14, ENILimitedPods; Kubernetes, large clusters."""

_BOTTLEROCKET_SYSTEM: Final = "4Gi"
"""Source: Karpenter documentation, NodeClasses, blockDeviceMappings."""


@record
class Requirement:
    key: str
    operator: str
    values: tuple[str, ...]


@record
class Volume:
    device: str
    size: str


@record
class NodePool:
    """`role` is that of the nodes, or their instance profile of the same name; without `subnet_ids` tags tell them."""

    name: str
    role: str
    image: str
    subnet_ids: tuple[str, ...]
    max_pods: int | None
    volumes: tuple[Volume, ...]
    tags: Mapping[str, str]
    labels: Mapping[str, str]
    requirements: tuple[Requirement, ...]
    taints: tuple[Mapping[str, str], ...]
    budgets: tuple[Mapping[str, str], ...]
    limits: Mapping[str, str]
    answers: Mapping[str, Any]


def node_pools(answers: Mapping[str, Any], cluster: str, tags: Mapping[str, str]) -> tuple[NodePool, ...]:
    """Those of one environment; `tags` are what Terraform puts on all that it makes."""
    has_prefixes = has_blocks(answers["prefix_delegation"], answers["ip_family"])
    return tuple(
        NodePool(
            name=name,
            role=f"{cluster}-karpenter-nodes",
            image=pool["image"],
            subnet_ids=tuple(answers["private_subnet_ids"] or ()),
            max_pods=_MOST_PODS if has_prefixes else None,
            volumes=_volumes(pool),
            tags=tags,
            labels=pool["labels"],
            requirements=_requirements(pool, has_prefixes=has_prefixes),
            taints=kubernetes_taints(pool["taints"]),
            budgets=disruption_budgets(pool["disruption_budget"], pool["quiet_times"]),
            limits=limits_of(pool),
            answers=pool,
        )
        for name, pool in (answers["karpenter_node_pools"] or {}).items()
    )


def _requirements(pool: Mapping[str, Any], *, has_prefixes: bool) -> tuple[Requirement, ...]:
    # The VPC CNI gives prefixes to instances of the Nitro System alone.
    nitro = Requirement(f"{_DOMAIN}/instance-hypervisor", "In", ("nitro",))
    return (
        *instance_requirements(pool, _DOMAIN),
        *([nitro] if has_prefixes else []),
        Requirement("kubernetes.io/arch", "In", pool["architectures"]),
        Requirement("kubernetes.io/os", "In", ("linux",)),
        Requirement("karpenter.sh/capacity-type", "In", pool["capacity_types"]),
    )


def instance_requirements(pool: Mapping[str, Any], domain: str) -> Iterator[Requirement]:
    """What a pool asks of its instance types; `domain`: of the labels for them."""
    names = {
        "instance_types": "node.kubernetes.io/instance-type",
        "instance_families": f"{domain}/instance-family",
        "instance_categories": f"{domain}/instance-category",
    }
    yield from (Requirement(key, "In", pool[name]) for name, key in names.items() if pool[name])
    if pool["minimum_generation"]:
        yield Requirement(f"{domain}/instance-generation", "Gt", (generation_before(pool["minimum_generation"]),))


def _volumes(pool: Mapping[str, Any]) -> tuple[Volume, ...]:
    """Bottlerocket keeps images, logs and what pods write on a volume of its own."""
    size = f"{pool['disk_size']}Gi"
    if pool["image"].startswith("bottlerocket"):
        return Volume("/dev/xvda", _BOTTLEROCKET_SYSTEM), Volume("/dev/xvdb", size)
    return (Volume("/dev/xvda", size),)


def limits_of(pool: Mapping[str, Any]) -> dict[str, str]:
    """What the nodes of a pool have together at the most, as Kubernetes writes it."""
    memory = {"memory": f"{pool['memory_limit']}Gi"} if pool["memory_limit"] else {}
    return {"cpu": str(pool["cpu_limit"]), **memory}
