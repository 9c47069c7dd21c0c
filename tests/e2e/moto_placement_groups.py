"""Placement groups, which moto 5.2.5 does not have."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response


@dataclass(frozen=True, slots=True)
class _Group:
    id: str
    name: str
    strategy: str

    def shown(self, backend: EC2Backend) -> dict[str, Any]:
        place = f"{backend.partition}:ec2:{backend.region_name}:{backend.account_id}"
        return {
            "GroupId": self.id,
            "GroupName": self.name,
            "GroupArn": f"arn:{place}:placement-group/{self.name}",
            "Strategy": self.strategy,
            "State": "available",
            "Tags": backend.describe_tags(filters={"resource-id": [self.id]}),
        }


_known: WeakKeyDictionary[EC2Backend, dict[str, _Group]] = WeakKeyDictionary()
"""By name, of an account's region."""


def repair() -> None:
    EC2Response.create_placement_group = _create
    EC2Response.describe_placement_groups = _describe
    EC2Response.delete_placement_group = _delete
    reset = EC2Backend.reset

    def forget(self: EC2Backend) -> None:
        _known.pop(self, None)
        reset(self)

    EC2Backend.reset = forget


def groups(backend: EC2Backend) -> dict[str, _Group]:
    return _known.setdefault(backend, {})


def _create(self: EC2Response) -> ActionResult:
    backend, name = self.ec2_backend, self._get_param("GroupName")
    if name in groups(backend):
        raise EC2ClientError("InvalidPlacementGroup.Duplicate", f"The Placement Group '{name}' already exists.")
    made = _Group(f"pg-{secrets.token_hex(8)}1", name, self._get_param("Strategy", "cluster"))
    groups(backend)[name] = made
    backend.create_tags([made.id], self._parse_tag_specification().get("placement-group", {}))
    return ActionResult({"PlacementGroup": made.shown(backend)})


def _describe(self: EC2Response) -> ActionResult:
    known = groups(self.ec2_backend)
    wanted = self._get_param("GroupNames", []) or list(known)
    found = [_found(self.ec2_backend, name) for name in wanted]
    return ActionResult({"PlacementGroups": [one.shown(self.ec2_backend) for one in found]})


def _delete(self: EC2Response) -> EmptyResult:
    del groups(self.ec2_backend)[_found(self.ec2_backend, self._get_param("GroupName")).name]
    return EmptyResult()


def _found(backend: EC2Backend, name: str) -> _Group:
    if name not in groups(backend):
        raise EC2ClientError("InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown.")
    return groups(backend)[name]
