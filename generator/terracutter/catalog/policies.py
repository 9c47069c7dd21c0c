"""IAM policies that add-ons and controllers need where AWS has no managed policy, as data of `policies.json`.

They follow what each project documents, at the commit that the policy names; `tools/policies.py` writes them, and stops
when a project's document asks for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "policies.json"
_PLACEHOLDER: Final = re.compile(r"<([a-z_]+)>")

Values = Mapping[str, str | Sequence[str]]


class Policy(NamedTuple):
    """`statements` as IAM has them, with `<name>` for what a cluster knows: `<partition>`, `<cluster>` and so on.

    `any`: why a statement names every resource, by its Sid. `date` is that of the document that is followed.
    """

    name: str
    source: str
    date: date
    any: Mapping[str, str]
    statements: Sequence[Mapping[str, Any]]

    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(json.dumps(self.statements)))

    def document(self, values: Values) -> dict[str, Any]:
        """The policy for one cluster; a placeholder that stands alone may become a list. KeyError: a value is missing.

        A policy may have 6,144 characters without white space.
        """
        return {"Version": "2012-10-17", "Statement": [_fill(statement, values) for statement in self.statements]}


@cache
def policies() -> Mapping[str, Policy]:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Policy(name, entry["source"], date.fromisoformat(entry["date"]), entry["any"], entry["statements"])
        for name, entry in document["policies"].items()
    }


def _fill(value: Any, values: Values) -> Any:
    if isinstance(value, dict):
        return {_text(key, values): _fill(one, values) for key, one in value.items()}
    if isinstance(value, list):
        return [_fill(one, values) for one in value]
    alone = _PLACEHOLDER.fullmatch(value)
    if alone is None:
        return _text(value, values)
    given = values[alone[1]]
    return given if isinstance(given, str) else list(given)


def _text(text: str, values: Values) -> str:
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
