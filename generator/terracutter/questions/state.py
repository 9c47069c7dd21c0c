"""What rules ask about where states are kept, and about who may reach them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def own_state_buckets(every: Iterable[Mapping[str, Any]], account_id: str | None) -> tuple[str, ...]:
    """The buckets that bootstrap would make in an account, as they are named or by the default name."""
    of_account = (one for one in every if one["bootstrap"] and one["account_id"] == account_id)
    return tuple(dict.fromkeys(one["state_bucket"] or "one of the default name" for one in of_account))


def is_github_repository(path: str) -> bool:
    """Whether the path is an owner and a name, with no groups between."""
    return path.count("/") == 1
