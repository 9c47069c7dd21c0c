"""Collects what was given in an answers file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from terracutter.answers.model import Given, Layer
from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.document import MAXIMUM_BYTES, NO_LINE, Node, Scalar, Sequence, quoted, read_document, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.questions import Invalid, Place, Questionnaire
from terracutter.questions.types import show


def from_file(path: Path, questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """The answers in a file, with line numbers; `-` is standard input."""
    name = "standard input" if str(path) == "-" else path.name
    try:
        data = read_bytes(path)
    except (OSError, ValueError) as error:
        detail = f"{path if str(path) != '-' else name}: {getattr(error, 'strerror', error)}."
        raise Refused([Diagnostic("Unreadable answers file", detail, Subject(name))]) from None
    return from_document(read_document(data, name), name, questionnaire)


def read_bytes(path: Path) -> bytes:
    """As much as answers may have, and one byte more. Raises `OSError` and `ValueError`."""
    if str(path) == "-":
        if sys.stdin is None:
            raise ValueError("it is closed")
        return sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)


def from_document(node: Node, source: str, questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    given: list[Given] = []
    if not isinstance(node, MappingNode):
        detail = "An answers file is a mapping of question to answer, such as `region: eu-west-1`."
        return [], [Diagnostic("Invalid answers file", detail, Subject(source, node.line or None))]
    for key, value in node.entries:
        if key.text == "environments" and isinstance(value, MappingNode):
            given += of_environments(value, Layer.FILE, source, questionnaire, problems)
        elif known(key, source, questionnaire, problems):
            given.append(Given(key.text, None, value, Layer.FILE, source))
    return given, problems


def of_environments(
    node: MappingNode, layer: Layer, source: str, questionnaire: Questionnaire, problems: list[Diagnostic]
) -> Iterable[Given]:
    """The names of the environments, and what each says for itself."""
    names = tuple(Scalar(name.text, name.line, quoted=True) for name, _ in node.entries)
    yield Given("environments", None, Sequence(names, node.line), layer, source)
    for name, entries in node.entries:
        yield from of_one_environment(name.text, entries, layer, source, questionnaire, problems)


def of_one_environment(  # noqa: PLR0913, PLR0917
    name: str, node: Node, layer: Layer, source: str, questionnaire: Questionnaire, problems: list[Diagnostic]
) -> Iterable[Given]:
    if isinstance(node, Scalar) and node.is_null:
        return
    if not isinstance(node, MappingNode):
        detail = f"environments.{shortened(name)}: found {show(node)}; allowed is a mapping of question to answer."
        problems.append(Diagnostic("Invalid environment", detail, Subject(source, node.line or None)))
        return
    for key, value in node.entries:
        if not known(key, source, questionnaire, problems):
            continue
        if not questionnaire.by_name[key.text].per_environment:
            detail = f"environments.{shortened(name)}.{key.text}: {key.text} is one answer for the whole repository."
            hint = f"move it to the top level: {key.text}: …"
            problems.append(Diagnostic("Shared question", detail, Subject(source, key.line or None), hint))
            continue
        yield Given(key.text, name, value, layer, source)


def known(key: Scalar, source: str, questionnaire: Questionnaire, problems: list[Diagnostic]) -> bool:
    """Whether there is such a question; if not, that is a problem."""
    if key.text in questionnaire.by_name:
        return True
    detail = f"{quoted(key.text)} is not a question; `terracutter questions` lists them."
    hint = Place("", source, problems).near(key.text, questionnaire.by_name)
    problems.append(Diagnostic("Unknown question", detail, Subject(source, key.line or None), hint))
    return False


def from_directory(directory: Path, questionnaire: Questionnaire) -> list[Given]:
    """The name of the new directory as the repository's name, where it can be one."""
    name = Scalar(directory.resolve().name, NO_LINE)
    if isinstance(questionnaire.by_name["repository"].type.read(name, Place("repository", "", [])), Invalid):
        return []
    return [Given("repository", None, name, Layer.DIRECTORY, str(directory))]
