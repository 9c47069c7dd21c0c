"""Writes tests/platform_keys.json anew: which values the charts know, and which fields GitOps tools' objects have.

    python tools/platform_keys.py [--work DIRECTORY]

Of a chart, at the tag that `controllers.py` names, the keys of `values.yaml` below those that Terracutter sets; of an
object, the fields of its custom resource definition. What ends in `.*` may hold anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from controllers import CHARTS
from sources import Repository, work_directory

FILE = Path(__file__).resolve().parents[1] / "tests" / "platform_keys.json"

# By chart, the top-level keys that are set; and where values.yaml is, if not in the chart's directory of CHARTS.
TOLD = {
    "argo-cd": "applicationSet controller repoServer server",
    "aws-load-balancer-controller": "clusterName enableShield enableWaf enableWafv2 nodeSelector podDisruptionBudget "
    "region replicaCount resources serviceAccount vpcId vpcTags",
    "cluster-autoscaler": "autoDiscovery awsRegion extraArgs fullnameOverride image nodeSelector podDisruptionBudget "
    "rbac replicaCount resources",
    "external-secrets": "certController global leaderElect podDisruptionBudget replicaCount resources serviceAccount "
    "webhook",
    "gateway-api-controller": "awsAccountId awsRegion clusterName clusterVpcId deployment pdb resources serviceAccount",
    "karpenter": "controller replicas serviceAccount settings",
    "velero": "configuration credentials initContainers kubectl nodeSelector resources serviceAccount",
}
ELSEWHERE = {"karpenter": "charts/karpenter"}
DEEPEST = 3
OPEN = {"extraArgs"}  # flags of a program, of which values.yaml sets a few

# By kind: the repository, its tag, the file of the definition, and the fields of `spec` that are set.
OBJECTS = {
    "Application": (
        ("argoproj/argo-cd", "v3.4.4", "manifests/crds/application-crd.yaml"),
        "destination ignoreDifferences project source syncPolicy",
    ),
    "AppProject": (
        ("argoproj/argo-cd", "v3.4.4", "manifests/crds/appproject-crd.yaml"),
        "clusterResourceWhitelist description destinations sourceRepos",
    ),
    "HelmRelease": (
        ("fluxcd/helm-controller", "v1.6.3", "config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml"),
        "chart chartRef dependsOn install interval releaseName storageNamespace targetNamespace upgrade values",
    ),
    "HelmRepository": (
        ("fluxcd/source-controller", "v1.9.1", "config/crd/bases/source.toolkit.fluxcd.io_helmrepositories.yaml"),
        "interval url",
    ),
    "OCIRepository": (
        ("fluxcd/source-controller", "v1.9.1", "config/crd/bases/source.toolkit.fluxcd.io_ocirepositories.yaml"),
        "interval layerSelector ref url",
    ),
    "GitRepository": (
        ("fluxcd/source-controller", "v1.9.1", "config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml"),
        "interval ref url",
    ),
    "Kustomization": (
        ("fluxcd/kustomize-controller", "v1.9.4", "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml"),
        "dependsOn interval path prune sourceRef wait",
    ),
}


def values_below(value: Any, path: str, depth: int) -> Iterator[str]:
    """The paths of values; a list stands for its first item."""
    if isinstance(value, list):
        value, path = (value[0] if value else {}), f"{path}[]"
    # What stands there without a value takes one of any kind.
    if value in ({}, None) or path in OPEN or (depth == DEEPEST and isinstance(value, dict)):
        yield f"{path}.*"
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from values_below(one, f"{path}.{key}" if path else key, depth + 1)
    else:
        yield path


def chart(name: str, work: Path) -> dict[str, Any]:
    repository, tag, directory = CHARTS[name]
    source = Repository(repository, tag, work)
    path = f"{ELSEWHERE.get(name, directory)}/values.yaml"
    values = yaml.safe_load(source.text(path))
    set_keys = {key: values.get(key) for key in TOLD[name].split()}
    if missing := [key for key in set_keys if key not in values]:
        raise SystemExit(f"{name}: {missing} are no values of {source}")
    keys = sorted(key for top, one in set_keys.items() for key in values_below(one, top, 1))
    return {"source": f"{source} {path}", "date": source.date().isoformat(), "keys": keys}


def fields(schema: dict[str, Any], path: str) -> Iterator[tuple[str, bool]]:
    """The path of each field, and whether the object that it is in must have it."""
    if "items" in schema:
        schema, path = schema["items"], f"{path}[]"
    if "properties" not in schema:
        is_open = schema.get("type") == "object" or schema.get("x-kubernetes-preserve-unknown-fields")
        yield f"{path}.*" if is_open else path, False
        return
    for name, inner in schema["properties"].items():
        below = f"{path}.{name}"
        if name in schema.get("required", ()):
            yield below, True
        yield from fields(inner, below)


def definition(kind: str, work: Path) -> dict[str, Any]:
    (repository, tag, path), told = OBJECTS[kind]
    source = Repository(repository, tag, work)
    document = yaml.safe_load(source.text(path))["spec"]
    version = next(one for one in document["versions"] if one["storage"])
    spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    if missing := [key for key in told.split() if key not in spec["properties"]]:
        raise SystemExit(f"{kind}: {missing} are no fields of {source}")
    required = spec.get("required", ())
    found = [(f"spec.{name}", True) for name in required]
    found += [one for name in told.split() for one in fields(spec["properties"][name], f"spec.{name}")]
    return {
        "source": f"{source} {path}",
        "date": source.date().isoformat(),
        "api_version": f"{document['group']}/{version['name']}",
        "keys": sorted({key for key, _ in found}),
        "required": sorted({key for key, is_required in found if is_required}),
    }


def main() -> None:
    with work_directory(__doc__) as work:
        charts = {name: chart(name, work) for name in TOLD}
        objects = {kind: definition(kind, work) for kind in OBJECTS}
    parts = []
    for title, entries in (("charts", charts), ("objects", objects)):
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(entries.items()))
        parts.append(f'  "{title}": {{\n{lines}\n  }}')
    FILE.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
