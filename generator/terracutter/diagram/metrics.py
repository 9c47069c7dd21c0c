"""How wide a text is: the advance widths of DejaVu Sans, wider than Helvetica and Arial, which are asked for first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

ELLIPSIS: Final = "…"

_REGULAR: Final = (
    *(318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636),
    *(636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656),
    *(557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613),
    *(635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818),
    *(592, 592, 525, 636, 337, 636, 838),
)
_BOLD: Final = (
    *(348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696),
    *(696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775),
    *(637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675),
    *(716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924),
    *(645, 652, 582, 712, 365, 712, 838),
)
"""Of the characters from the blank to the tilde, in thousandths of the size."""

_OTHERS: Final = {"·": 380, "–": 500, ELLIPSIS: 1000}  # noqa: RUF001  a range is written with an en dash
_WIDEST: Final = 1103


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        return _WIDEST


_TABLES: Final = tuple(
    _Widths({**{chr(place): wide for place, wide in enumerate(table, start=32)}, **_OTHERS})
    for table in (_REGULAR, _BOLD)
)


def width(text: str, size: int, *, bold: bool = False) -> float:
    """In pixels, at a font size in pixels."""
    return sum(map(_TABLES[bold].__getitem__, text)) * size / 1000


def shortened(text: str, room: float, size: int, *, bold: bool = False) -> str:
    """As much of the text as there is room for, with an ellipsis where something is left out."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(ELLIPSIS, size, bold=bold)
    kept = 0
    while kept < len(text) and (left := left - width(text[kept], size, bold=bold)) >= 0:
        kept += 1
    return text[:kept].rstrip(" ,·") + ELLIPSIS


def wrapped(text: str, room: float, size: int) -> Iterator[str]:
    """Lines between words; a word that is too long by itself stands alone."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if line and width(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line
