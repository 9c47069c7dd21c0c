"""Taints of node groups and pools: their parts, and which pods they keep out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

_EFFECTS: Final = {"NO_EXECUTE": "NoExecute", "NO_SCHEDULE": "NoSchedule", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}

CRITICAL_ADDONS: Final = {"key": "CriticalAddonsOnly", "operator": "Exists"}
"""As those tolerate it that a cluster needs first."""


def kubernetes_taints(taints: Iterable[str]) -> tuple[dict[str, str], ...]:
    """`key=value:Effect` in parts, in the order of a manifest; the value may be missing."""
    found = []
    for taint in taints:
        named, _, effect = taint.rpartition(":")
        key, equals, value = named.partition("=")
        found.append({"key": key, **({"value": value} if equals else {}), "effect": effect})
    return tuple(found)


def taints_of(taints: Iterable[str]) -> tuple[dict[str, str], ...]:
    """`key=value:EFFECT` in parts, in Terraform's order; the value may be missing."""
    return tuple(dict(sorted(taint.items())) for taint in kubernetes_taints(taints))


def kubelet_taints(taints: Iterable[str]) -> tuple[dict[str, str], ...]:
    """`key=value:EFFECT` as the kubelet's configuration has it."""
    return tuple({**one, "effect": _EFFECTS[one["effect"]]} for one in taints_of(taints))


def repeated_taints(taints: Iterable[str]) -> tuple[str, ...]:
    """`key:EFFECT` of those that stand twice, whatever their values."""
    counts = Counter(f"{taint['key']}:{taint['effect']}" for taint in taints_of(taints))
    return tuple(taint for taint, count in counts.items() if count > 1)


def keeps_out(taints: Iterable[str], tolerations: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a node with these taints takes no pod with these tolerations, which are written as Kubernetes does.

    Source: Kubernetes documentation, taints and tolerations.
    """
    borne = tuple(tolerations)
    forbidding = [taint for taint in kubelet_taints(taints) if taint["effect"] != "PreferNoSchedule"]
    return not all(any(_tolerates(one, taint) for one in borne) for taint in forbidding)


def _tolerates(toleration: Mapping[str, Any], taint: Mapping[str, str]) -> bool:
    """Operators that are not known are believed."""
    is_meant = all(toleration.get(part) in {None, "", taint[part]} for part in ("key", "effect"))
    is_equal = (toleration.get("value") or "") == taint.get("value", "")
    return is_meant and ((toleration.get("operator") or "Equal") != "Equal" or is_equal)
