"""Auto Scaling groups with a mixed instances policy, and their instance refreshes, where moto 5.2.5 lacks them."""

from __future__ import annotations

import re
import uuid
from typing import Any

from moto.autoscaling.models import FakeAutoScalingGroup, LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.types import Base64EncodedString
from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ssm.models import ssm_backends

_PARAMETER = "resolve:ssm:"
_NODE_IMAGE = re.compile(
    r"/aws/service/eks/optimized-ami/(?P<version>1\.\d\d)/amazon-linux-2023/"
    r"(?P<architecture>x86_64|arm64)/(?P<variant>standard|nvidia|neuron)/"
    r"(recommended|amazon-eks-node-al2023-(?P=architecture)-(?P=variant)-(?P=version)-v\d{8})/image_id"
)


def repair() -> None:
    """Once for each process, before the first request."""
    _read_the_user_data_of_later_versions()
    _launch_what_the_policy_says()
    _keep_what_is_told()
    _name_no_target_of_hooks()
    _refresh_instances()
    _let_hooks_tell_nobody()


def _read_the_user_data_of_later_versions() -> None:
    """moto keeps that of a template's first version encoded, and of the others as plain text, which it then refuses."""

    def user_data(version: LaunchTemplateVersion) -> Base64EncodedString | None:
        found = version.data.get("UserData")
        return Base64EncodedString(found) if isinstance(found, str) else found

    LaunchTemplateVersion.user_data = property(user_data)


def _launch_what_the_policy_says() -> None:
    """moto launches the type and the image of the template, which has no type and names its image by a parameter."""

    def version_of(group: FakeAutoScalingGroup) -> Any:
        return group.ec2_launch_template.get_version(group.launch_template_version)

    def image_id(group: FakeAutoScalingGroup) -> str:
        image: str = version_of(group).image_id
        if not image.startswith(_PARAMETER):
            return image
        name = image.removeprefix(_PARAMETER)
        known = ssm_backends[group.account_id][group.region].get_parameter(name)
        if known is None or not _NODE_IMAGE.fullmatch(name):
            raise ValueError(f"Systems Manager has no parameter {name}")
        return str(known.value)

    def instance_type(group: FakeAutoScalingGroup) -> str:
        template = (group.launched_as or {}).get("LaunchTemplate", {})
        types = [one["InstanceType"] for one in template.get("Overrides", ())] or [version_of(group).instance_type]
        unknown = [one for one in types if one not in INSTANCE_TYPES]
        if unknown:
            raise ValueError(f"There are no instance types {unknown}")
        return types[0]

    resize = FakeAutoScalingGroup.set_desired_capacity

    def set_desired_capacity(group: FakeAutoScalingGroup, wanted: int | None) -> None:
        """moto rounds both the on-demand and the spot instances down, and so may launch too few."""
        policy, group.mixed_instances_policy = group.mixed_instances_policy, None
        group.launched_as = policy
        try:
            resize(group, wanted)
        finally:
            group.mixed_instances_policy = policy

    FakeAutoScalingGroup.set_desired_capacity = set_desired_capacity
    FakeAutoScalingGroup.image_id = property(image_id)
    FakeAutoScalingGroup.instance_type = property(instance_type)


def _keep_what_is_told() -> None:
    """moto forgets the policy when an update does not repeat it, and what it has no argument for."""
    create, update = AutoScalingResponse.create_auto_scaling_group, AutoScalingResponse.update_auto_scaling_group

    def keep(self: AutoScalingResponse) -> None:
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        parameters = self._get_params()
        for name, attribute in (
            ("CapacityRebalance", "capacity_rebalance"),
            ("DefaultCooldown", "default_cooldown"),
            ("DefaultInstanceWarmup", "default_instance_warmup"),
            ("MaxInstanceLifetime", "max_instance_lifetime"),
            ("TerminationPolicies", "termination_policies"),
        ):
            if name in parameters:
                setattr(group, attribute, parameters[name])

    def create_group(self: AutoScalingResponse) -> ActionResult:
        result = create(self)
        keep(self)
        return result

    def update_group(self: AutoScalingResponse) -> ActionResult:
        result = update(self)
        keep(self)
        return result

    change = FakeAutoScalingGroup.update

    def change_group(self: FakeAutoScalingGroup, **told: Any) -> None:
        policy = told.get("mixed_instances_policy") or self.mixed_instances_policy
        if policy:
            # moto shows the template by id and by name, and then takes only one of them.
            policy["LaunchTemplate"]["LaunchTemplateSpecification"].pop("LaunchTemplateName", None)
        change(self, **{**told, "mixed_instances_policy": policy})

    AutoScalingResponse.create_auto_scaling_group = create_group
    AutoScalingResponse.update_auto_scaling_group = update_group
    FakeAutoScalingGroup.update = change_group


def _name_no_target_of_hooks() -> None:
    """moto gives every hook the same queue and role."""
    make = LifecycleHook.__init__

    def made(self: LifecycleHook, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        self.role_arn = self.notification_target_arn = None

    LifecycleHook.__init__ = made


def _refresh_instances() -> None:
    """A refresh replaces every instance at once, and is over when it has begun."""

    def start_instance_refresh(self: AutoScalingResponse) -> ActionResult:
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        wanted = group.desired_capacity
        group.set_desired_capacity(0)
        group.set_desired_capacity(wanted)
        preferences = self._get_params().get("Preferences", {})
        group.refreshes = [
            *getattr(group, "refreshes", ()),
            {
                "AutoScalingGroupName": group.name,
                "InstanceRefreshId": str(uuid.uuid4()),
                "PercentageComplete": 100,
                "Preferences": preferences,
                "Status": "Successful",
            },
        ]
        return ActionResult({"InstanceRefreshId": group.refreshes[-1]["InstanceRefreshId"]})

    def describe_instance_refreshes(self: AutoScalingResponse) -> ActionResult:
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        return ActionResult({"InstanceRefreshes": getattr(group, "refreshes", [])[::-1]})

    AutoScalingResponse.start_instance_refresh = start_instance_refresh
    AutoScalingResponse.describe_instance_refreshes = describe_instance_refreshes


def _let_hooks_tell_nobody() -> None:
    """moto shows a queue and a role that nobody named."""
    make = LifecycleHook.__init__

    def make_hook(self: LifecycleHook, *told: Any) -> None:
        make(self, *told)
        self.notification_target_arn = self.role_arn = None

    LifecycleHook.__init__ = make_hook
