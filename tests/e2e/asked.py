"""What was asked of the loopback AWS."""

from __future__ import annotations

from typing import NamedTuple


class Call(NamedTuple):
    """As IAM judges it. The resource is `*` where the request does not name it.

    `context` has what conditions are compared with, by key, as far as it is known.
    """

    action: str
    resource: str
    region: str
    context: tuple[tuple[str, str], ...] = ()
