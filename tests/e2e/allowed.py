"""Whether the policies that a repository brings allow what was asked of the loopback AWS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from recorded import Call

Statement = Mapping[str, Any]


def statements(files: Mapping[str, str], environment: str, name: str = "*") -> list[Statement]:
    """Those of an environment's documents; `name` as in a shell."""
    wanted = f"permissions/{environment}/{name}.json"
    texts = (text for path, text in files.items() if fnmatchcase(path, wanted))
    return [one for text in texts for one in json.loads(text)["Statement"]]


def refused(calls: Iterable[Call], policy: Iterable[Statement]) -> list[Call]:
    """The calls that no statement allows, each once."""
    known = list(policy)
    return [call for call in dict.fromkeys(calls) if not any(_allows(one, call) for one in known)]


def actions(policy: Iterable[Statement]) -> Iterator[str]:
    for one in policy:
        yield from _listed(one["Action"])


def _allows(statement: Statement, call: Call) -> bool:
    """A resource that the request does not name is taken for the right one; so are conditions beside the region."""
    action, resource, region = call
    wanted = statement.get("Condition", {}).get("StringEquals", {}).get("aws:RequestedRegion", region)
    return (
        any(_fits(one, action) for one in _listed(statement["Action"]))
        and (resource == "*" or any(_fits(one, resource) for one in _listed(statement["Resource"])))
        and wanted == region
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None
