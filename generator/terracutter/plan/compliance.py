"""Which items of the benchmarks an environment's answers meet, and which they waive: `docs/COMPLIANCE.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from terracutter.questions.controls import Control, Controls
from terracutter.questions.expressions import evaluate
from terracutter.records import record


@record
class Judged:
    """A control, and for each environment whether it is met; None where it does not concern one."""

    control: Control
    met: tuple[bool | None, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple({None: "", True: "met", False: "waived"}[one] for one in self.met)

    @property
    def is_waived(self) -> bool:
        return False in self.met

    @property
    def place(self) -> str:
        """Where it is met; empty where it is nowhere."""
        return self.control.address.removeprefix("keys(").removesuffix(")") if True in self.met else ""


def judge(controls: Controls, every: Sequence[Mapping[str, Any]]) -> tuple[Judged, ...]:
    """Those that concern any environment; `every` are the answers of each."""
    names = [{**answers, "every": every} for answers in every]
    found = (Judged(one, tuple(_met(one, answers) for answers in names)) for one in controls.controls)
    return tuple(one for one in found if any(met is not None for met in one.met))


def _met(control: Control, names: Mapping[str, Any]) -> bool | None:
    return bool(evaluate(control.met, names)) if evaluate(control.when, names) else None
