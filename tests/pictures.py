"""What stands where in a picture, read from its SVG alone, and what is unclear about it."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from terracutter.diagram.metrics import width
from terracutter.diagram.shapes import FONTS

ASCENT, DESCENT = 0.93, 0.24
"""Of DejaVu Sans, by its size. Source: its `hhea` table."""

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float
    what: str = field(compare=False)

    def holds(self, other: Area) -> bool:
        slack = 0.01
        across = self.left - slack <= other.left and other.right <= self.right + slack
        return across and self.top - slack <= other.top and other.bottom <= self.bottom + slack

    def meets(self, other: Area) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def _text_area(text: ET.Element) -> Area:
    size, bold = FONTS[text.attrib["class"]]
    shown = (text.text or "") + "".join(child.tail or "" for child in text)
    wide = width(shown, size, bold=bold)
    left = float(text.attrib["x"]) - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
    base = float(text.attrib["y"])
    return Area(left, base - ASCENT * size, left + wide, base + DESCENT * size, shown)


def _box_area(group: ET.Element) -> Area:
    box = group.find(f"{SVG}rect")
    left, top, wide, high = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
    return Area(left, top, left + wide, top + high, box.attrib["class"])


def _line_areas(group: ET.Element) -> list[Area]:
    found = []
    for path in group.iterfind(f"{SVG}path[@class='line']"):
        points = [tuple(map(float, point.split())) for point in path.attrib["d"][1:].split("L")]
        found += [
            Area(min(x, u) - 1, min(y, v) - 1, max(x, u) + 1, max(y, v) + 1, "arrow")
            for (x, y), (u, v) in itertools.pairwise(points)
        ]
    return found


def problems(picture: str) -> list[str]:
    """What stands outside its box, over another text, or below a box or an arrow that is drawn later."""
    found: list[str] = []
    texts: list[Area] = []

    def visit(group: ET.Element, around: Area | None) -> None:
        box = _box_area(group)
        if around is not None and not around.holds(box):
            found.append(f"{box} leaves {around}")
        if box.what != "clear":
            found.extend(f"{box} covers {text.what!r}" for text in texts if box.meets(text))
        for child in group:
            if child.tag == f"{SVG}text":
                area = _text_area(child)
                found.extend(f"{area.what!r} meets {other.what!r}" for other in texts if area.meets(other))
                if not box.holds(area):
                    found.append(f"{area} leaves {box}")
                texts.append(area)
            elif child.tag == f"{SVG}g":
                visit(child, box)

    root = ET.fromstring(picture)
    page = root.find(f"{SVG}g")
    visit(page, None)
    arrows = [line for group in root.iter(f"{SVG}g") for line in _line_areas(group)]
    found.extend(f"an arrow crosses {text.what!r}" for text in texts for line in arrows if line.meets(text))
    assert len(texts) >= 20
    return found
