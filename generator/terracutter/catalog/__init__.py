"""Dated facts about AWS and Terraform as data: each file names its source and the day on which it was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from terracutter.catalog import refreshed
from terracutter.records import record

_DIRECTORY = Path(__file__).parent


@record
class KubernetesVersion:
    """One minor version on EKS; a date is the last day of a support phase, None where AWS has not named it."""

    version: str
    standard_until: date | None
    extended_until: date | None

    def phase(self, today: date) -> str:
        """`standard`, `extended` (billed at a higher price) or `ended`."""
        if self.extended_until and today > self.extended_until:
            return "ended"
        if self.standard_until and today > self.standard_until:
            return "extended"
        return "standard"


@record
class Region:
    name: str
    partition: str
    zones: tuple[str, ...]


@record
class Endpoints:
    """Interface endpoints by the end of their services' names.

    `required` and `useful` are those of a cluster without another way to AWS, `absent` names the regions that are known
    not to have one. `karpenter`: those that Karpenter needs beside.
    """

    services: frozenset[str]
    required: tuple[str, ...]
    useful: tuple[str, ...]
    karpenter: tuple[str, ...]
    absent: dict[str, tuple[str, ...]]


@record
class AutoMode:
    """The instance families of which EKS Auto Mode makes nodes, the sizes that it leaves out, the fewest vCPUs."""

    families: frozenset[str]
    refused_sizes: frozenset[str]
    least_vcpus: int


@cache
def auto_mode() -> AutoMode:
    document = _load("auto_mode")
    return AutoMode(frozenset(document["families"]), frozenset(document["refused_sizes"]), int(document["least_vcpus"]))


@cache
def kubernetes_versions() -> dict[str, KubernetesVersion]:
    """Newest first; those that are built in."""
    return _versions(_load("kubernetes"))


def kubernetes_version(version: str) -> KubernetesVersion | None:
    """As AWS has told last, where it may be refused or warned of; no text is rendered from it."""
    found = refreshed.document("kubernetes")
    told = _versions(found).get(version) if found is not None else None
    return told or kubernetes_versions().get(version)


def _versions(document: Mapping[str, Any]) -> dict[str, KubernetesVersion]:
    return {
        version: KubernetesVersion(version, _day(entry["standard_until"]), _day(entry["extended_until"]))
        for version, entry in document["versions"].items()
    }


def default_kubernetes_version(today: date) -> str:
    """The version that the catalogue recommends, or the newest once that has left standard support."""
    recommended = recommended_kubernetes_version()
    versions = kubernetes_versions()
    return recommended if versions[recommended].phase(today) == "standard" else next(iter(versions))


def recommended_kubernetes_version() -> str:
    return str(_load("kubernetes")["default"])


def newer_than_checkov(version: str) -> bool:
    """Whether the policy scanner takes a version that EKS offers for one that it does not."""
    versions = list(kubernetes_versions())
    return version not in versions or versions.index(version) < versions.index(
        _load("kubernetes")["newest_in_checkov"]["version"]
    )


def regions() -> dict[str, Region]:
    """A region that is built in has the zones that are, so that the same ones are the default everywhere."""
    found = refreshed.document("regions")
    return built_in_regions() if found is None else {**_read_regions(found), **built_in_regions()}


def known_zones(region: str) -> tuple[str, ...]:
    """With those that AWS has told of since."""
    found = refreshed.document("regions")
    known = [
        place[region].zones
        for place in (built_in_regions(), _read_regions(found or {"regions": {}}))
        if region in place
    ]
    return tuple(dict.fromkeys(zone for zones in known for zone in zones))


@cache
def built_in_regions() -> dict[str, Region]:
    return _read_regions(_load("regions"))


def _read_regions(document: Mapping[str, Any]) -> dict[str, Region]:
    return {
        name: Region(name, entry["partition"], tuple(name + letter for letter in entry["zones"]))
        for name, entry in document["regions"].items()
    }


@cache
def endpoints() -> Endpoints:
    document = _load("endpoints")
    private = document["private_cluster"]
    absent = {name: tuple(regions) for name, regions in document["absent"].items()}
    return Endpoints(
        services=frozenset(document["services"]),
        required=tuple(private["required"]),
        useful=tuple(private["useful"]),
        karpenter=tuple(document["karpenter"]["required"]),
        absent=absent,
    )


@cache
def functions() -> dict[str, Any]:
    """Terraform's functions: result type, parameters, and the one that takes all further arguments."""
    found: dict[str, Any] = _load("functions")["functions"]
    return found


def date_of(name: str) -> str:
    """The day on which the facts of a file that is built in were read."""
    return str(_load(name)["date"])


def told_on(name: str) -> str:
    """The same, or the day on which AWS was asked since."""
    told = refreshed.document(name) if name in refreshed.FILES else None
    return date_of(name) if told is None else str(told["date"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DIRECTORY / f"{name}.json").read_text(encoding="utf-8"))
    return document
