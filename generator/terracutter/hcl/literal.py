"""Python values as HCL text that means exactly the same: the one place where an answer becomes Terraform."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

from terracutter.errors import TerracutterError
from terracutter.records import record

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_KEYWORDS = frozenset({"true", "false", "null", "for", "in", "if", "else", "endif", "endfor"})
_SIMPLE_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'["\\\x00-\x1f]|[^\x00-\x7e]|[$%]\{')
_SIMPLE_BRACE = re.compile(r'[^"\\{}$%\x00-\x1f]*\}')
_LONGEST_SHORT_ESCAPE = 0xFFFF
_INLINE_WIDTH = 90


class NotRepresentable(TerracutterError):
    """A value that HCL has no literal for: a fault of the caller."""


@record
class Expression:
    """HCL text that is already an expression; never made from an answer."""

    text: str


def literal(value: object) -> str:
    """The HCL literal of None, bool, int, a finite float, str, list, tuple, mapping or `Expression`, nested at will.

    Lists stand on one line while they are short; mappings have a line for each key, in the order given. Indentation
    and alignment are the formatter's. Raises `NotRepresentable` for anything else.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _float(value)
        case str():
            return quoted(value)
        case Expression():
            return value.text
        case Mapping():
            return _mapping(value)
        case list() | tuple():
            return _sequence(value)
    raise NotRepresentable(f"HCL has no literal for {type(value).__name__}")


def key(name: str | Expression) -> str:
    """A key of an object: bare where HCL reads a bare name as itself, quoted elsewhere; a template is one already."""
    if isinstance(name, Expression):
        return name.text
    if not isinstance(name, str):
        raise NotRepresentable(f"a key is text, not {type(name).__name__}")
    return name if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS else quoted(name)


def quoted(text: str) -> str:
    """A quoted string without interpolation, whatever the text holds."""
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if found in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[found]
    if found[-1] == "{":
        return _escaped_introducer(match)
    if found.isprintable():
        return found
    code = ord(found)
    if unicodedata.category(found) == "Cs":
        raise NotRepresentable(f"a lone surrogate U+{code:04X} is no text")
    return f"\\u{code:04x}" if code <= _LONGEST_SHORT_ESCAPE else f"\\U{code:08x}"


def _escaped_introducer(match: re.Match[str]) -> str:
    r"""`$${` reads best, but python-hcl2 takes it only before a simple closed brace; `\u0024{` both readers take."""
    text, start = match.string, match.start()
    if _SIMPLE_BRACE.match(text, match.end()) and text[start - 1 : start] not in {"$", "%"}:
        return match[0][0] + match[0]
    return f"\\u{ord(match[0][0]):04x}{{"


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise NotRepresentable(f"HCL has no literal for {value}")
    return repr(value)


def _sequence(values: list[object] | tuple[object, ...]) -> str:
    items = [literal(value) for value in values]
    inline = f"[{', '.join(items)}]"
    if len(inline) <= _INLINE_WIDTH and "\n" not in inline:
        return inline
    return "[\n" + "".join(f"{item},\n" for item in items) + "]"


def _mapping(values: Mapping[str | Expression, object]) -> str:
    if not values:
        return "{}"
    return "{\n" + "".join(f"{key(name)} = {literal(value)}\n" for name, value in values.items()) + "}"
