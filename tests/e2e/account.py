"""What stands in the account after an apply, as a person would list it."""

from __future__ import annotations

from typing import Any

from loopback import Loopback


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
        "add-ons": {add_on: _identities(found, one) for add_on, one in sorted(found["add_ons"].items())},
        "node groups": {group: _node_group(one) for group, one in sorted(found["node_groups"].items())},
        **_network(aws, shown, region),
    }


def _identities(cluster: dict[str, Any], add_on: dict[str, Any]) -> list[str]:
    owned = [one for one in cluster["associations"].values() if one["ownerArn"] == add_on["addonArn"]]
    return [one["serviceAccount"] for one in owned]


def _node_group(group: dict[str, Any]) -> str:
    sizes = group["scalingConfig"]
    counts = f"{sizes['minSize']} {sizes['desiredSize']} {sizes['maxSize']}"
    return f"{group['version']} {group['capacityType']} {','.join(group['instanceTypes'])} {group['amiType']} {counts}"


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


def nodes_without_a_way_out(aws: Loopback, name: str, region: str = "us-east-1") -> list[str]:
    """The node groups in a subnet whose routes lead to no gateway, in a VPC without the endpoints that nodes need."""
    ec2 = aws.client("ec2", region)
    needed = {"ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "s3", "sts"}
    found = aws.cluster(name, region)
    if needed <= set(_network(aws, found["shown"], region)["endpoints"]):
        return []
    lost = []
    for group, one in found["node_groups"].items():
        for subnet in one["subnets"]:
            tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
            routes = [route for table in tables["RouteTables"] for route in table["Routes"]]
            if not any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in routes):
                lost.append(f"{group} in {subnet}")
    return lost


def remains(aws: Loopback, name: str, region: str = "us-east-1") -> list[str]:
    """What still bears the cluster's name."""
    ec2 = aws.client("ec2", region)
    tagged = ec2.describe_tags(Filters=[{"Name": "value", "Values": [f"{name}*"]}])["Tags"]
    roles = [
        one["RoleName"] for page in aws.client("iam").get_paginator("list_roles").paginate() for one in page["Roles"]
    ]
    groups = [one["logGroupName"] for one in aws.client("logs", region).describe_log_groups()["logGroups"]]
    aliases = [one["AliasName"] for one in aws.client("kms", region).list_aliases()["Aliases"]]
    clusters = aws.state()["clusters"][region]
    found = [*(one["ResourceId"] for one in tagged), *roles, *groups, *aliases, *clusters]
    return [one for one in found if name in one or one in {tag["ResourceId"] for tag in tagged}]
