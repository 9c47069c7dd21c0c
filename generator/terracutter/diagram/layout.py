"""Where everything stands: zones are columns, tiers of subnets rows, and what belongs to the cluster is at the right.

All sizes are in pixels. Text is measured before it is placed, and shortened where a box would be too narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from terracutter.diagram.content import Content, Nodes, Part, Subnet, Tier
from terracutter.diagram.metrics import wrapped
from terracutter.diagram.shapes import FONTS, Arrow, Box, Text, fitted, measured
from terracutter.records import record

_MARGIN: Final = 24
_PAD: Final = 16
_LABELS: Final = 124
"""Room for the names of the tiers, at the left of the subnets."""

_GAP: Final = 20
_SIDE: Final = 284
_BETWEEN: Final = 56
_COLUMNS: Final = {2: 300, 3: 216, 4: 184, 5: 168, 6: 160}
"""Width of a zone by how many there are."""

_OF_AN_EXISTING_VPC: Final = 3
"""Subnets in a row where their zones are not known."""

_CHIP: Final = 26
_WORTH_READING: Final = 60
"""Room from which on a text is begun."""

_BAR: Final = 44
_SLIM: Final = 26
_MANY: Final = 8
"""Rows of nodes; where there are more, each is one line, so that the picture still fits on paper."""

_FACT: Final = 36
_TOP: Final = 76
_WORLD: Final = 30
_ARROW: Final = 30


@record
class _Grid:
    """The columns of the VPC."""

    left: float
    count: int
    column: int

    def x(self, index: int) -> float:
        return self.left + index * (self.column + _GAP)

    @property
    def width(self) -> float:
        return self.count * self.column + (self.count - 1) * _GAP


def picture_of(content: Content) -> Box:
    count = len(content.zones) or _OF_AN_EXISTING_VPC
    grid = _Grid(_MARGIN + _PAD + _LABELS, count, _COLUMNS[count])
    vpc_width = _PAD + _LABELS + grid.width + _PAD
    side = _MARGIN + vpc_width + _BETWEEN
    width = side + _SIDE + _MARGIN
    has_world = content.public_api or bool(content.gateways)
    top = _TOP + (_WORLD + _ARROW if has_world else 0)
    vpc, tiers = _vpc(content, grid, top, vpc_width)
    plane = _panel("Amazon EKS control plane", content.control_plane, side, top, "plane", "in a VPC of AWS")
    panels = [plane]
    if content.connected:
        panels.append(_panel("Connected networks", content.connected, side, plane.bottom + _ARROW, "panel"))
    shapes: list[Box | Text | Arrow] = [
        Text(_MARGIN, 40, content.title, "title"),
        Text(_MARGIN, 60, content.subtitle, "text"),
    ]
    if has_world:
        shapes += _world(content, vpc, plane)
    shapes += [vpc, *panels, *_interfaces(content, vpc, panels, tiers)]
    bottom = max(vpc.bottom, panels[-1].bottom)
    for heading, parts in content.installed:
        panel = _chips(heading, parts, bottom + _GAP, width)
        shapes.append(panel)
        bottom = panel.bottom
    return Box(0, 0, width, bottom + _MARGIN, "page", tuple(shapes))


def _world(content: Content, vpc: Box, plane: Box) -> Iterator[Box | Arrow]:
    """The internet, above what it reaches and what reaches it."""
    left = vpc.x if content.gateways else plane.x
    right = plane.right if content.public_api else vpc.right
    middle = (left + right) / 2
    bar = Box(left, _TOP, right - left, _WORLD, "world", (Text(middle, _TOP + 20, "Internet", "name", "middle"),))
    yield bar
    if content.public_api:
        x = plane.x + plane.width / 2
        yield Arrow(((x, bar.bottom), (x, plane.y - 2)))


def _vpc(content: Content, grid: _Grid, top: float, width: float) -> tuple[Box, dict[str, Box]]:
    """The VPC, and the first subnet of each tier by the tier's name."""
    note = measured(content.vpc_note, "small")
    heading = top + 24
    y = top + 42
    gateways = list(_row(content.gateways, grid, y, top - _ARROW)) if content.gateways else []
    # The ways out go up beside the heading, which ends before the first of them.
    ways = [shape.points[0][0] - 8 for shape in gateways if isinstance(shape, Arrow)]
    end = min([_MARGIN + width - 2 * _PAD - note, *ways])
    inside: list[Box | Text | Arrow] = [
        fitted(_MARGIN + _PAD, heading, content.vpc, "head", end - _MARGIN - _PAD),
        Text(_MARGIN + width - _PAD, heading, content.vpc_note, "small", "end"),
        *gateways,
    ]
    if content.gateways:
        y += _CHIP + 14
    frames = y
    if content.zones:
        y += 34
    firsts: dict[str, Box] = {}
    rows: list[Box | Text | Arrow] = []
    for tier in content.tiers:
        shapes, last = _tier(tier, content, grid, y)
        firsts[tier.kind] = next(shape for shape in shapes if isinstance(shape, Box) and shape.kind == tier.kind)
        rows += shapes
        y = last + 12
    for index, zone in enumerate(content.zones):
        frame = (grid.x(index) - 7, frames, grid.column + 14, y - frames)
        name = Text(grid.x(index) + grid.column / 2, frames + 20, zone, "name", "middle")
        inside.append(Box(*frame, "zone", (name,)))
    inside += rows
    y += 10
    if content.endpoints:
        boxes = list(_endpoints(content.endpoints, grid, y + 2))
        inside += boxes
        y = max(box.bottom for box in boxes) + 12
    return Box(_MARGIN, top, width, y - top, "vpc", tuple(inside)), firsts


def _row(names: Sequence[str], grid: _Grid, y: float, world: float) -> Iterator[Box | Arrow]:
    """Gateways side by side, in the middle, and the ways of those that lead out of the VPC."""
    widths = [measured(name, "text") + 28 for name in names]
    x = grid.left + (grid.width - sum(widths) - _GAP * (len(names) - 1)) / 2
    for name, width in zip(names, widths, strict=True):
        whole = round(width)
        middle = round(x) + whole / 2
        yield Box(round(x), y, whole, _CHIP, "chip", (Text(middle, y + 17, name, "text", "middle"),))
        if name.lower().endswith("internet gateway"):
            yield Arrow(((middle, y), (middle, world + 2)))
        x += width + _GAP


def _label(name: str, purpose: str, y: float, height: float) -> Box:
    """What stands at the left of a row."""
    lines = list(wrapped(purpose, _LABELS - 16, FONTS["small"][0]))
    texts = [Text(_MARGIN + _PAD, y + 16, name, "name")]
    texts += [Text(_MARGIN + _PAD, y + 32 + 15 * index, line, "small") for index, line in enumerate(lines)]
    return Box(_MARGIN + _PAD, y, _LABELS - 12, max(height, 40 + 15 * len(lines) - 15), "clear", tuple(texts))


def _tier(tier: Tier, content: Content, grid: _Grid, y: float) -> tuple[list[Box | Text | Arrow], float]:
    """A row of subnets; nodes stand in the private one."""
    nodes = content.nodes if tier.kind == "private" else ()
    packed = list(_packed(nodes, content.zones, grid.count))
    bar = _BAR if len(packed) <= _MANY else _SLIM
    bars = len(packed) * (bar + 8)
    head = (46 if content.zones else 26) + (34 if any(subnet.inside for subnet in tier.subnets) else 0)
    rows = _rows(len(tier.subnets), grid.count)
    height = head + 8 + bars if content.zones else rows * (head + 8) + bars
    label = _label(tier.name, tier.purpose, y, height)
    shapes: list[Box | Text | Arrow] = [label]
    for index, subnet in enumerate(tier.subnets):
        line, column = divmod(index, grid.count)
        box_height = label.height if content.zones else head
        shapes.append(_subnet(subnet, tier.kind, grid, column, (y + line * (head + 8), box_height)))
    below = y + (head + 2 if content.zones else rows * (head + 8))
    for index, row in enumerate(packed):
        for one, places in row:
            draw = _bars if bar == _BAR else _slim_bars
            shapes += draw(one, places, grid, (below + index * (bar + 8), 10 if content.zones else 0))
    return shapes, y + label.height


def _subnet(subnet: Subnet, kind: str, grid: _Grid, column: int, vertical: tuple[float, float]) -> Box:
    x, (y, height) = grid.x(column), vertical
    room = grid.column - 20
    inside: list[Box | Text] = [fitted(x + 10, y + 18, subnet.label, "name" if subnet.place else "text", room)]
    if subnet.note:
        inside.append(fitted(x + 10, y + 35, subnet.note, "small", room))
    if subnet.inside:
        text = Text(x + grid.column / 2, y + 61, subnet.inside, "text", "middle")
        inside.append(Box(x + 10, y + 44, room, _CHIP, "chip", (text,)))
    return Box(x, y, grid.column, height, kind, tuple(inside))


def _packed(nodes: Iterable[Nodes], zones: Sequence[str], count: int) -> Iterator[list[tuple[Nodes, list[int]]]]:
    """Rows of nodes with their columns; what follows in other zones, as a group a zone does, shares a row."""
    row: list[tuple[Nodes, list[int]]] = []
    for one in nodes:
        places = sorted(zones.index(zone) for zone in one.zones if zone in zones) or list(range(count))
        if row and min(places) <= max(place for _, taken in row for place in taken):
            yield row
            row = []
        row.append((one, places))
    if row:
        yield row


def _bars(nodes: Nodes, places: Sequence[int], grid: _Grid, vertical: tuple[float, float]) -> Iterator[Box]:
    """A bar over zones that lie side by side, and one more for each gap."""
    y, inset = vertical
    for first, last in _runs(places):
        x = grid.x(first) + inset
        width = grid.x(last) + grid.column - inset - x
        kind = measured(nodes.kind, "small")
        has_kind = measured(nodes.name, "name") + kind + 36 <= width
        room = width - 20
        texts = [fitted(x + 10, y + 18, nodes.name, "name", room - (kind + 12 if has_kind else 0))]
        if has_kind:
            texts.append(Text(x + width - 10, y + 18, nodes.kind, "small", "end"))
        texts.append(fitted(x + 10, y + 35, nodes.detail, "small", room))
        yield Box(x, y, width, _BAR, "node", tuple(texts))


def _slim_bars(nodes: Nodes, places: Sequence[int], grid: _Grid, vertical: tuple[float, float]) -> Iterator[Box]:
    """The same in one line: what there is no room for is left out, the kind first."""
    y, inset = vertical
    kind = measured(nodes.kind, "small")
    for first, last in _runs(places):
        x = grid.x(first) + inset
        width = grid.x(last) + grid.column - inset - x
        name = fitted(x + 10, y + 17, nodes.name, "name", width - 20)
        texts = [name]
        start = measured(name.text, "name") + 12
        if start + measured(nodes.detail, "small") + 12 + kind <= width - 20:
            texts.append(Text(x + width - 10, y + 17, nodes.kind, "small", "end"))
        if width - 20 - start >= _WORTH_READING:
            texts.append(fitted(x + 10 + start, y + 17, nodes.detail, "small", width - 20 - start))
        yield Box(x, y, width, _SLIM, "node", tuple(texts))


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of the numbers that follow each other."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(place)
    if run:
        yield run[0], run[-1]


def _endpoints(parts: Sequence[Part], grid: _Grid, y: float) -> Iterator[Box]:
    rows = _rows(len(parts), grid.count)
    yield _label("VPC endpoints", "AWS without the internet", y, rows * (_CHIP + 8))
    for index, part in enumerate(parts):
        row, column = divmod(index, grid.count)
        yield _chip(part, grid.x(column), y + row * (_CHIP + 8), grid.column)


def _chip(part: Part, x: float, y: float, width: float) -> Box:
    """A name and its note, of which the note has half of the box at the most."""
    room = width - 20
    note = fitted(x + width - 10, y + 17, part.note, "small", room / 2, "end")
    taken = measured(note.text, "small") + 12 if part.note else 0
    name = fitted(x + 10, y + 17, part.name, "text", room - taken)
    return Box(x, y, width, _CHIP, "chip", (name, note) if part.note else (name,))


def _panel(title: str, facts: Sequence[Part], x: float, y: float, kind: str, note: str = "") -> Box:  # noqa: PLR0913, PLR0917
    """Facts below each other, each with its name above it."""
    inside = [Text(x + _PAD, y + 24, title, "head")]
    if note:
        inside.append(Text(x + _PAD, y + 41, note, "small"))
    first = y + (64 if note else 48)
    for index, fact in enumerate(facts):
        line = first + index * _FACT
        inside.append(Text(x + _PAD, line, fact.name, "small"))
        inside.append(fitted(x + _PAD, line + 16, fact.note, "text", _SIDE - 2 * _PAD))
    return Box(x, y, _SIDE, first + len(facts) * _FACT - y - 4, kind, tuple(inside))


def _interfaces(content: Content, vpc: Box, panels: Sequence[Box], tiers: dict[str, Box]) -> Iterator[Arrow]:
    """From the control plane to the subnets of its network interfaces, and from the VPC to what it is connected to."""
    row = tiers[content.interfaces]
    level = row.y + 23
    start = panels[0].y + 30
    edge = vpc.right - _PAD + 2
    if start < level:
        x = vpc.right + 18
        yield Arrow(((panels[0].x, start), (x, start), (x, level), (edge, level)))
    else:
        yield Arrow(((panels[0].x, level), (edge, level)))
    if len(panels) > 1 and any(part.name == "Transit gateway" for part in content.connected):
        level = tiers["intra"].y + 38
        start = panels[1].y + 30
        x = vpc.right + 36
        yield Arrow(((panels[1].x, start), (x, start), (x, level), (edge, level)))


def _chips(heading: str, parts: Sequence[Part], y: float, width: float) -> Box:
    """A panel from edge to edge, with as many columns as there is room for: no name is cut if two would do."""
    inner = width - 2 * _MARGIN - 2 * _PAD
    widest = max(measured(part.name, "text") + min(80, measured(part.note, "small")) + 34 for part in parts)
    columns = max(2, int((inner + 12) // (max(240, widest) + 12)))
    column = int((inner - 12 * (columns - 1)) // columns)
    inside: list[Box | Text | Arrow] = [Text(_MARGIN + _PAD, y + 24, heading, "head")]
    for index, part in enumerate(parts):
        row, place = divmod(index, columns)
        inside.append(_chip(part, _MARGIN + _PAD + place * (column + 12), y + 38 + row * (_CHIP + 8), column))
    height = 38 + _rows(len(parts), columns) * (_CHIP + 8) + 8
    return Box(_MARGIN, y, width - 2 * _MARGIN, height, "panel", tuple(inside))


def _rows(count: int, columns: int) -> int:
    return -(-count // columns)
