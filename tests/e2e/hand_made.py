"""What a person may have made in an account before Terraform comes: a network, roles, a cluster."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from loopback import ACCOUNT, Loopback

ZONES = ("us-east-1a", "us-east-1b")
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")


@dataclass(frozen=True, slots=True)
class Network:
    vpc: str
    private: tuple[str, ...]
    intra: tuple[str, ...]


def make_network(aws: Loopback, zones: Sequence[str] = ZONES, cidr: str = "10.64.0.0/16") -> Network:
    """A VPC with a private subnet that has a way out, and an intra subnet that has none, in each zone."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    for attribute in ("EnableDnsHostnames", "EnableDnsSupport"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {"Value": True}})
    ranges = [str(one) for one in ipaddress.ip_network(cidr).subnets(new_prefix=20)]

    def subnets(first: int) -> tuple[str, ...]:
        made = (
            ec2.create_subnet(VpcId=vpc, AvailabilityZone=zone, CidrBlock=ranges[first + index])
            for index, zone in enumerate(zones)
        )
        return tuple(one["Subnet"]["SubnetId"] for one in made)

    public, private, intra = subnets(0), subnets(4), subnets(8)
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    for tier, gateway in ((public, {"GatewayId": internet}), (private, {"NatGatewayId": nat})):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **gateway)
        for subnet in tier:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return Network(vpc, private, intra)


def make_role(
    aws: Loopback, name: str, service: str, *policies: str, actions: Sequence[str] = ("sts:AssumeRole",)
) -> str:
    """The ARN of a role that a service may assume; made once."""
    iam = aws.client("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    if name in {one["RoleName"] for one in iam.list_roles()["Roles"]}:
        return arn
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions)}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return arn


def cluster_request(aws: Loopback, network: Network, **more: Any) -> dict[str, Any]:
    """CreateCluster as a rendered repository asks for it; `more` replaces what it names."""
    access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    return {
        "name": "demo",
        "roleArn": make_role(aws, "control-plane", "eks.amazonaws.com", actions=("sts:AssumeRole", "sts:TagSession")),
        "resourcesVpcConfig": {"subnetIds": list(network.intra), "endpointPrivateAccess": True},
        "accessConfig": access,
        "bootstrapSelfManagedAddons": False,
        **more,
    }
