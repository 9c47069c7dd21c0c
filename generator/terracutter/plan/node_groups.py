"""The managed node groups of an environment, as its `terraform.tfvars` names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terracutter.questions.instances import efa_cards
from terracutter.questions.node_groups import groups_of, taints_of
from terracutter.records import record


@record
class NodeGroup:
    """A managed node group; disk size in GiB, throughput in MiB/s. What is None, empty or false was not asked for."""

    name: str
    instance_types: tuple[str, ...]
    capacity_type: str
    capacity_reservation_id: str | None
    ami_id: str | None
    ami_type: str
    min_size: int
    max_size: int
    desired_size: int
    disk_size: int
    disk_iops: int | None
    disk_throughput: int | None
    disk_key_arn: str | None
    labels: Mapping[str, str]
    taints: tuple[Mapping[str, str], ...]
    zones: tuple[str, ...]
    subnet_ids: tuple[str, ...]
    max_unavailable: int | None
    max_unavailable_percentage: int | None
    node_repair: bool
    monitoring: bool
    efa_interfaces: int
    max_pods: int | None
    kube_reserved: Mapping[str, str]
    system_reserved: Mapping[str, str]
    eviction_hard: Mapping[str, str]
    registry_mirrors: Mapping[str, str]


def node_groups(
    asked: Mapping[str, Mapping[str, Any]] | None, zones: Iterable[str], subnet_ids: Iterable[str]
) -> tuple[NodeGroup, ...]:
    """The groups behind the answers; `zones` and `subnet_ids` are those of one that names none."""
    every_zone, every_subnet = tuple(zones), tuple(subnet_ids)
    return tuple(
        _node_group(name, entry, every_zone, every_subnet)
        for name, entry in groups_of(asked or {}, every_zone).items()
    )


def _node_group(
    name: str, entry: Mapping[str, Any], zones: tuple[str, ...], subnet_ids: tuple[str, ...]
) -> NodeGroup:
    others = {"subnets", "availability_zones", "efa", "subnet_ids", "taints"}
    return NodeGroup(
        name=name,
        taints=taints_of(entry["taints"]),
        zones=entry["availability_zones"] or zones,
        subnet_ids=entry["subnet_ids"] or subnet_ids,
        efa_interfaces=len(efa_cards(entry["instance_types"])) if entry["efa"] else 0,
        **{field: value for field, value in entry.items() if field not in others},
    )
