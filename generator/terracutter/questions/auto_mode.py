"""Which instances EKS Auto Mode makes for a pool of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terracutter import catalog
from terracutter.catalog import instances
from terracutter.questions.instances import family_of, suits


def unsupported_by_auto_mode(instance_types: Iterable[str], families: Iterable[str]) -> tuple[str, ...]:
    """The families that Auto Mode did not have on the catalogue's day, each once."""
    named = (*families, *map(family_of, instance_types))
    return tuple(dict.fromkeys(one for one in named if one not in catalog.auto_mode().families))


def too_small_for_auto_mode(instance_types: Iterable[str]) -> tuple[str, ...]:
    """Those that it never makes, for their size or their vCPU."""
    return tuple(name for name in instance_types if not _is_large_enough(name))


def auto_mode_has(pool: Mapping[str, Any]) -> bool:
    """Whether any instance type is all that the pool asks for; a family that is not in the catalogue may have one."""
    named, families = pool["instance_types"], frozenset(pool["instance_families"])
    candidates = named or instances.instance_types()
    allowed = families or frozenset(map(family_of, named)) or catalog.auto_mode().families
    unknown = families.difference(map(family_of, instances.instance_types()))
    asked = (allowed, pool["instance_categories"], pool["minimum_generation"], pool["architectures"])
    return bool(unknown) or any(suits(name, *asked) and _is_large_enough(name) for name in candidates)


def _is_large_enough(name: str) -> bool:
    limits = catalog.auto_mode()
    if name.rpartition(".")[2] in limits.refused_sizes:
        return False
    found = instances.instance_type(name)
    return found is None or found.vcpus >= limits.least_vcpus
