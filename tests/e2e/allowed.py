"""Whether the policies that a repository brings allow what was asked of the loopback AWS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from asked import Call

Statement = Mapping[str, Any]
_TAG = "aws:ResourceTag/"


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
    """A resource that the request does not name is taken for the right one."""
    return (
        any(_fits(one, call.action) for one in _listed(statement["Action"]))
        and (call.resource == "*" or any(_fits(one, call.resource) for one in _listed(statement["Resource"])))
        and all(_holds(wanted, call) for wanted in statement.get("Condition", {}).values())
    )


def _holds(wanted: Mapping[str, str | list[str]], call: Call) -> bool:
    """What is not known of a call is taken for right, but for tags: those of what is made here are known."""
    context = {"aws:RequestedRegion": call.region, **dict(call.context)}
    return all(
        any(_fits(one, context[key]) for one in _listed(allowed)) if key in context else not key.startswith(_TAG)
        for key, allowed in wanted.items()
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None
