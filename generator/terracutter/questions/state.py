"""What rules ask about where states are kept, and about who may reach them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def own_state_buckets(
    every: Iterable[Mapping[str, Any]], account_id: str | None, *, ci_roles: bool | None
) -> tuple[str, ...]:
    """The buckets that what is made first in an account is to make, or to let CI into."""
    # An answer that was refused is missing.
    of_account = [one for one in every if one.get("account_id") == account_id and (one.get("bootstrap") or ci_roles)]
    return tuple(dict.fromkeys(one.get("state_bucket") or "one of the default name" for one in of_account))


def is_github_repository(path: str) -> bool:
    """Whether the path is an owner and a name, with no groups between."""
    return path.count("/") == 1
