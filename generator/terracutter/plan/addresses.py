"""What `docs/NETWORK.md` says of an environment's network: who has which addresses, the way out, and what is free."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from terracutter.plan.network import Subnet
from terracutter.records import record

_DNS_HOST: Final = 10
"""Source: Amazon EKS user guide; cluster DNS has the tenth address of the services' range."""

_WORTH_NAMING: Final = 64
"""Free ranges of less than this part of the VPC are not named."""


@record
class Range:
    """A subnet and who uses it; `way_out`: where a packet for the internet goes. `usable` is a count for people."""

    subnet: Subnet
    usable: str
    way_out: str


@record
class AddressPlan:
    """`free`: the larger ranges of the VPC that no subnet has. `for_pods`: how many addresses pods can have."""

    ranges: tuple[Range, ...]
    free: tuple[str, ...]
    for_pods: str
    dns: str


def address_plan(answers: Mapping[str, Any], subnets: Sequence[Subnet], nat_zones: Sequence[str]) -> AddressPlan:
    """Of one environment; `nat_zones` have a NAT gateway of their own. Empty where the VPC is somebody else's."""
    service_cidr = answers["service_cidr"]
    pods = "pod" if answers["pod_cidr"] else "private"
    usable = [
        one.usable_in_prefixes if answers["prefix_delegation"] else one.usable for one in subnets if one.tier == pods
    ]
    return AddressPlan(
        ranges=tuple(Range(one, f"{one.usable:,}", _way_out(one, answers, nat_zones)) for one in subnets),
        free=tuple(_free(answers["vpc_cidr"], subnets)) if subnets else (),
        for_pods=f"{sum(usable):,}",
        dns=str(ipaddress.IPv4Network(service_cidr)[_DNS_HOST]) if service_cidr else "",
    )


def _way_out(subnet: Subnet, answers: Mapping[str, Any], nat_zones: Sequence[str]) -> str:
    if subnet.tier == "public":
        return "internet gateway"
    behind = answers["transit_gateway_cidrs"] or ()
    if subnet.tier != "database" and "0.0.0.0/0" in behind:
        return "transit gateway"
    if subnet.tier in {"private", "pod"} and answers["nat_gateways"] == "regional":
        return "the regional NAT gateway"
    if subnet.tier in {"private", "pod"} and nat_zones:
        return f"NAT gateway in {subnet.zone if subnet.zone in nat_zones else nat_zones[0]}"
    return "none, but to the transit gateway's networks" if behind and subnet.tier != "database" else "none"


def _free(vpc_cidr: str, subnets: Iterable[Subnet]) -> Iterator[str]:
    """In the order of addresses."""
    vpc = ipaddress.IPv4Network(vpc_cidr)
    first, last = int(vpc.network_address), int(vpc.broadcast_address)
    taken = [ipaddress.IPv4Network(one.cidr) for one in subnets if one.tier != "pod"]
    for network in sorted(taken):
        yield from _between(first, int(network.network_address) - 1, vpc.num_addresses)
        first = int(network.broadcast_address) + 1
    yield from _between(first, last, vpc.num_addresses)


def _between(first: int, last: int, whole: int) -> Iterator[str]:
    if first <= last:
        found = ipaddress.summarize_address_range(ipaddress.IPv4Address(first), ipaddress.IPv4Address(last))
        yield from (str(network) for network in found if network.num_addresses * _WORTH_NAMING >= whole)
