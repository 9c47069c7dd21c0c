"""The address plan of a VPC: pure arithmetic, the same for every choice of zones.

The VPC is cut into eight blocks. Zone a to zone f have a block each for their private subnet, whether the zone is used
or not, so that adding or removing a zone moves no address. The seventh block holds the public subnets, the eighth the
intra subnets, where the control plane has its network interfaces. For 10.0.0.0/16:

    10.0.0.0/19 ... 10.0.160.0/19    private, one a zone, 8,187 usable addresses
    10.0.192.0/22 ... 10.0.212.0/22  public, one a zone, 1,019 usable
    10.0.252.0/27 ... 10.0.252.160/27  intra, one a zone, 27 usable
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_VPC_PREFIX = 22
"""A /22 is the smallest VPC whose public subnets reach AWS's minimum of /28."""

RESERVED_ADDRESSES = 5
"""AWS keeps the first four addresses of a subnet and the last."""

_ZONE_BLOCKS = 6
_PUBLIC_BLOCK = 6
_INTRA_BLOCK = 7
_SMALLEST = 28
_ENOUGH_FOR_CONTROL_PLANE = 27
"""EKS wants 6 free addresses a subnet for its network interfaces and recommends 16: a /27 has 27."""


@dataclass(frozen=True, slots=True)
class Subnet:
    tier: str
    zone: str
    cidr: str

    @property
    def usable(self) -> int:
        return ipaddress.IPv4Network(self.cidr).num_addresses - RESERVED_ADDRESSES


def subnets(vpc_cidr: str, zones: Iterable[str], *, public: bool) -> tuple[Subnet, ...]:
    """The private, public and intra subnets of a VPC of /16 to /22, tier by tier, zones in the order given."""
    vpc = ipaddress.IPv4Network(vpc_cidr)
    blocks = list(vpc.subnets(prefixlen_diff=3))
    public_blocks = list(blocks[_PUBLIC_BLOCK].subnets(prefixlen_diff=3))
    intra_blocks = _intra_blocks(blocks[_INTRA_BLOCK])
    tiers = {"private": blocks, "public": public_blocks if public else [], "intra": intra_blocks}
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


def _intra_blocks(block: ipaddress.IPv4Network) -> list[ipaddress.IPv4Network]:
    """The last eighth of the block where six /27 fit into it; the rest stays free for further tiers."""
    last = list(block.subnets(prefixlen_diff=3))[-1]
    if last.num_addresses >= _ZONE_BLOCKS * 32:
        return list(last.subnets(new_prefix=_ENOUGH_FOR_CONTROL_PLANE))
    return list(block.subnets(new_prefix=_SMALLEST))
