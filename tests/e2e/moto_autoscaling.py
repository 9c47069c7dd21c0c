"""Auto Scaling groups, with what moto 5.2.5 forgets of them, and their instance refreshes, which it does not have."""

from __future__ import annotations

import uuid
from typing import Any

from moto.autoscaling.models import FakeAutoScalingGroup, LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult

_FORGOTTEN = {
    "CapacityRebalance": ("capacity_rebalance", "bool"),
    "DefaultCooldown": ("default_cooldown", "int"),
    "DefaultInstanceWarmup": ("default_instance_warmup", "int"),
    "MaxInstanceLifetime": ("max_instance_lifetime", "int"),
    "PlacementGroup": ("placement_group", "text"),
    "TerminationPolicies": ("termination_policies", "text"),
}
"""Settings that moto does not keep, or not from an update, by their name in the API."""


def repair() -> None:
    _keep_settings()
    _keep_the_policy_of_instances()
    _name_no_target_of_hooks()
    _refresh_instances()


def _keep_settings() -> None:
    def keeping(call: Any) -> Any:
        def act(self: AutoScalingResponse) -> Any:
            result = call(self)
            (group,) = self.autoscaling_backend.describe_auto_scaling_groups([self._get_param("AutoScalingGroupName")])
            for name, (attribute, kind) in _FORGOTTEN.items():
                read = {"bool": self._get_bool_param, "int": self._get_int_param, "text": self._get_param}[kind]
                value = read(name)
                # The provider takes a lifetime away by 0.
                if value is not None:
                    setattr(group, attribute, value)
            return result

        return act

    AutoScalingResponse.create_auto_scaling_group = keeping(AutoScalingResponse.create_auto_scaling_group)
    AutoScalingResponse.update_auto_scaling_group = keeping(AutoScalingResponse.update_auto_scaling_group)


def _keep_the_policy_of_instances() -> None:
    """moto takes it away by an update that does not name it, such as one of the sizes."""
    update = FakeAutoScalingGroup.update

    def kept(self: FakeAutoScalingGroup, *given: Any, **named: Any) -> None:
        before = self.mixed_instances_policy
        update(self, *given, **named)
        if not named.get("launch_template") and not named.get("mixed_instances_policy"):
            self.mixed_instances_policy = before

    FakeAutoScalingGroup.update = kept


def _name_no_target_of_hooks() -> None:
    """moto gives every hook the same queue and role."""
    make = LifecycleHook.__init__

    def made(self: LifecycleHook, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        self.role_arn = self.notification_target_arn = None

    LifecycleHook.__init__ = made


def _refresh_instances() -> None:
    def start_instance_refresh(self: AutoScalingResponse) -> ActionResult:
        (group,) = self.autoscaling_backend.describe_auto_scaling_groups([self._get_param("AutoScalingGroupName")])
        done = {
            "InstanceRefreshId": str(uuid.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "PercentageComplete": 100,
        }
        group.__dict__.setdefault("refreshes", []).insert(0, done)
        return ActionResult({"InstanceRefreshId": done["InstanceRefreshId"]})

    def describe_instance_refreshes(self: AutoScalingResponse) -> ActionResult:
        (group,) = self.autoscaling_backend.describe_auto_scaling_groups([self._get_param("AutoScalingGroupName")])
        return ActionResult({"InstanceRefreshes": group.__dict__.get("refreshes", [])})

    AutoScalingResponse.start_instance_refresh = start_instance_refresh
    AutoScalingResponse.describe_instance_refreshes = describe_instance_refreshes
