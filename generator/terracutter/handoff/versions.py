"""The versions of everything that a repository names, for whoever must know them in a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from terracutter import __version__
from terracutter.catalog.staleness import facts
from terracutter.handoff.collection import StoredFile
from terracutter.plan import EnvironmentPlan, Plan

_REQUIRED: Final = re.compile(r'required_version\s*=\s*"([^"]+)"')
_PROVIDER: Final = re.compile(r'\w+\s*=\s*\{\s*source\s*=\s*"([^"]+)"\s*version\s*=\s*"([^"]+)"')


def versions(plan: Plan, files: Mapping[str, StoredFile]) -> dict[str, Any]:
    """As JSON: constraints as the files say them, add-ons and charts as planned, and how old the facts are."""
    texts = [
        file.content.decode("utf-8", "replace")
        for path, file in files.items()
        if path.startswith("environments/") and path.endswith("/versions.tf")
    ]
    return {
        "terracutter": __version__,
        "engine": "OpenTofu" if plan.command == "tofu" else "Terraform",
        "terraform": sorted({found for text in texts for found in _REQUIRED.findall(text)}),
        "providers": dict(sorted({found for text in texts for found in _PROVIDER.findall(text)})),
        "environments": {one.name: _environment(plan, one) for one in plan.environments},
        "facts": {one.name: str(one.day) for one in facts()},
    }


def _environment(plan: Plan, environment: EnvironmentPlan) -> dict[str, Any]:
    pinned = environment.addon_versions
    return {
        "cluster": environment.cluster_name,
        "region": environment.region,
        "kubernetes": environment.answers["kubernetes_version"],
        "addons": {name: pinned.get(name, "the newest that EKS offers") for name in plan.addons.names},
        "charts": {one.name: one.version for one in environment.platform.releases},
    }
