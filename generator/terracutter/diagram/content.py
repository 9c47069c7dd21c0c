"""What the picture of an environment says, in words: read from the plan, and placed nowhere yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from terracutter.plan import EnvironmentPlan, Plan
from terracutter.records import record

_PURPOSES: Final = {
    "public": ("Public", "NAT gateways and load balancers"),
    "private": ("Private", "nodes and pods"),
    "pod": ("Pods", "addresses of pods alone"),
    "database": ("Database", "no way to the internet"),
    "intra": ("Intra", "interfaces of the control plane"),
}
_PURCHASE: Final = {"ON_DEMAND": "on demand", "SPOT": "spot", "CAPACITY_BLOCK": "capacity block"}
_ENCRYPTION: Final = {"own_key": "a KMS key of its own", "given_key": "a given KMS key", "aws_key": "a key of AWS"}
_CAPABILITIES: Final = {"ack": "ACK", "argocd": "Argo CD", "kro": "kro"}


@record
class Subnet:
    """`place` is its zone, or nothing where only its id is known; `inside` what stands in it."""

    place: str
    label: str
    note: str
    inside: str = ""


@record
class Tier:
    kind: str
    name: str
    purpose: str
    subnets: tuple[Subnet, ...]


@record
class Nodes:
    """What runs pods; without zones it is in all of them."""

    name: str
    kind: str
    detail: str
    zones: tuple[str, ...] = ()


@record
class Part:
    """A name and what is to be said of it."""

    name: str
    note: str


@record
class Content:
    title: str
    subtitle: str
    vpc: str
    vpc_note: str
    zones: tuple[str, ...]
    gateways: tuple[str, ...]
    public_api: bool
    tiers: tuple[Tier, ...]
    interfaces: str
    nodes: tuple[Nodes, ...]
    endpoints: tuple[Part, ...]
    control_plane: tuple[Part, ...]
    connected: tuple[Part, ...]
    installed: tuple[tuple[str, tuple[Part, ...]], ...]
    """Headings, each with what Terraform, EKS or Helm puts in the cluster."""


def content_of(plan: Plan, environment: EnvironmentPlan) -> Content:
    answers = environment.answers
    is_new = answers["network"] == "new"
    tiers = tuple(_tiers(environment) if is_new else _existing_tiers(answers))
    account = f" · account {answers['account_id']}" if answers["account_id"] else ""
    return Content(
        title=environment.cluster_name,
        subtitle=f"Amazon EKS {answers['kubernetes_version']} · {environment.region}{account}",
        vpc=_vpc(answers) if is_new else f"VPC {answers['vpc_id']}",
        vpc_note=_vpc_note(answers) if is_new else "made and owned elsewhere",
        zones=tuple(answers["zones"] or ()),
        gateways=tuple(_gateways(answers)) if is_new else (),
        public_api=bool(answers["endpoint_public_access_cidrs"]),
        tiers=tiers,
        interfaces="intra" if any(tier.kind == "intra" for tier in tiers) and not answers["auto_mode"] else "private",
        nodes=tuple(_nodes(environment)),
        endpoints=tuple(_endpoints(environment)) if is_new else (),
        control_plane=tuple(_control_plane(answers)),
        connected=tuple(_connected(answers)),
        installed=tuple(_installed(plan, environment)),
    )


def _vpc(answers: Mapping[str, Any]) -> str:
    ranges = [answers["vpc_cidr"], answers["pod_cidr"], "an IPv6 /56" if answers["ip_family"] == "ipv6" else None]
    return f"VPC {' + '.join(filter(None, ranges))}"


def _vpc_note(answers: Mapping[str, Any]) -> str:
    logs: str = {"cloudwatch": "flow logs to CloudWatch", "s3": "flow logs to S3"}.get(answers["flow_logs"], "")
    return logs or "no flow logs"


def _gateways(answers: Mapping[str, Any]) -> Iterator[str]:
    if answers["nat_gateways"] != "none":
        yield "Internet gateway"
    if answers["nat_gateways"] == "regional":
        yield "Regional NAT gateway"
    if answers["ip_family"] == "ipv6":
        yield "Egress-only internet gateway"


def _tiers(environment: EnvironmentPlan) -> Iterator[Tier]:
    has_ipv6 = environment.answers["ip_family"] == "ipv6"
    for kind, (name, purpose) in _PURPOSES.items():
        found = [subnet for subnet in environment.subnets if subnet.tier == kind]
        if kind == "intra" and environment.answers["transit_gateway_id"]:
            is_shared = not environment.answers["auto_mode"]
            purpose = "control plane and transit gateway" if is_shared else "transit gateway"  # noqa: PLW2901
        if found:
            yield Tier(
                kind,
                name,
                purpose,
                tuple(
                    Subnet(
                        subnet.zone,
                        subnet.cidr,
                        f"{subnet.usable:,} addresses" + (" + IPv6" if has_ipv6 else ""),
                        "NAT gateway" if kind == "public" and subnet.zone in environment.nat_gateway_zones else "",
                    )
                    for subnet in found
                ),
            )


def _existing_tiers(answers: Mapping[str, Any]) -> Iterator[Tier]:
    for kind, (name, purpose) in _PURPOSES.items():
        found = answers.get(f"{kind}_subnet_ids") or ()
        if found:
            told = "load balancers" if kind == "public" else purpose
            yield Tier(kind, name, told, tuple(Subnet("", subnet_id, "") for subnet_id in found))


def _nodes(environment: EnvironmentPlan) -> Iterator[Nodes]:
    """Everything that pods run on, in the order in which the modules stand."""
    for group in environment.node_groups:
        purchase = _PURCHASE[group.capacity_type]
        detail = f"{_sizes(group.min_size, group.max_size)} · {_some(group.instance_types)} · {purchase}"
        yield Nodes(group.name, "managed node group", detail + _system(group.ami_type), group.zones)
    for own in environment.self_managed_node_groups:
        purchase = "on demand" if own.on_demand_percentage == 100 else f"{own.on_demand_percentage}% on demand"  # noqa: PLR2004
        detail = f"{_sizes(own.min_size, own.max_size)} · {_some(own.instance_types)} · {purchase}"
        yield Nodes(own.name, "self-managed group", detail + _system(own.ami_type))
    for name, profile in (environment.answers["fargate_profiles"] or {}).items():
        yield Nodes(name, "Fargate profile", f"pods in {_some(tuple(profile['selectors']))}")
    for built_in in environment.answers["auto_mode_node_pools"] or ():
        yield Nodes(built_in, "Auto Mode node pool", "instances that EKS chooses")
    for pool in environment.auto_mode_pools:
        yield Nodes(pool.name, "Auto Mode node pool", _pool(pool.answers))
    for karpenter_pool in environment.karpenter_node_pools:
        yield Nodes(karpenter_pool.name, "Karpenter node pool", _pool(karpenter_pool.answers))


def _system(ami_type: str) -> str:
    """What is not Amazon Linux is named, and which accelerator's driver it has."""
    systems = {"WINDOWS": "Windows", "BOTTLEROCKET": "Bottlerocket", "CUSTOM": "an image of its own"}
    system = systems.get(ami_type.partition("_")[0])
    driver = next((name for word, name in (("NVIDIA", "NVIDIA"), ("NEURON", "Neuron")) if word in ami_type), None)
    return "".join(f" · {one}" for one in (system, driver) if one)


def _sizes(least: int, most: int) -> str:
    return f"{least}–{most} nodes" if least != most else f"{least} nodes" if least != 1 else "1 node"  # noqa: RUF001


def _pool(answers: Mapping[str, Any]) -> str:
    kinds = [*(answers["instance_types"] or ()), *(answers["instance_families"] or ())]
    kinds = kinds or list(answers["instance_categories"] or ())
    since = f" from generation {answers['minimum_generation']}" if answers["minimum_generation"] else ""
    parts = [
        f"up to {answers['cpu_limit']} vCPUs",
        f"{_some(kinds, 3)}{since}" if kinds else f"any instances{since}",
        " or ".join(answers["capacity_types"]).replace("-", " "),
        ", ".join(answers["architectures"]),
    ]
    return " · ".join(parts)


def _endpoints(environment: EnvironmentPlan) -> Iterator[Part]:
    for name in environment.answers["gateway_endpoints"] or ():
        yield Part(name, "gateway")
    for name in environment.interface_endpoints:
        yield Part(name, "")


def _control_plane(answers: Mapping[str, Any]) -> Iterator[Part]:
    public = answers["endpoint_public_access_cidrs"]
    yield Part("API from the internet", _some(public) if public else "closed")
    inside = ["nodes", "pods", *answers["api_access_cidrs"]]
    yield Part("API from inside the VPC", _some(inside, 3))
    if answers["service_cidr"]:
        yield Part("Addresses of Services", answers["service_cidr"])
    yield Part("Secrets encrypted with", _ENCRYPTION[answers["secrets_encryption"]])
    logs = answers["control_plane_logs"]
    kept = f"{len(logs)} kinds, kept {answers['log_retention_days']} days" if logs else "none"
    yield Part("Control plane logs", kept)
    administrators = answers["administrator_role_arns"]
    told = (
        _some([arn.rpartition("/")[2] for arn in administrators]) if administrators else "a role made with the cluster"
    )
    yield Part("Administrators", told)
    yield Part("IAM of pods by", "EKS Pod Identity" if answers["workload_identity"] == "pod-identity" else "IRSA")


def _connected(answers: Mapping[str, Any]) -> Iterator[Part]:
    if answers["transit_gateway_id"]:
        yield Part("Transit gateway", answers["transit_gateway_id"])
        yield Part("Networks behind it", _some(answers["transit_gateway_cidrs"] or ()) or "none")
    if answers["peer_cidrs"]:
        yield Part("Networks it must not overlap", _some(answers["peer_cidrs"]))
    if answers["remote_node_cidrs"]:
        yield Part("Hybrid nodes", _some(answers["remote_node_cidrs"]))
    if answers["remote_pod_cidrs"]:
        yield Part("Pods on hybrid nodes", _some(answers["remote_pod_cidrs"]))


def _installed(plan: Plan, environment: EnvironmentPlan) -> Iterator[tuple[str, tuple[Part, ...]]]:
    versions = environment.addon_versions
    addons = tuple(Part(name, versions.get(name, "").partition("-")[0]) for name in plan.addons.names)
    releases = tuple(Part(one.name, f"v{one.program.removeprefix('v')}") for one in environment.platform.releases)
    capabilities = tuple(Part(_CAPABILITIES[name], "") for name in environment.answers["capabilities"] or ())
    by = {"argo-cd": "Argo CD", "flux": "Flux"}.get(plan.answers.get("gitops") or "", "Helm")
    headings = {"EKS add-ons": addons, f"Installed by {by}": releases, "EKS capabilities": capabilities}
    yield from ((heading, parts) for heading, parts in headings.items() if parts)


def _some(texts: Sequence[str], most: int = 2) -> str:
    """The first ones, and how many more there are."""
    more = f" + {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
