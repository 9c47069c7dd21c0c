"""What IAM must allow for Terraform to make, keep and destroy each type of resource, as data of `permissions.json`.

`types`, by type or `data.` and type: what reading, creating, updating and deleting ask of AWS. `unseen` has what AWS
needs though no request names it, with the reason; `passed_to` the services to which a role is passed, `linked_roles`
those whose service-linked role is made. `scopes`: to which resources actions are confined; the first that names one,
or its beginning before `*`, counts, and its `condition` is a name that `derived/policy.py` knows. `scopes_before` are
those of what is applied before the environments. `services`: how a service is called, in which document its actions
stand, and what limits them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "permissions.json"


class Needs(NamedTuple):
    """Of one type of resource: the service that it belongs to, and actions as IAM names them."""

    service: str
    read: Sequence[str] = ()
    create: Sequence[str] = ()
    update: Sequence[str] = ()
    delete: Sequence[str] = ()
    unseen: Mapping[str, str] = {}
    passed_to: Sequence[str] = ()
    linked_roles: Sequence[str] = ()


class Scope(NamedTuple):
    """`resources` are ARNs with names in braces, such as `{partition}`, `{region}`, `{account}` and `{cluster}`."""

    sid: str
    actions: Sequence[str]
    resources: Sequence[str]
    condition: str = ""

    def has(self, action: str) -> bool:
        return any(one == action or (one[-1] == "*" and action.startswith(one[:-1])) for one in self.actions)


class Service(NamedTuple):
    title: str
    document: str
    scope: str


class Permissions(NamedTuple):
    """`characters` is how long a managed policy may be, whitespace not counted."""

    services: Mapping[str, Service]
    scopes: Sequence[Scope]
    scopes_before: Sequence[Scope]
    types: Mapping[str, Needs]
    characters: int


@cache
def permissions() -> Permissions:
    document: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return Permissions(
        {name: Service(**one) for name, one in document["services"].items()},
        tuple(Scope(**one) for one in document["scopes"]),
        tuple(Scope(**one) for one in document["scopes_before"]),
        {name: Needs(**one) for name, one in document["types"].items()},
        document["document_size"]["characters"],
    )
