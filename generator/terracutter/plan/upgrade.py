"""The next minor version of Kubernetes, and what `docs/RUNBOOK.md` pins the add-ons to when it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter import catalog
from terracutter.catalog import controllers
from terracutter.questions.addons import addon_versions_of
from terracutter.records import record


@record
class AddonStep:
    """An add-on and its version before and after."""

    name: str
    now: str
    then: str


@record
class Upgrade:
    """From one minor version to the next; `addons` are those with a version in `terraform.tfvars`.

    `karpenter` is the oldest version of Karpenter that knows the next one, as far as that is known.
    """

    now: str
    then: str
    addons: tuple[AddonStep, ...]
    catalogue_date: str
    karpenter: str


def next_upgrade(answers: Mapping[str, Any]) -> Upgrade | None:
    """None where the catalogue knows no newer version."""
    now = answers["kubernetes_version"]
    versions = list(catalog.kubernetes_versions())
    if now not in versions[1:]:
        return None
    then = versions[versions.index(now) - 1]
    before, after = addon_versions_of(answers), addon_versions_of({**answers, "kubernetes_version": then})
    steps = tuple(AddonStep(name, version, after.get(name, version)) for name, version in before.items())
    has_karpenter = answers["autoscaler"] == "karpenter"
    karpenter = controllers.controllers()["karpenter"].least.get(then, "") if has_karpenter else ""
    return Upgrade(now, then, steps, catalog.date_of("addon_versions"), karpenter)
