"""Whether subnets have the addresses that nodes take once each of them has all its pods."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from terracutter.catalog import instances as catalogue
from terracutter.questions.addons import answer_to
from terracutter.questions.node_groups import groups_of, runs_windows
from terracutter.records import record

_BLOCKS: Final = 8
"""`plan.network` gives each of six zones an eighth of the range, whichever of them are used."""

_RESERVED: Final = 5
"""AWS keeps the first four addresses of a subnet and the last."""

_PREFIX: Final = 16
"""Prefix delegation hands a node an aligned /28 at a time. Source: EKS best practices, prefix mode for Linux."""

_WITHOUT_ADDRESS: Final = 2
"""The pods of aws-node and kube-proxy, which have the address of their node."""


def usable_addresses(total: int, *, in_prefixes: bool) -> int:
    """Of a subnet of so many addresses, those for network interfaces, or in whole prefixes those for pods.

    The first /28 and the last have addresses that AWS keeps.
    """
    return max(total // _PREFIX - 2, 0) * _PREFIX if in_prefixes else total - _RESERVED


@record
class Crowd:
    """The zone that lacks most: the addresses that its full nodes take, and those that the subnet of its pods has."""

    zone: str
    taken: int
    usable: int


def crowded_zone(environment: Mapping[str, Any]) -> Crowd | None:
    """None where all nodes find addresses for all pods, or nobody knows: in a given VPC, with IPv6, or of Karpenter.

    A group is spread evenly over its zones and grown to its maximum; its nodes are of the first type that is known.
    Raises `Undetermined`.
    """
    names = ("vpc_cidr", "pod_cidr", "ip_family", "prefix_delegation", "zones")
    vpc_cidr, pod_cidr, family, in_prefixes, zones = (answer_to(environment, name) for name in names)
    if not vpc_cidr or family == "ipv6" or not zones:
        return None
    addresses = ipaddress.IPv4Network(pod_cidr or vpc_cidr).num_addresses // _BLOCKS
    usable = usable_addresses(addresses, in_prefixes=bool(in_prefixes))
    taken: Counter[str] = Counter()
    for group in _groups(environment, zones):
        places = group.get("availability_zones") or zones
        for zone in places:
            taken[zone] += group["max_size"] * _of_full_node(group, bool(in_prefixes), bool(pod_cidr)) // len(places)
    zone, most = max(taken.items(), key=lambda item: item[1], default=("", 0))
    return Crowd(zone, most, usable) if most > usable else None


def _groups(environment: Mapping[str, Any], zones: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    yield from groups_of(answer_to(environment, "node_groups") or {}, zones).values()
    yield from (answer_to(environment, "self_managed_node_groups") or {}).values()


def _of_full_node(group: Mapping[str, Any], in_prefixes: bool, has_own_range: bool) -> int:  # noqa: FBT001
    """Addresses of the pods' subnet; 0 where no type of the group is known.

    Sources: Amazon EKS best practices, VPC CNI; Amazon EKS user guide, Windows nodes, which use one interface.
    """
    instance = next(filter(None, map(catalogue.instance_type, group["instance_types"])), None)
    if instance is None:
        return 0
    if runs_windows(group):
        return instance.addresses
    full = catalogue.addresses_of_full_node(instance, prefix_delegation=in_prefixes, custom_networking=has_own_range)
    most: int | None = group.get("max_pods")
    if not most or in_prefixes:
        return full
    # One more interface than pods need is kept ready.
    interfaces = 1 + -(-max(most - _WITHOUT_ADDRESS, 0) // (instance.addresses - 1))
    return min(full, interfaces * instance.addresses)
