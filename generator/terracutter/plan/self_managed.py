"""The self-managed node groups of an environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    labels: Mapping[str, str]


def self_managed_node_groups(answer: Mapping[str, Mapping[str, Any]] | None) -> tuple[SelfManagedNodeGroup, ...]:
    return tuple(SelfManagedNodeGroup(name=name, **group) for name, group in (answer or {}).items())
