"""The add-ons of the cluster, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from terracutter.questions import Feature
from terracutter.records import record


@record
class Compute:
    """A module whose instances run pods and have an `arn`; `item` is what its author would call one of them."""

    module: str
    item: str


_COMPUTE: Final = (
    ("eks-node-group", "group"),
    ("eks-self-managed-node-group", "group"),
    ("eks-fargate-profile", "profile"),
)


def compute(features: Iterable[Feature]) -> tuple[Compute, ...]:
    """What Deployments wait for, in the repository's modules."""
    rendered = {feature.name for feature in features}
    return tuple(Compute(name.replace("-", "_"), item) for name, item in _COMPUTE if name in rendered)
