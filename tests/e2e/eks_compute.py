"""Which nodes of a cluster are Ready, and for which pods there is a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import yaml
from eks_identity import why_without_credentials
from eks_state import ACCOUNT, Cluster, Document, Region, attached_policies
from eks_templates import decoded, node_config, why_cluster_not_found, why_not_read
from moto.autoscaling.models import autoscaling_backends
from moto.iam.models import iam_backends
from moto_placement_groups import groups as placement_groups

NETWORK = ("vpc-cni", "kube-proxy")
_JOINS = {"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"}
_PULLS = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly"}
_TOLERATED = {"CriticalAddonsOnly"}
"""The taint that the add-ons of AWS in kube-system tolerate."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """A group of nodes. `lost` says why they never become Ready; empty when they do."""

    name: str
    wanted: int
    windows: bool
    taints: tuple[tuple[str, str], ...]
    """Key and value of those that keep pods out."""
    lost: str


@dataclass(frozen=True, slots=True)
class Pods:
    """Those of a Deployment: where its kind may run, and what tells one pod from another."""

    namespace: str
    labels: dict[str, str]
    compute: tuple[str, ...]
    configuration: str
    only_fargate_if_told: bool = False

    @property
    def configured(self) -> Any:
        return yaml.safe_load(self.configuration) if self.configuration else {}


def why_no_place(region: Region, cluster: Cluster, pods: Pods) -> str:
    """Why the pods stay Pending; empty when one of them runs."""
    if "auto" in pods.compute and "general-purpose" in cluster.shown.get("computeConfig", {}).get("nodePools", ()):
        return ""
    if "hyperpod" in pods.compute and any(one["type"] == "HYPERPOD_LINUX" for one in cluster.entries.values()):
        return ""
    is_told = not pods.only_fargate_if_told or pods.configured.get("computeType") == "Fargate"
    if "fargate" in pods.compute and is_told and _is_selected(cluster, pods):
        return ""
    found = [one for one in (*managed(cluster), *self_managed(region, cluster)) if one.wanted and not one.windows]
    if "ec2" in pods.compute and any(not one.lost and _tolerates(pods, one.taints) for one in found):
        return ""
    return f"no node runs them, of {', '.join(f'{one.name} ({one.lost or one.taints})' for one in found) or 'none'}"


def _is_selected(cluster: Cluster, pods: Pods) -> bool:
    """Whether a Fargate profile takes them. Source: Amazon EKS user guide, Fargate profile components."""
    return any(
        fnmatchcase(pods.namespace, selector["namespace"])
        and all(fnmatchcase(pods.labels.get(key, ""), value) for key, value in selector.get("labels", {}).items())
        for profile in cluster.fargate_profiles.values()
        for selector in profile["selectors"]
    )


def _tolerates(pods: Pods, taints: tuple[tuple[str, str], ...]) -> bool:
    tolerations = list(_tolerations(pods.configured))
    return all(
        (key in _TOLERATED and pods.namespace == "kube-system")
        or any(one.get("key", key) == key and one.get("value", value) == value for one in tolerations)
        for key, value in taints
    )


def _tolerations(configured: Any) -> Iterator[Document]:
    if isinstance(configured, dict):
        yield from configured.get("tolerations", ())
        for value in configured.values():
            yield from _tolerations(value)


# Nodes


def managed(cluster: Cluster) -> Iterator[Nodes]:
    for name, group in cluster.node_groups.items():
        taints = [
            (one["key"], one.get("value", ""))
            for one in group.get("taints", [])
            if one["effect"] in {"NO_SCHEDULE", "NO_EXECUTE"}
        ]
        issues = group["health"]["issues"]
        yield Nodes(
            name,
            group["scalingConfig"]["desiredSize"],
            group["amiType"].startswith("WINDOWS"),
            tuple(taints),
            issues[0]["message"] if issues else "",
        )


def self_managed(region: Region, cluster: Cluster) -> Iterator[Nodes]:
    """The Auto Scaling groups whose instances say that they belong to the cluster."""
    for group in autoscaling_backends[ACCOUNT][region.name].autoscaling_groups.values():
        tags = {one["Key"]: one for one in group.tags}
        own = tags.get(f"kubernetes.io/cluster/{cluster.name}")
        if own is None or not own["PropagateAtLaunch"]:
            continue
        data = _template_data(group)
        windows = decoded(data).startswith("<powershell>")
        lost = _why_self_managed_do_not_join(region, cluster, data, "EC2_WINDOWS" if windows else "EC2_LINUX")
        yield Nodes(group.name, len(group.active_instances()), windows, tuple(_registered_taints(decoded(data))), lost)


def _registered_taints(text: str) -> Iterator[tuple[str, str]]:
    flag = "--register-with-taints="
    for one in node_config(text).get("kubelet", {}).get("flags", []):
        for taint in one.removeprefix(flag).split(",") if one.startswith(flag) else ():
            pair, _, effect = taint.partition(":")
            key, _, value = pair.partition("=")
            if effect in {"NoSchedule", "NoExecute"}:
                yield key, value


def _template_data(group: Any) -> Document:
    version = group.launch_template_version
    template = group.ec2_launch_template
    number = {"$Default": template.default_version_number, "$Latest": template.latest_version_number}
    return template.get_version(int(number.get(version, version))).data


def _why_self_managed_do_not_join(region: Region, cluster: Cluster, data: Document, kind: str) -> str:
    profiles = iam_backends[ACCOUNT][region.partition].instance_profiles.values()
    wanted = data.get("IamInstanceProfile", {})
    named = [one for one in profiles if one.arn == wanted.get("Arn") or one.name == wanted.get("Name")]
    if not named or not named[0].roles:
        return "the launch template names no instance profile with a role"
    role = named[0].roles[0]
    entry = cluster.entries.get(role.arn, {})
    if cluster.takes_entries and entry.get("type") != kind:
        return f"their role {role.arn} has no access entry of the type {kind}"
    if "ImageId" not in data:
        return "the launch template names no image"
    return (
        why_role_is_too_weak(role)
        or why_not_read(decoded(data))
        or why_cluster_not_found(cluster, decoded(data))
        or why_not_in_the_cluster_group(cluster, data, by_default=False)
        or why_no_network(region, cluster, role)
    )


def why_role_is_too_weak(role: Any) -> str:
    policies = attached_policies(role)
    if policies & _JOINS and policies & _PULLS:
        return ""
    return f"the node role has only the policies {sorted(policies)}"


def why_not_in_the_cluster_group(cluster: Cluster, data: Document, *, by_default: bool) -> str:
    """A template that names security groups has those alone; EKS gives the cluster's `by_default` to one without."""
    own = cluster.shown["resourcesVpcConfig"]["clusterSecurityGroupId"]
    interfaces = data.get("NetworkInterfaces", [])
    named = [data.get("SecurityGroupIds")] if not interfaces else [one.get("Groups") for one in interfaces]
    if interfaces and data.get("SecurityGroupIds"):
        return "the launch template has security groups beside network interfaces"
    if by_default and not any(named):
        return ""
    return "" if all(own in (one or ()) for one in named) else f"the launch template leaves out {own}"


def why_no_network(region: Region, cluster: Cluster, role: Any) -> str:
    """What the nodes of that role miss to become Ready."""
    allowed_by_role = "AmazonEKS_CNI_Policy" in attached_policies(role) or any("CNI" in name for name in role.policies)
    if cluster.bootstrap_add_ons:
        return "" if allowed_by_role else "the node role may not give pods addresses"
    missing = [name for name in NETWORK if name not in cluster.add_ons]
    if missing:
        return f"the cluster has only the add-ons {sorted(cluster.add_ons)}"
    role_arn = cluster.add_ons["vpc-cni"].get("serviceAccountRoleArn")
    return "" if allowed_by_role else why_without_credentials(region, cluster, "kube-system", "aws-node", role_arn)


def why_not_placed(region: Region, data: Document, subnets: list[str]) -> str:
    """What EC2 says when it starts instances in a placement group."""
    name = data.get("Placement", {}).get("GroupName")
    if name is None:
        return ""
    if name not in placement_groups(region.ec2):
        return f"the placement group {name} is unknown"
    zones = {one.availability_zone for one in region.subnets(subnets)}
    if placement_groups(region.ec2)[name].strategy == "cluster" and len(zones) > 1:
        return f"the placement group {name} lies in one zone, and the subnets in {', '.join(sorted(zones))}"
    return ""
