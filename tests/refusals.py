"""The table of refusals in refusals.yaml: what is said of each row's answers, today or on the row's own day."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import dropwhile
from pathlib import Path

import pytest
import yaml
from answer_sets import DAY, messages
from terracutter.questions import expressions

FILE = Path(__file__).parent / "refusals.yaml"
ROWS = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def said(row):
    """Every message, as `terracutter new` prints them."""
    day = row.get("day", DAY)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(day.year, day.month, day.day, tzinfo=tz or UTC)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expressions, "datetime", Clock)
        return "".join(f"{message}\n" for message in messages(row["answers"]))


def rewritten():
    """The text of the file with what is said now."""
    head, *entries = FILE.read_text(encoding="utf-8").split("\n- id: ")
    for row, entry in zip(ROWS, entries, strict=True):
        before, says, after = entry.partition("  says: |\n")
        rest = dropwhile(lambda line: line.startswith("    "), after.splitlines(keepends=True))
        words = "".join(f"    {line}" for line in said(row).splitlines(keepends=True))
        head += f"\n- id: {before}{says}{words}{''.join(rest)}"
    return head
