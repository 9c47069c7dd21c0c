"""Which instances EKS Auto Mode makes for a pool of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from terracutter import catalog
from terracutter.catalog import instances
from terracutter.questions.instances import architecture_of

_TYPE: Final = re.compile(r"(?P<category>[a-z]+)(?:-[0-9]+tb)?(?P<generation>[0-9]+)[a-z0-9-]*\..+")
_ARCHITECTURES: Final = {"arm64": "arm64", "x86_64": "amd64"}
"""What EC2 calls them, and what Kubernetes does."""


def unsupported_by_auto_mode(instance_types: Iterable[str], families: Iterable[str]) -> tuple[str, ...]:
    """The families that Auto Mode did not have on the catalogue's day, each once."""
    named = (*families, *map(_family, instance_types))
    return tuple(dict.fromkeys(one for one in named if one not in catalog.auto_mode().families))


def too_small_for_auto_mode(instance_types: Iterable[str]) -> tuple[str, ...]:
    """Those that it never makes, for their size or their vCPU."""
    return tuple(name for name in instance_types if not _is_large_enough(name))


def auto_mode_has(pool: Mapping[str, Any]) -> bool:
    """Whether any instance type is all that the pool asks for; a family that is not in the catalogue may have one."""
    named, families = pool["instance_types"], frozenset(pool["instance_families"])
    candidates = named or instances.instance_types()
    allowed = families or frozenset(map(_family, named)) or catalog.auto_mode().families
    unknown = families.difference(map(_family, instances.instance_types()))
    return bool(unknown) or any(_family(name) in allowed and _suits(pool, name) for name in candidates)


def _suits(pool: Mapping[str, Any], name: str) -> bool:
    match = _TYPE.fullmatch(name)
    return (
        match is not None
        and (not pool["instance_categories"] or match["category"] in pool["instance_categories"])
        and int(match["generation"]) >= (pool["minimum_generation"] or 0)
        and _ARCHITECTURES[architecture_of(name)] in pool["architectures"]
        and _is_large_enough(name)
    )


def _is_large_enough(name: str) -> bool:
    limits = catalog.auto_mode()
    if name.rpartition(".")[2] in limits.refused_sizes:
        return False
    found = instances.instance_type(name)
    return found is None or found.vcpus >= limits.least_vcpus


def _family(instance_type: str) -> str:
    return instance_type.partition(".")[0]
