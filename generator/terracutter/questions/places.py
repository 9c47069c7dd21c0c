"""Where the pods of add-ons find a place while Terraform waits for them, which it does for 20 minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from terracutter.catalog.addons import addons
from terracutter.questions.addon_configuration import configuration_of
from terracutter.questions.addons import Environment, compute, installed_addons
from terracutter.questions.fargate import fargate_takes
from terracutter.questions.node_groups import groups_with_linux
from terracutter.questions.taints import CRITICAL_ADDONS, keeps_out

_COREDNS: Final = (CRITICAL_ADDONS, {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"})
"""Source: the manifest that EKS installs, as eksctl records it for Kubernetes 1.36."""

_EVERYWHERE: Final = "amazon-cloudwatch-observability"
"""It tolerates every taint. Source: its chart, 2026-08."""


def why_coredns_waits(environment: Environment) -> str:
    """The field because of which no node of any group takes coredns at once; empty where one does."""
    configured = configuration_of(environment, "coredns")
    if configured.get("computeType") == "Fargate" and _is_on_fargate(environment):
        return ""
    if not groups_with_linux(environment):
        has_windows = environment.get("node_groups") and environment.get("fargate_profiles")
        return "ami_type" if has_windows else ""
    if not _first_nodes(environment):
        return "desired_size"
    borne = (*_COREDNS, *_tolerations(configured))
    if all(keeps_out(group["taints"], borne) for group in _first_nodes(environment)):
        return "taints"
    return ""


def other_places_of_coredns(environment: Environment) -> tuple[str, ...]:
    """What may take coredns that no node group takes."""
    places = {
        "Fargate": _is_on_fargate(environment),
        "hybrid nodes": environment.get("remote_node_cidrs"),
        "HyperPod": environment.get("hyperpod"),
    }
    return tuple(name for name, there in places.items() if there)


def addons_kept_out(environment: Environment) -> tuple[str, ...]:
    """Further Deployments that no group takes, unless they tolerate more than is known; none beside other compute.

    Charts of AWS tolerate `CriticalAddonsOnly`; of others it is believed.
    """
    groups = _first_nodes(environment)
    if not groups or compute(environment) != {"ec2"}:
        return ()
    others = [name for name in installed_addons(environment) if name not in {"coredns", _EVERYWHERE}]
    waiting = [name for name in others if addons()[name].waits_for_nodes]
    borne = {name: (CRITICAL_ADDONS, *_tolerations(configuration_of(environment, name))) for name in waiting}
    return tuple(name for name in waiting if all(keeps_out(group["taints"], borne[name]) for group in groups))


def _first_nodes(environment: Environment) -> list[Mapping[str, Any]]:
    """The groups with Linux that begin with a node."""
    return [group for group in groups_with_linux(environment) if group["desired_size"]]


def _is_on_fargate(environment: Environment) -> bool:
    labels = {"eks.amazonaws.com/component": "coredns", "k8s-app": "kube-dns"}
    return fargate_takes(environment.get("fargate_profiles"), "kube-system", labels)


def _tolerations(configured: Any) -> Iterator[Mapping[str, Any]]:
    """Those that stand anywhere in the configuration of an add-on."""
    if not isinstance(configured, Mapping):
        return
    for key, value in configured.items():
        if key == "tolerations" and isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Mapping))
        else:
            yield from _tolerations(value)
