"""What a function does not take."""

from __future__ import annotations

from terracutter.check.types.model import Value, wholly_known
from terracutter.check.types.problems import Certainty


class Refusal(Exception):
    """What a function does not take: the argument at a position, or the call as a whole."""

    def __init__(self, position: int | None, why: str, certainty: Certainty = Certainty.REFUSED) -> None:
        self.position = position
        self.certainty = certainty
        super().__init__(why)


def only_when_known(value: Value) -> Certainty:
    """Terraform looks at the value when it runs the function, and it runs it once all is known."""
    return Certainty.REFUSED if wholly_known(value) else Certainty.DOOMED
