"""The self-managed node groups of an environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter.questions.self_managed import pods_to_tell
from terracutter.questions.taints import taints_of
from terracutter.records import record


@record
class SelfManagedNodeGroup:
    """An Auto Scaling group of nodes; disk size in GiB."""

    name: str
    instance_types: tuple[str, ...]
    on_demand_base: int
    on_demand_percentage: int
    min_size: int
    max_size: int
    desired_size: int
    min_healthy_percentage: int
    disk_size: int
    ami_type: str
    image: str
    max_pods: int | None
    labels: Mapping[str, str]
    taints: tuple[Mapping[str, str], ...]


def self_managed_node_groups(environment: Mapping[str, Any]) -> tuple[SelfManagedNodeGroup, ...]:
    answered: Mapping[str, Mapping[str, Any]] = environment["self_managed_node_groups"] or {}
    return tuple(_group(name, group, environment) for name, group in answered.items())


def _group(name: str, group: Mapping[str, Any], environment: Mapping[str, Any]) -> SelfManagedNodeGroup:
    network = (environment["prefix_delegation"], environment["ip_family"], environment["pod_cidr"])
    told = {
        "max_pods": pods_to_tell(group["instance_types"], *network),
        "taints": taints_of(group["taints"]),
    }
    return SelfManagedNodeGroup(name=name, **{**group, **told})
