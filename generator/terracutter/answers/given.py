"""Collects what was given: in an answers file, in environment variables, and with `--set`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from terracutter.answers.model import Given, Layer
from terracutter.diagnostics import Diagnostic, Refused, Subject, did_you_mean
from terracutter.document import MAXIMUM_BYTES, NO_LINE, Node, Scalar, Sequence, quoted, read_document, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.questions import Invalid, Place, Questionnaire
from terracutter.questions.types import node_of_text, show

VARIABLE_PREFIX = "TERRACUTTER_"

_DESCRIPTORS = frozenset(map(Path, ("/dev", "/dev/fd", "/proc/self/fd")))
"""Where a shell shows the pipes that it has opened for us."""

_OTHER_FILES = (
    (r"<!?[A-Za-z].*", "this looks like a page of a website; download the file itself"),
    (r"(export )?[A-Za-z_]+\s*=.*", "type a colon and a blank in the place of the equals sign"),
    (r"[a-z_]+:[^ ].*", "type a blank behind the colon"),
    (r'(terraform|variable|resource|module|locals|provider|data|output)\b.*\{.*', "this looks like Terraform; the answers are YAML"),
)
"""What people name instead of an answers file, by a pattern of its text."""


def from_file(path: Path, questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """The answers in a file, with line numbers."""
    name = path.name
    try:
        if path.is_fifo() and path.parent not in _DESCRIPTORS:
            raise ValueError("it is a pipe, and may never end; name a file, or /dev/stdin")
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        detail = f"{shortened(str(path))}: {getattr(error, 'strerror', error)}."
        raise Refused([Diagnostic("Unreadable answers file", detail, Subject(name))]) from None
    return from_document(read_document(data, name), name, questionnaire)


def from_document(node: Node, source: str, questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    given: list[Given] = []
    if not isinstance(node, MappingNode):
        detail = f"found {show(node)}; allowed is a mapping of question to answer, such as `region: eu-west-1`."
        text = node.text if isinstance(node, Scalar) else ""
        hint = next((one for pattern, one in _OTHER_FILES if re.match(pattern, text)), "")
        return [], [Diagnostic("Invalid answers file", detail, Subject(source, node.line or None), hint)]
    for key, value in node.entries:
        if key.text == "environments" and isinstance(value, MappingNode):
            names = tuple(Scalar(name.text, name.line, quoted=True) for name, _ in value.entries)
            given.append(Given("environments", None, Sequence(names, value.line), Layer.FILE, source))
            for name, entries in value.entries:
                given += _of_environment(name.text, entries, source, questionnaire, problems)
        elif _known(key, source, questionnaire, problems):
            given.append(Given(key.text, None, value, Layer.FILE, source))
    return given, problems


def _of_environment(
    name: str, node: Node, source: str, questionnaire: Questionnaire, problems: list[Diagnostic]
) -> Iterable[Given]:
    if isinstance(node, Scalar) and node.is_null:
        return
    if not isinstance(node, MappingNode):
        detail = f"environments.{shortened(name)}: found {show(node)}; allowed is a mapping of question to answer."
        problems.append(Diagnostic("Invalid environment", detail, Subject(source, node.line or None)))
        return
    for key, value in node.entries:
        if not _known(key, source, questionnaire, problems):
            continue
        if not questionnaire.by_name[key.text].per_environment:
            detail = f"environments.{shortened(name)}.{key.text}: {key.text} is one answer for the whole repository."
            hint = f"move it to the top level: {key.text}: …"
            problems.append(Diagnostic("Shared question", detail, Subject(source, key.line or None), hint))
            continue
        yield Given(key.text, name, value, Layer.FILE, source)


def _known(key: Scalar, source: str, questionnaire: Questionnaire, problems: list[Diagnostic]) -> bool:
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


def from_settings(settings: Iterable[str], questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """`NAME=VALUE` and `environments.ENVIRONMENT.NAME=VALUE`, as `--set` takes them; the last of a name wins."""
    problems: list[Diagnostic] = []
    given: dict[tuple[str, str | None], Given] = {}
    for setting in settings:
        key, separator, text = setting.partition("=")
        source = f"--set {shortened(key)}"
        if not separator:
            detail = f"found {quoted(setting)}; allowed is NAME=VALUE, such as region=eu-west-1."
            problems.append(Diagnostic("Invalid setting", detail, Subject("--set")))
            continue
        environment: str | None
        match key.split("."):
            case ["environments", one, question]:
                environment, name = one, Scalar(question, NO_LINE)
            case _:
                environment, name = None, Scalar(key, NO_LINE)
        if not _known(name, source, questionnaire, problems):
            continue
        if environment is not None and not questionnaire.by_name[name.text].per_environment:
            detail = f"{name.text} is one answer for the whole repository."
            hint = f"type --set {name.text}={shortened(text)}"
            problems.append(Diagnostic("Shared question", detail, Subject(source), hint))
            continue
        node = _typed(text, source, problems)
        if node is not None:
            given[name.text, environment] = Given(name.text, environment, node, Layer.SET, source)
    return list(given.values()), problems


def from_variables(variables: Mapping[str, str], questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """The answers among the process's environment variables."""
    problems: list[Diagnostic] = []
    given: list[Given] = []
    names = {name.upper(): name for name in questionnaire.by_name}
    for variable, text in sorted(variables.items()):
        if not variable.startswith(VARIABLE_PREFIX):
            continue
        source = shortened(variable)
        name = variable.removeprefix(VARIABLE_PREFIX)
        if name not in names:
            near = did_you_mean(name.upper(), names)
            detail = f"{quoted(name)} is not a question in upper case; `terracutter questions` lists them."
            hint = near.replace('"', f'"{VARIABLE_PREFIX}', 1)
            problems.append(Diagnostic("Unknown question", detail, Subject(source), hint))
            continue
        node = _typed(text, source, problems)
        if node is not None:
            given.append(Given(names[name], None, node, Layer.VARIABLE, source))
    return given, problems


def _typed(text: str, source: str, problems: list[Diagnostic]) -> Node | None:
    try:
        return node_of_text(text, source)
    except Refused as refused:
        problems += refused.diagnostics
        return None
