"""The Auto Scaling groups of a cluster, and whether their nodes would join it: AWS says no word when they do not."""

from __future__ import annotations

import base64
import email
from typing import Any

import yaml
from loopback import Loopback

_POLICIES = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"}


def self_managed_groups(aws: Loopback, cluster: dict[str, Any], region: str) -> dict[str, str]:
    """By name, `own` standing for the cluster's: types, share of on-demand, sizes, disk, refreshes, what is wrong."""
    name, client = cluster["shown"]["name"], aws.client("autoscaling", region)
    wanted = [{"Name": "tag-key", "Values": [f"kubernetes.io/cluster/{name}"]}]
    found = client.describe_auto_scaling_groups(Filters=wanted)["AutoScalingGroups"]
    return {one["AutoScalingGroupName"].replace(name, "own"): _told(aws, cluster, one, region) for one in found}


def _told(aws: Loopback, cluster: dict[str, Any], group: dict[str, Any], region: str) -> str:
    policy = group["MixedInstancesPolicy"]
    types = ",".join(one["InstanceType"] for one in policy["LaunchTemplate"]["Overrides"])
    distribution = policy["InstancesDistribution"]
    shares = f"{distribution['OnDemandBaseCapacity']}+{distribution['OnDemandPercentageAboveBaseCapacity']}%"
    sizes = f"{group['MinSize']} {group['DesiredCapacity']} {group['MaxSize']}"
    template = _template(aws, policy["LaunchTemplate"]["LaunchTemplateSpecification"], region)
    disk = template["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"]
    client = aws.client("autoscaling", region)
    refreshes = client.describe_instance_refreshes(AutoScalingGroupName=group["AutoScalingGroupName"])
    told = f"{types} {shares} {sizes} {disk} GiB, refreshed {len(refreshes['InstanceRefreshes'])}"
    return ", ".join([told, *_why_nodes_do_not_join(aws, cluster, group, template)])


def _template(aws: Loopback, wanted: dict[str, str], region: str) -> dict[str, Any]:
    (found,) = aws.client("ec2", region).describe_launch_template_versions(
        LaunchTemplateId=wanted["LaunchTemplateId"], Versions=[wanted["Version"]]
    )["LaunchTemplateVersions"]
    data: dict[str, Any] = found["LaunchTemplateData"]
    return data


def _why_nodes_do_not_join(
    aws: Loopback, cluster: dict[str, Any], group: dict[str, Any], template: dict[str, Any]
) -> list[str]:
    shown, iam = cluster["shown"], aws.client("iam")
    profile = template["IamInstanceProfile"]["Arn"].rsplit("/", 1)[1]
    (role,) = iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"]
    attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    in_service = [one for one in group["Instances"] if one["LifecycleState"] == "InService"]
    expected = {
        "name": shown["name"],
        "apiServerEndpoint": shown["endpoint"],
        "certificateAuthority": shown["certificateAuthority"]["data"],
        "cidr": shown["kubernetesNetworkConfig"]["serviceIpv4Cidr"],
    }
    holds = {
        "not all in service": len(in_service) == group["DesiredCapacity"],
        "the role lacks policies": {one["PolicyName"] for one in attached} >= _POLICIES,
        "no access entry": cluster["entries"].get(role["Arn"], {}).get("type") == "EC2_LINUX",
        "without the cluster's security group": template["SecurityGroupIds"]
        == [shown["resourcesVpcConfig"]["clusterSecurityGroupId"]],
        "no network add-on": {"vpc-cni", "kube-proxy"} <= cluster["add_ons"].keys(),
        "another cluster's node": _node_config(template["UserData"])["spec"]["cluster"] == expected,
    }
    return [what for what, is_so in holds.items() if not is_so]


def _node_config(user_data: str) -> dict[str, Any]:
    """What nodeadm finds in the user data."""
    message = email.message_from_bytes(base64.b64decode(user_data))
    parts = [one for one in message.walk() if one.get_content_type() == "application/node.eks.aws"]
    config: dict[str, Any] = yaml.safe_load(parts[0].get_payload())
    assert (config["apiVersion"], config["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")
    return config
