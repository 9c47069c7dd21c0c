"""The command that makes the same repository once more, and asks nothing."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from terracutter.answers import Given, Layer
from terracutter.document import Scalar
from terracutter.interview.draft import flow_node


def again(
    directory: Path | None,
    file: Path | None,
    settings: Sequence[str],
    variables: Mapping[str, str],
    given: Iterable[Given],
) -> str:
    """For a POSIX shell in the same directory. What was given before the interview stands as it was typed.

    `settings` are those of `--set`, `variables` the environment variables that answer a question.
    """
    asked = {one.question: one for one in given if one.layer is Layer.ASKED}
    kept = [setting for setting in settings if not _is_replaced(setting, asked)]
    answered = [f"{name}={_text(one)}" for name, one in asked.items()]
    words = ["terracutter", "new", *([str(directory)] if directory is not None else [])]
    words += ["--answers", str(file)] if file is not None else ["--defaults"]
    for setting in (*kept, *answered):
        words += ["--set", setting]
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in variables.items()), shlex.join(words)])


def _is_replaced(setting: str, asked: Collection[str]) -> bool:
    """Whether an answer of the interview stands for this one, or for what it is a part of."""
    key = setting.partition("=")[0]
    return key in asked or (key.partition(".")[0] in asked and not key.startswith("environments."))


def _text(one: Given) -> str:
    """As a person types it behind `--set NAME=`, where @ alone would name a file."""
    text = one.node.text if isinstance(one.node, Scalar) else flow_node(one.node)
    return f"@{text}" if text.startswith("@") else text
