"""What stands in the account after an apply, as a person would list it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from loopback import Loopback
from self_managed import self_managed_groups
from terracutter.catalog.addons import addons

_ID = re.compile(r"\b(subnet|sg)-[0-9a-f]{17}")
"""As EC2 gives them, another in every run."""


def listing(aws: Loopback, name: str, region: str = "us-east-1") -> dict[str, Any]:
    """A cluster with its network, so far as an answer decides it. `own` stands for the cluster's name."""
    found = aws.cluster(name, region)
    shown = found["shown"]
    network = shown["resourcesVpcConfig"]

    def short(arn: str) -> str:
        return arn.rsplit("/", 1)[-1].replace(name, "own")

    return {
        "version": shown["version"],
        "support": shown["upgradePolicy"]["supportType"],
        "private endpoint": network["endpointPrivateAccess"],
        "public endpoint": network["publicAccessCidrs"] if network["endpointPublicAccess"] else [],
        "authentication": shown["accessConfig"],
        "entries": {
            short(principal): [
                entry["type"],
                *(short(one["policyArn"]) for one in found["policies"].get(principal, {}).values()),
            ]
            for principal, entry in sorted(found["entries"].items())
        },
        "logs": [kind for one in shown["logging"]["clusterLogging"] if one["enabled"] for kind in one["types"]],
        "encrypted": [one["resources"] for one in shown.get("encryptionConfig", [])],
        "family": shown["kubernetesNetworkConfig"]["ipFamily"],
        "auto mode": shown.get("computeConfig", {}).get("nodePools", []),
        "zonal shift": shown.get("zonalShiftConfig", {}).get("enabled", False),
        "sign-in": sorted(found["identity_providers"]),
        "remote networks": [cidr for one in _remote(shown) for cidr in one["cidrs"]],
        "add-ons": {add_on: _identities(found, one, short) for add_on, one in sorted(found["add_ons"].items())},
        "controllers": {
            f"{one['namespace']}/{one['serviceAccount']}": short(one["roleArn"])
            for one in found["associations"].values()
            if one["ownerArn"] is None
        },
        "other versions": _other_versions(found),
        "configured": {
            add_on: json.loads(_ID.sub(r"\1", one["configurationValues"]))
            for add_on, one in sorted(found["add_ons"].items())
            if "configurationValues" in one
        },
        "Fargate": {
            profile: sorted(one["selectors"], key=lambda selector: selector["namespace"])
            for profile, one in sorted(found["fargate_profiles"].items())
        },
        "node groups": {group: _node_group(one) for group, one in sorted(found["node_groups"].items())},
        "self-managed groups": self_managed_groups(aws, found, region),
        **_network(aws, shown, region),
    }


def _remote(shown: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = shown.get("remoteNetworkConfig", {})
    return [*wanted.get("remoteNodeNetworks", []), *wanted.get("remotePodNetworks", [])]


def _identities(cluster: dict[str, Any], add_on: dict[str, Any], short: Callable[[str], str]) -> list[str]:
    """The service accounts that have a role by Pod Identity, or the role by IRSA."""
    owned = [one for one in cluster["associations"].values() if one["ownerArn"] == add_on["addonArn"]]
    by_irsa = [f"IRSA {short(add_on[key])}" for key in ("serviceAccountRoleArn",) if key in add_on]
    return sorted(one["serviceAccount"] for one in owned) + by_irsa


def _other_versions(cluster: dict[str, Any]) -> dict[str, str]:
    """Of add-ons that are not what EKS would have installed."""
    version = cluster["shown"]["version"]
    found = {name: one["addonVersion"] for name, one in sorted(cluster["add_ons"].items())}
    return {name: one for name, one in found.items() if one != addons()[name].version(version)}


def _node_group(group: dict[str, Any]) -> str:
    sizes = group["scalingConfig"]
    counts = f"{sizes['minSize']} {sizes['desiredSize']} {sizes['maxSize']}"
    types = ",".join(group.get("instanceTypes") or ["-"])
    return f"{group['version']} {group['capacityType']} {types} {group['amiType']} {counts}"


def _network(aws: Loopback, shown: dict[str, Any], region: str) -> dict[str, Any]:
    ec2 = aws.client("ec2", region)
    vpc = shown["resourcesVpcConfig"]["vpcId"]
    within = [{"Name": "vpc-id", "Values": [vpc]}]
    subnets = {one["SubnetId"]: one for one in ec2.describe_subnets(Filters=within)["Subnets"]}
    nat = ec2.describe_nat_gateways(Filter=within)["NatGateways"]
    endpoints = ec2.describe_vpc_endpoints(Filters=within)["VpcEndpoints"]
    return {
        "control plane": sorted(subnets[one]["AvailabilityZone"] for one in shown["resourcesVpcConfig"]["subnetIds"]),
        "subnets": len(subnets),
        "NAT gateways": sorted(
            subnets[one["SubnetId"]]["AvailabilityZone"] for one in nat if one["State"] == "available"
        ),
        "endpoints": sorted(one["ServiceName"].removeprefix(f"com.amazonaws.{region}.") for one in endpoints),
    }


def what_is_lost(aws: Loopback, name: str, region: str = "us-east-1") -> list[str]:
    """What AWS accepted and will never work."""
    return [*aws.cluster(name, region)["lost"], *_without_a_way_out(aws, name, region)]


def _without_a_way_out(aws: Loopback, name: str, region: str) -> list[str]:
    """What runs in a subnet whose routes lead to no gateway, in a VPC without the endpoints that nodes need."""
    ec2 = aws.client("ec2", region)
    needed = {"ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "s3", "sts"}
    found = aws.cluster(name, region)
    if needed <= set(_network(aws, found["shown"], region)["endpoints"]):
        return []
    lost = []
    for group, one in (*found["node_groups"].items(), *found["fargate_profiles"].items()):
        for subnet in one["subnets"]:
            tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
            routes = [route for table in tables["RouteTables"] for route in table["Routes"]]
            if not any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in routes):
                lost.append(f"{group} in {subnet}")
    return lost


_LISTED = {
    "describe_vpcs": "Vpcs",
    "describe_subnets": "Subnets",
    "describe_route_tables": "RouteTables",
    "describe_internet_gateways": "InternetGateways",
    "describe_addresses": "Addresses",
    "describe_security_groups": "SecurityGroups",
    "describe_vpc_endpoints": "VpcEndpoints",
    "describe_flow_logs": "FlowLogs",
    "describe_launch_templates": "LaunchTemplates",
}


def remains(aws: Loopback, name: str, region: str = "us-east-1") -> list[str]:
    """What still bears the cluster's name. Keys do not: AWS deletes a key 30 days later."""
    ec2 = aws.client("ec2", region)
    things = [thing for call, key in _LISTED.items() for thing in getattr(ec2, call)()[key]]
    standing = [thing for thing in things if thing.get("State") != "deleted"]
    tags = [f"{tag['Key']} {tag['Value']}" for thing in standing for tag in thing.get("Tags", [])]
    roles = aws.client("iam").get_paginator("list_roles").paginate()
    named = [
        *(one["RoleName"] for page in roles for one in page["Roles"]),
        *(one["logGroupName"] for one in aws.client("logs", region).describe_log_groups()["logGroups"]),
        *(one["AliasName"] for one in aws.client("kms", region).list_aliases()["Aliases"]),
        *aws.state()["clusters"][region],
    ]
    return [one for one in (*tags, *named) if name in one]
