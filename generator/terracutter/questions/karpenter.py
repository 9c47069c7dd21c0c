"""Where Karpenter itself runs, what it reaches from there, and which nodes its pools come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from terracutter import catalog
from terracutter.questions.endpoints import lacking
from terracutter.questions.instances import family_of, suits
from terracutter.questions.node_groups import runs_windows
from terracutter.questions.taints import CRITICAL_ADDONS, keeps_out

Answers = Mapping[str, Any]

_ENOUGH_TYPES: Final = 5


def without_way_out(environments: Iterable[Answers]) -> bool:
    """Whether the nodes of any of them reach AWS through VPC endpoints alone."""
    return any(
        one.get("nat_gateways") == "none" and "0.0.0.0/0" not in (one.get("transit_gateway_cidrs") or ())
        for one in environments
    )


def missing_for_karpenter(endpoints: Iterable[str], region: str) -> tuple[str, ...]:
    """The endpoints that Karpenter needs beside those of the nodes."""
    return lacking(catalog.endpoints().karpenter, endpoints, region)


def homes_of_karpenter(answers: Answers) -> tuple[str, ...]:
    """The node groups of an environment on whose nodes Karpenter starts: Linux, and no taint that it does not bear."""
    return tuple(name for name, _ in _homes(answers))


def steady_homes(answers: Answers) -> tuple[str, ...]:
    """Those of them that have nodes which AWS does not take back."""
    return tuple(name for name, group in _homes(answers) if not _is_spot(group))


def fewest_nodes(answers: Answers, names: Iterable[str]) -> int:
    """How many nodes these groups have at the least."""
    wanted = set(names)
    return sum(int(group["min_size"]) for name, group in _groups(answers) if name in wanted)


def _homes(answers: Answers) -> Iterator[tuple[str, Answers]]:
    for name, group in _groups(answers):
        if not runs_windows(group) and not keeps_out(group["taints"], [CRITICAL_ADDONS]):
            yield name, group


def _groups(answers: Answers) -> Iterator[tuple[str, Answers]]:
    for question in ("node_groups", "self_managed_node_groups"):
        yield from (answers.get(question) or {}).items()


def _is_spot(group: Answers) -> bool:
    if "on_demand_percentage" in group:
        return not group["on_demand_base"] and not group["on_demand_percentage"]
    return bool(group["capacity_type"] == "SPOT")


def instance_types_of_pool(
    instance_types: Iterable[str],
    families: Iterable[str],
    categories: Iterable[str],
    minimum_generation: int | None,
    architectures: Iterable[str],
) -> tuple[str, ...]:
    """The first five types that a pool may have; those that EC2 did not have on the catalogue's day are believed."""
    from terracutter.catalog.instances import instance_types as every

    candidates = sorted(set(instance_types)) or every()
    asked = (set(families), set(categories), minimum_generation, set(architectures))
    found = (name for name in candidates if not name.startswith("mac") and suits(name, *asked))
    return tuple(islice(found, _ENOUGH_TYPES))


def pool_in_words(
    instance_types: Iterable[str],
    families: Iterable[str],
    categories: Iterable[str],
    minimum_generation: int | None,
    architectures: Iterable[str],
) -> str:
    """What a pool asks of an instance type."""
    parts = [
        ("type", instance_types),
        ("family", families),
        ("category", categories),
        ("generation", [f"{minimum_generation} or newer"] if minimum_generation else ()),
        ("architecture", architectures),
    ]
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in parts if values)


def unknown_families(families: Iterable[str]) -> tuple[str, ...]:
    """Those of which EC2 had no type on the catalogue's day."""
    wanted = tuple(families)
    if not wanted:
        return ()
    from terracutter.catalog.instances import instance_types

    known = {family_of(name) for name in instance_types()}
    return tuple(family for family in wanted if family not in known)


def reserved_pool_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """The keys that a NodePool may not set. Source: the rules of its CRD; Kubernetes' own names come with the node."""
    domains = ("karpenter.sh", "karpenter.k8s.aws", "kubernetes.io", "k8s.io", "eks.amazonaws.com")
    prefixes = {key: key.rpartition("/")[0] for key in labels}
    return tuple(
        key for key, prefix in prefixes.items() if prefix and f".{prefix}".endswith(tuple(f".{one}" for one in domains))
    )


def disruption_budgets(budget: str, quiet_times: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """How many nodes may be replaced at once: always, and in each quiet time."""
    quiet = [{"nodes": "0", "schedule": start, "duration": duration} for start, duration in quiet_times.items()]
    return ({"nodes": budget}, *quiet)


def generation_before(generation: int) -> str:
    """As a NodePool names what an instance must be newer than: `Gt` is known to every release, `Gte` is not."""
    return str(generation - 1)
