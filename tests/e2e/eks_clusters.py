"""Clusters of the loopback EKS: made, changed, upgraded, tagged and deleted."""

from __future__ import annotations

import base64
import copy
import ipaddress
import time
import uuid
from collections.abc import Callable
from typing import Any

from eks_access import add_entry, caller_arn, remove_entry
from eks_protocol import Refusal, Request, in_use, invalid, not_found, operation
from eks_state import Cluster, Document, Region, minor_of
from terracutter import catalog

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
NODE_POOLS = {"general-purpose", "system"}
SERVICE_NETWORKS = tuple(ipaddress.ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
UNREACHABLE = (*SERVICE_NETWORKS, ipaddress.ip_network("100.64.0.0/10"))


def versions() -> list[str]:
    """The versions on offer, the newest first: the calendar's, whatever today is."""
    return sorted(catalog.kubernetes_versions(), key=minor_of, reverse=True)


@operation
def create_cluster(region: Region, request: Request) -> Document:
    name = request["name"]
    if name in region.clusters:
        raise in_use(f"Cluster already exists with name: {name}")
    shown = _new_cluster(region, request)
    _refuse_version(shown["version"])
    auto = _refuse_partial_auto_mode(shown)
    actions = ("sts:TagSession",) if auto else ()
    region.role_trusted_by(shown["roleArn"], "eks.amazonaws.com", *actions)
    vpc = _refuse_network(region, shown)
    _settle_service_network(region, shown, request.get("kubernetesNetworkConfig", {}), vpc)
    for one in shown.get("encryptionConfig", ()):
        region.require_key(one["provider"]["keyArn"])
    if auto and request.get("bootstrapSelfManagedAddons", True):
        raise invalid("bootstrapSelfManagedAddons must be false when EKS Auto Mode is enabled")
    cluster = Cluster(shown, request.get("bootstrapSelfManagedAddons", True))
    _refuse_modes(region, cluster)
    shown["resourcesVpcConfig"]["clusterSecurityGroupId"] = _make_security_group(region, name, vpc)
    region.clusters[name] = cluster
    if shown["accessConfig"]["bootstrapClusterCreatorAdminPermissions"] and cluster.takes_entries:
        add_entry(region, cluster, caller_arn(region), "STANDARD", policy="AmazonEKSClusterAdminPolicy")
    _settle_auto_nodes(region, cluster, "")
    return {"cluster": shown}


def _new_cluster(region: Region, request: Request) -> Document:
    """What was asked for, with the defaults that EKS fills in."""
    name = request["name"]
    asked_log_types = [
        kind
        for one in request.get("logging", {}).get("clusterLogging", [])
        if one.get("enabled")
        for kind in one["types"]
    ]
    access = {"bootstrapClusterCreatorAdminPermissions": True, "authenticationMode": "CONFIG_MAP"}
    network = {"endpointPublicAccess": True, "endpointPrivateAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}
    settings = ("encryptionConfig", "zonalShiftConfig", "remoteNetworkConfig", "computeConfig", "storageConfig")
    return {
        "name": name,
        "arn": region.arn("cluster", name),
        "createdAt": time.time(),
        "version": request.get("version", versions()[1]),
        "endpoint": f"https://{uuid.uuid4().hex.upper()}.gr7.{region.name}.eks.amazonaws.com",
        "roleArn": request["roleArn"],
        "resourcesVpcConfig": {"securityGroupIds": [], **network, **request["resourcesVpcConfig"]},
        "kubernetesNetworkConfig": request.get("kubernetesNetworkConfig", {}),
        "logging": _logging(asked_log_types),
        "identity": {"oidc": {"issuer": f"https://oidc.eks.{region.name}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"}},
        "status": "ACTIVE",
        "certificateAuthority": {"data": base64.b64encode(b"certificate of " + name.encode()).decode()},
        "platformVersion": "eks.1",
        "tags": request.get("tags", {}),
        "health": {"issues": []},
        "accessConfig": {**access, **request.get("accessConfig", {})},
        "upgradePolicy": {"supportType": "EXTENDED", **request.get("upgradePolicy", {})},
        "deletionProtection": request.get("deletionProtection", False),
        **{key: request[key] for key in settings if key in request},
    }


def _logging(enabled: list[str]) -> Document:
    groups = {True: [kind for kind in LOG_TYPES if kind in enabled], False: [k for k in LOG_TYPES if k not in enabled]}
    return {"clusterLogging": [{"types": types, "enabled": on} for on, types in groups.items() if types]}


def _refuse_version(version: str) -> None:
    if version not in versions():
        raise invalid(f"unsupported Kubernetes version {version}")


def _auto_switches(shown: Document) -> tuple[bool, bool, bool]:
    return (
        shown.get("computeConfig", {}).get("enabled", False),
        shown.get("kubernetesNetworkConfig", {}).get("elasticLoadBalancing", {}).get("enabled", False),
        shown.get("storageConfig", {}).get("blockStorage", {}).get("enabled", False),
    )


def _refuse_partial_auto_mode(shown: Document) -> bool:
    """Whether Auto Mode is on."""
    switches = _auto_switches(shown)
    if len(set(switches)) > 1:
        raise invalid(
            "For EKS Auto Mode, please ensure that all required configs, including computeConfig, "
            "kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled."
        )
    return switches[0]


def _refuse_network(region: Region, shown: Document) -> Any:
    """The VPC of the cluster, which is noted in what is shown."""
    wanted = shown["resourcesVpcConfig"]
    subnets = region.subnets(wanted.get("subnetIds", []))
    if len({one.availability_zone for one in subnets}) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    if len({one.vpc_id for one in subnets}) > 1:
        raise invalid("Subnets specified must belong to the same VPC")
    known = {group.id for group in region.ec2.describe_security_groups() if group.vpc_id == subnets[0].vpc_id}
    for group in wanted["securityGroupIds"]:
        if group not in known:
            raise invalid(f"The security group '{group}' does not exist in VPC {subnets[0].vpc_id}")
    wanted["vpcId"] = subnets[0].vpc_id
    _refuse_endpoints(wanted)
    return region.ec2.get_vpc(subnets[0].vpc_id)


def _refuse_endpoints(wanted: Document) -> None:
    if not wanted["endpointPublicAccess"] and not wanted["endpointPrivateAccess"]:
        raise invalid("Private and public endpoint access cannot be false")
    for cidr in wanted["publicAccessCidrs"]:
        network = ipaddress.ip_network(cidr)
        if network.version == 4 and any(network.subnet_of(block) for block in UNREACHABLE):
            raise invalid(f"The following CIDRs are invalid in publicAccessCidrs: [{cidr}]")
    if len(wanted["publicAccessCidrs"]) > 40:
        raise invalid("publicAccessCidrs must have at most 40 elements")


def _settle_service_network(region: Region, shown: Document, wanted: Request, vpc: Any) -> None:
    family = wanted.get("ipFamily", "ipv4")
    network: Document = {
        "ipFamily": family,
        "elasticLoadBalancing": {"enabled": wanted.get("elasticLoadBalancing", {}).get("enabled", False)},
    }
    ranges = [ipaddress.ip_network(cidr) for cidr in vpc_ranges(vpc)]
    if family == "ipv6":
        if "serviceIpv4Cidr" in wanted:
            raise invalid("serviceIpv4Cidr cannot be specified when ipFamily is ipv6")
        for subnet in region.subnets(shown["resourcesVpcConfig"]["subnetIds"]):
            if not subnet.ipv6_cidr_block_associations:
                raise invalid(f"Subnet {subnet.id} has no IPv6 CIDR block, which an IPv6 cluster needs")
        network["serviceIpv6Cidr"] = "fd7a:bb01:cafe::/108"
    elif "serviceIpv4Cidr" in wanted:
        service = ipaddress.ip_network(wanted["serviceIpv4Cidr"])
        if not 12 <= service.prefixlen <= 24 or not any(service.subnet_of(block) for block in SERVICE_NETWORKS):
            raise invalid(f"serviceIpv4Cidr {service} is not a private network of /12 to /24")
        if any(service.overlaps(one) for one in ranges):
            raise invalid(f"serviceIpv4Cidr {service} overlaps the VPC's CIDR")
        network["serviceIpv4Cidr"] = str(service)
    else:
        first, second = ipaddress.ip_network("172.20.0.0/16"), ipaddress.ip_network("10.100.0.0/16")
        network["serviceIpv4Cidr"] = str(second if any(first.overlaps(one) for one in ranges) else first)
    shown["kubernetesNetworkConfig"] = network


def vpc_ranges(vpc: Any) -> list[str]:
    """Every IPv4 range of a VPC."""
    associated = vpc.get_cidr_block_association_set()
    return [one["cidr_block"] for one in associated] or [vpc.cidr_block]


def _refuse_modes(region: Region, cluster: Cluster) -> None:
    """Auto Mode, hybrid nodes and IPv6 want things of the rest of the cluster."""
    shown = cluster.shown
    compute = shown.get("computeConfig", {})
    if compute.get("enabled") and not cluster.takes_entries:
        raise invalid("EKS Auto Mode needs the authentication mode API or API_AND_CONFIG_MAP")
    if bool(compute.get("nodePools")) != bool(compute.get("nodeRoleArn")):
        raise invalid("When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided.")
    if unknown := set(compute.get("nodePools", ())) - NODE_POOLS:
        raise invalid(f"Unknown node pools {sorted(unknown)}, allowed are {sorted(NODE_POOLS)}")
    if "nodeRoleArn" in compute:
        region.role_trusted_by(compute["nodeRoleArn"], "ec2.amazonaws.com")
    remote = shown.get("remoteNetworkConfig")
    if remote is not None:
        if not cluster.takes_entries or shown["kubernetesNetworkConfig"]["ipFamily"] != "ipv4":
            raise invalid("Hybrid nodes need IPv4 and the authentication mode API or API_AND_CONFIG_MAP")
        own = vpc_ranges(region.ec2.get_vpc(shown["resourcesVpcConfig"]["vpcId"]))
        own.append(shown["kubernetesNetworkConfig"]["serviceIpv4Cidr"])
        for one in (*remote.get("remoteNodeNetworks", ()), *remote.get("remotePodNetworks", ())):
            for cidr in one["cidrs"]:
                if any(ipaddress.ip_network(cidr).overlaps(ipaddress.ip_network(other)) for other in own):
                    raise invalid(f"Remote network {cidr} overlaps the VPC or the service network")


def _make_security_group(region: Region, name: str, vpc: Any) -> str:
    group = region.ec2.create_security_group(
        name=f"eks-cluster-sg-{name}-{uuid.uuid4().int % 10**10}",
        description="EKS created security group applied to ENI that is attached to EKS Control Plane master nodes",
        vpc_id=vpc.id,
        tags={"Name": f"eks-cluster-sg-{name}", f"kubernetes.io/cluster/{name}": "owned", "aws:eks:cluster-name": name},
    )
    return group.id


def _settle_auto_nodes(region: Region, cluster: Cluster, before: str) -> None:
    """EKS makes the access entry of the role that its own node pools use, and takes it back."""
    role = cluster.shown.get("computeConfig", {}).get("nodeRoleArn", "")
    if before and before != role:
        remove_entry(cluster, before)
    if role and role not in cluster.entries:
        add_entry(region, cluster, role, "EC2", policy="AmazonEKSAutoNodePolicy")


@operation
def describe_cluster(region: Region, request: Request) -> Document:
    return {"cluster": region.cluster(request["name"]).shown}


@operation
def list_clusters(region: Region, request: Request) -> Document:
    return {"clusters": sorted(region.clusters)}


@operation
def delete_cluster(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["name"])
    if cluster.node_groups:
        raise in_use("Cluster has nodegroups attached")
    if cluster.fargate_profiles:
        raise in_use("Cluster has fargate profiles attached")
    if cluster.shown["deletionProtection"]:
        raise Refusal("InvalidRequest", f"Cluster {cluster.name} has deletion protection enabled")
    region.ec2.delete_security_group(group_id=cluster.shown["resourcesVpcConfig"]["clusterSecurityGroupId"])
    del region.clusters[cluster.name]
    return {"cluster": {**cluster.shown, "status": "DELETING"}}


# Changes


@operation
def update_cluster_version(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["name"])
    wanted = request["version"]
    _refuse_version(wanted)
    if minor_of(wanted) != cluster.minor + 1:
        before = cluster.shown["version"]
        raise invalid(f"Unsupported Kubernetes minor version update from {before} to {wanted}")
    for group in cluster.node_groups.values():
        if minor_of(wanted) - minor_of(group["version"]) > 3:
            raise invalid(f"Nodegroup {group['nodegroupName']} is more than three minor versions behind {wanted}")
    cluster.shown["version"] = wanted
    return {"update": cluster.record_update("VersionUpdate", [("Version", wanted)])}


@operation
def update_cluster_config(region: Region, request: Request) -> Document:
    """One kind of change at a time, as EKS wants it."""
    cluster = region.cluster(request["name"])
    wanted = {key: value for key, value in request.items() if key not in {"name", "clientRequestToken"}}
    kinds = {_KINDS[key] for key in wanted}
    if len(kinds) != 1:
        raise invalid("Only one type of update can be allowed.")
    kind = kinds.pop()
    before = copy.deepcopy(cluster.shown)
    try:
        _CHANGES[kind](region, cluster, wanted)
        if cluster.shown == before:
            raise invalid("Cluster is already at the desired configuration")
    except Refusal:
        cluster.shown = before
        raise
    _settle_auto_nodes(region, cluster, before.get("computeConfig", {}).get("nodeRoleArn", ""))
    return {"update": cluster.record_update(kind)}


_KINDS = {
    "logging": "LoggingUpdate",
    "resourcesVpcConfig": "VpcConfigUpdate",
    "accessConfig": "AccessConfigUpdate",
    "upgradePolicy": "UpgradePolicyUpdate",
    "zonalShiftConfig": "ZonalShiftConfigUpdate",
    "computeConfig": "AutoModeUpdate",
    "kubernetesNetworkConfig": "AutoModeUpdate",
    "storageConfig": "AutoModeUpdate",
    "remoteNetworkConfig": "RemoteNetworkConfigUpdate",
    "deletionProtection": "DeletionProtectionUpdate",
}


def _change_logging(region: Region, cluster: Cluster, wanted: Request) -> None:
    shown = cluster.shown["logging"]["clusterLogging"]
    enabled = {kind for one in shown if one["enabled"] for kind in one["types"]}
    for one in wanted["logging"]["clusterLogging"]:
        enabled = enabled | {*one["types"]} if one["enabled"] else enabled - {*one["types"]}
    cluster.shown["logging"] = _logging(list(enabled))


def _change_network(region: Region, cluster: Cluster, wanted: Request) -> None:
    shown = cluster.shown["resourcesVpcConfig"]
    vpc = shown["vpcId"]
    shown.update(wanted["resourcesVpcConfig"])
    _refuse_network(region, cluster.shown)
    if shown["vpcId"] != vpc:
        raise invalid("The VPC of a cluster cannot be changed")


def _change_access(region: Region, cluster: Cluster, wanted: Request) -> None:
    order = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]
    shown, mode = cluster.shown["accessConfig"], wanted["accessConfig"]["authenticationMode"]
    if order.index(mode) < order.index(shown["authenticationMode"]):
        raise invalid(f"Unsupported authentication mode update from {shown['authenticationMode']} to {mode}")
    shown["authenticationMode"] = mode


def _change_auto_mode(region: Region, cluster: Cluster, wanted: Request) -> None:
    if set(wanted) != {"computeConfig", "kubernetesNetworkConfig", "storageConfig"}:
        _refuse_partial_auto_mode({**cluster.shown, **wanted})
    for key, value in wanted.items():
        cluster.shown[key] = {**cluster.shown.get(key, {}), **value}
    if not cluster.shown["computeConfig"]["enabled"]:
        cluster.shown["computeConfig"] = {"enabled": False}
    if _refuse_partial_auto_mode(cluster.shown):
        region.role_trusted_by(cluster.shown["roleArn"], "eks.amazonaws.com", "sts:TagSession")
    _refuse_modes(region, cluster)


def _set(key: str) -> Callable[[Region, Cluster, Request], None]:
    def change(region: Region, cluster: Cluster, wanted: Request) -> None:
        cluster.shown[key] = wanted[key]
        _refuse_modes(region, cluster)

    return change


_CHANGES = {
    "LoggingUpdate": _change_logging,
    "VpcConfigUpdate": _change_network,
    "AccessConfigUpdate": _change_access,
    "AutoModeUpdate": _change_auto_mode,
    "UpgradePolicyUpdate": _set("upgradePolicy"),
    "ZonalShiftConfigUpdate": _set("zonalShiftConfig"),
    "RemoteNetworkConfigUpdate": _set("remoteNetworkConfig"),
    "DeletionProtectionUpdate": _set("deletionProtection"),
}


@operation
def associate_encryption_config(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    if cluster.shown.get("encryptionConfig"):
        raise Refusal("InvalidRequest", "The cluster already has an encryption configuration")
    for one in request["encryptionConfig"]:
        region.require_key(one["provider"]["keyArn"])
    cluster.shown["encryptionConfig"] = request["encryptionConfig"]
    return {"update": cluster.record_update("AssociateEncryptionConfig")}


@operation
def describe_update(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["name"])
    if request["updateId"] not in cluster.updates:
        raise not_found(f"No update found for ID: {request['updateId']}")
    return {"update": cluster.updates[request["updateId"]]}


@operation
def list_updates(region: Region, request: Request) -> Document:
    return {"updateIds": list(region.cluster(request["name"]).updates)}


@operation
def list_insights(region: Region, request: Request) -> Document:
    """One for each later version, of which nothing is known that stands in the way."""
    cluster = region.cluster(request["clusterName"])
    return {
        "insights": [
            {
                "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{cluster.name}/{version}")),
                "name": f"Deprecated APIs removed in Kubernetes v{version}",
                "category": "UPGRADE_READINESS",
                "kubernetesVersion": version,
                "insightStatus": {"status": "PASSING", "reason": "No deprecated API usage detected."},
            }
            for version in versions()
            if minor_of(version) > cluster.minor
        ]
    }


@operation
def describe_cluster_versions(region: Region, request: Request) -> Document:
    wanted = request.get("clusterVersions") or versions()
    found = [
        {
            "clusterVersion": one,
            "clusterType": "eks",
            "defaultPlatformVersion": "eks.1",
            "defaultVersion": one == versions()[1],
        }
        for one in versions()
        if one in wanted
    ]
    return {"clusterVersions": [one for one in found if one["defaultVersion"] or not request.get("defaultOnly")]}
