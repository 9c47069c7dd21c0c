"""Node groups as they are asked for, and as they then stand in Terraform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from terracutter.questions.addons import answer_to
from terracutter.questions.instances import has_blocks

Entries: TypeAlias = Mapping[str, Mapping[str, Any]]


def groups_of(node_groups: Entries, zones: Iterable[str] | None) -> dict[str, dict[str, Any]]:
    """Each group under its name, one `per_zone` as `NAME-ZONE` for each of its zones."""
    found: dict[str, dict[str, Any]] = {}
    for name, entry in node_groups.items():
        if entry["subnets"] == "per_zone":
            for zone in entry["availability_zones"] or tuple(zones or ()):
                found[f"{name}-{zone}"] = {**entry, "availability_zones": (zone,)}
        else:
            found[name] = dict(entry)
    return found


def same_groups(node_groups: Entries, zones: Iterable[str] | None) -> tuple[str, ...]:
    """The names of groups that are also what a group per zone is named."""
    zonal = {name: entry for name, entry in node_groups.items() if entry["subnets"] == "per_zone"}
    return tuple(name for name in groups_of(zonal, zones) if name in node_groups and name not in zonal)


def longest_name(name: str, subnets: str, zones: Iterable[str]) -> str:
    """The longest name that comes of a group."""
    return max((f"{name}-{zone}" for zone in zones), key=len, default=name) if subnets == "per_zone" else name


def pods_are_told(environments: Iterable[Mapping[str, Any]]) -> bool:
    """Whether there is an image of one's own whose nodes count their pods otherwise than nodeadm does by itself."""
    return any(
        counts_otherwise(one) and any(entry["ami_id"] for entry in (one.get("node_groups") or {}).values())
        for one in environments
    )


def counts_otherwise(environment: Mapping[str, Any]) -> bool:
    """Whether pods have addresses in blocks, or none on the first network interface.

    Source: Amazon EKS user guide, how maxPods is determined (2026-11).
    """
    return has_blocks(environment["prefix_delegation"], environment["ip_family"]) or bool(environment["pod_cidr"])


def groups_with_linux(environment: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Managed and self-managed ones. Raises `Undetermined`."""
    kinds = [answer_to(environment, kind) or {} for kind in ("node_groups", "self_managed_node_groups")]
    return tuple(entry for groups in kinds for entry in groups.values() if not runs_windows(entry))


def runs_windows(entry: Mapping[str, Any]) -> bool:
    return str(entry["ami_type"]).startswith("WINDOWS")


def values_in(environments: Iterable[Mapping[str, Any]], question: str, field: str) -> tuple[Any, ...]:
    """The different values that a field of named entries has in any environment."""
    entries = (entry for environment in environments for entry in (environment.get(question) or {}).values())
    return tuple(dict.fromkeys(entry[field] for entry in entries))


def any_begins(values: Iterable[str], prefix: str) -> bool:
    return any(value.startswith(prefix) for value in values)


def any_but(values: Iterable[Any], usual: Any) -> bool:
    """Whether one is there that is not the usual one."""
    return any(value != usual for value in values)


def all_begin(values: Iterable[str], prefix: str) -> bool:
    """Whether there are values, and all of them begin so."""
    found = tuple(values)
    return bool(found) and all(value.startswith(prefix) for value in found)
