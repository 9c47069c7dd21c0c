"""What is paid for, and how many of it each environment has: `docs/COST.md`. Counts and units, never prices.

Source of the units: the AWS pricing pages of EKS, VPC, EC2, EBS, KMS, Transit Gateway, Fargate and CloudWatch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from terracutter.records import record

if TYPE_CHECKING:
    from terracutter.plan import EnvironmentPlan


@record
class CostItem:
    """What is paid as long as it stands; `counts`: how many in each environment. `question`: what decides it."""

    what: str
    unit: str
    counts: tuple[str, ...]
    question: str


def standing_costs(environments: Sequence[EnvironmentPlan], has: Mapping[str, bool]) -> tuple[CostItem, ...]:
    """What stands there whether or not it is used, and the machines; nothing that no environment has."""
    found = (*_cluster(environments, has), *_network(environments), *_machines(environments))
    return tuple(item for item in found if any(count not in {"0", ""} for count in item.counts))


def _item(
    what: str,
    unit: str,
    question: str,
    environments: Sequence[EnvironmentPlan],
    count: Callable[[EnvironmentPlan], int | str],
) -> CostItem:
    return CostItem(what, unit, tuple(str(count(one)) for one in environments), question)


def _cluster(environments: Sequence[EnvironmentPlan], has: Mapping[str, bool]) -> Iterator[CostItem]:
    yield _item("EKS control plane", "hour", "environments", environments, lambda _: 1)
    yield _item(
        "Control plane tier", "hour", "control_plane_scaling_tier", environments, lambda one: _tier(one.answers)
    )
    key, unit = "secrets_encryption" if has["secrets_key_own"] else "control_plane_logs", "month, by the hour"
    yield _item("KMS key of the cluster", unit, key, environments, lambda _: int(has["cluster_key"]))
    yield _item(
        "KMS key of the flow logs", unit, "flow_logs", environments, lambda _: int(has["flow_logs_in_cloudwatch"])
    )
    yield _item(
        "KMS key of the states", unit, "bootstrap", environments, lambda one: int(_makes_bucket(environments, one))
    )
    yield _item(
        "EKS capability",
        "hour, and each object it manages",
        "capabilities",
        environments,
        lambda one: len(one.answers["capabilities"] or ()),
    )


def _makes_bucket(environments: Sequence[EnvironmentPlan], one: EnvironmentPlan) -> bool:
    """Whether the bucket of its account is made for it first: the account has one."""
    account = [other for other in environments if other.answers["account_id"] == one.answers["account_id"]]
    return one is next((other for other in account if other.answers["bootstrap"]), None)


def _tier(answers: Mapping[str, Any]) -> str:
    tier = answers["control_plane_scaling_tier"]
    return "" if tier in {None, "standard"} else f"1, {tier}"


def _network(environments: Sequence[EnvironmentPlan]) -> Iterator[CostItem]:
    def zones(one: EnvironmentPlan) -> int:
        return len(one.answers["zones"] or ())

    yield _item("NAT gateway", "hour", "nat_gateways", environments, lambda one: len(one.nat_gateway_zones))
    yield _item(
        "Regional NAT gateway",
        "hour, for each zone that it serves",
        "nat_gateways",
        environments,
        lambda one: f"1, in up to {zones(one)} zones" if one.answers["nat_gateways"] == "regional" else 0,
    )
    yield _item(
        "Public IPv4 address of a NAT gateway",
        "hour",
        "nat_gateways",
        environments,
        lambda one: (
            f"up to {zones(one)} or more, as AWS adds them"
            if one.answers["nat_gateways"] == "regional"
            else len(one.nat_gateway_zones)
        ),
    )
    yield _item(
        "Interface endpoint, in one zone",
        "hour",
        "interface_endpoints",
        environments,
        lambda one: len(one.interface_endpoints) * zones(one) if one.answers["network"] == "new" else 0,
    )
    yield _item(
        "Transit gateway attachment",
        "hour",
        "transit_gateway_id",
        environments,
        lambda one: int(one.answers["transit_gateway_id"] is not None),
    )


def _machines(environments: Sequence[EnvironmentPlan]) -> Iterator[CostItem]:
    for name in dict.fromkeys(group.name for one in environments for group in one.node_groups):
        groups = [next((group for group in one.node_groups if group.name == name), None) for one in environments]
        yield CostItem(f"EC2 instance of node group {name}", "second", tuple(map(_instances, groups)), "node_groups")
        yield CostItem(
            _volume("node group", name, groups), "GiB and month", tuple(map(_volumes, groups)), "node_groups"
        )
    for name in dict.fromkeys(group.name for one in environments for group in one.self_managed_node_groups):
        others = [
            next((group for group in one.self_managed_node_groups if group.name == name), None) for one in environments
        ]
        yield CostItem(
            f"EC2 instance of self-managed group {name}",
            "second",
            tuple(map(_instances, others)),
            "self_managed_node_groups",
        )
        yield CostItem(
            _volume("self-managed group", name, others),
            "GiB and month",
            tuple(map(_volumes, others)),
            "self_managed_node_groups",
        )
    yield from _pools(environments)


def _instances(group: Any) -> str:
    if group is None:
        return ""
    first, *further = group.instance_types
    types = f"{first} or {len(further)} other types" if further else first
    kind = {"SPOT": ", on spot", "CAPACITY_BLOCK": ", paid ahead"}.get(getattr(group, "capacity_type", ""), "")
    windows = " with Windows" if group.ami_type.startswith("WINDOWS") else ""
    return f"{_between(group.min_size, group.max_size)} of {types}{windows}{kind}"


def _volume(kind: str, name: str, groups: Sequence[Any]) -> str:
    has_system = any(group is not None and group.ami_type.startswith("BOTTLEROCKET") for group in groups)
    return f"gp3 volume of {kind} {name}" + (", beside that of Bottlerocket itself" if has_system else "")


def _volumes(group: Any) -> str:
    return "" if group is None else _between(group.min_size * group.disk_size, group.max_size * group.disk_size)


def _between(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _pools(environments: Sequence[EnvironmentPlan]) -> Iterator[CostItem]:
    def limits(answer: Mapping[str, Any]) -> str:
        return ", ".join(f"{name}: up to {pool['cpu_limit']} vCPUs" for name, pool in answer.items())

    rows: tuple[tuple[str, str, str, Callable[[Any], str]], ...] = (
        ("EC2 instance that Karpenter starts", "second", "karpenter_node_pools", limits),
        (
            *("EC2 instance of an Auto Mode pool, and Auto Mode's fee", "second", "auto_mode_node_pools"),
            lambda _: "as pods need",
        ),
        ("EC2 instance of your own Auto Mode pool, and the fee", "second", "auto_mode_pools", limits),
        ("Pod on Fargate", "vCPU and GB, by the second", "fargate_profiles", lambda _: "as many as the profiles take"),
        ("Hybrid node", "vCPU and hour", "remote_node_cidrs", lambda _: "as many as join"),
    )
    for title, unit, question, said in rows:

        def count(one: EnvironmentPlan, question: str = question, said: Callable[[Any], str] = said) -> str:
            return said(one.answers[question]) if one.answers[question] else ""

        yield _item(title, unit, question, environments, count)
