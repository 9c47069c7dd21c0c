"""How wide a text looks: the count of Unicode's extended grapheme clusters, by which columns are aligned."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_CARRIAGE_RETURN = "CR"
_LINE_FEED = "LF"
_CONTROL = "control"
_EXTEND = "extend"
_JOINER = "joiner"
_SPACING = "spacing"
_PREPEND = "prepend"
_REGIONAL = "regional"
_PICTURE = "picture"
_LEADING = "leading jamo"
_VOWEL = "vowel jamo"
_TRAILING = "trailing jamo"
_OPEN_SYLLABLE = "open syllable"
_SYLLABLE = "syllable"
_OTHER = "other"
# Unicode joins pictographs alone; Terraform's segmentation joins Korean syllables and flags to a pictograph as well.
_JOINABLE = frozenset({_PICTURE, _REGIONAL, _LEADING, _VOWEL, _TRAILING, _OPEN_SYLLABLE, _SYLLABLE})
_CONTROLS = frozenset({_CARRIAGE_RETURN, _LINE_FEED, _CONTROL})


def width(text: str) -> int:
    """The number of grapheme clusters."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    count = 0
    before = _CONTROL
    regional = 0  # how many regional indicators stand in a row
    picture = False  # whether a pictograph, perhaps with extenders, has come last
    joined = False  # whether a joiner follows such a pictograph
    for character in text:
        kind = _kind(character)
        attached = _attaches(before, kind) or (joined and kind == _PICTURE) or (kind == _REGIONAL and regional % 2 == 1)
        if not attached:
            count += 1
        regional = regional + 1 if kind == _REGIONAL else 0
        joined = picture and kind == _JOINER
        picture = kind in _JOINABLE or (picture and kind == _EXTEND)
        before = kind
    return count


_AFTER_SYLLABLE = {
    _LEADING: frozenset({_LEADING, _VOWEL, _OPEN_SYLLABLE, _SYLLABLE}),
    _OPEN_SYLLABLE: frozenset({_VOWEL, _TRAILING}),
    _VOWEL: frozenset({_VOWEL, _TRAILING}),
    _SYLLABLE: frozenset({_TRAILING}),
    _TRAILING: frozenset({_TRAILING}),
}


def _attaches(before: str, kind: str) -> bool:
    if before in _CONTROLS or kind in _CONTROLS:
        return before == _CARRIAGE_RETURN and kind == _LINE_FEED
    if kind in {_EXTEND, _JOINER, _SPACING} or before == _PREPEND:
        return True
    return kind in _AFTER_SYLLABLE.get(before, ())


_HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
_TRAILING_FORMS = 28  # of each syllable, the open one included
_BY_CATEGORY = {
    "Mn": _EXTEND,
    "Me": _EXTEND,
    "Mc": _SPACING,
    "Cc": _CONTROL,
    "Cf": _CONTROL,
    "Zl": _CONTROL,
    "Zp": _CONTROL,
}
_SPECIAL = {
    "\r": _CARRIAGE_RETURN,
    "\n": _LINE_FEED,
    "\u200d": _JOINER,
    "\u200c": _EXTEND,
    "\u0e33": _SPACING,
    "\u0eb3": _SPACING,
}


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    special = _SPECIAL.get(character)
    if special:
        return special
    code_point = ord(character)
    for first, last, kind in _RANGES:
        if first <= code_point <= last:
            return kind
    by_category = _BY_CATEGORY.get(unicodedata.category(character))
    if by_category:
        return by_category
    if code_point in _HANGUL_SYLLABLES:
        return _SYLLABLE if (code_point - _HANGUL_SYLLABLES.start) % _TRAILING_FORMS else _OPEN_SYLLABLE
    return _OTHER


def _ranges(kind: str, ranges: str) -> list[tuple[int, int, str]]:
    bounds = (entry.partition("-") for entry in ranges.split())
    return [(int(first, 16), int(last or first, 16), kind) for first, _, last in bounds]


# Unicode 15's Grapheme_Cluster_Break and Extended_Pictographic, where the general category does not tell them.
_RANGES = [
    *_ranges(_LEADING, "1100-115f a960-a97c"),
    *_ranges(_VOWEL, "1160-11a7 d7b0-d7c6"),
    *_ranges(_TRAILING, "11a8-11ff d7cb-d7fb"),
    *_ranges(_REGIONAL, "1f1e6-1f1ff"),
    *_ranges(_EXTEND, "ff9e-ff9f 1f3fb-1f3ff e0020-e007f"),
    *_ranges(_CONTROL, "fffd e0000-e001f e0080-e00ff e01f0-e0fff"),
    *_ranges(_PREPEND, "600-605 6dd 70f 890-891 8e2 d4e 110bd 110cd 111c2-111c3 1193f 11941 11a3a 11a84-11a89 11d46"),
    *_ranges(
        _OTHER, "102b-102c 1038 1062-1064 1067-106d 1083 1087-108c 108f 109a-109c 1a61 1a63-1a64 aa7b aa7d 11720-11721"
    ),
    *_ranges(
        _PICTURE,
        "a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 2388 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab "
        "25b6 25c0 25fb-25fe 2600-2605 2607-2612 2614-2685 2690-2705 2708-2712 2714 2716 271d 2721 2728 2733-2734 "
        "2744 2747 274c 274e 2753-2755 2757 2763-2767 2795-2797 27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 "
        "2b55 3030 303d 3297 3299 1f000-1f0ff 1f10d-1f10f 1f12f 1f16c-1f171 1f17e-1f17f 1f18e 1f191-1f19a "
        "1f1ad-1f1e5 1f201-1f20f 1f21a 1f22f 1f232-1f23a 1f23c-1f23f 1f249-1f3fa 1f400-1f53d 1f546-1f64f "
        "1f680-1f6ff 1f774-1f77f 1f7d5-1f7ff 1f80c-1f80f 1f848-1f84f 1f85a-1f85f 1f888-1f88f 1f8ae-1f8ff "
        "1f90c-1f93a 1f93c-1f945 1f947-1faff 1fc00-1fffd",
    ),
]
