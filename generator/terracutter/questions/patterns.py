"""Regular expressions for what a JSON Schema cannot say of a text in another way: numbers and networks."""

from __future__ import annotations

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_EVEN = "(?:25[024]|2[0-4][02468]|1[0-9][02468]|[1-9]?[02468])"
_BITS, _OCTETS, _EVERY_OTHER = 8, 4, 2


def whole_number(least: int, most: int) -> str:
    """A whole number from `least` to `most`, neither of them negative, without zeros before it."""
    parts: list[str] = []
    low = least
    while low <= most:
        high = min(most, 10 ** len(str(low)) - 1)
        parts += _of_one_length(str(low), str(high))
        low = high + 1
    return "|".join(parts)


def _of_one_length(low: str, high: str) -> list[str]:
    if low == high:
        return [low]
    digits = len(low) - 1
    any_digits = "" if not digits else "[0-9]" if digits == 1 else f"[0-9]{{{digits}}}"
    first, last = int(low[0]), int(high[0])
    if first == last:
        return [f"{first}{rest}" for rest in _of_one_length(low[1:], high[1:])]
    before: list[str] = []
    after: list[str] = []
    if low[1:].strip("0"):
        before = [f"{first}{rest}" for rest in _of_one_length(low[1:], "9" * digits)]
        first += 1
    if high[1:].strip("9"):
        after = [f"{last}{rest}" for rest in _of_one_length("0" * digits, high[1:])]
        last -= 1
    middle = [] if first > last else [f"{first}{any_digits}" if first == last else f"[{first}-{last}]{any_digits}"]
    return [*before, *middle, *after]


def network(shortest: int, longest: int) -> str:
    """An IPv4 network without host bits, with a prefix from /`shortest` to /`longest`."""
    return "|".join(part for number in range(_OCTETS + 1) if (part := _network(number, shortest, longest)))


def _network(whole: int, shortest: int, longest: int) -> str:
    """Those whose prefix covers so many whole octets and, but for none, a part of the next one."""
    lengths = range(max(whole * _BITS, shortest), min((whole + 1) * _BITS - 1, longest) + 1)
    if not lengths:
        return ""
    start = rf"(?:{_OCTET}\.){{{whole}}}" if whole > 1 else rf"{_OCTET}\." if whole else ""
    if whole == _OCTETS:
        return rf"(?:{_OCTET}\.){{3}}{_OCTET}/32"
    zeros = ["0"] * (_OCTETS - 1 - whole)
    parts = [f"{'.'.join([_multiples(2 ** (_BITS - length % _BITS)), *zeros])}/{length}" for length in lengths]
    parts = [part.replace(".", r"\.") for part in parts]
    return start + (parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})")


def _multiples(step: int) -> str:
    """Those up to 255 of a power of two."""
    values = [str(value) for value in range(0, 2**_BITS, step)]
    if len(values) == 1:
        return values[0]
    return _EVEN if step == _EVERY_OTHER else f"(?:{'|'.join(values)})"
