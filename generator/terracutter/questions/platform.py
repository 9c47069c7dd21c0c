"""Which controllers are installed, and what they reach from where they run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from terracutter.questions.addons import is_fargate_only
from terracutter.questions.endpoints import lacking
from terracutter.questions.fargate import fargate_takes
from terracutter.questions.karpenter import without_way_out

Answers = Mapping[str, Any]

_ORDER: Final = (
    "karpenter",
    "cluster-autoscaler",
    "aws-load-balancer-controller",
    "gateway-api-controller",
    "external-secrets",
    "velero",
    "argo-cd",
)
"""In which they are installed: who makes nodes first, then the webhook that every Service passes."""

ROLES: Final = {
    "aws-load-balancer-controller": "load-balancers",
    "cluster-autoscaler": "autoscaler",
    "external-secrets": "external-secrets",
    "gateway-api-controller": "gateway-api",
    "velero": "velero",
}
"""The end of the name of each role of `modules/eks-controllers`: it has at most 64 characters, a cluster's up to 47."""

_ENDPOINTS: Final = {
    "aws-load-balancer-controller": ("elasticloadbalancing",),
    "cluster-autoscaler": ("autoscaling",),
    "gateway-api-controller": ("tagging", "vpc-lattice"),
}
"""Beside those of the nodes; Karpenter's are looked at where it is chosen."""


def installed(answers: Answers) -> tuple[str, ...]:
    """The controllers of an environment, in the order of their installation."""
    names = {*(answers.get("controllers") or ()), answers.get("autoscaler")}
    return tuple(name for name in _ORDER if name in names)


def controllers_with_roles(answers: Answers) -> tuple[str, ...]:
    """Those whose role is made with the others."""
    return tuple(name for name in installed(answers) if name in ROLES)


def controllers_without_credentials(answers: Answers) -> tuple[str, ...]:
    """Those that would call AWS from Fargate, where Pod Identity gives no pod its role."""
    if answers.get("workload_identity") != "pod-identity":
        return ()
    return tuple(name for name in controllers_with_roles(answers) if _is_on_fargate(name, answers))


def controllers_without_place(answers: Answers) -> tuple[str, ...]:
    """Those whose pods no Fargate profile takes, where nothing else runs pods."""
    if not is_fargate_only(answers):
        return ()
    return tuple(name for name in installed(answers) if not _is_on_fargate(name, answers))


def namespaces_of(names: Iterable[str]) -> tuple[str, ...]:
    from terracutter.catalog.controllers import controllers

    return tuple(dict.fromkeys(controllers()[name].namespace for name in names))


def _is_on_fargate(name: str, answers: Answers) -> bool:
    """By the labels that each chart puts on its pods; Argo CD's differ in the second."""
    (namespace,) = namespaces_of([name])
    labels = {"app.kubernetes.io/instance": name, "app.kubernetes.io/name": name}
    return fargate_takes(answers.get("fargate_profiles"), namespace, labels)


def missing_for_controllers(answers: Answers) -> tuple[str, ...]:
    """The endpoints that the controllers of an environment need where there is no other way to AWS."""
    if not without_way_out([answers]):
        return ()
    needed = [endpoint for name in installed(answers) for endpoint in _ENDPOINTS.get(name, ())]
    needed += ["secretsmanager"] if answers.get("external_secrets_secret_arns") else []
    needed += ["ssm"] if answers.get("external_secrets_parameter_arns") else []
    return tuple(sorted(lacking(needed, answers.get("interface_endpoints") or (), answers["region"])))
