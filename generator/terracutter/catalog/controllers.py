"""Controllers that are no EKS add-ons: their Helm charts, namespaces, service accounts and IAM policies.

What `controllers.json` says of a release is written by `tools/controllers.py` from the tag that it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "controllers.json"


class Release(NamedTuple):
    """`version` of the chart as its repository has it, `program` that of what it installs."""

    version: str
    program: str
    date: date
    source: str


class ServiceAccount(NamedTuple):
    """`policies`: names in `policies.json`."""

    name: str
    policies: tuple[str, ...]


class Controller(NamedTuple):
    """`repository`: an https:// index or an oci:// path, as published; the chart's OCI address is both joined by `/`.

    By minor version of Kubernetes: `programs`, the program that must be installed instead of the chart's own, and
    `least`, the oldest that works. `events`: source and detail type of what EventBridge sends to Karpenter's queue.
    `plugin`: the image that makes Velero speak to AWS. `before`: addresses of objects that the cluster needs first.
    """

    name: str
    purpose: str
    repository: str
    chart: str
    namespace: str
    service_accounts: tuple[ServiceAccount, ...]
    built_into_auto_mode: bool
    release: Release
    programs: Mapping[str, str]
    least: Mapping[str, str]
    events: tuple[tuple[str, str], ...]
    plugin: str | None
    before: tuple[str, ...]


@cache
def controllers() -> Mapping[str, Controller]:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _read(name, entry) for name, entry in document["controllers"].items()}


def nearest(name: str) -> str | None:
    """The controller that was probably meant."""
    import difflib

    return next(iter(difflib.get_close_matches(name.lower(), controllers(), 1)), None)


def _read(name: str, entry: Mapping[str, Any]) -> Controller:
    release = entry["release"]
    return Controller(
        name=name,
        purpose=entry["purpose"],
        repository=entry["repository"],
        chart=entry["chart"],
        namespace=entry["namespace"],
        service_accounts=tuple(
            ServiceAccount(role["service_account"], tuple(role["policies"])) for role in entry["roles"]
        ),
        built_into_auto_mode=entry["built_into_auto_mode"],
        release=Release(release["version"], release["program"], date.fromisoformat(release["date"]), release["source"]),
        programs=entry.get("programs", {}),
        least=entry.get("least", {}),
        events=tuple((source, kind) for source, kind in entry.get("events", ())),
        plugin=entry.get("plugin"),
        before=tuple(entry.get("before", ())),
    )
