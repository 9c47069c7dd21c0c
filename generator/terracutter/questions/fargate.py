"""Which pods the Fargate profiles of a cluster take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

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


def never_on_fargate(addons: Iterable[str]) -> tuple[str, ...]:
    """Those of the catalogue that EKS does not let run there."""
    from terracutter.catalog.addons import addons as catalogued

    known = catalogued()
    return tuple(name for name in addons if name in known and "fargate" not in known[name].compute)


def pending_on_fargate(addons: Iterable[str], profiles: Profiles) -> tuple[str, ...]:
    """Those that could run there, and whose pods no profile takes."""
    from terracutter.catalog.addons import addons as catalogued

    known = catalogued()
    return tuple(
        name
        for name in addons
        if name in known
        and "fargate" in known[name].compute
        and not fargate_takes(profiles, known[name].namespace, dict.fromkeys(_LABELS, name))
    )


def starved_on_fargate(addons: Iterable[str], profiles: Profiles) -> tuple[str, ...]:
    """Those that call AWS, by pods that a profile takes; of DaemonSets it takes none."""
    from terracutter.catalog.addons import addons as catalogued

    known = catalogued()
    return tuple(
        name
        for name in addons
        if name in known
        and known[name].roles_for()
        and known[name].waits_for_nodes
        and fargate_takes(profiles, known[name].namespace, dict.fromkeys(_LABELS, name))
    )


def twice_on_fargate(profiles: Profiles) -> tuple[str, ...]:
    """The namespaces that several profiles select with the same labels."""
    found = Counter((namespace, tuple(sorted(labels.items()))) for namespace, labels in _selectors(profiles))
    return tuple(namespace for (namespace, _), count in found.items() if count > 1)


def _selectors(profiles: Profiles) -> Iterator[tuple[str, Mapping[str, str]]]:
    for profile in (profiles or {}).values():
        yield from profile["selectors"].items()


def _has(labels: Mapping[str, str], key: str, value: str) -> bool:
    return any(_matches(key, one) and _matches(value, given) for one, given in labels.items())


def _matches(pattern: str, text: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, text) is not None
