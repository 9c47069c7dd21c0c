"""What a picture is made of, and its text as SVG: boxes that hold boxes, texts that stand within a box, and arrows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from terracutter.diagram.metrics import shortened, width
from terracutter.diagram.style import STYLE
from terracutter.records import record

FONTS: Final[Mapping[str, tuple[int, bool]]] = {
    "title": (20, True),
    "head": (14, True),
    "name": (12, True),
    "text": (12, False),
    "small": (11, False),
}
"""Size in pixels, and whether it is bold. Below 11 pixels nothing is read on paper."""


@record
class Text:
    """One line; `y` is its base line, `x` where its `anchor` is. `full` where it was shortened."""

    x: float
    y: float
    text: str
    font: str
    anchor: str = "start"
    full: str = ""


@record
class Arrow:
    """Lines at right angles from point to point, with a head at the last."""

    points: tuple[tuple[float, float], ...]


@record
class Box:
    """A rectangle and what stands in it; one of kind `clear` is not seen, it only bounds its texts."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    inside: tuple[Box | Text | Arrow, ...] = ()

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


def fitted(x: float, y: float, text: str, font: str, room: float, anchor: str = "start") -> Text:  # noqa: PLR0913, PLR0917
    """A text shortened to its room."""
    size, bold = FONTS[font]
    short = shortened(text, room, size, bold=bold)
    return Text(x, y, short, font, anchor, full="" if short == text else text)


def measured(text: str, font: str) -> float:
    size, bold = FONTS[font]
    return width(text, size, bold=bold)


def svg(picture: Box, title: str, description: str) -> str:
    """The document; the same picture gives the same bytes."""
    size = f'width="{_number(picture.width)}" height="{_number(picture.height)}"'
    view = f'viewBox="0 0 {_number(picture.width)} {_number(picture.height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" aria-labelledby="title description">',
        f'<title id="title">{escaped(title)}</title>',
        f'<desc id="description">{escaped(description)}</desc>',
        f"<style>\n{STYLE}</style>",
        *_box(picture),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _box(box: Box) -> Iterator[str]:
    yield f"<g>{_rectangle(box)}"
    yield from _shapes(box.inside)
    yield "</g>"


def _shapes(shapes: Iterable[Box | Text | Arrow]) -> Iterator[str]:
    for shape in shapes:
        if isinstance(shape, Box):
            yield from _box(shape)
        elif isinstance(shape, Text):
            yield _text(shape)
        else:
            yield from _arrow(shape)


def _rectangle(box: Box) -> str:
    place = f'x="{_number(box.x)}" y="{_number(box.y)}"'
    size = f'width="{_number(box.width)}" height="{_number(box.height)}"'
    return f'<rect class="{box.kind}" {place} {size}/>'


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    full = f"<title>{escaped(text.full)}</title>" if text.full else ""
    place = f'x="{_number(text.x)}" y="{_number(text.y)}"'
    return f'<text class="{text.font}" {place}{anchor}>{full}{escaped(text.text)}</text>'


def _arrow(arrow: Arrow) -> Iterator[str]:
    (x, y), (before_x, before_y) = arrow.points[-1], arrow.points[-2]
    back_x, back_y = _sign(before_x - x), _sign(before_y - y)
    corners = [
        (x, y),
        *((x + 8 * back_x + 4 * side * back_y, y + 8 * back_y + 4 * side * back_x) for side in (1, -1)),
    ]
    yield f'<path class="line" d="M{_path(arrow.points)}"/>'
    yield f'<path class="tip" d="M{_path(corners)}Z"/>'


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < 100_000 else f"{value:.0f}"  # noqa: PLR2004  six digits are all that :g prints


def escaped(text: str) -> str:
    """As XML text, and as an attribute; what XML cannot say is shown as missing."""
    shown = "".join(one if one.isprintable() else "\ufffd" for one in text)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
