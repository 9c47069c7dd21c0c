"""Which pods the Fargate profiles of a cluster take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from terracutter.catalog.addons import Addon, addons

Profiles: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] | None
"""By name, `selectors`: by namespace the labels that a pod there must have; `*` and `?` stand for other characters."""


def fargate_takes(profiles: Profiles, namespace: str, labels: Mapping[str, str]) -> bool:
    """Whether a pod with these labels runs on Fargate."""
    return any(
        _matches(wanted, namespace) and all(_has(labels, key, value) for key, value in demanded.items())
        for wanted, demanded in _selectors(profiles)
    )


_LABELS = ("app", "app.kubernetes.io/instance", "app.kubernetes.io/name", "k8s-app")
"""Where the pods of add-ons bear its name; which of them do is not catalogued."""


def never_on_fargate(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the catalogue that EKS does not let run there."""
    return tuple(one.name for one in _catalogued(names) if "fargate" not in one.compute)


def pending_on_fargate(names: Iterable[str], profiles: Profiles) -> tuple[str, ...]:
    """Those that could run there, and whose pods no profile takes."""
    able = [one for one in _catalogued(names) if "fargate" in one.compute]
    return tuple(one.name for one in able if not _is_taken(one, profiles))


def starved_on_fargate(names: Iterable[str], profiles: Profiles) -> tuple[str, ...]:
    """Those that call AWS, by pods that a profile takes; of DaemonSets it takes none."""
    calling = [one for one in _catalogued(names) if one.roles_for() and one.waits_for_nodes]
    return tuple(one.name for one in calling if _is_taken(one, profiles))


def twice_on_fargate(profiles: Profiles) -> tuple[str, ...]:
    """The namespaces that several profiles select with the same labels."""
    found = Counter((namespace, tuple(sorted(labels.items()))) for namespace, labels in _selectors(profiles))
    return tuple(namespace for (namespace, _), count in found.items() if count > 1)


def _catalogued(names: Iterable[str]) -> list[Addon]:
    return [addons()[name] for name in names if name in addons()]


def _is_taken(addon: Addon, profiles: Profiles) -> bool:
    return fargate_takes(profiles, addon.namespace, dict.fromkeys(_LABELS, addon.name))


def _selectors(profiles: Profiles) -> Iterator[tuple[str, Mapping[str, str]]]:
    for profile in (profiles or {}).values():
        yield from profile["selectors"].items()


def _has(labels: Mapping[str, str], key: str, value: str) -> bool:
    return any(_matches(key, one) and _matches(value, given) for one, given in labels.items())


def _matches(pattern: str, text: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, text) is not None
