"""Collects what was given in an answers file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from terracutter.answers.model import Given, Layer
from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.document import MAXIMUM_BYTES, NO_LINE, Node, Scalar, Sequence, quoted, read_document, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.questions import Invalid, Place, Questionnaire
from terracutter.questions.types import show

_DESCRIPTORS = frozenset(map(Path, ("/dev", "/dev/fd", "/proc/self/fd")))
"""Where a shell shows the pipes that it has opened for us."""

_OTHER_FILES = (
    (r"<!?[A-Za-z].*", "this looks like a page of a website; download the file itself"),
    (r"(export )?[A-Za-z_]+\s*=.*", "type a colon and a blank in the place of the equals sign"),
    (r"[a-z_]+:[^ ].*", "type a blank behind the colon"),
    (r"[a-z]+ .*\{.*", "this looks like Terraform; answers are YAML"),
)
"""What people name instead of an answers file, by a pattern of its text."""

_OTHER_NAMES = {
    "availability_zones": "zones",
    "aws_region": "region",
    "azs": "zones",
    "cidr": "vpc_cidr",
    "cluster_addons": "addons",
    "cluster_enabled_log_types": "control_plane_logs",
    "cluster_endpoint_public_access_cidrs": "endpoint_public_access_cidrs",
    "cluster_name": "repository",
    "cluster_service_ipv4_cidr": "service_cidr",
    "cluster_version": "kubernetes_version",
    "default_tags": "tags",
    "eks_managed_node_groups": "node_groups",
    "eks_version": "kubernetes_version",
    "enable_irsa": "irsa",
    "enable_nat_gateway": "nat_gateways",
    "k8s_version": "kubernetes_version",
    "managedNodeGroups": "node_groups",
    "managed_node_groups": "node_groups",
    "name": "repository",
    "nodeGroups": "node_groups",
    "private_subnets": "private_subnet_ids",
    "repo_name": "repository",
    "single_nat_gateway": "nat_gateways",
    "subnet_ids": "private_subnet_ids",
    "version": "kubernetes_version",
}
"""Questions under the names that they have in terraform-aws-modules, eksctl and our own cookiecutter.json."""


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
    if path.is_fifo() and path.parent not in _DESCRIPTORS:
        raise ValueError("It is a pipe, in which nobody may ever write; name a file, or - for standard input")
    with path.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)


def from_document(node: Node, source: str, questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    given: list[Given] = []
    if not isinstance(node, MappingNode):
        found = show(node, questionnaire.words)
        detail = f"found {found}; allowed is a mapping of question to answer, such as `region: eu-west-1`."
        text = node.text if isinstance(node, Scalar) else ""
        hint = next((one for pattern, one in _OTHER_FILES if re.match(pattern, text)), "")
        return [], [Diagnostic("Invalid answers file", detail, Subject(source, node.line or None), hint)]
    kind, version = node.get("kind"), node.get("apiVersion")
    if isinstance(kind, Scalar) and isinstance(version, Scalar):
        detail = f"found {quoted(kind.text)} of {quoted(version.text)}; allowed is a mapping of question to answer."
        return [], [Diagnostic("Invalid answers file", detail, Subject(source, kind.line or None))]
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
        found = show(node, questionnaire.words)
        detail = f"environments.{shortened(name)}: found {found}; allowed is a mapping of question to answer."
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
    words = questionnaire.words
    detail = words("{found} is not a question; `terracutter questions` lists them.", found=quoted(key.text))
    hint = Place("", source, problems, words=words).near(key.text, questionnaire.by_name)
    if key.text in questionnaire.former:
        version, hint = questionnaire.former[key.text]
        detail = words("{found} is not a question since {version}.", found=quoted(key.text), version=version)
    elif key.text in _OTHER_NAMES:
        hint = words('Did you mean "{word}"?', word=_OTHER_NAMES[key.text])
    problems.append(Diagnostic(words("Unknown question"), detail, Subject(source, key.line or None), hint))
    return False


def from_directory(directory: Path, questionnaire: Questionnaire) -> list[Given]:
    """The name of the new directory as the repository's name, where it can be one."""
    name = Scalar(directory.resolve().name, NO_LINE)
    if isinstance(questionnaire.by_name["repository"].type.read(name, Place("repository", "", [])), Invalid):
        return []
    return [Given("repository", None, name, Layer.DIRECTORY, str(directory))]
