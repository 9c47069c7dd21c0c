"""Answers for the tests: read from text, and drawn in every valid shape from the questionnaire."""

from __future__ import annotations

import ipaddress
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import strategies as st
from terracutter import catalog, pipeline
from terracutter.answers import Given, Layer, complete, from_document, from_settings, from_variables, resolve
from terracutter.diagnostics import Refused
from terracutter.document import NO_LINE, Scalar, read_document
from terracutter.questions import expressions
from terracutter.questions.expressions import reserved_labels
from terracutter.questions.instances import accelerator_of, image_like, not_sold_as
from terracutter.questions.types import Boolean, Choice, Integer

DAY = date(2026, 11, 22)
"""The day on which the tests run, whatever the calendar says: versions of Kubernetes come and go."""

_DRAWN_APART = frozenset(
    {"environments", "region", "zones", "secrets_key_arn", "ebs_key_arn", "prometheus_workspace_arn"}
)
_OF_A_NEW_VPC = frozenset(
    {
        *("zones", "vpc_cidr", "pod_cidr", "database_subnets", "nat_gateways", "interface_endpoints", "flow_logs"),
        *("gateway_endpoints", "flow_log_bucket_arn", "transit_gateway_id", "transit_gateway_cidrs"),
    }
)
_OF_AN_EXISTING_VPC = frozenset({"vpc_id", "private_subnet_ids", "intra_subnet_ids", "public_subnet_ids"})
_OF_IPV4 = frozenset({"pod_cidr", "prefix_delegation", "service_cidr"})
_FAMILIES = (
    ("m7i.large", "m6i.large", "m7a.xlarge", "c7i.metal-48xl", "u-6tb1.112xlarge"),
    ("m7g.large", "t4g.medium", "c7gn.2xlarge", "im4gn.16xlarge"),
    ("g5.xlarge", "p5.48xlarge", "g6.12xlarge"),
    ("g5g.xlarge", "g5g.metal"),
    ("inf2.xlarge", "trn1.32xlarge"),
)
_NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
_WORDS = st.text("ABCabcxyz0123456789_.:/=+@ -", max_size=12).filter(lambda text: not text.lower().startswith("aws:"))


class FixedClock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(DAY.year, DAY.month, DAY.day, tzinfo=tz or UTC)


@st.composite
def _node_group(draw):
    family = draw(st.sampled_from(_FAMILIES))
    spot = draw(st.booleans())
    sold = [one for one in family if not (spot and not_sold_as((one,), "spot"))]
    types = draw(st.lists(st.sampled_from(sold), min_size=2 if spot else 1, unique=True))
    sizes = sorted(draw(st.lists(st.integers(0, 450), min_size=3, max_size=3)))
    minimum, desired, maximum = sizes[0], sizes[1], max(sizes[2], 1)
    optional = {
        "disk_size": st.integers(20, 65536),
        "labels": st.dictionaries(
            st.from_regex(r"([a-z]{1,5}\.example/)?[A-Za-z0-9]{1,8}", fullmatch=True),
            st.from_regex(r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,8}[A-Za-z0-9])?)?", fullmatch=True),
            max_size=3,
        ).filter(lambda labels: not reserved_labels(labels)),
    }
    group = {"instance_types": types, **draw(st.fixed_dictionaries({}, optional=optional))}
    if spot:
        group["capacity_type"] = "SPOT"
    if draw(st.booleans()):
        group |= {"min_size": minimum, "desired_size": desired, "max_size": maximum}
    return group


@st.composite
def _managed_group(draw, *, is_new):
    """A node group with an image of one's own, Bottlerocket or Amazon Linux, and what its nodes are told."""
    group = draw(_node_group())
    resources = st.dictionaries(st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "250m", "1.5Gi"]))
    told = {
        "kube_reserved": resources,
        "system_reserved": resources,
        "eviction_hard": st.dictionaries(st.sampled_from(["memory.available", "nodefs.inodesFree"]), st.just("5%")),
        "registry_mirrors": st.dictionaries(
            st.sampled_from(["docker.io", "ghcr.io:443"]), st.just("https://m.example")
        ),
        "monitoring": st.booleans(),
        "node_repair": st.booleans(),
        "disk_throughput": st.integers(125, 750),
        "disk_iops": st.integers(3000, 10000),
        "taints": st.lists(
            st.sampled_from(["a=b:NO_SCHEDULE", "a:NO_EXECUTE", "x.y/a=:PREFER_NO_SCHEDULE"]), unique=True
        ),
        "max_unavailable": st.integers(1, 100),
        **({"subnets": st.sampled_from(["all", "per_zone"])} if is_new else {}),
    }
    group |= draw(st.fixed_dictionaries({}, optional=told))
    kind = draw(st.sampled_from(["Amazon Linux", "Bottlerocket", "own"]))
    if kind == "own":
        group["ami_id"] = "ami-0123456789abcdef0"
    elif kind == "Bottlerocket" and accelerator_of(group["instance_types"][0]) != "NEURON":
        group["ami_type"] = image_like("BOTTLEROCKET", tuple(group["instance_types"]))
    return group


def _with_place_for_coredns(groups):
    """One of them begins with a node, and with no taint that keeps coredns out."""
    first, *others = groups.values()
    if not any(group.get("desired_size", 1) and not _has_closing_taints(group) for group in (first, *others)):
        first.pop("taints", None)
        if "desired_size" in first:
            first["desired_size"] = first["max_size"]
    return groups


def _has_closing_taints(group):
    return any(not taint.endswith(":PREFER_NO_SCHEDULE") for taint in group.get("taints", ()))


@st.composite
def _self_managed_group(draw):
    share = draw(st.integers(0, 100))
    types = st.lists(st.sampled_from(draw(st.sampled_from(_FAMILIES))), min_size=1 if share == 100 else 2, unique=True)
    minimum, desired, maximum = sorted(draw(st.lists(st.integers(0, 450), min_size=3, max_size=3)))
    sizes = {"min_size": minimum, "desired_size": desired, "max_size": max(maximum, 1)}
    optional = {
        "disk_size": st.integers(20, 65536),
        "image": st.sampled_from(["recommended", "v20261101", "ami-0a1b2c3d", "ami-0a1b2c3d4e5f60718"]),
        "labels": st.just({"a.example/team": "x_1", "b": ""}),
        "min_healthy_percentage": st.integers(10, 100),
        "on_demand_base": st.integers(0, 450),
        "taints": st.lists(
            st.sampled_from(["a.example/b=c:NO_EXECUTE", "d:NO_SCHEDULE", "e=:PREFER_NO_SCHEDULE"]), unique=True
        ),
    }
    group = {"instance_types": draw(types), "on_demand_percentage": share}
    return {**group, **(sizes if draw(st.booleans()) else {}), **draw(st.fixed_dictionaries({}, optional=optional))}


def _node_pool():
    kinds = st.sampled_from(
        [
            {},
            {"instance_types": ["m7i.large", "c7g.large"], "architectures": ["arm64", "amd64"]},
            {"instance_families": ["g6", "inf2"], "cpu_limit": 1, "memory_limit": 1_000_000},
            {"instance_categories": ["r"], "minimum_generation": 7, "architectures": ["arm64"]},
        ]
    )
    further = st.fixed_dictionaries(
        {},
        optional={
            "capacity_types": st.lists(st.sampled_from(["on-demand", "spot"]), min_size=1, unique=True),
            "consolidate_after": st.sampled_from(["0s", "1h30m", "Never"]),
            "consolidation": st.sampled_from(["Balanced", "WhenEmpty", "WhenEmptyOrUnderutilized"]),
            "disk_size": st.integers(20, 65536),
            "disruption_budget": st.sampled_from(["0", "5", "0%", "100%"]),
            "expire_after": st.sampled_from(["720h", "Never"]),
            "image": st.sampled_from(["al2023@v20261101", "bottlerocket@latest", "bottlerocket@v1.50.0"]),
            "labels": st.dictionaries(st.sampled_from(["team", "example.com/a"]), st.sampled_from(["", "on", "1"])),
            "quiet_times": st.dictionaries(
                st.sampled_from(["@daily", "0 9 * * mon-fri"]), st.sampled_from(["8h", "5m"])
            ),
            "taints": st.lists(st.sampled_from(["a:NoSchedule", "b.c/d=1:PreferNoSchedule"]), unique=True),
            "termination_grace_period": st.none() | st.just("24h"),
            "weight": st.none() | st.integers(1, 100),
        },
    )
    return st.tuples(kinds, further).map(lambda parts: {**parts[0], **parts[1]})


def _access_entries(partition):
    users = st.lists(_NAMES, max_size=3, unique=True)
    further = st.sampled_from(
        [
            {},
            {"policy": "edit", "namespaces": ["shop", "pay"]},
            {"policy": "none", "kubernetes_groups": ["team:a"]},
            {"policy": "cluster-admin", "kubernetes_groups": ["b"]},
        ]
    )
    return st.tuples(users, further).map(
        lambda pair: {
            name: {"principal_arn": f"arn:{partition}:iam::111122223333:user/{name}", **pair[1]} for name in pair[0]
        }
    )


def _security_group_rules():
    source = st.sampled_from([{"cidr": "192.168.0.0/24"}, {"security_group_id": "sg-0123abcd"}])
    further = st.sampled_from([{}, {"protocol": "udp"}, {"to_port": 65535, "description": "from the office, (x)"}])
    rule = st.tuples(source, further).map(lambda parts: {**parts[0], **parts[1]})
    return st.dictionaries(st.integers(444, 65535), rule, max_size=3).map(
        lambda rules: {f"port-{port}": {"from_port": port, **rule} for port, rule in rules.items()}
    )


def _of_type(kind):
    match kind:
        case Boolean():
            return st.booleans()
        case Choice():
            return st.sampled_from(sorted(kind.choices))
        case Integer():
            return st.sampled_from(kind.among) if kind.among else st.integers(kind.minimum, kind.maximum)
    raise AssertionError(kind)


def _identity_provider():
    claims = st.from_regex(r"[a-z]{1,9}", fullmatch=True)
    prefixes = st.from_regex(r"[a-z]{1,5}:", fullmatch=True).filter(lambda text: "system:" not in text)
    required = {"issuer_url": st.just("https://login.example.com/realms/a"), "client_id": claims}
    optional = {
        "username_claim": claims,
        "username_prefix": prefixes,
        "groups_claim": claims,
        "required_claims": st.dictionaries(claims, claims, max_size=2),
    }
    return st.fixed_dictionaries(required, optional=optional)


def _auto_mode_pools():
    choices = {
        "capacity_types": st.sampled_from([["spot"], ["on-demand", "spot"]]),
        "architectures": st.sampled_from([["arm64"], ["arm64", "amd64"]]),
        "instance_families": st.sampled_from([["m7i", "m7g"], ["c7g", "t3"]]),
        "cpu_limit": st.integers(1, 100000),
        "memory_limit": st.integers(1, 1000000),
        "disk_size": st.integers(20, 59000),
        "taints": st.just(["a.example/b=c:NoSchedule", "d:NoExecute"]),
        "labels": st.just({"a.example/b": "true"}),
        "consolidate_after": st.sampled_from(["0s", "1h30m", "Never"]),
        "weight": st.integers(1, 100),
    }
    names = _NAMES.filter(lambda name: name not in {"default", "system"})
    return st.dictionaries(names, st.fixed_dictionaries({}, optional=choices), max_size=2)


def _fargate_profiles():
    """Of namespaces in which no controller is: on Fargate it might get no credentials."""
    label = st.from_regex(r"[a-z*?]{1,5}", fullmatch=True)
    selectors = st.dictionaries(
        st.from_regex(r"app-[a-z*?]{1,5}", fullmatch=True),
        st.dictionaries(label, label, max_size=5),
        min_size=1,
        max_size=5,
    )
    names = _NAMES.filter(lambda name: not name.startswith("eks-"))
    return st.dictionaries(names, st.fixed_dictionaries({"selectors": selectors}), max_size=3)


def _controllers(draw, *, is_auto, has_accounts, capabilities):
    """The controllers, what installs them, and where that may be found: one answer for every environment."""
    names = ["argo-cd", "external-secrets", "velero"]
    names += ["gateway-api-controller"] if has_accounts else []
    names += [] if is_auto else ["aws-load-balancer-controller"]
    chosen = draw(st.lists(st.sampled_from(names), unique=True))
    has_argo_cd = "argo-cd" in chosen or "argocd" in (capabilities or ())
    tools = ["none", "flux", *(["argo-cd"] if has_argo_cd and set(chosen) - {"argo-cd"} else [])]
    return {
        "controllers": st.just(chosen),
        "gitops": st.just(draw(st.sampled_from(tools))),
        "gitops_repository_url": st.sampled_from(["https://git.example.com/a.git", "ssh://git@example.com:2222/a/b"]),
        "gateway_api_vpc_id": st.from_regex("vpc-[0-9a-f]{17}", fullmatch=True),
        "velero_bucket": st.from_regex(r"[a-z0-9]{3,20}", fullmatch=True),
    }


def _arns(partition, pattern):
    return st.lists(st.from_regex(f"arn:{partition}:{pattern}", fullmatch=True), min_size=1, max_size=3, unique=True)


def _networks(template):
    return st.lists(st.integers(0, 255).map(template.format), min_size=1, max_size=3, unique=True)


def _public_network():
    return st.tuples(st.integers(11, 99), st.integers(8, 32)).map(
        lambda pair: str(ipaddress.IPv4Network((f"{pair[0]}.0.0.0", pair[1])))
    )


def _subnet_ids(kind, least):
    ids = st.integers(0, 15).map(lambda number: f"subnet-{kind}{number:x}1b2c3d")
    return st.lists(ids, min_size=least, max_size=4, unique=True)


def _choices_of_network(draw, *, is_auto, is_hybrid, is_six):
    """The questions that decide which others are asked, with one answer that suits every environment."""
    nat = draw(st.sampled_from(["none", "regional", "zonal"]))
    kinds = {"none": st.just("none"), "regional": st.just("regional"), "zonal": st.sampled_from(["single", "per_zone"])}
    network = draw(st.sampled_from(["new", "existing"]))
    family = "ipv4" if is_hybrid else draw(st.sampled_from(["ipv4", "ipv6"]))
    has_pods, has_intra, has_databases = (draw(st.booleans()) for _ in range(3))
    has_pods, has_intra = has_pods and not is_auto, has_intra and not is_auto
    possible = {
        "network": st.just(network),
        "ip_family": st.just(family),
        "aws_provider": st.just("6" if is_six or (nat == "regional" and network == "new") else "5"),
        "nat_gateways": kinds[nat],
        "vpc_cidr": st.builds("10.{}.0.0/{}".format, st.integers(0, 200), st.integers(16, 21 if has_databases else 22)),
        "database_subnets": st.just(has_databases),
        "pod_cidr": st.builds("100.{}.0.0/{}".format, st.integers(64, 127), st.integers(16, 22))
        if has_pods
        else st.none(),
        "peer_cidrs": st.lists(st.builds("11.{}.0.0/16".format, st.integers(0, 31)), max_size=3, unique=True),
        "vpc_id": st.from_regex("vpc-[0-9a-f]{17}", fullmatch=True),
        "private_subnet_ids": _subnet_ids("a", 2),
        "intra_subnet_ids": _subnet_ids("b", 2) if has_intra else st.just([]),
        "public_subnet_ids": _subnet_ids("c", 0),
    }
    left_out = _OF_A_NEW_VPC if network == "existing" else _OF_AN_EXISTING_VPC
    left_out |= _OF_IPV4 if family == "ipv6" else frozenset()
    return (
        possible,
        left_out | ({"prefix_delegation", "network_policy", "autoscaler"} if is_auto else frozenset()),
        nat == "none",
    )


def _endpoints(is_private):
    """What nodes and controllers of a private network need in any region; it may name what the catalogue lacks."""
    needed = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sqs", "ssm", "sts"] if is_private else []
    needed += ["autoscaling", "elasticloadbalancing", "secretsmanager", "tagging", "vpc-lattice"] if is_private else []
    others = st.from_regex(r"x[a-z0-9.-]{0,9}", fullmatch=True) | st.sampled_from(["logs", "kms"])
    return st.lists(others, unique=True).map(lambda more: [*more, *needed])


_IN_AUTO_MODE = ("kube-state-metrics", "metrics-server", "snapshot-controller")
_ON_NODES = (
    *("aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-fsx-csi-driver", "aws-guardduty-agent", "cert-manager"),
    *("amazon-cloudwatch-observability", "aws-mountpoint-s3-csi-driver", "aws-network-flow-monitoring-agent"),
    *("aws-secrets-store-csi-driver-provider", "eks-node-monitoring-agent", "external-dns", "fluent-bit"),
    "prometheus-node-exporter",
)
_ASKED_OF = {
    "mountpoint_bucket_arns": "aws-mountpoint-s3-csi-driver",
    "external_dns_zone_arns": "external-dns",
    "cert_manager_zone_arns": "cert-manager",
    "fluent_bit_log_group": "fluent-bit",
}


def _configurations():
    """Of coredns, with text that YAML or HCL would take for something else."""
    texts = st.sampled_from(["x", "true", "1", "1.0", "null", "none", "${x}", "%{ if a }", 'a "b"', "a\\b", "é", ""])
    values = st.dictionaries(_NAMES, texts, max_size=3)
    tolerations = st.lists(st.fixed_dictionaries({}, optional={"key": _NAMES, "operator": texts}), max_size=2)
    optional = {"replicaCount": st.integers(0, 9), "podLabels": values, "tolerations": tolerations}
    return st.fixed_dictionaries({}, optional=optional)


def _addons(draw, partition, *, is_auto):
    """Add-ons, and what is asked of them; the lists of zones and buckets are never empty, for they are needed."""
    chosen = draw(st.lists(st.sampled_from(_IN_AUTO_MODE if is_auto else (*_IN_AUTO_MODE, *_ON_NODES)), unique=True))
    if not is_auto and draw(st.booleans()):
        chosen += [name for name in ("cert-manager", "adot") if name not in chosen]
    identity = draw(st.sampled_from(["pod-identity", "irsa"]))
    zone = st.from_regex(rf"arn:{partition}:route53:::hostedzone/Z[A-Z0-9]{{1,9}}", fullmatch=True)
    zones = st.lists(zone, min_size=1, unique=True)
    versions = st.from_regex(r"v1\.[1-9][0-9]?\.[0-9]-eksbuild\.[0-9]", fullmatch=True)
    core = st.sampled_from(["vpc-cni", "kube-proxy", "coredns"])
    return {
        "addons": st.just(chosen),
        "addon_namespaces": st.dictionaries(st.sampled_from(["cert-manager"]), _NAMES)
        if "cert-manager" in chosen
        else st.just({}),
        "workload_identity": st.just(identity),
        "irsa": st.booleans() if identity == "pod-identity" else st.sampled_from([True]),
        "addon_versions": st.just({}) if is_auto else st.dictionaries(core, versions),
        "addon_configuration": st.just({}) if is_auto else st.dictionaries(st.just("coredns"), _configurations()),
        "cert_manager_zone_arns": zones,
        "external_dns_zone_arns": zones,
        "fluent_bit_log_group": st.from_regex(r"[A-Za-z0-9._/#-]{1,20}", fullmatch=True),
        "mountpoint_bucket_arns": st.lists(
            st.from_regex(rf"arn:{partition}:s3:::[a-z0-9]{{3,20}}", fullmatch=True), min_size=1, unique=True
        ),
    }


def _answers_of(questionnaire, partition, draw):
    """By question, the answers that suit every environment together."""
    versions = [one.version for one in catalog.kubernetes_versions().values() if one.phase(DAY) == "standard"]
    role = st.from_regex(
        rf"arn:{partition}:iam::[0-9]{{12}}:role/([a-z]{{1,4}}/)?[A-Za-z0-9_+=.@-]{{1,9}}", fullmatch=True
    )
    has_accounts, has_administrators, is_auto, is_hybrid = (draw(st.booleans()) for _ in range(4))
    is_hybrid = is_hybrid and not is_auto and partition == "aws"
    capabilities = draw(st.none() | st.lists(st.sampled_from(["ack", "argocd", "kro"]), unique=True))
    networks, left_out, is_private = _choices_of_network(
        draw, is_auto=is_auto, is_hybrid=is_hybrid, is_six=capabilities is not None
    )
    special = {
        **networks,
        "account_id": st.from_regex("[0-9]{12}", fullmatch=True) if has_accounts else st.none(),
        "administrator_role_arns": st.lists(role, min_size=1, max_size=3, unique=True)
        if has_administrators
        else st.just([]),
        **_state(draw),
        "endpoint_public_access_cidrs": st.lists(_public_network(), max_size=3, unique=True),
        "flow_log_bucket_arn": st.from_regex(
            rf"arn:{partition}:s3:::[a-z0-9]{{3,20}}(/[a-z]{{1,9}}/?)?", fullmatch=True
        ),
        "gateway_endpoints": st.sampled_from([["s3"], ["dynamodb", "s3"], *([] if is_private else [[], ["dynamodb"]])]),
        "interface_endpoints": _endpoints(is_private),
        "transit_gateway_id": st.from_regex(r"tgw-[0-9a-f]{17}", fullmatch=True),
        "transit_gateway_cidrs": st.lists(
            st.builds("192.168.{}.0/24".format, st.integers(0, 255)) | st.just("10.0.0.0/8"), min_size=1, unique=True
        ),
        "kubernetes_version": st.sampled_from(versions),
        "control_plane_logs": st.lists(_of_type(questionnaire.by_name["control_plane_logs"].type.item), unique=True),
        # Which key is given depends on the region of each environment.
        "secrets_encryption": st.sampled_from(["own_key", "aws_key"]),
        "service_cidr": st.builds("172.{}.0.0/{}".format, st.integers(16, 31), st.integers(16, 24)),
        "api_access_cidrs": st.lists(
            st.builds("192.168.{}.0/24".format, st.integers(0, 9)) | st.just("10.0.0.0/8"), max_size=3, unique=True
        ),
        "cluster_security_group_rules": _security_group_rules(),
        "access_entries": _access_entries(partition),
        **_controllers(draw, is_auto=is_auto, has_accounts=has_accounts, capabilities=capabilities),
        "external_secrets_secret_arns": _arns(partition, r"secretsmanager:[*]:[0-9]{12}:secret:[a-z/]{1,9}[*]"),
        "external_secrets_parameter_arns": _arns(partition, r"ssm:us-east-1:[*]:parameter/[a-z]{1,9}"),
        "capabilities": st.just(capabilities),
        "capability_administrators": st.just(capabilities),
        "ack_policy_arns": st.just([f"arn:{partition}:iam::aws:policy/AmazonS3FullAccess"]),
        "argocd_identity_center_arn": st.just(f"arn:{partition}:sso:::instance/ssoins-1234567890abcdef"),
        "argocd_roles": st.just({"ADMIN": {"groups": ["686103e0-f051-7068-b225-e6392b959d9e"]}}),
        "argocd_identity_center_region": st.sampled_from(sorted(catalog.regions())),
        "auto_mode": st.just(is_auto),
        "auto_mode_node_pools": st.lists(st.sampled_from(["general-purpose", "system"]), min_size=1, unique=True),
        "auto_mode_pools": _auto_mode_pools(),
        "oidc_identity_provider": st.dictionaries(_NAMES, _identity_provider(), max_size=1),
        "remote_node_cidrs": _networks("192.168.{}.0/24") if is_hybrid else st.just([]),
        "remote_pod_cidrs": _networks("10.255.{}.0/24"),
        "hybrid_nodes": st.just(
            draw(st.sampled_from(["none", "ssm", *(["iam-roles-anywhere"] if capabilities is not None else [])]))
        ),
        "hybrid_nodes_certificate_authority": st.just(CERTIFICATE),
        **_addons(draw, partition, is_auto=is_auto),
        "fargate_profiles": _fargate_profiles() if partition == "aws" else st.just({}),
        "node_groups": st.dictionaries(
            _NAMES, _managed_group(is_new="vpc_cidr" not in left_out), min_size=1, max_size=3
        ).map(_with_place_for_coredns),
        # No managed node group has such a name.
        "self_managed_node_groups": st.dictionaries(_NAMES.map("own-{}".format), _self_managed_group(), max_size=2),
        "node_termination_handler": st.just(value=False),
        "karpenter_node_pools": st.dictionaries(_NAMES, _node_pool(), max_size=2),
        "repository": _NAMES,
        "tags": st.dictionaries(_WORDS.filter(bool).map(str.lower), _WORDS, max_size=4).filter(
            lambda tags: not {"repository", "environment"} & tags.keys()
        ),
    }
    further = {one.name: one.type for one in questionnaire if one.name not in {*special, *_DRAWN_APART}}
    possible = {**special, **{name: _of_type(kind) for name, kind in further.items()}}
    return {name: one for name, one in possible.items() if name not in left_out}


def _state(draw):
    """One bucket for all environments, since some may be in one account."""
    bucket = draw(st.none() | st.from_regex(r"[a-z0-9]{3,20}(\.[a-z0-9]{1,9})?", fullmatch=True))
    ci = draw(st.sampled_from(["none", "github-actions", "gitlab-ci", "atlantis"]))
    return {
        "state_bucket": st.just(bucket),
        "ci": st.just(ci),
        "code_owners": st.lists(st.sampled_from(["@octocat", "@acme/platform", "@a.b/c_d/e-f"]), unique=True),
        "dependency_updates": st.sampled_from(["none", "renovate", *(["dependabot"] if ci != "gitlab-ci" else [])]),
        "state_backend": st.sampled_from(["s3", "hcp-terraform", "gitlab", *(["local"] if ci == "none" else [])]),
        "ci_repository": st.sampled_from(["acme/eks", "Acme/eks.platform"]),
        "gitlab_address": st.sampled_from(["https://gitlab.com", "https://git.acme.example:8443"]),
        "gitlab_project": st.sampled_from(["4711", "acme/eks", "Acme/platform/eks.one"]),
        "hcp_organization": st.sampled_from(["acme", "Acme_Platform-1"]),
        "bootstrap": st.booleans() if bucket or ci in {"none", "atlantis"} else st.just(value=True),
    }


def _not_asked_of_state(shared):
    backend, ci = shared["state_backend"], shared["ci"]
    if backend != "s3":
        yield from ("state_bucket", "bootstrap")
    if backend == "hcp-terraform":
        yield "engine"
    else:
        yield "hcp_organization"
    if backend != "gitlab":
        yield "gitlab_project"
        if ci != "gitlab-ci":
            yield "gitlab_address"
    if ci not in {"github-actions", "gitlab-ci"}:
        yield from ("ci_repository", "ci_roles")


@st.composite
def _zones(draw, region):
    return draw(st.lists(st.sampled_from(catalog.regions()[region].zones), min_size=2, max_size=6, unique=True))


def _not_asked_of_controllers(shared):
    controllers = shared["controllers"]
    if "external-secrets" not in controllers:
        yield from ("external_secrets_secret_arns", "external_secrets_parameter_arns")
    if "velero" not in controllers:
        yield "velero_bucket"
    has_releases = controllers or shared.get("autoscaler", "none") != "none"
    if not has_releases:
        yield "gitops"
    is_new, is_gitops = shared["network"] == "new", has_releases and shared["gitops"] != "none"
    if not is_gitops:
        yield "gitops_repository_url"
    if not (is_gitops and is_new and "gateway-api-controller" in controllers):
        yield "gateway_api_vpc_id"


def _not_asked(shared):
    """What is not asked after these answers, which are the same in every environment."""
    if shared["auto_mode"]:
        yield from ("fargate_profiles", "node_groups", "node_termination_handler", "self_managed_node_groups")
    else:
        yield from ("auto_mode_node_pools", "auto_mode_pools")
    if shared.get("autoscaler") != "karpenter":
        yield "karpenter_node_pools"
    if shared["auto_mode"] or not shared["fargate_profiles"]:
        yield "fargate_logs"
    if not shared["remote_node_cidrs"]:
        yield from ("remote_pod_cidrs", "hybrid_nodes")
    if not shared["remote_node_cidrs"] or shared["hybrid_nodes"] != "iam-roles-anywhere":
        yield "hybrid_nodes_certificate_authority"
    if shared["aws_provider"] == "5":
        yield from ("addon_namespaces", "deletion_protection", "control_plane_scaling_tier")
    yield from _not_asked_of_controllers(shared)
    yield from _not_asked_of_state(shared)
    yield from _not_asked_of_capabilities(shared["capabilities"])


def _not_asked_of_capabilities(capabilities):
    if capabilities is None:
        yield "capabilities"
    if not capabilities:
        yield "capability_administrators"
    if "ack" not in (capabilities or ()):
        yield "ack_policy_arns"
    if "argocd" not in (capabilities or ()):
        yield from ("argocd_identity_center_arn", "argocd_identity_center_region", "argocd_roles")


@st.composite
def _own_answers(draw, possible, regions):
    """What one environment says for itself, possibly nothing."""
    if draw(st.booleans()):
        return {}
    answers = {name: draw(one) for name, one in possible.items() if draw(st.booleans())}
    if draw(st.booleans()):
        answers["region"] = draw(regions)
        if "vpc_cidr" in possible:
            answers["zones"] = draw(_zones(answers["region"]))
    return answers


def _asked_where(holds, names, possible, shared, asked, draw):
    """Questions that all environments are asked, or none."""
    for name in names:
        shared.pop(name, None)
        if holds:
            shared[name] = draw(possible[name])
        else:
            asked.discard(name)


@st.composite
def answer_sets(draw, questionnaire):
    """An answers file as a mapping."""

    def maybe():
        return draw(st.booleans())

    partition = draw(st.sampled_from(["aws", "aws-us-gov"]))
    regions = st.sampled_from([name for name, one in catalog.regions().items() if one.partition == partition])
    possible = _answers_of(questionnaire, partition, draw)
    always = {
        *("network", "ip_family", "aws_provider", "nat_gateways", "account_id", "administrator_role_arns"),
        *("vpc_id", "private_subnet_ids", "intra_subnet_ids", "pod_cidr", "vpc_cidr", "database_subnets"),
        *("controllers", "external_secrets_secret_arns", "external_secrets_parameter_arns", "gitops", "velero_bucket"),
        *("ci", "ci_repository", "gitlab_project", "hcp_organization", "state_backend", "state_bucket"),
        "capabilities",
        "argocd_identity_center_arn",
        "argocd_roles",
        "auto_mode",
        *("addons", "workload_identity", "irsa"),
        "fargate_profiles",
        "hybrid_nodes",
        "hybrid_nodes_certificate_authority",
        "remote_node_cidrs",
        "remote_pod_cidrs",
    }
    shared = {name: draw(one) for name, one in possible.items() if name in always or maybe()}
    shared["region"] = draw(regions)
    asked = {one.name for one in questionnaire if one.per_environment}
    is_new = shared["network"] == "new"
    if is_new and shared["nat_gateways"] == "none" and "interface_endpoints" not in shared:
        # Karpenter and other controllers need more endpoints than there are by default.
        shared.pop("autoscaler", None)
        shared["controllers"] = []
    if shared.get("workload_identity") == "irsa" and shared["account_id"] is None:
        # Service accounts name their roles by ARN.
        shared.pop("autoscaler", None)
        shared["controllers"] = []
    for not_asked in _not_asked(shared):
        asked.discard(not_asked)
        shared.pop(not_asked, None)
    _asked_where(is_new and maybe(), ["transit_gateway_id", "transit_gateway_cidrs"], possible, shared, asked, draw)
    for name, addon in _ASKED_OF.items():
        is_needed = name in {"mountpoint_bucket_arns", "external_dns_zone_arns"}
        holds = addon in shared["addons"] and (is_needed or maybe())
        _asked_where(holds, [name], possible, shared, asked, draw)
    _asked_where(shared.get("flow_logs") == "s3", ["flow_log_bucket_arn"], possible, shared, asked, draw)
    own_ones = _own_answers({name: one for name, one in possible.items() if name in asked}, regions)
    own = {name: draw(own_ones) for name in draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))}
    if not any(answers.get("fargate_profiles", shared.get("fargate_profiles")) for answers in own.values()):
        shared.pop("fargate_logs", None)
    if is_new and all("nat_gateways" in answers for answers in own.values()):
        # What every environment overrides may be anything.
        shared["nat_gateways"] = draw(st.sampled_from(["none", "single", "per_zone"]))
    if is_new and all("region" not in answers for answers in own.values()) and maybe():
        shared["zones"] = draw(_zones(shared["region"]))
    if shared["region"] == "us-east-1" and maybe():
        del shared["region"]
    return {**shared, "environments": own if any(own.values()) or maybe() else list(own)}


def as_yaml(document):
    """JSON is YAML."""
    return json.dumps(document, ensure_ascii=False)


CERTIFICATE = "-----BEGIN CERTIFICATE-----\n" + ("A" * 64 + "\n") * 8 + "-----END CERTIFICATE-----\n"
QUESTIONNAIRE = pipeline.load_questionnaire()


@pytest.fixture(autouse=True, scope="module")
def today():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expressions, "datetime", FixedClock)
        yield


def given_in(text):
    """What an answers file gives, and its problems."""
    return from_document(read_document(text, "terracutter.yaml"), "terracutter.yaml", QUESTIONNAIRE)


def messages(text):
    """Every message about an answers file."""
    given, problems = given_in(text)
    return [str(one) for one in (*problems, *resolve(QUESTIONNAIRE, given).diagnostics)]


def gather(text="", settings=(), variables=None, asked=()):
    sources = [from_settings(settings, QUESTIONNAIRE), from_variables(variables or {}, QUESTIONNAIRE), given_in(text)]
    given = [one for found, _ in sources for one in found]
    given += [Given(name, None, Scalar(value, NO_LINE), Layer.ASKED, "prompt") for name, value in asked]
    return given, [problem for _, problems in sources for problem in problems]


def answers(text="", settings=(), variables=None, asked=()):
    return complete(QUESTIONNAIRE, *gather(text, settings, variables, asked))


def refused(text="", settings=(), variables=None):
    with pytest.raises(Refused) as error:
        answers(text, settings, variables)
    return [str(one) for one in error.value.diagnostics]
