"""Terraform's functions on plain values, as far as conditions of variables and our own modules use them.

A function raises `Failed` where Terraform's refuses the arguments, and `NotTold` where the answer may differ from Go's.
"""

from __future__ import annotations

import ipaddress
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final


class Failed(Exception):
    """The arguments are of the right kind and still refused."""


class NotTold(Exception):
    """The result is not worked out here."""


_PRODUCT: Final = 100_000
"""Combinations that are still written out."""


def equal(left: Any, right: Any) -> bool:
    """As Terraform compares: `true` is no number."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    return bool(left == right)


def _contains(values: tuple[Any, ...], wanted: Any) -> bool:
    if not isinstance(values, tuple):
        raise NotTold
    return any(equal(value, wanted) for value in values)


def _range(*limits: int) -> tuple[int, ...]:
    numbers = range(*limits)
    if len(numbers) > 1024:  # noqa: PLR2004  where Terraform stops
        raise Failed
    return tuple(numbers)


def _setproduct(*sets: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
    if len(sets) < 2:  # noqa: PLR2004  a product has two factors
        raise Failed
    if math.prod(map(len, sets)) > _PRODUCT:
        raise NotTold
    return tuple(itertools.product(*sets))


def _merge(*maps: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for one in maps if one is not None for key, value in one.items()}


def _lookup(mapping: Mapping[str, Any], key: str, *default: Any) -> Any:
    if key in mapping:
        return mapping[key]
    if default:
        return default[0]
    raise Failed


def _length(value: Any) -> int:
    if isinstance(value, str) and not value.isascii():
        raise NotTold  # Terraform counts what a person sees as one character
    return len(value)


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is not None and value != "":
            return value
    raise Failed


def _flatten(values: Iterable[Any]) -> tuple[Any, ...]:
    flat: list[Any] = []
    for value in values:
        flat += _flatten(value) if isinstance(value, tuple) else [value]
    return tuple(flat)


def _distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for value in values:
        if not any(equal(value, one) for one in found):
            found.append(value)
    return tuple(found)


def _one(values: tuple[Any, ...]) -> Any:
    if len(values) > 1:
        raise Failed
    return values[0] if values else None


def _tonumber(value: Any) -> Any:
    if isinstance(value, bool | Mapping | tuple):
        raise Failed
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"-?[0-9]{1,15}", value):
        return int(value)
    if re.fullmatch(r"[0-9.eE+-]+", value):
        raise NotTold
    raise Failed


def _tostring(value: Any) -> Any:
    if isinstance(value, Mapping | tuple):
        raise Failed
    if isinstance(value, float):
        raise NotTold
    return ("true" if value else "false") if isinstance(value, bool) else value if value is None else str(value)


# What Python reads otherwise than Go does, or might take long over.
_UNPORTABLE = re.compile(r"\[\[|\[:|\\[pPQzACEGbB1-9]|--|&&|\|\||~~|\(\?[^:P]|[+*?}]\)[+*{]|\{,")


def _pattern(pattern: str, text: str) -> re.Pattern[str]:
    if _UNPORTABLE.search(pattern) or "\n" in text:
        raise NotTold
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise NotTold from None


def _found(match: re.Match[str]) -> Any:
    if match.re.groupindex:
        return match.groupdict()
    return match.groups() if match.re.groups else match[0]


def _regex(pattern: str, text: str) -> Any:
    match = _pattern(pattern, text).search(text)
    if match is None:
        raise Failed
    return _found(match)


def _regexall(pattern: str, text: str) -> tuple[Any, ...]:
    return tuple(_found(match) for match in _pattern(pattern, text).finditer(text))


def _network(prefix: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    if not re.fullmatch(r"[0-9a-fA-F:.]+/[0-9]{1,3}", prefix):
        raise Failed
    try:
        return ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        raise Failed from None


def _cidrhost(prefix: str, number: int) -> str:
    network = _network(prefix)
    at = number if number >= 0 else network.num_addresses + number
    if not 0 <= at < network.num_addresses:
        raise Failed
    return str(network[at])


def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:  # noqa: PLR2004  IPv6 has no netmasks
        raise Failed
    return str(network.netmask)


def _cidrsubnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise Failed
    start = int(network.network_address) + number * 2 ** (network.max_prefixlen - length)
    return f"{type(network.network_address)(start)}/{length}"


def _zipmap(keys: tuple[Any, ...], values: tuple[Any, ...]) -> dict[Any, Any]:
    if len(keys) != len(values):
        raise Failed
    return dict(zip(keys, values, strict=True))


def _element(values: tuple[Any, ...], at: int) -> Any:
    if not values:
        raise Failed
    return values[at % len(values)]


# Functions that put values elsewhere and look at none.
STRUCTURAL: Final = frozenset(
    {"concat", "element", "keys", "length", "lookup", "merge", "one", "tolist", "tomap", "toset", "values", "zipmap"}
)
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": abs,
    "alltrue": lambda values: all(value in (True, "true") for value in values),
    "anytrue": lambda values: any(value in (True, "true") for value in values),
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "coalesce": _coalesce,
    "compact": lambda values: tuple(value for value in values if value not in {None, ""}),
    "concat": lambda *lists: tuple(value for one in lists for value in one),
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "endswith": lambda text, end: text.endswith(end),
    "flatten": _flatten,
    "join": lambda separator, *lists: separator.join(_tostring(value) for one in lists for value in one),
    "keys": lambda mapping: tuple(sorted(mapping)),
    "length": _length,
    "lookup": _lookup,
    "lower": lambda text: text.lower(),
    "max": lambda *values: max(values),
    "merge": _merge,
    "min": lambda *values: min(values),
    "one": _one,
    "range": _range,
    "regex": _regex,
    "regexall": _regexall,
    "setintersection": lambda first, *rest: tuple(one for one in first if all(one in other for other in rest)),
    "setproduct": _setproduct,
    "setsubtract": lambda first, second: tuple(one for one in first if one not in second),
    "setunion": lambda *sets: _distinct(value for one in sets for value in one),
    "sort": lambda values: tuple(sorted(values)),
    "split": lambda separator, text: tuple(text.split(separator)),
    "startswith": lambda text, start: text.startswith(start),
    "strcontains": lambda text, part: part in text,
    "sum": sum,
    "tolist": lambda values: values,
    "tomap": lambda mapping: mapping,
    "tonumber": _tonumber,
    "toset": _distinct,
    "tostring": _tostring,
    "trimprefix": lambda text, start: text.removeprefix(start),
    "trimspace": lambda text: text.strip(),
    "trimsuffix": lambda text, end: text.removesuffix(end),
    "upper": lambda text: text.upper(),
    "values": lambda mapping: tuple(mapping[key] for key in sorted(mapping)),
    "zipmap": _zipmap,
}
