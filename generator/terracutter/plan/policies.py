"""IAM policies of the catalogue as HCL: what a cluster knows is a reference in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terracutter.catalog.policies import policies
from terracutter.hcl.literal import Expression, quoted

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


def referring(name: str, partition: str, references: Mapping[str, str]) -> dict[str, Any]:
    """A policy for `jsonencode`; each `<placeholder>` is the reference of its name. KeyError: one is missing."""
    statements = [_filled(statement, partition, references) for statement in policies()[name].statements]
    return {"Version": "2012-10-17", "Statement": statements}


def _filled(value: Any, partition: str, references: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(one, partition, references) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, partition, references) for one in value]
    text = str(value).replace("<partition>", partition)
    alone = _PLACEHOLDER.fullmatch(text)
    if alone:
        return Expression(references[alone[1]])
    if not _PLACEHOLDER.search(text):
        return text
    # What stands between the placeholders is the catalogue's own text.
    return Expression(_PLACEHOLDER.sub(lambda match: f"${{{references[match[1]]}}}", quoted(text)))
