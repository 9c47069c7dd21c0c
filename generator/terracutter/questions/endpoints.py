"""Which VPC endpoints the nodes of a cluster need, and which there are."""

from __future__ import annotations

from collections.abc import Iterable

from terracutter import catalog
from terracutter.diagnostics import did_you_mean


def private_endpoints(region: str) -> tuple[str, ...]:
    """The interface endpoints of a cluster whose nodes have no other way to AWS, as far as the region has them."""
    known = catalog.endpoints()
    return tuple(sorted(lacking((*known.required, *known.useful), (), region)))


def missing_endpoints(endpoints: Iterable[str], region: str) -> tuple[str, ...]:
    """Those without which such a node does not join, or no pod gets its credentials."""
    return lacking(catalog.endpoints().required, endpoints, region)


def lacking(needed: Iterable[str], endpoints: Iterable[str], region: str) -> tuple[str, ...]:
    """Those of the needed that are not there, as far as the region has them."""
    there, absent = set(endpoints), catalog.endpoints().absent
    return tuple(name for name in needed if name not in there and region not in absent.get(name, ()))


def absent_endpoints(endpoints: Iterable[str], region: str) -> tuple[str, ...]:
    """Those that the region is known not to have."""
    absent = catalog.endpoints().absent
    return tuple(name for name in endpoints if region in absent.get(name, ()))


def unknown_endpoints(endpoints: Iterable[str]) -> tuple[str, ...]:
    """Those that the catalogue does not list."""
    return tuple(name for name in endpoints if name not in catalog.endpoints().services)


def likely_endpoint(endpoints: Iterable[str]) -> str:
    """What the first unknown one was meant to be."""
    return next((did_you_mean(name, catalog.endpoints().services) for name in unknown_endpoints(endpoints)), "")
