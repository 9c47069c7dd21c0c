"""Node groups and Fargate profiles of the loopback EKS.

A group whose nodes could not join on AWS fails at once with NodeCreationFailure, for which AWS would wait 20 minutes.
"""

from __future__ import annotations

import email
import re
import time
import tomllib
import uuid
from typing import Any

from eks_access import add_entry, remove_entry
from eks_protocol import Refusal, Request, in_use, invalid, not_found, operation
from eks_state import Cluster, Document, Region, attached_policies, minor_of
from moto.ec2.models.instance_types import INSTANCE_TYPES

_LABEL = re.compile(r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_JOINS = {"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"}
_PULLS = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly"}


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
    group = _new_group(region, cluster, request)
    _refuse_version(cluster, group["version"], group["amiType"])
    _refuse_instances(group)
    _refuse_sizes(group["scalingConfig"])
    _refuse_labels(group["labels"], group.get("taints", []))
    issue = _why_nodes_do_not_join(region, cluster, group)
    group["status"] = "CREATE_FAILED" if issue else "ACTIVE"
    group["health"] = {"issues": [issue] if issue else []}
    cluster.node_groups[name] = group
    if cluster.takes_entries and group["nodeRole"] not in cluster.entries:
        kind = "EC2_WINDOWS" if group["amiType"].startswith("WINDOWS") else "EC2_LINUX"
        add_entry(region, cluster, group["nodeRole"], kind)
    return {"nodegroup": group}


def _new_group(region: Region, cluster: Cluster, request: Request) -> Document:
    name, now = request["nodegroupName"], time.time()
    template = _launch_template(region, request["launchTemplate"]) if "launchTemplate" in request else None
    data = _template_data(region, template) if template is not None else {}
    _refuse_both(request, data)
    if template is not None and "diskSize" in request:
        raise invalid("Disk size must be specified within the launch template.")
    if template is not None and "remoteAccess" in request:
        raise invalid("Remote access configuration cannot be specified with a launch template.")
    version = request.get("version", cluster.shown["version"])
    sizes = request.get("scalingConfig", {})
    copied = ("labels", "taints", "remoteAccess", "nodeRepairConfig")
    return {
        "nodegroupName": name,
        "nodegroupArn": region.arn("nodegroup", cluster.name, name, str(uuid.uuid4())),
        "clusterName": cluster.name,
        "version": version,
        "releaseVersion": data.get("ImageId", request.get("releaseVersion", f"{version}.0-20261101")),
        "createdAt": now,
        "modifiedAt": now,
        "capacityType": request.get("capacityType", "ON_DEMAND"),
        "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2, **sizes},
        "instanceTypes": request.get("instanceTypes", [] if "InstanceType" in data else ["t3.medium"]),
        "subnets": request["subnets"],
        "amiType": "CUSTOM" if "ImageId" in data else request.get("amiType", "AL2023_x86_64_STANDARD"),
        "nodeRole": request["nodeRole"],
        "labels": {},
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{uuid.uuid4()}"}]},
        "diskSize": None if template else request.get("diskSize", 20),
        "updateConfig": request.get("updateConfig", {"maxUnavailable": 1}),
        "launchTemplate": template,
        "tags": dict(request.get("tags", {})),
        **{key: request[key] for key in copied if key in request},
    }


def _launch_template(region: Region, wanted: Request) -> Document:
    """The template as a group shows it; refused where moto's EC2 does not have it, or it sets what EKS sets."""
    templates = region.ec2.launch_templates.values()
    found = next((one for one in templates if wanted.get("id") == one.id or wanted.get("name") == one.name), None)
    if found is None:
        raise invalid(f"Launch template {wanted.get('id', wanted.get('name'))} does not exist")
    version = str(wanted.get("version", found.default_version_number))
    number = {"$Default": found.default_version_number, "$Latest": found.latest_version_number}.get(version, version)
    if int(number) not in {one.number for one in found.versions}:
        raise invalid(f"Version {version} of the launch template {found.id} does not exist")
    data = _told(found, number)
    if "IamInstanceProfile" in data:
        raise invalid(
            "Launch template should not specify an instance profile. The noderole in your request will be used."
        )
    return {"id": found.id, "name": found.name, "version": version}


def _told(template: Any, version: str | int) -> Document:
    """What a version of a launch template says; Terraform sends empty parts, which EC2 drops."""
    return {key: value for key, value in template.get_version(int(version)).data.items() if value not in ("", [], {})}


def _template_data(region: Region, template: Document) -> Document:
    found = region.ec2.launch_templates[template["id"]]
    number = {"$Default": found.default_version_number, "$Latest": found.latest_version_number}
    return _told(found, number.get(template["version"], template["version"]))


def _refuse_both(request: Request, data: Document) -> None:
    """What stands in the launch template may not stand in the request, and the other way round."""
    if "ImageId" in data and ("amiType" in request or "version" in request):
        raise invalid("You cannot specify an AMI Type or a version when specifying an image id in the launch template.")
    if "InstanceType" in data and "instanceTypes" in request:
        raise invalid("You cannot specify instance types in both the launch template and the request.")
    is_block = request.get("capacityType") == "CAPACITY_BLOCK"
    market = data.get("InstanceMarketOptions", {}).get("MarketType")
    if not is_block and market is not None:
        raise invalid("Launch template should not specify instance market options")
    target = data.get("CapacityReservationSpecification", {}).get("CapacityReservationTarget", {})
    if is_block and not (market == "capacity-block" and target.get("CapacityReservationId") and "InstanceType" in data):
        raise invalid("A capacity block wants its market type, reservation and instance type in the launch template.")
    if is_block and len(request["subnets"]) != 1:
        raise invalid("A capacity block wants the subnet of its Availability Zone.")


def _refuse_version(cluster: Cluster, version: str, ami_type: str) -> None:
    if minor_of(version) > cluster.minor:
        raise invalid(f"Nodegroup Kubernetes version {version} is newer than the cluster's {cluster.shown['version']}")
    if cluster.minor - minor_of(version) > 3:
        raise invalid(f"Nodegroup Kubernetes version {version} is more than three behind {cluster.shown['version']}")
    if ami_type.startswith("AL2_") and minor_of(version) >= 33:
        raise invalid(f"AMI Type {ami_type} is only supported for kubernetes versions 1.32 or earlier")


def _refuse_instances(group: Document) -> None:
    if not group["instanceTypes"] and group["capacityType"] == "CAPACITY_BLOCK":
        return
    if not 1 <= len(group["instanceTypes"]) <= 20:
        raise invalid("A node group has 1 to 20 instance types")
    unknown = [one for one in group["instanceTypes"] if one not in INSTANCE_TYPES]
    if unknown:
        raise invalid(f"The following supplied instance types do not exist: {unknown}")
    wanted = "arm64" if "ARM_64" in group["amiType"].upper() else "x86_64"
    for one in group["instanceTypes"] if group["amiType"] != "CUSTOM" else ():
        if wanted not in INSTANCE_TYPES[one]["ProcessorInfo"]["SupportedArchitectures"]:
            raise invalid(f"[{one}] is not a valid instance type for requested amiType {group['amiType']}")


def _refuse_sizes(sizes: Document) -> None:
    if sizes["minSize"] > sizes["desiredSize"]:
        raise invalid(f"Minimum capacity {sizes['minSize']} can't be greater than desired size {sizes['desiredSize']}")
    if sizes["desiredSize"] > sizes["maxSize"]:
        raise invalid(f"desired capacity {sizes['desiredSize']} can't be greater than max size {sizes['maxSize']}")


def _refuse_labels(labels: dict[str, str], taints: list[Document]) -> None:
    for key, value in labels.items():
        if not _LABEL.fullmatch(key) or not _LABEL_VALUE.fullmatch(value):
            raise invalid(f"Label {key}={value} is not a Kubernetes label")
    if len(taints) > 50:
        raise invalid("A node group has at most 50 taints")


def _why_nodes_do_not_join(region: Region, cluster: Cluster, group: Document) -> Document | None:
    """What keeps the nodes out, so far as it can be known from the outside."""
    policies = attached_policies(region.role(group["nodeRole"]))
    reason = ""
    if not group["scalingConfig"]["desiredSize"]:
        return None
    if not policies & _JOINS or not policies & _PULLS:
        reason = f"the node role has only the policies {sorted(policies)}"
    elif not cluster.bootstrap_add_ons and not {"vpc-cni", "kube-proxy"} <= cluster.add_ons.keys():
        reason = f"the cluster has only the add-ons {sorted(cluster.add_ons)}"
    elif group["launchTemplate"] is not None:
        data = _template_data(region, group["launchTemplate"])
        text = data["UserData"].decode() if "UserData" in data else ""
        reason = _why_not_told(cluster, group["amiType"], text)
    message = f"Instances failed to join the kubernetes cluster: {reason}"
    return {"code": "NodeCreationFailure", "message": message} if reason else None


def _why_not_told(cluster: Cluster, ami_type: str, text: str) -> str:
    """What the image does not understand of its user data, or misses there."""
    if ami_type.startswith("BOTTLEROCKET"):
        try:
            return "" if set(tomllib.loads(text)) <= {"settings"} else f"Bottlerocket has no such settings: {text}"
        except tomllib.TOMLDecodeError as error:
            return f"Bottlerocket does not read its settings: {error}"
    message = email.message_from_string(text)
    if text and not message.is_multipart():
        return "the user data is no MIME multi-part archive"
    parts = list(message.walk())[1:] if text else []
    if any(part.get_content_type() not in {"application/node.eks.aws", "text/cloud-config"} for part in parts):
        return "a part of the user data is of an unknown kind"
    if ami_type == "CUSTOM" and cluster.shown["endpoint"] not in text:
        return "nodes of a custom image are told no endpoint"
    return ""


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
        template = _launch_template(region, request["launchTemplate"])
        if group["launchTemplate"] is None or template["id"] != group["launchTemplate"]["id"]:
            raise invalid("The launch template of a node group cannot be exchanged for another one")
        group["launchTemplate"] = template
    if version != group["version"]:
        group["releaseVersion"] = f"{version}.0-20261101"
    group["version"] = version
    group["releaseVersion"] = request.get("releaseVersion", group["releaseVersion"])
    return {"update": cluster.record_update("VersionUpdate", [("Version", version)])}


@operation
def delete_nodegroup(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    _group(cluster, request["nodegroupName"])
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
