"""Writes the versions of the controllers anew that are installed by Helm.

    python tools/controllers.py [--work DIRECTORY]

CHARTS names the release of each; its tag is looked up in the project's repository, which tells the day, the version of
the chart and that of the program in it. What else the catalogue says of a controller stands in `controllers.json`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sources import CATALOG, Repository, work_directory, write

# By name: the repository, the tag, and the chart's directory there; none where the tag is the version of the chart.
CHARTS = {
    "argo-cd": ("argoproj/argo-helm", "argo-cd-10.1.1", "charts/argo-cd"),
    "aws-load-balancer-controller": (
        "kubernetes-sigs/aws-load-balancer-controller",
        "v3.5.0",
        "helm/aws-load-balancer-controller",
    ),
    "cert-manager": ("cert-manager/cert-manager", "v1.21.1", None),
    "cluster-autoscaler": (
        "kubernetes/autoscaler",
        "cluster-autoscaler-chart-9.59.0",
        "cluster-autoscaler/charts/cluster-autoscaler",
    ),
    "external-dns": ("kubernetes-sigs/external-dns", "external-dns-helm-chart-1.21.1", "charts/external-dns"),
    "external-secrets": (
        "external-secrets/external-secrets",
        "helm-chart-2.9.0",
        "deploy/charts/external-secrets",
    ),
    "gateway-api-controller": ("aws/aws-application-networking-k8s", "v2.1.3", "helm"),
    "karpenter": ("aws/karpenter-provider-aws", "v1.14.1", None),
    "velero": ("vmware-tanzu/helm-charts", "velero-12.1.0", "charts/velero"),
}
KEEP_V = {"cert-manager/cert-manager"}  # whose charts are published with the v of the tag
AUTOSCALER = ("kubernetes/autoscaler", "cluster-autoscaler-{version}")
AUTOSCALER_VERSIONS = ("1.36.1", "1.35.2", "1.34.5", "1.33.6", "1.32.7", "1.31.5")  # the newest of each minor version


def field(chart: str, name: str) -> str:
    match = re.search(rf'^{name}: "?([^"\n]+)"?$', chart, re.MULTILINE)
    if match is None:
        raise SystemExit(f"no {name} in the chart")
    return match[1]


def release(repository: Repository, directory: str | None) -> dict[str, Any]:
    if directory is None:
        chart = program = repository.commit if repository.name in KEEP_V else repository.commit.removeprefix("v")
    else:
        text = repository.text(f"{directory}/Chart.yaml")
        chart, program = field(text, "version"), field(text, "appVersion")
    return {
        "version": chart,
        "program": program.removeprefix("v"),
        "date": repository.date().isoformat(),
        "source": f"{repository.name} {repository.commit}",
    }


def main() -> None:
    path = CATALOG / "controllers.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    with work_directory(__doc__) as work:
        for name, (repository, tag, directory) in CHARTS.items():
            document["controllers"][name]["release"] = release(Repository(repository, tag, work), directory)
        images = {
            version.rpartition(".")[0]: version
            for version in AUTOSCALER_VERSIONS
            if Repository(AUTOSCALER[0], AUTOSCALER[1].format(version=version), work).date()
        }
    document["controllers"]["cluster-autoscaler"]["programs"] = images
    document["date"] = max(entry["release"]["date"] for entry in document["controllers"].values())
    head = {key: value for key, value in document.items() if key != "controllers"}
    write("controllers.json", head, "controllers", document["controllers"])


if __name__ == "__main__":
    main()
