"""Which controllers are installed, and what they reach from where they run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from terracutter import catalog
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


def missing_for_controllers(answers: Answers) -> tuple[str, ...]:
    """The endpoints that the controllers of an environment need where there is no other way to AWS."""
    if not without_way_out([answers]):
        return ()
    needed = [endpoint for name in installed(answers) for endpoint in _ENDPOINTS.get(name, ())]
    needed += ["secretsmanager"] if answers.get("external_secrets_secret_arns") else []
    needed += ["ssm"] if answers.get("external_secrets_parameter_arns") else []
    there, absent = answers.get("interface_endpoints") or (), catalog.endpoints().absent
    return tuple(sorted(one for one in needed if one not in there and answers["region"] not in absent.get(one, ())))
