"""What a person may have made in an account before Terraform comes: a network, roles, a cluster."""

from __future__ import annotations

import base64
import ipaddress
import json
import uuid
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
    _make_role(iam, name, trust, policies)
    return arn


def _make_role(iam: Any, name: str, trust: dict[str, Any], policies: Sequence[str]) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")


def make_role_of_pods(aws: Loopback, name: str, issuer: str, account: str, *policies: str) -> str:
    """The ARN of a role that a service account, as `namespace:name`, may assume by IRSA."""
    provider = issuer.removeprefix("https://")
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{provider}:sub": f"system:serviceaccount:{account}",
                f"{provider}:aud": "sts.amazonaws.com",
            }
        },
    }
    _make_role(aws.client("iam"), name, trust, policies)
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def make_nodes(aws: Loopback, network: Network, cluster: dict[str, Any], role: str, **more: Any) -> None:
    """An Auto Scaling group of the cluster; `more` replaces what its user data says of the cluster."""
    iam, name = aws.client("iam"), role.rsplit("/", 1)[1]
    if name not in {one["InstanceProfileName"] for one in iam.list_instance_profiles()["InstanceProfiles"]}:
        iam.create_instance_profile(InstanceProfileName=name)
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    told = {
        "name": cluster["name"],
        "apiServerEndpoint": cluster["endpoint"],
        "certificateAuthority": cluster["certificateAuthority"]["data"],
        "cidr": cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"],
        **more,
    }
    template = {
        "ImageId": "ami-0123456789abcdef0",
        "InstanceType": "m7i.large",
        "IamInstanceProfile": {"Name": name},
        "SecurityGroupIds": [cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]],
        "UserData": user_data({"cluster": told}),
    }
    made = make_template(aws, template)
    tag = {"Key": f"kubernetes.io/cluster/{cluster['name']}", "Value": "owned", "PropagateAtLaunch": True}
    aws.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=made["id"],
        MinSize=1,
        MaxSize=1,
        LaunchTemplate={"LaunchTemplateId": made["id"], "Version": "1"},
        VPCZoneIdentifier=",".join(network.private),
        Tags=[tag],
    )


def make_template(aws: Loopback, data: dict[str, Any]) -> dict[str, str]:
    """A launch template, as a node group names it."""
    made = aws.client("ec2").create_launch_template(LaunchTemplateName=str(uuid.uuid4()), LaunchTemplateData=data)
    return {"id": made["LaunchTemplate"]["LaunchTemplateId"], "version": "1"}


def user_data(spec: dict[str, Any]) -> str:
    """What nodeadm reads, in the form in which EKS takes it."""
    config = {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec}
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="//"',
        "",
        "--//",
        "Content-Type: application/node.eks.aws",
        "",
        json.dumps(config),
        "--//--",
    ]
    return base64.b64encode("\n".join(lines).encode()).decode()


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
