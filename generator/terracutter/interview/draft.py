"""The answers of somebody who left, as a file that `terracutter new --resume` goes on from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from terracutter.answers import Given, Layer
from terracutter.document import Mapping, Node, Scalar, Sequence, scalar

_PLAIN = re.compile(r"~|[A-Za-z0-9][A-Za-z0-9_.-]*")
_HEADER = "# Answers of an interview that was left. Go on with: terracutter new --resume {name}\n"


def draft(given: Iterable[Given], name: str) -> str:
    """The text of the file called `name`; for each question the answer that would win."""
    best: dict[tuple[str | None, str], Given] = {}
    for one in given:
        if one.layer is Layer.DIRECTORY:
            continue
        key = (one.environment, one.question)
        if key not in best or one.layer >= best[key].layer:
            best[key] = one
    lines = [_HEADER.format(name=name)]
    environments = {environment: None for environment, _ in best if environment is not None}
    for (environment, question), one in best.items():
        if environment is None and not (question == "environments" and environments):
            lines.append(f"{question}: {flow_node(one.node)}\n")
    if environments:
        lines.append("environments:\n")
        for each in environments or ():
            own = {question: one for (environment, question), one in best.items() if environment == each}
            lines += _own(str(each), own)
        named = best.get((None, "environments"))
        lines += [f"  {name}: {{}}\n" for name in _names(named) if name not in environments]
    return "".join(lines)


def _own(name: str, answers: dict[str, Given]) -> Iterator[str]:
    yield f"  {scalar(name)}:\n"
    for question, one in answers.items():
        yield f"    {question}: {flow_node(one.node)}\n"


def _names(named: Given | None) -> list[str]:
    if named is None:
        return []
    if isinstance(named.node, Scalar):
        return [name.strip() for name in named.node.text.split(",")]
    if isinstance(named.node, Mapping):
        return [name.text for name, _ in named.node.entries]
    return [item.text for item in named.node.items if isinstance(item, Scalar)]


def flow_node(node: Node) -> str:
    """What was given, on one line of YAML."""
    match node:
        case Scalar():
            # Answers are text until a question says what they are: `true` stays as it was typed.
            is_plain = not node.quoted and _PLAIN.fullmatch(node.text)
            return node.text if is_plain else scalar(node.text)
        case Sequence():
            return "[" + ", ".join(flow_node(item) for item in node.items) + "]"
        case Mapping():
            return "{" + ", ".join(f"{scalar(key.text)}: {flow_node(item)}" for key, item in node.entries) + "}"
