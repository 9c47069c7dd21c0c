"""Node groups and Fargate profiles of the loopback EKS.

A group whose nodes could not join on AWS fails at once with NodeCreationFailure, for which AWS would wait 20 minutes.
"""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

from eks_access import add_entry, remove_entry
from eks_compute import why_no_network, why_not_in_the_cluster_group, why_not_placed, why_role_is_too_weak
from eks_protocol import Refusal, Request, in_use, invalid, not_found, operation
from eks_state import Cluster, Document, Region, attached_policies, minor_of
from eks_templates import decoded, refuse_template, template_of, why_cluster_not_found, why_not_read
from moto.ec2.models.instance_types import INSTANCE_TYPES

_LABEL = re.compile(r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_RESERVED = ("kubernetes.io/", "k8s.io/", "eks.amazonaws.com/")
_ACCELERATED = {"NVIDIA": "GpuInfo", "NEURON": "NeuronInfo"}


@operation
def create_nodegroup(region: Region, request: Request) -> Document:
    cluster, name = region.cluster(request["clusterName"]), request["nodegroupName"]
    if name in cluster.node_groups:
        raise in_use(f"NodeGroup already exists with name {name} and cluster name {cluster.name}")
    if not _NAME.fullmatch(name):
        raise invalid(f"nodegroupName {name} must be at most 63 letters, digits, hyphens and underscores")
    region.role_trusted_by(request["nodeRole"], "ec2.amazonaws.com")
    for subnet in region.subnets(request["subnets"]):
        if subnet.vpc_id != cluster.shown["resourcesVpcConfig"]["vpcId"]:
            raise invalid(f"Subnet {subnet.id} is not in the cluster's VPC")
    template, data = template_of(region, request["launchTemplate"]) if "launchTemplate" in request else (None, {})
    if template is not None:
        refuse_template(data, request)
    group = _new_group(region, cluster, request, template, data)
    _refuse_version(cluster, group["version"], group["amiType"])
    _refuse_instances(group, data)
    _refuse_update_config(group["updateConfig"])
    _refuse_sizes(group["scalingConfig"])
    _refuse_labels(group["labels"], group.get("taints", []))
    issue = _why_nodes_do_not_join(region, cluster, group, data)
    group["status"] = "CREATE_FAILED" if issue else "ACTIVE"
    group["health"] = {"issues": [issue] if issue else []}
    cluster.node_groups[name] = group
    if cluster.takes_entries and group["nodeRole"] not in cluster.entries:
        kind = "EC2_WINDOWS" if group["amiType"].startswith("WINDOWS") else "EC2_LINUX"
        add_entry(region, cluster, group["nodeRole"], kind)
    return {"nodegroup": group}


def _new_group(
    region: Region, cluster: Cluster, request: Request, template: Document | None, data: Document
) -> Document:
    name, now = request["nodegroupName"], time.time()
    version, image = request.get("version", cluster.shown["version"]), data.get("ImageId")
    sizes = request.get("scalingConfig", {})
    copied = ("labels", "taints", "remoteAccess", "nodeRepairConfig")
    return {
        "nodegroupName": name,
        "nodegroupArn": region.arn("nodegroup", cluster.name, name, str(uuid.uuid4())),
        "clusterName": cluster.name,
        "version": version,
        "releaseVersion": image or request.get("releaseVersion", f"{version}.0-20261101"),
        "createdAt": now,
        "modifiedAt": now,
        "capacityType": request.get("capacityType", "ON_DEMAND"),
        "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2, **sizes},
        "instanceTypes": request.get("instanceTypes", [] if "InstanceType" in data else ["t3.medium"]),
        "subnets": request["subnets"],
        "amiType": "CUSTOM" if image else request.get("amiType", "AL2023_x86_64_STANDARD"),
        "nodeRole": request["nodeRole"],
        "labels": {},
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{uuid.uuid4()}"}]},
        "diskSize": None if template else request.get("diskSize", 20),
        "updateConfig": request.get("updateConfig", {"maxUnavailable": 1}),
        "launchTemplate": template,
        "tags": dict(request.get("tags", {})),
        **{key: request[key] for key in copied if key in request},
    }


def _refuse_version(cluster: Cluster, version: str, ami_type: str) -> None:
    if minor_of(version) > cluster.minor:
        raise invalid(f"Nodegroup Kubernetes version {version} is newer than the cluster's {cluster.shown['version']}")
    if cluster.minor - minor_of(version) > 3:
        raise invalid(f"Nodegroup Kubernetes version {version} is more than three behind {cluster.shown['version']}")
    if ami_type.startswith("AL2_") and minor_of(version) >= 33:
        raise invalid(f"AMI Type {ami_type} is only supported for kubernetes versions 1.32 or earlier")


def _refuse_instances(group: Document, data: Document) -> None:
    types = group["instanceTypes"] or [data["InstanceType"]]
    if not 1 <= len(types) <= 20:
        raise invalid("A node group has 1 to 20 instance types")
    unknown = [one for one in types if one not in INSTANCE_TYPES]
    if unknown:
        raise invalid(f"The following supplied instance types do not exist: {unknown}")
    efa = any(one.get("InterfaceType", "").startswith("efa") for one in data.get("NetworkInterfaces", ()))
    for one in types:
        if not _fits(INSTANCE_TYPES[one], group["amiType"]):
            raise invalid(f"[{one}] is not a valid instance type for requested amiType {group['amiType']}")
        if efa and not INSTANCE_TYPES[one]["NetworkInfo"]["EfaSupported"]:
            raise invalid(f"Ec2LaunchTemplateInvalidConfiguration: {one} has no Elastic Fabric Adapter")


def _fits(instance: Document, image: str) -> bool:
    if image == "CUSTOM":
        return True
    architecture = "arm64" if "ARM_64" in image.upper() else "x86_64"
    accelerator = next((key for name, key in _ACCELERATED.items() if name in image), None)
    return architecture in instance["ProcessorInfo"]["SupportedArchitectures"] and accelerator in {None, *instance}


def _refuse_update_config(config: Document) -> None:
    if {"maxUnavailable", "maxUnavailablePercentage"} <= config.keys():
        raise invalid("You can only specify one of maxUnavailable and maxUnavailablePercentage")


def _refuse_sizes(sizes: Document) -> None:
    if sizes["minSize"] > sizes["desiredSize"]:
        raise invalid(f"Minimum capacity {sizes['minSize']} can't be greater than desired size {sizes['desiredSize']}")
    if sizes["desiredSize"] > sizes["maxSize"]:
        raise invalid(f"desired capacity {sizes['desiredSize']} can't be greater than max size {sizes['maxSize']}")


def _refuse_labels(labels: dict[str, str], taints: list[Document]) -> None:
    for key, value in labels.items():
        if not _LABEL.fullmatch(key) or not _LABEL_VALUE.fullmatch(value):
            raise invalid(f"Label {key}={value} is not a Kubernetes label")
        if key.startswith(_RESERVED):
            raise invalid(f"Label cannot contain reserved prefixes {list(_RESERVED)}: {key}")
    if len(taints) > 50:
        raise invalid("A node group has at most 50 taints")
    for one in taints:
        if not _LABEL.fullmatch(one["key"]) or not _LABEL_VALUE.fullmatch(one.get("value", "")):
            raise invalid(f"Taint {one['key']}={one.get('value', '')} is not a Kubernetes taint")


def _why_nodes_do_not_join(region: Region, cluster: Cluster, group: Document, data: Document) -> Document | None:
    """What keeps the nodes out, so far as it can be known from the outside."""
    if not group["scalingConfig"]["desiredSize"]:
        return None
    role, text = region.role(group["nodeRole"]), decoded(data)
    reason = (
        why_role_is_too_weak(role)
        or why_no_network(region, cluster, role)
        or why_not_read(text)
        or (why_cluster_not_found(cluster, text) if "ImageId" in data else "")
        or why_not_in_the_cluster_group(cluster, data, by_default=True)
        or why_not_placed(region, data, group["subnets"])
    )
    message = f"Instances failed to join the kubernetes cluster: {reason}"
    return {"code": "NodeCreationFailure", "message": message} if reason else None


def _group(cluster: Cluster, name: str) -> Document:
    if name not in cluster.node_groups:
        raise not_found(f"No node group found for name: {name}.")
    return cluster.node_groups[name]


@operation
def describe_nodegroup(region: Region, request: Request) -> Document:
    return {"nodegroup": _group(region.cluster(request["clusterName"]), request["nodegroupName"])}


@operation
def list_nodegroups(region: Region, request: Request) -> Document:
    return {"nodegroups": sorted(region.cluster(request["clusterName"]).node_groups)}


@operation
def update_nodegroup_config(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    group = _group(cluster, request["nodegroupName"])
    sizes = {**group["scalingConfig"], **request.get("scalingConfig", {})}
    changed = request.get("labels", {})
    labels = {key: value for key, value in group["labels"].items() if key not in changed.get("removeLabels", ())}
    labels |= changed.get("addOrUpdateLabels", {})
    taints = _changed_taints(group.get("taints", []), request.get("taints", {}))
    _refuse_sizes(sizes)
    _refuse_labels(labels, taints)
    _refuse_update_config(request.get("updateConfig", {}))
    group.update(scalingConfig=sizes, labels=labels, taints=taints)
    group.update({key: request[key] for key in ("updateConfig", "nodeRepairConfig") if key in request})
    return {"update": cluster.record_update("ConfigUpdate")}


def _changed_taints(taints: list[Document], change: Request) -> list[Document]:
    def place(taint: Any) -> tuple[str, str]:
        return taint["key"], taint["effect"]

    gone = {place(one) for one in (*change.get("removeTaints", ()), *change.get("addOrUpdateTaints", ()))}
    return [one for one in taints if place(one) not in gone] + list(change.get("addOrUpdateTaints", ()))


@operation
def update_nodegroup_version(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    group = _group(cluster, request["nodegroupName"])
    version = request.get("version", group["version"])
    if minor_of(version) < minor_of(group["version"]):
        raise invalid(f"A node group cannot go back from {group['version']} to {version}")
    _refuse_version(cluster, version, group["amiType"])
    if "launchTemplate" in request:
        template, data = template_of(region, request["launchTemplate"])
        if group["launchTemplate"] is None or template["id"] != group["launchTemplate"]["id"]:
            raise invalid("The launch template of a node group cannot be exchanged for another one")
        if ("ImageId" in data) != (group["amiType"] == "CUSTOM"):
            raise invalid("An image of one's own cannot be added to a node group, nor taken from it")
        group["launchTemplate"] = template
        group["releaseVersion"] = data.get("ImageId", group["releaseVersion"])
    if version != group["version"]:
        group["releaseVersion"] = f"{version}.0-20261101"
    elif "launchTemplate" not in request and group["amiType"] != "CUSTOM":
        group["releaseVersion"] = f"{version}.0-20261115"
    group["version"] = version
    group["releaseVersion"] = request.get("releaseVersion", group["releaseVersion"])
    return {"update": cluster.record_update("VersionUpdate", [("Version", version)])}


@operation
def delete_nodegroup(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    role = region.role(_group(cluster, request["nodegroupName"])["nodeRole"])
    # On AWS the nodes would then not leave in good order.
    if weak := why_role_is_too_weak(role) if role else "the node role is gone":
        raise Refusal("InvalidRequest", f"Nodegroup {request['nodegroupName']} cannot drain its nodes: {weak}")
    group = cluster.node_groups.pop(request["nodegroupName"])
    if group["nodeRole"] not in {one["nodeRole"] for one in cluster.node_groups.values()}:
        remove_entry(cluster, group["nodeRole"])
    return {"nodegroup": {**group, "status": "DELETING"}}


# Fargate


@operation
def create_fargate_profile(region: Region, request: Request) -> Document:
    cluster, name = region.cluster(request["clusterName"]), request["fargateProfileName"]
    if name in cluster.fargate_profiles:
        raise Refusal(
            "InvalidRequest", f"A Fargate Profile already exists with the name {name} in cluster {cluster.name}."
        )
    if name.startswith("eks-"):
        raise invalid(f"The fargate profile name starts with the reserved prefix: 'eks-': {name}")
    if not 1 <= len(request.get("selectors", ())) <= 5:
        raise invalid("Fargate Profile must have 1 to 5 selectors.")
    if any(len(one.get("labels", {})) > 5 for one in request["selectors"]):
        raise invalid("A selector of a Fargate Profile has at most 5 labels.")
    role = region.role_trusted_by(request["podExecutionRoleArn"], "eks-fargate-pods.amazonaws.com")
    if "AmazonEKSFargatePodExecutionRolePolicy" not in attached_policies(role):
        raise invalid(f"The role {role.arn} cannot pull images")
    for subnet in region.subnets(request.get("subnets", [])):
        if _reaches_internet_gateway(region, subnet.id):
            raise invalid(f"Subnet {subnet.id} provided in Fargate Profile is not a private subnet")
    cluster.fargate_profiles[name] = {
        "fargateProfileName": name,
        "fargateProfileArn": region.arn("fargateprofile", cluster.name, name, str(uuid.uuid4())),
        "clusterName": cluster.name,
        "createdAt": time.time(),
        "podExecutionRoleArn": request["podExecutionRoleArn"],
        "subnets": request.get("subnets", []),
        "selectors": request["selectors"],
        "status": "ACTIVE",
        "tags": dict(request.get("tags", {})),
    }
    if cluster.takes_entries and request["podExecutionRoleArn"] not in cluster.entries:
        add_entry(region, cluster, request["podExecutionRoleArn"], "FARGATE_LINUX")
    return {"fargateProfile": cluster.fargate_profiles[name]}


def _reaches_internet_gateway(region: Region, subnet: str) -> bool:
    tables = region.ec2.route_tables.values()
    return any(
        route.gateway is not None and route.gateway.id.startswith("igw-")
        for table in tables
        if any(one.get("SubnetId") == subnet for one in table.associations)
        for route in table.routes
    )


@operation
def describe_fargate_profile(region: Region, request: Request) -> Document:
    profiles = region.cluster(request["clusterName"]).fargate_profiles
    if request["fargateProfileName"] not in profiles:
        raise not_found(f"No Fargate Profile found with name: {request['fargateProfileName']}.")
    return {"fargateProfile": profiles[request["fargateProfileName"]]}


@operation
def list_fargate_profiles(region: Region, request: Request) -> Document:
    return {"fargateProfileNames": sorted(region.cluster(request["clusterName"]).fargate_profiles)}


@operation
def delete_fargate_profile(region: Region, request: Request) -> Document:
    found = describe_fargate_profile(region, request)["fargateProfile"]
    cluster = region.cluster(request["clusterName"])
    del cluster.fargate_profiles[request["fargateProfileName"]]
    if found["podExecutionRoleArn"] not in {one["podExecutionRoleArn"] for one in cluster.fargate_profiles.values()}:
        remove_entry(cluster, found["podExecutionRoleArn"])
    return {"fargateProfile": {**found, "status": "DELETING"}}
