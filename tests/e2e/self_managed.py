"""The Auto Scaling groups that make nodes of a cluster, as a person would list them."""

from __future__ import annotations

from typing import Any

from loopback import Loopback


def self_managed_groups(aws: Loopback, cluster: dict[str, Any], region: str) -> dict[str, str]:
    """By name, `own` standing for the cluster's: types, share of on-demand, sizes, disk, refreshes."""
    name, client = cluster["shown"]["name"], aws.client("autoscaling", region)
    wanted = [{"Name": "tag-key", "Values": [f"kubernetes.io/cluster/{name}"]}]
    found = client.describe_auto_scaling_groups(Filters=wanted)["AutoScalingGroups"]
    return {one["AutoScalingGroupName"].replace(name, "own"): _told(aws, one, region) for one in found}


def _told(aws: Loopback, group: dict[str, Any], region: str) -> str:
    policy = group["MixedInstancesPolicy"]
    types = ",".join(one["InstanceType"] for one in policy["LaunchTemplate"]["Overrides"])
    distribution = policy["InstancesDistribution"]
    shares = f"{distribution['OnDemandBaseCapacity']}+{distribution['OnDemandPercentageAboveBaseCapacity']}%"
    sizes = f"{group['MinSize']} {group['DesiredCapacity']} {group['MaxSize']}"
    template = _template(aws, policy["LaunchTemplate"]["LaunchTemplateSpecification"], region)
    disk = template["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"]
    client = aws.client("autoscaling", region)
    refreshes = client.describe_instance_refreshes(AutoScalingGroupName=group["AutoScalingGroupName"])
    hooks = client.describe_lifecycle_hooks(AutoScalingGroupName=group["AutoScalingGroupName"])["LifecycleHooks"]
    held = ",".join(one["LifecycleHookName"] for one in hooks)
    return f"{types} {shares} {sizes} {disk} GiB, {held}, refreshed {len(refreshes['InstanceRefreshes'])}"


def _template(aws: Loopback, wanted: dict[str, str], region: str) -> dict[str, Any]:
    (found,) = aws.client("ec2", region).describe_launch_template_versions(
        LaunchTemplateId=wanted["LaunchTemplateId"], Versions=[wanted["Version"]]
    )["LaunchTemplateVersions"]
    data: dict[str, Any] = found["LaunchTemplateData"]
    return data
