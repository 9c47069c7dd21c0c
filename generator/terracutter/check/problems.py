"""What one provider version refuses, and what to say when several versions are allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from terracutter.catalog.schemas import ProviderSchema
from terracutter.check.places import Span, at
from terracutter.diagnostics import Diagnostic, Severity
from terracutter.hcl.tokens import Source


class Problem(NamedTuple):
    """A diagnostic for the characters `start` to `end` of a text that is not named yet.

    `about` tells apart what is said of the same place with the same summary.
    """

    start: int
    end: int
    summary: str
    detail: str
    hint: str = ""
    severity: Severity = "error"
    about: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        return self.start, self.summary, self.about

    def diagnostic(self, source: Source) -> Diagnostic:
        return at(source, Span(self.start, self.end), self.summary, self.detail, self.hint, self.severity)


def agreed(
    schemas: Sequence[ProviderSchema], found: Sequence[Iterable[Problem]], *, every_version: bool
) -> Iterator[Problem]:
    """The problems of all versions as one: each is told once, with the versions that have it unless all do.

    `every_version` says that each of the versions must take the text; otherwise one that takes it is enough.
    """
    by_version = [{one.key: one for one in problems} for problems in found]
    refused = {one.start for problems in by_version for one in problems.values() if one.severity == "error"}
    seen: set[tuple[int, str, str]] = set()
    for problems in by_version:
        for key, problem in problems.items():
            if key in seen:
                continue
            seen.add(key)
            having = [index for index, others in enumerate(by_version) if key in others]
            is_common = len(having) == len(schemas)
            if problem.severity == "warning" and problem.start in refused:
                continue
            if is_common:
                yield problem
            elif every_version or problem.severity == "warning":
                yield problem._replace(detail=f"{problem.detail} {_whose(schemas, having, problem.severity)}")


def _whose(schemas: Sequence[ProviderSchema], having: Sequence[int], severity: Severity) -> str:
    refusing = " and ".join(str(schemas[index]) for index in having)
    taking = " and ".join(str(schema) for index, schema in enumerate(schemas) if index not in having)
    if severity == "warning":
        return f"This is so in {refusing}."
    return f"{refusing} refuses this; {taking}, which the version constraint allows too, takes it."
