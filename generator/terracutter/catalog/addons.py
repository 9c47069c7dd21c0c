"""EKS add-ons of AWS and of the community: what each is for, needs and runs on, and its versions.

`addons.json` is written by hand from the documents that it names; `addon_versions.json` is what EKS itself answers,
written by `tools/addon_versions.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from terracutter.catalog import refreshed

_DIRECTORY: Final = Path(__file__).parent

Compute = Literal["ec2", "fargate", "auto", "hybrid", "hyperpod", "local-cluster"]
When = Literal["always", "ipv4", "ipv6", "own-key", "collector", "dns-challenge", "cloudwatch-logs"]


class Role(NamedTuple):
    """What the pods of a service account may do.

    `managed`: AWS managed policies, with their path: an ARN is `arn:<partition>:iam::aws:policy/` and the name.
    `policies`: names in `policies.json`. `when`: always, with an IP family, or with an option of the add-on.
    """

    service_account: str
    managed: tuple[str, ...]
    policies: tuple[str, ...]
    when: When


class Version(NamedTuple):
    """For one minor version of Kubernetes: what EKS installs when no version is given, and the newest."""

    default: str
    newest: str


class Addon(NamedTuple):
    """`compute`: where EKS lets it run. `endpoints`: interface endpoints without which it cannot work in a private VPC.

    `kind`: an add-on with a Deployment stays DEGRADED until there is a node for it, a DaemonSet does not.
    `versions` by minor version of Kubernetes; one that EKS did not answer with is not there, and EKS chooses.
    """

    name: str
    purpose: str
    owner: Literal["aws", "community"]
    namespace: str
    kind: Literal["daemonset", "deployment", "both"]
    compute: tuple[Compute, ...]
    architectures: tuple[str, ...]
    roles: tuple[Role, ...]
    requires: tuple[str, ...]
    endpoints: tuple[str, ...]
    built_into_auto_mode: bool
    has_windows_pods: bool
    needs_configuration: bool
    versions: Mapping[str, Version]

    @property
    def waits_for_nodes(self) -> bool:
        return self.kind != "daemonset"

    def version(self, kubernetes: str, *, newest: bool = False) -> str | None:
        """None where no source tells: EKS then takes its default."""
        known = self.versions.get(kubernetes)
        if known is None:
            return None
        return known.newest if newest else known.default

    def roles_for(self, *when: When) -> tuple[Role, ...]:
        """Those that are always needed, and those of the conditions that hold."""
        return tuple(role for role in self.roles if role.when == "always" or role.when in when)


@cache
def addons() -> Mapping[str, Addon]:
    """By name, sorted."""
    written = _load("addons.json")["addons"]
    recorded = _load("addon_versions.json")["addons"]
    return {name: _read(name, written[name], recorded[name]) for name in sorted(written)}


def told_versions(name: str, kubernetes: str) -> Version | None:
    """What EKS itself has told of an add-on since; a render reads it as an answer, or not at all."""
    found = refreshed.document("addon_versions")
    pair = found["addons"].get(name, {}).get("versions", {}).get(kubernetes) if found is not None else None
    return Version(*pair) if pair is not None else None


def nearest(name: str) -> str | None:
    """The add-on that was probably meant."""
    import difflib

    return next(iter(difflib.get_close_matches(name.lower(), addons(), 1)), None)


def missing(chosen: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """What the chosen add-ons require and is not among them, by the add-on that requires it."""
    known = addons()
    absent = {name: tuple(one for one in known[name].requires if one not in chosen) for name in sorted(chosen)}
    return {name: required for name, required in absent.items() if required}


def _read(name: str, written: Mapping[str, Any], recorded: Mapping[str, Any]) -> Addon:
    return Addon(
        name=name,
        purpose=written["purpose"],
        owner=recorded["owner"],
        namespace=recorded["namespace"],
        kind=written["kind"],
        compute=tuple(recorded["compute"]),
        architectures=tuple(recorded["architectures"]),
        roles=tuple(
            Role(role["service_account"], tuple(role["managed"]), tuple(role["policies"]), role["when"])
            for role in written["roles"]
        ),
        requires=tuple(written["requires"]),
        endpoints=tuple(written.get("endpoints", ())),
        built_into_auto_mode=written["built_into_auto_mode"],
        has_windows_pods=written["windows"],
        needs_configuration=recorded["needs_configuration"],
        versions={kubernetes: Version(*pair) for kubernetes, pair in recorded["versions"].items()},
    )


def _load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DIRECTORY / name).read_text(encoding="utf-8"))
    return document
