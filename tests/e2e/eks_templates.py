"""Launch templates of node groups: what EKS refuses of them, and whether nodes from them find their cluster."""

from __future__ import annotations

import base64
import email
import tomllib
from typing import Any

import yaml
from eks_protocol import Request, invalid
from eks_state import Cluster, Document, Region

_NODE_CONFIG = {
    "cluster": {"name", "apiServerEndpoint", "certificateAuthority", "cidr", "id", "enableOutpost"},
    "containerd": {"config", "baseRuntimeSpec"},
    "featureGates": None,
    "instance": {"localStorage", "environment", "network"},
    "kubelet": {"config", "flags"},
}
"""What nodeadm reads, and nothing else. Source: awslabs/amazon-eks-ami, NodeConfig of node.eks.aws/v1alpha1."""
_PARTS = {"application/node.eks.aws", "text/cloud-boothook", "text/cloud-config", "text/x-shellscript"}


def template_of(region: Region, wanted: Request) -> tuple[Document, Document]:
    """The template as a group shows it, and the data of its version; refused where moto's EC2 does not have it."""
    templates = region.ec2.launch_templates.values()
    found = next((one for one in templates if wanted.get("id") == one.id or wanted.get("name") == one.name), None)
    if found is None:
        raise invalid(f"Launch template {wanted.get('id', wanted.get('name'))} does not exist")
    version = str(wanted.get("version", found.default_version_number))
    number = {"$Default": found.default_version_number, "$Latest": found.latest_version_number}.get(version, version)
    if int(number) not in {one.number for one in found.versions}:
        raise invalid(f"Version {version} of the launch template {found.id} does not exist")
    shown = {"id": found.id, "name": found.name, "version": version}
    # Terraform sends empty parts, which EC2 drops.
    told = {key: value for key, value in found.get_version(int(number)).data.items() if value not in ("", [], {}, None)}
    return shown, told


def refuse_template(data: Document, request: Request) -> None:
    """What EKS sets by itself, or by the request, must not stand in the template of a managed group."""
    kind, capacity = request.get("amiType"), request.get("capacityType", "ON_DEMAND")
    refused = {
        "Launch template should not specify an instance profile. The noderole in your request will be used.": (
            "IamInstanceProfile" in data
        ),
        "Disk size must be specified within the launch template.": "diskSize" in request,
        "Remote access configuration cannot be specified with a launch template.": "remoteAccess" in request,
        "Instance types must be specified either in the launch template or in the request, not in both.": (
            "InstanceType" in data and bool(request.get("instanceTypes"))
        ),
        "You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.": (
            "ImageId" in data and kind not in {None, "CUSTOM"}
        ),
        "You cannot specify the AMI Type CUSTOM without an image id in your launch template.": (
            "ImageId" not in data and kind == "CUSTOM"
        ),
        "You cannot specify a version or release version with an image id in your launch template.": (
            "ImageId" in data and bool({"version", "releaseVersion"} & request.keys())
        ),
        "Launch template should not specify a subnet in its network interfaces.": any(
            "SubnetId" in one for one in data.get("NetworkInterfaces", ())
        ),
    }
    for message, holds in refused.items():
        if holds:
            raise invalid(message)
    _refuse_market(data, capacity)
    if capacity == "CAPACITY_BLOCK" and len(request["subnets"]) != 1:
        raise invalid("A capacity block lies in one Availability Zone, and takes the subnet of that one")
    _refuse_user_data(data, kind or "AL2023_x86_64_STANDARD")


def _refuse_market(data: Document, capacity: str) -> None:
    market = data.get("InstanceMarketOptions", {}).get("MarketType")
    target = data.get("CapacityReservationSpecification", {}).get("CapacityReservationTarget", {})
    if capacity != "CAPACITY_BLOCK" and market is not None:
        raise invalid("Launch template should not specify instance market options")
    is_told = market == "capacity-block" and "CapacityReservationId" in target and "InstanceType" in data
    if capacity == "CAPACITY_BLOCK" and not is_told:
        raise invalid("A capacity block needs its market type, reservation and instance type in the launch template")


def _refuse_user_data(data: Document, kind: str) -> None:
    text = decoded(data)
    if not text or "ImageId" in data:
        return
    if kind.startswith("AL2") and not text.startswith("MIME-Version:"):
        raise invalid("Ec2LaunchTemplateInvalidConfiguration: User data was not in the MIME multipart format.")
    if kind.startswith("BOTTLEROCKET"):
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise invalid(f"User data was not in the TOML format: {problem}") from None


def decoded(data: Document) -> str:
    """The user data; empty where there is none."""
    return base64.b64decode(str(data["UserData"]), validate=True).decode() if data.get("UserData") else ""


def node_config(text: str) -> Document:
    """The `spec` of the NodeConfigs in the parts of the user data, later ones over earlier ones."""
    merged: Document = {}
    for part in email.message_from_string(text).walk():
        if part.get_content_type() == "application/node.eks.aws":
            document = yaml.safe_load(part.get_payload())
            assert (document["apiVersion"], document["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig"), document
            for key, value in document["spec"].items():
                merged[key] = {**merged.get(key, {}), **value}
    return merged


def why_not_read(text: str) -> str:
    """What Amazon Linux 2023 does not read of its user data."""
    kinds = {part.get_content_type() for part in email.message_from_string(text).walk() if not part.is_multipart()}
    if text.startswith("MIME-Version:") and (unknown := kinds - _PARTS):
        return f"nothing reads {', '.join(sorted(unknown))} in the user data"
    for key, value in node_config(text).items():
        if key not in _NODE_CONFIG:
            return f"nodeadm does not know {key}"
        known = _NODE_CONFIG[key]
        if known is not None and (unknown := value.keys() - known):
            return f"nodeadm does not know {', '.join(sorted(unknown))} in {key}"
    return ""


def why_cluster_not_found(cluster: Cluster, text: str) -> str:
    """What is wrong in the user data of nodes that EKS tells nothing: with an image of one's own, and self-managed."""
    shown = cluster.shown
    network = shown["kubernetesNetworkConfig"]
    wanted = {
        "name": cluster.name,
        "apiServerEndpoint": shown["endpoint"],
        "certificateAuthority": shown["certificateAuthority"]["data"],
        "cidr": network.get("serviceIpv4Cidr") or network["serviceIpv6Cidr"],
    }
    if text.startswith("<powershell>"):
        missing = [key for key in ("name", "apiServerEndpoint", "certificateAuthority") if wanted[key] not in text]
        return f"the script does not name the cluster's {', '.join(missing)}" if missing else ""
    if "[settings" in text:
        told = _told_to_bottlerocket(text)
        del wanted["cidr"]
    else:
        told = node_config(text).get("cluster", {})
    wrong = [key for key, value in wanted.items() if told.get(key) != value]
    return f"the user data does not have the cluster's {', '.join(wrong)}" if wrong else ""


def _told_to_bottlerocket(text: str) -> dict[str, Any]:
    told = tomllib.loads(text)["settings"]["kubernetes"]
    names = {"cluster-name": "name", "api-server": "apiServerEndpoint", "cluster-certificate": "certificateAuthority"}
    return {ours: told.get(theirs) for theirs, ours in names.items()}
