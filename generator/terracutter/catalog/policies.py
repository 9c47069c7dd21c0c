"""IAM policies that add-ons and controllers need where AWS has no managed policy, as data of `policies.json`.

They follow what each project documents, at the commit that the policy names; `tools/policies.py` writes them, and stops
when a project's document asks for something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "policies.json"


class Policy(NamedTuple):
    """`statements` as IAM has them, with `<name>` for what a cluster knows: `<partition>`, `<cluster>` and so on.

    `any`: why a statement names every resource, by its Sid. `date` is that of the document that is followed. A policy
    may have 6,144 characters without white space.
    """

    name: str
    source: str
    date: date
    any: Mapping[str, str]
    statements: Sequence[Mapping[str, Any]]


@cache
def policies() -> Mapping[str, Policy]:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Policy(name, entry["source"], date.fromisoformat(entry["date"]), entry["any"], entry["statements"])
        for name, entry in document["policies"].items()
    }
