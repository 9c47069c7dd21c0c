"""The managed node groups of an environment, as its `terraform.tfvars` names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter.questions.instances import efa_cards, has_blocks, most_pods
from terracutter.questions.node_groups import counts_otherwise, groups_of
from terracutter.questions.taints import taints_of
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


def node_groups(environment: Mapping[str, Any]) -> tuple[NodeGroup, ...]:
    """The groups behind the answers of an environment."""
    asked = groups_of(environment["node_groups"] or {}, environment["zones"])
    return tuple(_node_group(name, entry, environment) for name, entry in asked.items())


def _node_group(name: str, entry: Mapping[str, Any], environment: Mapping[str, Any]) -> NodeGroup:
    elsewhere = {"subnets", "availability_zones", "efa", "subnet_ids", "taints", "max_pods"}
    return NodeGroup(
        name=name,
        taints=taints_of(entry["taints"]),
        zones=entry["availability_zones"] or environment["zones"] or (),
        subnet_ids=entry["subnet_ids"] or environment["private_subnet_ids"] or (),
        efa_interfaces=len(efa_cards(entry["instance_types"])) if entry["efa"] else 0,
        max_pods=_max_pods(entry, environment),
        **{field: value for field, value in entry.items() if field not in elsewhere},
    )


def _max_pods(entry: Mapping[str, Any], environment: Mapping[str, Any]) -> int | None:
    """EKS works it out for the nodes of its own images, nodeadm where every address is given by itself."""
    asked: int | None = entry["max_pods"]
    if asked is not None or entry["ami_id"] is None or not counts_otherwise(environment):
        return asked
    in_blocks = has_blocks(environment["prefix_delegation"], environment["ip_family"])
    return most_pods(entry["instance_types"], in_blocks, environment["pod_cidr"])
