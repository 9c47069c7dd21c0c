"""What is wrong, where, and what to type instead: the shape of every message, in the form that HCL's own tools use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from terracutter.errors import TerracutterError
from terracutter.records import record

Severity = Literal["error", "warning"]


@record
class Subject:
    """Where a diagnostic points: a file as a person would type it, or `--set`, or an environment variable.

    `line` and `column` count from 1; the column counts characters, as editors do. `start` and `end` are the characters
    of the text that are meant, where it is known.
    """

    source: str
    line: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        parts = [self.source, *(str(part) for part in (self.line, self.column) if part is not None)]
        return ":".join(parts)


@record
class Diagnostic:
    """One problem. The summary is short and stable, without a full stop; the detail says what was found and allowed.

    `source` names who set the limit, where it is not ours; `opens` a question whose answer may make it right.
    """

    summary: str
    detail: str = ""
    subject: Subject | None = None
    hint: str = ""
    severity: Severity = "error"
    source: str = ""
    opens: str = ""

    def __str__(self) -> str:
        where = f"{self.subject}: " if self.subject else ""
        lines = [f"{self.severity.capitalize()}: {where}{self.summary}"]
        lines += [f"  {line}" for line in self.detail.splitlines()]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        if self.source:
            lines.append(f"  source: {self.source}")
        return "\n".join(lines)


class Refused(TerracutterError):
    """Raised with every problem of one stage at once; `outcome` says what became of what was to be written."""

    def __init__(self, diagnostics: Iterable[Diagnostic], outcome: str = "nothing was written") -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        self.outcome = outcome
        super().__init__("\n\n".join(str(diagnostic) for diagnostic in self.diagnostics))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def refuse_errors(diagnostics: Sequence[Diagnostic]) -> None:
    """Raise `Refused` with the errors among the diagnostics; return quietly when there are only warnings."""
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    if errors:
        raise Refused(errors)


_SHORTEST = 3
"""Letters of a part by which a name is found."""


def did_you_mean(word: str, candidates: Iterable[str], words: Callable[..., str] = str.format) -> str:
    """`Did you mean "region"?` in the language of `words`, or an empty string when nothing is near."""
    import difflib

    folded = {candidate.casefold(): candidate for candidate in candidates}
    short = word.casefold()
    # A part of one name alone is nearer than any spelling: ebs-csi, prod.
    holding = [name for name in folded if short in name] if len(short) >= _SHORTEST and short not in folded else []
    near = holding if len(holding) == 1 else difflib.get_close_matches(short, folded, n=1, cutoff=0.6)
    return words('Did you mean "{word}"?', word=folded[near[0]]) if near else ""
