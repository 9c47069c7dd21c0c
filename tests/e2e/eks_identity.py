"""Whether the pods of a service account get credentials of AWS, and by them may do anything at all.

EKS itself refuses none of this: the pods start, are turned away and start again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from eks_state import ACCOUNT, Cluster, Document, Region, listed
from moto.iam.models import iam_backends

AGENT = "eks-pod-identity-agent"


def why_without_credentials(
    region: Region, cluster: Cluster, namespace: str, account: str, role_arn: str | None
) -> str:
    """Empty where a Pod Identity association or the role with which the account is annotated does its work."""
    associated = {(one["namespace"], one["serviceAccount"]): one for one in cluster.associations.values()}
    found = associated.get((namespace, account))
    if found is not None:
        if not cluster.is_auto and AGENT not in cluster.add_ons:
            return f"{namespace}/{account} has a Pod Identity association, and {AGENT} is not installed"
        return _why_powerless(region, found["roleArn"])
    if role_arn is None:
        return f"{namespace}/{account} has neither a Pod Identity association nor a role by IRSA"
    return why_not_by_irsa(region, cluster, namespace, account, role_arn) or _why_powerless(region, role_arn)


def why_not_by_irsa(region: Region, cluster: Cluster, namespace: str, account: str, role_arn: str) -> str:
    """What keeps the service account of this cluster from assuming the role."""
    role = region.role(role_arn)
    if role is None:
        return f"{role_arn} does not exist"
    issuer = cluster.shown["identity"]["oidc"]["issuer"].removeprefix("https://")
    provider = f"arn:{region.partition}:iam::{ACCOUNT}:oidc-provider/{issuer}"
    known = iam_backends[ACCOUNT][region.partition].open_id_providers
    if provider not in known or "sts.amazonaws.com" not in known[provider].client_id_list:
        return f"the account has no OIDC provider {provider} for sts.amazonaws.com"
    wanted = {f"{issuer}:sub": f"system:serviceaccount:{namespace}:{account}", f"{issuer}:aud": "sts.amazonaws.com"}
    document = json.loads(unquote(role.assume_role_policy_document))
    if any(_lets_in(statement, provider, wanted) for statement in listed(document["Statement"])):
        return ""
    return f"the trust of {role_arn} does not let {wanted[f'{issuer}:sub']} of {provider} in"


def _lets_in(statement: Document, provider: str, wanted: dict[str, str]) -> bool:
    if statement["Effect"] != "Allow" or "sts:AssumeRoleWithWebIdentity" not in listed(statement["Action"]):
        return False
    if provider not in listed(statement.get("Principal", {}).get("Federated", [])):
        return False
    conditions = dict(_conditions(statement.get("Condition", {})))
    # A role without both is open to every pod of the cluster, or to other audiences.
    return conditions.keys() == wanted.keys() and all(
        any(fnmatchcase(value, pattern) for pattern in conditions[key]) for key, value in wanted.items()
    )


def _conditions(condition: Document) -> Iterator[tuple[str, list[Any]]]:
    for operator, pairs in condition.items():
        if operator in {"StringEquals", "StringLike"}:
            yield from ((key, listed(values)) for key, values in pairs.items())


def _why_powerless(region: Region, role_arn: str) -> str:
    role = region.role(role_arn)
    if role is None:
        return f"{role_arn} does not exist"
    return "" if role.managed_policies or role.policies else f"{role_arn} has no policy yet"
