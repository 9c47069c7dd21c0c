"""Add-ons of the loopback EKS. One that needs nodes fails without them, and at once: AWS would wait 20 minutes."""

from __future__ import annotations

import time
from typing import Any

import yaml
from eks_access import make_association
from eks_protocol import Request, in_use, invalid, not_found, operation
from eks_state import Cluster, Document, Region
from terracutter.catalog.addons import addons


def _versions(name: str, minor: int) -> tuple[str, ...]:
    """What the catalogue knows for a minor version, newest first; the last is what EKS installs by itself."""
    known = addons()[name].versions.get(f"1.{minor}")
    return tuple(dict.fromkeys((known.newest, known.default))) if known else ("v1.0.0-eksbuild.1",)


def _has_nodes(cluster: Cluster) -> bool:
    groups = cluster.node_groups.values()
    running = any(one["status"] == "ACTIVE" and one["scalingConfig"]["desiredSize"] for one in groups)
    return running or cluster.is_auto or bool(cluster.fargate_profiles)


def _refuse_add_on(region: Region, cluster: Cluster, name: str, request: Request) -> None:
    if name not in addons():
        raise invalid(f"Addon {name} specified is not supported in {cluster.shown['version']} kubernetes version")
    version = request.get("addonVersion")
    if version is not None and version not in _versions(name, cluster.minor):
        raise invalid(f"Addon version specified is not supported: {version} of {name}")
    if "serviceAccountRoleArn" in request and region.role(request["serviceAccountRoleArn"]) is None:
        raise invalid(f"Role {request['serviceAccountRoleArn']} does not exist")
    for one in request.get("podIdentityAssociations", ()):
        if one["serviceAccount"] not in {role.service_account for role in addons()[name].roles}:
            raise invalid(f"The service account {one['serviceAccount']} is not one of the addon {name}")
    values = request.get("configurationValues")
    if values is not None and values.strip() and not _is_mapping(values):
        raise invalid("ConfigurationValue is not in JSON or YAML format")


def _is_mapping(text: str) -> bool:
    """JSON is YAML, and a bare word is YAML too, but configures nothing."""
    try:
        return isinstance(yaml.safe_load(text), dict)
    except yaml.YAMLError:
        return False


def _settle_identities(region: Region, cluster: Cluster, add_on: Document, wanted: list[Any]) -> None:
    """Replace the associations that an add-on owns."""
    for key, one in list(cluster.associations.items()):
        if one["ownerArn"] == add_on["addonArn"]:
            del cluster.associations[key]
    namespace = addons()[add_on["addonName"]].namespace
    made = [make_association(region, cluster, {"namespace": namespace, **one}, add_on["addonArn"]) for one in wanted]
    add_on["podIdentityAssociations"] = [one["associationArn"] for one in made]


@operation
def create_addon(region: Region, request: Request) -> Document:
    cluster, name = region.cluster(request["clusterName"]), request["addonName"]
    _refuse_add_on(region, cluster, name, request)
    if name in cluster.add_ons:
        raise in_use("Addon already exists.")
    fails = addons()[name].waits_for_nodes and not _has_nodes(cluster)
    issue = {
        "code": "InsufficientNumberOfReplicas",
        "message": "The add-on is unhealthy because no node runs its pods.",
    }
    now = time.time()
    add_on = {
        "addonName": name,
        "clusterName": cluster.name,
        "status": "CREATE_FAILED" if fails else "ACTIVE",
        "addonVersion": request.get("addonVersion", _versions(name, cluster.minor)[-1]),
        "health": {"issues": [issue] if fails else []},
        "addonArn": region.arn("addon", cluster.name, name, str(len(cluster.add_ons))),
        "createdAt": now,
        "modifiedAt": now,
        "tags": dict(request.get("tags", {})),
        **{key: request[key] for key in ("serviceAccountRoleArn", "configurationValues") if key in request},
    }
    _settle_identities(region, cluster, add_on, request.get("podIdentityAssociations", []))
    cluster.add_ons[name] = add_on
    return {"addon": add_on}


def _add_on(cluster: Cluster, name: str) -> Document:
    if name not in cluster.add_ons:
        raise not_found(f"No addon: {name} found in cluster: {cluster.name}")
    return cluster.add_ons[name]


@operation
def describe_addon(region: Region, request: Request) -> Document:
    return {"addon": _add_on(region.cluster(request["clusterName"]), request["addonName"])}


@operation
def list_addons(region: Region, request: Request) -> Document:
    return {"addons": sorted(region.cluster(request["clusterName"]).add_ons)}


@operation
def update_addon(region: Region, request: Request) -> Document:
    cluster, name = region.cluster(request["clusterName"]), request["addonName"]
    add_on = _add_on(cluster, name)
    _refuse_add_on(region, cluster, name, request)
    add_on.update(
        {
            key: request[key]
            for key in ("addonVersion", "serviceAccountRoleArn", "configurationValues")
            if key in request
        }
    )
    if "podIdentityAssociations" in request:
        _settle_identities(region, cluster, add_on, request["podIdentityAssociations"])
    return {"update": cluster.record_update("AddonUpdate")}


@operation
def delete_addon(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    add_on = _add_on(cluster, request["addonName"])
    _settle_identities(region, cluster, add_on, [])
    return {"addon": {**cluster.add_ons.pop(request["addonName"]), "status": "DELETING"}}


@operation
def describe_addon_versions(region: Region, request: Request) -> Document:
    name = request.get("addonName")
    if name is not None and name not in addons():
        raise invalid(f"Addon {name} specified is not supported")
    from eks_clusters import versions

    minors = [request["kubernetesVersion"]] if "kubernetesVersion" in request else versions()
    found = []
    for one in [name] if name else addons():
        by_version: dict[str, list[Document]] = {}
        for minor in minors:
            offered = _versions(one, int(minor.split(".")[1]))
            for version in offered:
                fits = {"clusterVersion": minor, "platformVersions": ["*"], "defaultVersion": version == offered[-1]}
                by_version.setdefault(version, []).append(fits)
        shown = [
            {"addonVersion": version, "architecture": ["amd64", "arm64"], "compatibilities": compatibilities}
            for version, compatibilities in by_version.items()
        ]
        found.append({"addonName": one, "type": "", "addonVersions": shown, "publisher": "eks", "owner": "aws"})
    return {"addons": found}
