"""The part of GitHub's expressions that the workflows use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"'[^']*'|&&|\|\||==|!=|!|\(\)|[()]|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*|[0-9]+|\s+")
_OPERATORS = {"&&": " and ", "||": " or ", "!": " not "}
_STATUS = ("failure", "cancelled", "success", "always")


def evaluate(expression: str, contexts: Mapping[str, Any], status: Mapping[str, Callable[[], bool]]) -> Any:
    """A name that nothing has is the empty string, as there."""
    tokens = _TOKEN.findall(expression)
    assert "".join(tokens) == expression, expression
    values: dict[str, Any] = dict(status)
    written = [_written(token, contexts, values) for token in tokens]
    return eval("".join(written).strip(), {"__builtins__": {}}, values)


def asks_for_status(expression: str) -> bool:
    return any(f"{name}()" in expression for name in _STATUS)


def interpolate(text: Any, contexts: Mapping[str, Any]) -> Any:
    """Every expression in a text, or in the texts of a mapping or list."""
    if isinstance(text, Mapping):
        return {key: interpolate(value, contexts) for key, value in text.items()}
    if isinstance(text, list):
        return [interpolate(one, contexts) for one in text]
    if not isinstance(text, str):
        return text
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: shown(evaluate(found[1], contexts, {})), text)


def shown(value: Any) -> str:
    return {True: "true", False: "false", None: ""}.get(value, str(value))


def _written(token: str, contexts: Mapping[str, Any], values: dict[str, Any]) -> str:
    if token in _OPERATORS:
        return _OPERATORS[token]
    if token[0] == "'" or not (token[0].isalpha() or token[0] == "_") or token in _STATUS:
        return token
    found: Any = contexts
    for part in token.split("."):
        found = found.get(part, "") if isinstance(found, Mapping) else ""
    name = f"value_{len(values)}"
    values[name] = found
    return name
