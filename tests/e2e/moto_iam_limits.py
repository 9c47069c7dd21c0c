"""How much IAM lets a role have, which moto 5.2.5 does not count. Source: IAM user guide, IAM and AWS STS quotas."""

from __future__ import annotations

import re
from typing import Any

from moto.iam.exceptions import LimitExceededException
from moto.iam.models import IAMBackend

_OF_A_ROLE = 10_240
_OF_A_TRUST = 2_048
_ATTACHED = 10
_MANAGED = 6_144


def repair() -> None:
    put, attach, create = IAMBackend.put_role_policy, IAMBackend.attach_role_policy, IAMBackend.create_role
    create_managed = IAMBackend.create_policy

    def put_role_policy(self: IAMBackend, role_name: str, policy_name: str, policy_json: str) -> None:
        others = [text for name, text in self.get_role(role_name).policies.items() if name != policy_name]
        if sum(map(_size, (*others, policy_json))) > _OF_A_ROLE:
            raise LimitExceededException(f"Maximum policy size of {_OF_A_ROLE} bytes exceeded for role {role_name}")
        put(self, role_name, policy_name, policy_json)

    def attach_role_policy(self: IAMBackend, policy_arn: str, role_name: str) -> None:
        if len({*self.get_role(role_name).managed_policies, policy_arn}) > _ATTACHED:
            raise LimitExceededException(f"Cannot exceed quota for PoliciesPerRole: {_ATTACHED}")
        attach(self, policy_arn, role_name)

    def create_role(self: IAMBackend, role_name: str, assume_role_policy_document: str, *rest: Any, **more: Any) -> Any:
        if _size(assume_role_policy_document) > _OF_A_TRUST:
            raise LimitExceededException(f"Cannot exceed quota for ACLSizePerRole: {_OF_A_TRUST}")
        return create(self, role_name, assume_role_policy_document, *rest, **more)

    def create_policy(
        self: IAMBackend, description: str, path: str, policy_document: str, *rest: Any, **more: Any
    ) -> Any:
        if _size(policy_document) > _MANAGED:
            raise LimitExceededException(f"Cannot exceed quota for PolicySize: {_MANAGED}")
        return create_managed(self, description, path, policy_document, *rest, **more)

    IAMBackend.create_policy = create_policy
    IAMBackend.put_role_policy = put_role_policy
    IAMBackend.attach_role_policy = attach_role_policy
    IAMBackend.create_role = create_role


def _size(document: str) -> int:
    """Characters, without the white space that IAM does not count."""
    return len(re.sub(r"\s", "", document))
