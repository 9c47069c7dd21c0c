"""One value against one rule of the limits: why it is refused, or an empty text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any, Final, NamedTuple, TypeAlias

from terracutter.catalog.limits import Rule
from terracutter.diagnostics import did_you_mean

Bounds: TypeAlias = tuple[float, float | None]  # both included; None for no end

_ARN = re.compile(
    r"arn:aws(-[a-z]+)*:[^:]*:([a-z]{2}(-[a-z]+)+-\d+)?:(aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10})?:.+",
    re.DOTALL,
)
_IPV4: Final = 4
_FIRST_WITH_MORE: Final = 6  # the provider version that `since_6` speaks of


class Complaint(NamedTuple):
    summary: str
    detail: str
    hint: str = ""


def complaint(rule: Rule, value: Any, major: int) -> Complaint | None:
    """Why a provider of this major version, or AWS, refuses the value; of a list or map only their size is judged."""
    if isinstance(value, tuple | Mapping):
        detail = _items(rule["items"], value) if "items" in rule else ""
        return Complaint("Wrong number of entries", detail) if detail else None
    for kind, (summary, judge) in _KINDS.items():
        if kind in rule:
            limit = _limit(rule, kind, major)
            if detail := judge(limit, value):
                words = [one for one in rule.get("one_of", ()) if isinstance(one, str)]
                return Complaint(summary, detail, did_you_mean(_text(value), words))
    return None


def _limit(rule: Rule, kind: str, major: int) -> Any:
    if major < _FIRST_WITH_MORE or "since_6" not in rule:
        return rule[kind]
    return [*rule[kind], *rule["since_6"]] if kind == "one_of" else rule["since_6"]


def members(rule: Rule, value: Any) -> list[tuple[Rule, Any]]:
    """What a list or map holds, with the rule for each."""
    if isinstance(value, tuple):
        return [(rule, one) for one in value]
    found: list[tuple[Rule, Any]] = []
    if isinstance(value, Mapping):
        found += [(rule["keys"], key) for key in value if "keys" in rule]
        found += [(rule["values"], one) for one in value.values() if "values" in rule]
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _one_of(allowed: Sequence[Any], value: Any) -> str:
    if isinstance(allowed[0], int):
        if _number(value) is None or _number(value) in allowed:
            return ""
    elif _text(value) in allowed:
        return ""
    shown = ", ".join(_text(one) or '""' for one in allowed)
    return f"{_shown(value)} is none of {shown}."


def _matches(limit: tuple[str, str], value: Any) -> str:
    pattern, means = limit
    if re.fullmatch(pattern, _text(value), re.DOTALL):
        return ""
    return f"{_shown(value)} is not what is allowed here: {means}."


def _length(limit: Bounds, value: Any) -> str:
    least, most = limit
    length = len(_text(value))
    if length >= least and (most is None or length <= most):
        return ""
    what = f"{least} to {most}" if most is not None else f"at least {least}"
    return f"{_shown(value)} has {length} characters; {what} are allowed."


def _between(limit: Bounds, value: Any) -> str:
    least, most = limit
    number = _number(value)
    if number is None or (number >= least and (most is None or number <= most)):
        return ""
    return f"{_text(value)} is not {f'from {least} to {most}' if most is not None else f'at least {least}'}."


def _items(limit: Bounds, value: Sized) -> str:
    least, most = limit
    if len(value) >= least and (most is None or len(value) <= most):
        return ""
    what = f"{least} to {most}" if most is not None else f"at least {least}"
    return f"{len(value)} given; {what} must be."


def _arn(_limit: object, value: Any) -> str:
    if value == "" or _ARN.fullmatch(_text(value)):
        return ""
    return f"{_shown(value)} is no ARN: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE, with an account of 12 digits or none."


def _cidr(wanted: Mapping[str, Any], value: Any) -> str:
    import ipaddress

    if value == "":
        return ""
    try:
        interface = ipaddress.ip_interface(_text(value)) if "/" in _text(value) else None
    except ValueError:
        interface = None
    if interface is None or interface.version != wanted.get("family", interface.version):
        example = "10.0.0.0/16" if wanted.get("family") == _IPV4 else "2001:db8::/56"
        return f"{_shown(value)} is no block such as {example}."
    network = interface.network
    if network.network_address != interface.ip:
        return f"{_shown(value)} begins inside of a block; the block is {network}."
    least, most = wanted.get("bits", (0, 128))
    if not least <= network.prefixlen <= most:
        return f"{_shown(value)} has a length of /{network.prefixlen}; /{least} to /{most} are allowed."
    inside = [ipaddress.ip_network(one) for one in wanted.get("within", ())]
    if inside and not any(one.supernet_of(network) for one in inside):  # type: ignore[arg-type]  # of one family
        return f"{_shown(value)} lies outside of {', '.join(str(one) for one in inside)}."
    return ""


def _json(wanted: str, value: Any) -> str:
    """An object where a policy is due; for a configuration, YAML would do as well, so only a broken object is told."""
    text = _text(value)
    if wanted == "configuration" and not text.lstrip().startswith("{"):
        return ""
    try:
        document = json.loads(text)
    except ValueError as error:
        return f"This is no JSON: {error}."
    return "An object is due." if wanted == "object" and not isinstance(document, dict) else ""


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else _text(value)


_KINDS: Final[Mapping[str, tuple[str, Callable[[Any, Any], str]]]] = {
    "one_of": ("Invalid argument value", _one_of),
    "length": ("Invalid length", _length),
    "matches": ("Invalid argument value", _matches),
    "between": ("Number out of range", _between),
    "arn": ("Invalid ARN", _arn),
    "cidr": ("Invalid CIDR block", _cidr),
    "json": ("Invalid JSON", _json),
}
