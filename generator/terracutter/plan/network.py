"""The address plan of a VPC: pure arithmetic, the same for every choice of zones.

The VPC is cut into eight blocks. Zone a to zone f have a block each for their private subnet, whether the zone is used
or not, so that adding or removing a zone moves no address. The seventh block holds the public subnets; the eighth the
intra subnets, for the network interfaces of the control plane and of a transit gateway's attachment, and the database
subnets. A tier that is not asked for leaves its range free. For 10.0.0.0/16:

    10.0.0.0/19 ... 10.0.160.0/19    private, one a zone, 8,187 usable addresses
    10.0.192.0/22 ... 10.0.212.0/22  public, one a zone, 1,019 usable
    10.0.224.0/22 ... 10.0.244.0/22  database, one a zone, 1,019 usable
    10.0.252.0/27 ... 10.0.252.160/27  intra, one a zone, 27 usable

A second range for pods is cut into eight blocks as well, of which zone a to zone f have one each.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from terracutter.questions.crowding import usable_addresses
from terracutter.records import record

LONGEST_VPC_PREFIX = 22
"""A /22 is the smallest VPC whose public subnets reach AWS's minimum of /28."""

_ZONE_BLOCKS = 6
_PUBLIC_BLOCK = 6
_LAST_BLOCK = 7
_SMALLEST = 28
_ENOUGH_FOR_CONTROL_PLANE = 27
"""EKS wants 6 free addresses a subnet for its network interfaces and recommends 16: a /27 has 27."""


@record
class Subnet:
    tier: str
    zone: str
    cidr: str

    @property
    def usable(self) -> int:
        """Addresses that network interfaces can have, nodes' own and pods' alike."""
        return usable_addresses(ipaddress.IPv4Network(self.cidr).num_addresses, in_prefixes=False)

    @property
    def usable_in_prefixes(self) -> int:
        """Of these, the pods' under prefix delegation."""
        return usable_addresses(ipaddress.IPv4Network(self.cidr).num_addresses, in_prefixes=True)


def subnets(
    vpc_cidr: str, zones: Iterable[str], *, public: bool, database: bool = False, pod_cidr: str | None = None
) -> tuple[Subnet, ...]:
    """The subnets of a VPC of /16 to /22, tier by tier, zones in the order given; databases need a /21 or more."""
    blocks = _eighths(ipaddress.IPv4Network(vpc_cidr))
    tiers = {
        "private": blocks,
        "public": _eighths(blocks[_PUBLIC_BLOCK]) if public else [],
        "intra": _intra_blocks(blocks[_LAST_BLOCK]),
        "database": _database_blocks(blocks[_LAST_BLOCK]) if database else [],
        "pod": _eighths(ipaddress.IPv4Network(pod_cidr)) if pod_cidr else [],
    }
    return tuple(
        Subnet(tier, zone, str(networks[_position(zone)]))
        for tier, networks in tiers.items()
        if networks
        for zone in zones
    )


def _position(zone: str) -> int:
    position = ord(zone[-1]) - ord("a")
    assert 0 <= position < _ZONE_BLOCKS, zone
    return position


def _eighths(network: ipaddress.IPv4Network) -> list[ipaddress.IPv4Network]:
    return list(network.subnets(prefixlen_diff=3))


def _intra_blocks(block: ipaddress.IPv4Network) -> list[ipaddress.IPv4Network]:
    """In the last eighth of the block where six /27 fit into it, else the smallest subnets from its beginning."""
    if _is_roomy(block):
        return list(_eighths(block)[-1].subnets(new_prefix=_ENOUGH_FOR_CONTROL_PLANE))
    return list(block.subnets(new_prefix=_SMALLEST))


def _database_blocks(block: ipaddress.IPv4Network) -> list[ipaddress.IPv4Network]:
    """What the intra subnets leave: the eighths before the last one, or those of the block's second half."""
    return _eighths(block if _is_roomy(block) else list(block.subnets())[-1])


def _is_roomy(block: ipaddress.IPv4Network) -> bool:
    return block.num_addresses // 8 >= _ZONE_BLOCKS * 32
