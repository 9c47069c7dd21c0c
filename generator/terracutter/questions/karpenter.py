"""Where Karpenter itself runs, and what it reaches from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terracutter import catalog

Groups = Mapping[str, Mapping[str, Any]]


def without_way_out(environments: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the nodes of any of them reach AWS through VPC endpoints alone."""
    return any(
        one.get("nat_gateways") == "none" and "0.0.0.0/0" not in (one.get("transit_gateway_cidrs") or ())
        for one in environments
    )


def missing_for_karpenter(endpoints: Iterable[str], region: str) -> tuple[str, ...]:
    """The endpoints that Karpenter needs beside those of the nodes."""
    known, there = catalog.endpoints(), set(endpoints)
    return tuple(name for name in known.karpenter if name not in there and region not in known.absent.get(name, ()))


def steady_groups(groups: Groups | None) -> tuple[str, ...]:
    """The node groups that AWS does not take back."""
    return tuple(name for name, group in (groups or {}).items() if group["capacity_type"] != "SPOT")


def fewest_nodes(groups: Groups, names: Iterable[str]) -> int:
    """How many nodes these groups have at the least."""
    return sum(int(groups[name]["min_size"]) for name in names)
