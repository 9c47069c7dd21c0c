"""What a provider's own code or AWS refuses, beyond the schema: values, patterns and ranges of arguments, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from terracutter.records import record

_FILE: Final = Path(__file__).parent / "limits.json"

# A rule names what is allowed: one_of, matches (a pattern and its meaning), length, between, items, keys, values, cidr,
# arn, json; since_6 adds to one_of, or takes the place of between, for version 6 of the provider.
Rule = Mapping[str, Any]
Groups = Mapping[str, Sequence[Sequence[str]]]


@record
class Limits:
    """By resource type; a name such as `vpc_config.subnet_ids` is an argument of a nested block.

    `conflicts`: at most one of a group is given. `exactly_one`: one of a group must be. `needs`: an argument asks for
    others. `ordered`: numbers that must not fall. `alike`: booleans that must be equal. `one_true`: booleans with their
    defaults, of which one must be true.
    """

    date: str
    source: str
    arguments: Mapping[str, Mapping[str, Rule]]
    conflicts: Groups
    exactly_one: Groups
    needs: Mapping[str, Mapping[str, Sequence[str]]]
    ordered: Groups
    alike: Groups
    one_true: Mapping[str, Sequence[Sequence[tuple[str, bool]]]]


@cache
def aws_limits() -> Limits:
    """Those of hashicorp/aws."""
    return Limits(**json.loads(_FILE.read_text(encoding="utf-8")))
