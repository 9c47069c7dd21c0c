"""Add-ons of the loopback EKS. One that could not become healthy fails at once: AWS would wait 20 minutes.

Which there are, in which versions, is what EKS itself answered, as the catalogue has recorded it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import yaml
from eks_access import make_association
from eks_compute import NETWORK, Pods, why_no_place
from eks_identity import why_without_credentials
from eks_protocol import Refusal, Request, in_use, invalid, not_found, operation
from eks_state import Cluster, Document, Region, minor_of
from terracutter.catalog.addons import Addon, addons
from terracutter.catalog.configurations import configuration

_LABELS = {
    "coredns": {"eks.amazonaws.com/component": "coredns", "k8s-app": "kube-dns"},
    "metrics-server": {"app.kubernetes.io/name": "metrics-server"},
}
"""Of the pods, so far as a Fargate profile may ask for them."""


def _versions(addon: Addon, minor: int) -> tuple[str, ...]:
    """Those that are recorded for a minor version, the newest first."""
    known = addon.versions.get(f"1.{minor}")
    return () if known is None else tuple(dict.fromkeys((known.newest, known.default)))


def _refuse_add_on(region: Region, cluster: Cluster, name: str, request: Request) -> None:
    known = addons().get(name)
    if known is None or not _versions(known, cluster.minor):
        raise invalid(f"Addon {name} specified is not supported in {cluster.shown['version']} kubernetes version")
    version = request.get("addonVersion")
    if version is not None and version not in _versions(known, cluster.minor):
        raise invalid(f"Addon version specified is not supported: {version} of {name} in 1.{cluster.minor}")
    if "serviceAccountRoleArn" in request and region.role(request["serviceAccountRoleArn"]) is None:
        raise invalid(f"Role {request['serviceAccountRoleArn']} does not exist")
    for one in request.get("podIdentityAssociations", ()):
        if one["serviceAccount"] not in {role.service_account for role in known.roles}:
            raise invalid(f"The service account {one['serviceAccount']} is not one of the addon {name}")
    _refuse_configuration(name, version or known.versions[f"1.{cluster.minor}"].default, request)


def _refuse_configuration(name: str, version: str, request: Request) -> None:
    values = request.get("configurationValues")
    if values is None or not values.strip():
        return
    if not _is_mapping(values):
        raise invalid("ConfigurationValue is not in JSON or YAML format")
    schema = configuration(name, version)
    # EKS reads the keywords of draft 7, and no formats.
    problems = jsonschema.Draft7Validator(schema or {}).iter_errors(yaml.safe_load(values))
    if found := [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in problems]:
        raise invalid(f"ConfigurationValue provided in request is not supported: {found}")


def _is_mapping(text: str) -> bool:
    """JSON is YAML, and a bare word is YAML too, but configures nothing."""
    try:
        return isinstance(yaml.safe_load(text), dict)
    except yaml.YAMLError:
        return False


def _namespace(add_on: Document) -> str:
    own = add_on.get("namespaceConfig", {}).get("namespace")
    return own or addons()[add_on["addonName"]].namespace


def _settle_identities(region: Region, cluster: Cluster, add_on: Document, wanted: list[Any]) -> None:
    """Replace the associations that an add-on owns."""
    for key, one in list(cluster.associations.items()):
        if one["ownerArn"] == add_on["addonArn"]:
            del cluster.associations[key]
    namespace = _namespace(add_on)
    made = [make_association(region, cluster, {"namespace": namespace, **one}, add_on["addonArn"]) for one in wanted]
    add_on["podIdentityAssociations"] = [one["associationArn"] for one in made]


@operation
def create_addon(region: Region, request: Request) -> Document:
    cluster, name = region.cluster(request["clusterName"]), request["addonName"]
    _refuse_add_on(region, cluster, name, request)
    if name in cluster.add_ons:
        raise in_use("Addon already exists.")
    now = time.time()
    add_on = {
        "addonName": name,
        "clusterName": cluster.name,
        "status": "ACTIVE",
        "addonVersion": request.get("addonVersion", addons()[name].versions[f"1.{cluster.minor}"].default),
        "health": {"issues": []},
        "addonArn": region.arn("addon", cluster.name, name, str(len(cluster.add_ons))),
        "createdAt": now,
        "modifiedAt": now,
        "tags": dict(request.get("tags", {})),
        **{key: request[key] for key in _KEPT if key in request},
    }
    _settle_identities(region, cluster, add_on, request.get("podIdentityAssociations", []))
    _settle_health(region, cluster, add_on, "CREATE_FAILED")
    cluster.add_ons[name] = add_on
    return {"addon": add_on}


_KEPT = ("serviceAccountRoleArn", "configurationValues", "namespaceConfig")


def _settle_health(region: Region, cluster: Cluster, add_on: Document, otherwise: str) -> None:
    issue = next(_issues(region, cluster, add_on), None)
    add_on["status"] = otherwise if issue else "ACTIVE"
    add_on["health"] = {"issues": [issue] if issue else []}


def _issues(region: Region, cluster: Cluster, add_on: Document) -> Iterator[Document]:
    """What keeps the pods of an add-on from being healthy. The DaemonSet of one is healthy without nodes."""
    name = add_on["addonName"]
    known, namespace = addons()[name], _namespace(add_on)
    missing = [one for one in known.requires if cluster.add_ons.get(one, {}).get("status") != "ACTIVE"]
    if missing:
        yield {"code": "ConfigurationConflict", "message": f"{name} needs {', '.join(missing)}"}
    if not known.waits_for_nodes:
        return
    for role in known.roles_for(cluster.shown["kubernetesNetworkConfig"]["ipFamily"]):
        of_account = namespace, role.service_account, add_on.get("serviceAccountRoleArn")
        if reason := why_without_credentials(region, cluster, *of_account):
            yield {"code": "AccessDenied", "message": reason}
    pods = Pods(
        namespace, _LABELS.get(name, {}), known.compute, add_on.get("configurationValues", ""), name == "coredns"
    )
    if reason := why_no_place(region, cluster, pods):
        yield {"code": "InsufficientNumberOfReplicas", "message": f"The add-on is unhealthy: {reason}"}


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
    add_on.update({key: request[key] for key in ("addonVersion", *_KEPT) if key in request})
    if "podIdentityAssociations" in request:
        _settle_identities(region, cluster, add_on, request["podIdentityAssociations"])
    _settle_health(region, cluster, add_on, "UPDATE_FAILED")
    return {"update": cluster.record_update("AddonUpdate")}


@operation
def delete_addon(region: Region, request: Request) -> Document:
    cluster = region.cluster(request["clusterName"])
    add_on = _add_on(cluster, request["addonName"])
    if request["addonName"] in NETWORK and cluster.node_groups and not cluster.bootstrap_add_ons:
        # AWS lets it go, and the pods on the nodes with it.
        raise Refusal("InvalidRequest", f"{request['addonName']} is in use by {', '.join(cluster.node_groups)}")
    _settle_identities(region, cluster, add_on, [])
    return {"addon": {**cluster.add_ons.pop(request["addonName"]), "status": "DELETING"}}


@operation
def describe_addon_versions(region: Region, request: Request) -> Document:
    from eks_clusters import versions

    name = request.get("addonName")
    if name is not None and name not in addons():
        raise invalid(f"Addon {name} specified is not supported")
    minors = [request["kubernetesVersion"]] if "kubernetesVersion" in request else versions()
    chosen = [addons()[name]] if name else addons().values()
    return {"addons": [_offered(one, minors) for one in chosen]}


def _offered(addon: Addon, minors: list[str]) -> Document:
    by_version: dict[str, list[Document]] = {}
    for minor in minors:
        for version in _versions(addon, minor_of(minor)):
            fits = {
                "clusterVersion": minor,
                "platformVersions": ["*"],
                "defaultVersion": version == addon.versions[minor].default,
            }
            by_version.setdefault(version, []).append(fits)
    shown = [
        {
            "addonVersion": version,
            "architecture": addon.architectures,
            "computeTypes": addon.compute,
            "compatibilities": fits,
            "requiresConfiguration": addon.needs_configuration,
            "requiresIamPermissions": bool(addon.roles),
        }
        for version, fits in by_version.items()
    ]
    return {
        "addonName": addon.name,
        "type": "",
        "addonVersions": shown,
        "publisher": "eks",
        "owner": addon.owner,
        "defaultNamespace": addon.namespace,
    }


@operation
def describe_addon_configuration(region: Region, request: Request) -> Document:
    name, version = request["addonName"], request["addonVersion"]
    if name not in addons() or not any(version in pair for pair in addons()[name].versions.values()):
        raise not_found(f"Addon {name} of version {version} not found")
    return {"addonName": name, "addonVersion": version, "configurationSchema": json.dumps(configuration(name, version))}
