"""What the loopback EKS remembers of a region, and what it looks up in moto's EC2, IAM and KMS."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from eks_protocol import invalid, not_found
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)
Document = dict[str, Any]
"""A thing of EKS in the form in which the API shows it."""


@dataclass(slots=True)
class Cluster:
    """One cluster with all that belongs to it, each by its name or id."""

    shown: Document
    bootstrap_add_ons: bool
    entries: dict[str, Document] = field(default_factory=dict)
    policies: dict[str, dict[str, Document]] = field(default_factory=dict)
    add_ons: dict[str, Document] = field(default_factory=dict)
    associations: dict[str, Document] = field(default_factory=dict)
    node_groups: dict[str, Document] = field(default_factory=dict)
    fargate_profiles: dict[str, Document] = field(default_factory=dict)
    identity_providers: dict[str, Document] = field(default_factory=dict)
    updates: dict[str, Document] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.shown["name"]

    @property
    def minor(self) -> int:
        return minor_of(self.shown["version"])

    @property
    def takes_entries(self) -> bool:
        return "API" in self.shown["accessConfig"]["authenticationMode"]

    @property
    def is_auto(self) -> bool:
        return self.shown.get("computeConfig", {}).get("enabled", False)

    def record_update(self, kind: str, params: Iterable[tuple[str, Any]] = ()) -> Document:
        """An update that has succeeded at once."""
        update = {
            "id": str(uuid.uuid4()),
            "status": "Successful",
            "type": kind,
            "params": [{"type": name, "value": json.dumps(value)} for name, value in params],
            "createdAt": time.time(),
            "errors": [],
        }
        self.updates[update["id"]] = update
        return update


@dataclass(slots=True)
class Region:
    name: str
    clusters: dict[str, Cluster] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        return self.ec2.partition

    @property
    def ec2(self) -> Any:
        return ec2_backends[ACCOUNT][self.name]

    def arn(self, kind: str, *parts: str) -> str:
        return f"arn:{self.partition}:eks:{self.name}:{ACCOUNT}:{'/'.join((kind, *parts))}"

    def cluster(self, name: str) -> Cluster:
        if name not in self.clusters:
            raise not_found(f"No cluster found for name: {name}.")
        return self.clusters[name]

    # What moto knows

    def subnets(self, ids: Iterable[str]) -> list[Any]:
        found = {one.id: one for one in self.ec2.describe_subnets()}
        for wanted in ids:
            if wanted not in found:
                raise invalid(f"The subnet ID '{wanted}' does not exist")
        return [found[wanted] for wanted in ids]

    def role(self, arn: str) -> Any | None:
        roles = iam_backends[ACCOUNT][self.partition].get_roles()
        return next((role for role in roles if role.arn == arn), None)

    def role_trusted_by(self, arn: str, service: str, *actions: str) -> Any:
        """The role, refused unless it lets the service assume it with all the actions."""
        role = self.role(arn)
        if role is None:
            raise invalid(f"Role with arn: {arn}, could not be assumed because it does not exist")
        missing = {"sts:AssumeRole", *actions} - trusted_actions(role, service)
        if missing:
            raise invalid(
                f"Role with arn: {arn}, could not be assumed because the trusted entity is not correct: "
                f"{service} needs {', '.join(sorted(missing))}"
            )
        return role

    def require_key(self, arn: str) -> None:
        keys = kms_backends[ACCOUNT][self.name].keys.values()
        if not any(key.arn == arn for key in keys):
            raise invalid(f"KeyArn in encryptionConfig provider, provided:{arn}, is invalid: the key does not exist")


def trusted_actions(role: Any, service: str) -> set[str]:
    """What a role's trust policy lets a service do."""
    document = json.loads(unquote(role.assume_role_policy_document))
    return {
        action
        for statement in listed(document["Statement"])
        if statement["Effect"] == "Allow" and service in listed(statement.get("Principal", {}).get("Service", []))
        for action in listed(statement["Action"])
    }


def attached_policies(role: Any) -> set[str]:
    """The names of the managed policies of a role."""
    return {arn.rsplit("/", 1)[1] for arn in role.managed_policies}


def minor_of(version: str) -> int:
    return int(version.split(".")[1])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
