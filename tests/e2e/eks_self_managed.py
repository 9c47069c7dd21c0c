"""Instances of Auto Scaling groups that join a cluster of the loopback EKS; of those that do not, AWS says no word."""

from __future__ import annotations

import email
from typing import Any

import yaml
from eks_state import ACCOUNT, Cluster, Document, Region, attached_policies
from moto.autoscaling.models import autoscaling_backends
from moto.core.types import Base64EncodedString
from moto.iam.models import iam_backends

_POLICIES = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"}


def has_self_managed_nodes(region: Region, cluster: Cluster) -> bool:
    groups = autoscaling_backends[ACCOUNT][region.name].autoscaling_groups.values()
    return any(group.active_instances() and _joins(region, cluster, group) for group in groups)


def _joins(region: Region, cluster: Cluster, group: Any) -> bool:
    """Whether all is there that a node needs: its configuration, the way to the API, the entry, rights, add-ons."""
    if group.ec2_launch_template is None:
        return False
    version = group.ec2_launch_template.get_version(group.launch_template_version)
    template = version.data
    profile = template["IamInstanceProfile"]["Arn"].rsplit("/", 1)[1]
    (role,) = iam_backends[ACCOUNT][region.partition].get_instance_profile(profile).roles
    return (
        _cluster_of(version.user_data) == _as_nodes_know(cluster)
        and cluster.shown["resourcesVpcConfig"]["clusterSecurityGroupId"] in template["SecurityGroupIds"]
        and cluster.entries.get(role.arn, {}).get("type") == "EC2_LINUX"
        and attached_policies(role) >= _POLICIES
        and {"vpc-cni", "kube-proxy"} <= cluster.add_ons.keys()
    )


def _as_nodes_know(cluster: Cluster) -> Document:
    network = cluster.shown["kubernetesNetworkConfig"]
    return {
        "name": cluster.name,
        "apiServerEndpoint": cluster.shown["endpoint"],
        "certificateAuthority": cluster.shown["certificateAuthority"]["data"],
        "cidr": network["serviceIpv6Cidr" if network["ipFamily"] == "ipv6" else "serviceIpv4Cidr"],
    }


def _cluster_of(user_data: Base64EncodedString) -> Document:
    """What nodeadm finds in the user data, as it finds it."""
    message = email.message_from_string(user_data.decode())
    parts = [one for one in message.walk() if one.get_content_type() == "application/node.eks.aws"]
    config = yaml.safe_load(parts[0].get_payload())
    assert (config["apiVersion"], config["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")
    cluster: Document = config["spec"]["cluster"]
    return cluster
