"""Who may use a cluster of the loopback EKS: access entries, pod identities and identity providers."""

from __future__ import annotations

import time
import uuid

from eks_protocol import Refusal, Request, in_use, invalid, not_found, operation
from eks_state import ACCOUNT, Cluster, Document, Region, trusted_actions

POLICIES = (
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSAutoNodePolicy",
    "AmazonEKSBlockStorageClusterPolicy",
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSComputeClusterPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSHybridPolicy",
    "AmazonEKSLoadBalancingClusterPolicy",
    "AmazonEKSNetworkingClusterPolicy",
    "AmazonEKSViewPolicy",
)
_NODES = {"EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX"}
_USERNAMES = {
    "EC2": "system:node:{{EC2PrivateDNSName}}",
    "EC2_LINUX": "system:node:{{EC2PrivateDNSName}}",
    "EC2_WINDOWS": "system:node:{{EC2PrivateDNSName}}",
    "FARGATE_LINUX": "system:node:{{SessionName}}",
    "HYBRID_LINUX": "system:node:{{SessionName}}",
    "HYPERPOD_LINUX": "system:node:{{SessionName}}",
}


def caller_arn(region: Region) -> str:
    """Whom moto's STS takes every caller for."""
    return f"arn:{region.partition}:iam::{ACCOUNT}:user/moto"


def policy_arn(region: Region, name: str) -> str:
    return f"arn:{region.partition}:eks::aws:cluster-access-policy/{name}"


def add_entry(region: Region, cluster: Cluster, principal: str, kind: str, policy: str = "") -> Document:
    """An entry that EKS makes by itself."""
    entry = _new_entry(region, cluster, {"principalArn": principal, "type": kind})
    cluster.entries[principal] = entry
    if policy:
        _associate(region, cluster, principal, policy_arn(region, policy), {"type": "cluster", "namespaces": []})
    return entry


def remove_entry(cluster: Cluster, principal: str) -> None:
    cluster.entries.pop(principal, None)
    cluster.policies.pop(principal, None)


def _new_entry(region: Region, cluster: Cluster, request: Request) -> Document:
    kind, principal = request.get("type", "STANDARD"), request["principalArn"]
    own = principal.split(":")[-1].rsplit("/", 1)[-1]
    role_session = f"arn:{region.partition}:sts::{ACCOUNT}:assumed-role/{own}/{{{{SessionName}}}}"
    standard = role_session if ":role/" in principal else principal
    now = time.time()
    return {
        "clusterName": cluster.name,
        "principalArn": principal,
        "kubernetesGroups": list(request.get("kubernetesGroups", ["system:nodes"] if kind in _NODES else [])),
        "accessEntryArn": region.arn("access-entry", cluster.name, "role", ACCOUNT, own, str(uuid.uuid4())),
        "createdAt": now,
        "modifiedAt": now,
        "tags": dict(request.get("tags", {})),
        "username": request.get("username") or _USERNAMES.get(kind, standard),
        "type": kind,
    }


def _entry(cluster: Cluster, principal: str) -> Document:
    if principal not in cluster.entries:
        raise not_found(f"The specified principalArn could not be found: {principal}")
    return cluster.entries[principal]


def _refuse_groups(request: Request) -> None:
    for group in request.get("kubernetesGroups", ()):
        if group.startswith(("system:", "eks:", "aws:", "amazon:", "iam:")):
            raise invalid(f"The kubernetes group name {group} is invalid, it cannot start with {group.split(':')[0]}:")


def _refuse_principal(region: Region, principal: str) -> None:
    parts = principal.split(":")
    if len(parts) != 6 or parts[2] != "iam" or not parts[5].startswith(("role/", "user/")):
        raise invalid(f"The specified principalArn is invalid: {principal}")
    if parts[4] == ACCOUNT and parts[5].startswith("role/") and region.role(principal) is None:
        raise invalid(f"The specified principalArn is invalid: invalid principal {principal}")


@operation
def create_access_entry(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    if not cluster.takes_entries:
        allowed = "[API, API_AND_CONFIG_MAP]"
        raise Refusal("InvalidRequest", f"The cluster's authentication mode must be set to one of {allowed}")
    kind, principal = request.get("type", "STANDARD"), request["principalArn"]
    if kind not in {"STANDARD", *_USERNAMES}:
        raise invalid(f"The type {kind} is invalid")
    if kind != "STANDARD" and (request.get("kubernetesGroups") or request.get("username")):
        raise invalid(f"Groups and username cannot be given for an access entry of type {kind}")
    _refuse_groups(request)
    _refuse_principal(region, principal)
    if principal in cluster.entries:
        raise in_use("The specified access entry resource is already in use on this cluster.")
    cluster.entries[principal] = _new_entry(region, cluster, request)
    return {"accessEntry": cluster.entries[principal]}


@operation
def describe_access_entry(region: Region, request: Request) -> Document:
    return {"accessEntry": _entry(region.cluster(request["clusterName"]), request["principalArn"])}


@operation
def list_access_entries(region: Region, request: Request) -> Document:
    return {"accessEntries": sorted(region.cluster(request["clusterName"]).entries)}


@operation
def update_access_entry(region: Region, request: Request) -> Document:
    entry = _entry(region.cluster(request["clusterName"]), request["principalArn"])
    _refuse_groups(request)
    if entry["type"] != "STANDARD":
        raise invalid(f"An access entry of type {entry['type']} cannot be changed")
    entry.update({key: request[key] for key in ("kubernetesGroups", "username") if key in request})
    return {"accessEntry": entry}


@operation
def delete_access_entry(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    _entry(cluster, request["principalArn"])
    remove_entry(cluster, request["principalArn"])
    return {}


@operation
def list_access_policies(region: Region, request: Request) -> Document:
    return {"accessPolicies": [{"name": name, "arn": policy_arn(region, name)} for name in POLICIES]}


def _associate(region: Region, cluster: Cluster, principal: str, policy: str, scope: Document) -> Document:
    now = time.time()
    association = {"policyArn": policy, "accessScope": scope, "associatedAt": now, "modifiedAt": now}
    cluster.policies.setdefault(principal, {})[policy] = association
    return association


@operation
def associate_access_policy(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    entry, policy = _entry(cluster, request["principalArn"]), request["policyArn"]
    if policy not in {policy_arn(region, name) for name in POLICIES}:
        raise invalid(f"The policyArn parameter format is not valid: {policy}")
    if entry["type"] not in {"STANDARD", "EC2"}:
        raise Refusal("InvalidRequest", f"The access entry type {entry['type']} takes no access policies")
    scope = {"namespaces": [], **request["accessScope"]}
    if (scope["type"] == "namespace") != bool(scope["namespaces"]):
        raise invalid("Namespaces are given with the access scope type namespace, and only with it")
    association = _associate(region, cluster, request["principalArn"], policy, scope)
    return {
        "clusterName": cluster.name,
        "principalArn": request["principalArn"],
        "associatedAccessPolicy": association,
    }


@operation
def list_associated_access_policies(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    _entry(cluster, request["principalArn"])
    return {
        "clusterName": cluster.name,
        "principalArn": request["principalArn"],
        "associatedAccessPolicies": list(cluster.policies.get(request["principalArn"], {}).values()),
    }


@operation
def disassociate_access_policy(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    _entry(cluster, request["principalArn"])
    if cluster.policies.get(request["principalArn"], {}).pop(request["policyArn"], None) is None:
        raise not_found(f"No associated policy found: {request['policyArn']}")
    return {}


# Pod identities


def make_association(region: Region, cluster: Cluster, request: Request, owner: str | None = None) -> Document:
    role = region.role(request["roleArn"])
    if role is None or not {"sts:AssumeRole", "sts:TagSession"} <= trusted_actions(role, "pods.eks.amazonaws.com"):
        raise invalid(
            f"Trust policy of role {request['roleArn']} is not valid: pods.eks.amazonaws.com needs sts:AssumeRole and "
            "sts:TagSession"
        )
    place = (request["namespace"], request["serviceAccount"])
    if any((one["namespace"], one["serviceAccount"]) == place for one in cluster.associations.values()):
        raise in_use(f"Association already exists for service account {place[1]} in namespace {place[0]}")
    now, key = time.time(), f"a-{uuid.uuid4().hex[:17]}"
    cluster.associations[key] = {
        "clusterName": cluster.name,
        "namespace": place[0],
        "serviceAccount": place[1],
        "roleArn": request["roleArn"],
        "associationArn": region.arn("podidentityassociation", cluster.name, key),
        "associationId": key,
        "tags": dict(request.get("tags", {})),
        "createdAt": now,
        "modifiedAt": now,
        "ownerArn": owner,
        "disableSessionTags": request.get("disableSessionTags", False),
        "targetRoleArn": request.get("targetRoleArn"),
    }
    return cluster.associations[key]


def _association(cluster: Cluster, key: str) -> Document:
    if key not in cluster.associations:
        raise not_found(f"Association not found: {key}")
    return cluster.associations[key]


@operation
def create_pod_identity_association(region: Region, request: Request) -> Document:
    return {"association": make_association(region, region.cluster(request["clusterName"]), request)}


@operation
def describe_pod_identity_association(region: Region, request: Request) -> Document:
    return {"association": _association(region.cluster(request["clusterName"]), request["associationId"])}


@operation
def list_pod_identity_associations(region: Region, request: Request) -> Document:
    keys = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")
    found = [
        {key: one[key] for key in keys}
        for one in region.cluster(request["clusterName"]).associations.values()
        if all(request.get(key, one[key]) == one[key] for key in ("namespace", "serviceAccount"))
    ]
    return {"associations": found}


@operation
def update_pod_identity_association(region: Region, request: Request) -> Document:
    one = _association(region.cluster(request["clusterName"]), request["associationId"])
    one.update({key: request[key] for key in ("roleArn", "targetRoleArn", "disableSessionTags") if key in request})
    return {"association": one}


@operation
def delete_pod_identity_association(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    one = _association(cluster, request["associationId"])
    if one["ownerArn"]:
        raise Refusal("InvalidRequest", f"The association is owned by {one['ownerArn']}")
    return {"association": cluster.associations.pop(request["associationId"])}


# Identity providers


@operation
def associate_identity_provider_config(region: Region, request: Request) -> Document:
    cluster, wanted = region.cluster(request["clusterName"]), request["oidc"]
    if cluster.identity_providers:
        raise Refusal("InvalidRequest", "A cluster can have one OIDC identity provider")
    if not wanted["issuerUrl"].startswith("https://"):
        raise invalid(f"issuerUrl {wanted['issuerUrl']} must begin with https://")
    name = wanted["identityProviderConfigName"]
    cluster.identity_providers[name] = {
        **wanted,
        "identityProviderConfigArn": region.arn("identityproviderconfig", cluster.name, "oidc", name),
        "clusterName": cluster.name,
        "tags": dict(request.get("tags", {})),
        "status": "ACTIVE",
    }
    return {"update": cluster.record_update("AssociateIdentityProviderConfig"), "tags": request.get("tags", {})}


def _identity_provider(cluster: Cluster, request: Request) -> Document:
    name = request["identityProviderConfig"]["name"]
    if name not in cluster.identity_providers:
        raise not_found(f"Identity provider config not found: {name}")
    return cluster.identity_providers[name]


@operation
def describe_identity_provider_config(region: Region, request: Request) -> Document:
    return {"identityProviderConfig": {"oidc": _identity_provider(region.cluster(request["clusterName"]), request)}}


@operation
def list_identity_provider_configs(region: Region, request: Request) -> Document:
    names = region.cluster(request["clusterName"]).identity_providers
    return {"identityProviderConfigs": [{"type": "oidc", "name": name} for name in names]}


@operation
def disassociate_identity_provider_config(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    del cluster.identity_providers[_identity_provider(cluster, request)["identityProviderConfigName"]]
    return {"update": cluster.record_update("DisassociateIdentityProviderConfig")}
