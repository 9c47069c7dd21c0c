"""How YAML is written and read for a cluster, where YAML 1.1 and 1.2 differ: see `yaml_files`."""

from __future__ import annotations

import re
from typing import Any

import yaml

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CLEAR = re.compile(r"|true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+][0-9]+)?)?")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_BOOLEAN = re.compile(r"[yYnN]$")
_OCTAL = re.compile(r"[-+]?0[oO][0-7]+$")
_UNUSUAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff]")


class Dumper(yaml.SafeDumper):
    """Quotes what a reader of YAML 1.2, or of all of YAML 1.1, would take for something else; indents lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Several lines stand as they are, where a blank at an edge cannot change them; otherwise on one, with escapes."""
    style = None
    if _UNUSUAL.search(text):
        style = '"'
    elif "\n" in text:
        has_edges = text[0] in "\n " or text.endswith("\n\n") or "\n\n\n" in text
        style = '"' if dumper.default_flow_style or has_edges else "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _represent_text)
Dumper.add_implicit_resolver("tag:yaml.org,2002:int", _OCTAL, list("-+0"))
Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789"))
Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", _BOOLEAN, list("yYnN"))


class Loader(_BASE):  # type: ignore[misc]  # one of two classes, by what is installed
    """Refuses a key that stands twice, and plain words that YAML 1.1 and 1.2 read differently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value} stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        if isinstance(node, yaml.ScalarNode) and not node.style and not _is_clear(node.value, node.tag):
            problem = f"not every reader of YAML takes {node.value} for the same; put it between quotes"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return super().construct_object(node, deep=deep)


def _is_clear(text: str, tag: str) -> bool:
    if _CLEAR.fullmatch(text):
        return True
    is_other = _FLOAT.match(text) or _BOOLEAN.match(text) or _OCTAL.match(text)
    return tag == "tag:yaml.org,2002:str" and not is_other
