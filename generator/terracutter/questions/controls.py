"""What a benchmark asks for, and where the Terraform of a repository answers it: `templates/compliance.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter.questions.expressions import TRUE, Expression
from terracutter.questions.source import Source
from terracutter.records import record


@record
class Control:
    """`met`, `expect` and `when` are expressions over an environment's answers.

    Where it is met, `expect` stands at `address`, as `proof` reads it; None: anything may stand there. `waived_by` is
    the question by whose answer it is not met; empty where it always is.
    """

    item: str
    title: str
    met: str
    address: str
    expect: str | None
    when: str
    waived_by: str


@record
class Left:
    """What is not decided in Terraform, and whose it is."""

    item: str
    title: str
    whose: str


@record
class Controls:
    """`benchmarks`: the source of each beginning of an item, read on `date`."""

    date: str
    benchmarks: Mapping[str, str]
    controls: tuple[Control, ...]
    left: tuple[Left, ...]


NO_CONTROLS = Controls("", {}, (), ())


def read_controls(source: Source) -> Controls:
    """Raises `QuestionFileError` for an expression that is none, `TypeError` for a key that is missing or unknown."""
    document: dict[str, Any] = source.document

    def expression(entry: Mapping[str, Any], key: str) -> Expression | None:
        return source.expression(entry[key], f"{source.path}: {entry['item']}") if key in entry else None

    controls = tuple(
        Control(
            **{
                "waived_by": "",
                **entry,
                "met": expression(entry, "met"),
                "expect": expression(entry, "expect"),
                "when": expression(entry, "when") or TRUE,
            }
        )
        for entry in document["controls"]
    )
    left = tuple(Left(**entry) for entry in document["left"])
    source.keep()
    return Controls(document["date"], document["benchmarks"], controls, left)
