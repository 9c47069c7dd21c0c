"""The versions of everything that a repository names, for whoever must know them in a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from terracutter import __version__
from terracutter.catalog.staleness import facts
from terracutter.configuration import modules_of
from terracutter.evaluate import root_scope
from terracutter.handoff.collection import StoredFile
from terracutter.hcl.parser import parse
from terracutter.plan import EnvironmentPlan, Plan

_REQUIRED: Final = re.compile(r'required_version\s*=\s*"([^"]+)"')
_PROVIDER: Final = re.compile(r'\w+\s*=\s*\{\s*source\s*=\s*"([^"]+)"\s*version\s*=\s*"([^"]+)"')


def versions(plan: Plan, files: Mapping[str, StoredFile]) -> dict[str, Any]:
    """As JSON: constraints, Kubernetes and add-ons as the files say them, charts as planned, how old the facts are."""
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
        "environments": {one.name: _environment(plan, one, files) for one in plan.environments},
        "facts": {one.name: str(one.day) for one in facts()},
    }


def _environment(plan: Plan, environment: EnvironmentPlan, files: Mapping[str, StoredFile]) -> dict[str, Any]:
    stated = _stated(files.get(f"environments/{environment.name}/terraform.tfvars"))
    pinned = stated.get("addon_versions", environment.addon_versions)
    return {
        "cluster": environment.cluster_name,
        "region": environment.region,
        "kubernetes": stated.get("kubernetes_version", environment.answers["kubernetes_version"]),
        "addons": {name: pinned.get(name, "the newest that EKS offers") for name in plan.addons.names},
        "charts": {one.name: one.version for one in environment.platform.releases},
    }


def _stated(values: StoredFile | None) -> dict[str, Any]:
    """The versions that an environment's values have, by hand or not; nothing of what cannot be read."""
    if values is None:
        return {}
    file, faults = parse(values.content.decode("utf-8", "replace"), "root/terraform.tfvars")
    if faults:
        return {}
    module, _ = parse("", "root/main.tf")
    inputs = root_scope(modules_of([module, file]), "root").inputs
    found = {name: inputs[name] for name in ("kubernetes_version", "addon_versions") if name in inputs}
    kinds = {"kubernetes_version": str, "addon_versions": Mapping}
    return {name: value for name, value in found.items() if isinstance(value, kinds[name])}
