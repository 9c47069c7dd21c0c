"""What a repository that is in use asks of an update: edits that still fit, and answers that cannot change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from terracutter.check import check
from terracutter.configuration import Module, modules_of
from terracutter.diagnostics import Diagnostic, Subject, refuse_errors
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import File
from terracutter.pipeline import Repository
from terracutter.proof import prove
from terracutter.questions import Questionnaire
from terracutter.write import Tree


def judge(questionnaire: Questionnaire, repository: Repository, tree: Tree) -> Iterator[Diagnostic]:
    """Warnings about a tree with edits. Raises `Refused` with the errors that it has and did not have before."""
    known = {_words(one) for one in _read(tree.before)[1]}
    modules, problems = _read(tree.after)
    refuse_errors([_named(one, tree) for one in problems if _words(one) not in known])
    for one in problems:
        if one.severity == "error":
            yield replace(_named(one, tree), detail=f"{one.detail} It was so before.".strip(), severity="warning")
    plan = repository.plan
    roots = [*(f"environments/{one.name}" for one in plan.environments), *(one.directory for one in plan.bootstraps)]
    if gone := [root for root in roots if root not in modules]:
        detail = "No Terraform is left there, so that nobody looks whether the answers still stand."
        yield from (Diagnostic("Root module gone", detail, Subject(root), severity="warning") for root in gone)
        return
    for one in prove(questionnaire, repository.plan, modules, repository.documents).diagnostics:
        detail = f"{one.detail} An edit says something else, and is kept."
        yield replace(one, detail=detail, hint=f"edited by hand: {', '.join(tree.changes.by_hand)}", severity="warning")


def _read(texts: Mapping[str, bytes]) -> tuple[dict[str, Module], list[Diagnostic]]:
    files: list[File] = []
    problems: list[Diagnostic] = []
    for path, content in texts.items():
        try:
            file, found = parse(content.decode(), path)
        except UnicodeDecodeError:
            found = (Diagnostic("Invalid character encoding", "The file is not UTF-8.", Subject(path)),)
        else:
            files.append(file)
        problems += found
    modules = modules_of(files)
    return modules, [*problems, *check(modules)]


def _words(problem: Diagnostic) -> tuple[str, str, str]:
    """By which a problem is known again, on whatever line it now stands."""
    return problem.summary, problem.detail, problem.subject.source if problem.subject else ""


def _named(problem: Diagnostic, tree: Tree) -> Diagnostic:
    """The problem, with the files that were edited by hand where it stands in none of them."""
    changes = tree.changes
    if problem.subject is not None and problem.subject.source in {*changes.merged, *changes.kept}:
        return problem
    edited = ", ".join(changes.by_hand)
    return replace(problem, hint=f"{problem.hint} Edited by hand: {edited}.".strip())
