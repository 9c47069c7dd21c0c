"""The add-ons of the cluster, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from terracutter.hcl.literal import Expression
from terracutter.questions import Feature

_ARNS: Final = {
    "eks-node-group": "[for group in module.eks_node_group : group.arn]",
    "eks-self-managed-node-group": "[for group in module.eks_self_managed_node_group : group.arn]",
    "eks-fargate-profile": "module.eks_fargate_profile.arns",
}


def compute(features: Iterable[Feature]) -> tuple[Expression, ...]:
    """What Deployments wait for, in the repository's modules: lists of ARNs."""
    rendered = {feature.name for feature in features}
    return tuple(Expression(arns) for name, arns in _ARNS.items() if name in rendered)
