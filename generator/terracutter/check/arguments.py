"""Arguments of a block by name, `vpc_config.subnet_ids` for one of a nested block; dynamic blocks are looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terracutter.check.conversion import is_given
from terracutter.check.problems import Problem
from terracutter.hcl import syntax
from terracutter.records import record


@record
class Argument:
    """`is_dynamic` tells that it stands in a dynamic block, of which there may be none."""

    name: str
    attribute: syntax.Attribute
    is_dynamic: bool

    @property
    def node(self) -> syntax.Expression:
        return self.attribute.value

    @property
    def is_given(self) -> bool:
        return is_given(self.attribute.value)

    def problem(self, summary: str, detail: str) -> Problem:
        start = self.attribute.start
        return Problem(start, start + len(self.attribute.name), summary, detail)


def names_in(block: syntax.Block) -> frozenset[str]:
    """The arguments and blocks that stand right in a block."""
    return frozenset(
        item.name if isinstance(item, syntax.Attribute) else item.labels[0].value if item.labels else item.type
        for item in block.body.items
    )


def arguments(block: syntax.Block, name: str) -> Iterator[Argument]:
    """Every argument of that name."""
    *path, last = name.split(".")
    for body, is_dynamic in _bodies(block.body, path, is_dynamic=False):
        for item in body.items:
            if isinstance(item, syntax.Attribute) and item.name == last:
                yield Argument(name, item, is_dynamic)


def groups(block: syntax.Block, names: Sequence[str]) -> Iterator[dict[str, Argument]]:
    """For each block that holds arguments of these names, those that it has; the names share their path."""
    path = names[0].split(".")[:-1]
    wanted = {name.rpartition(".")[2]: name for name in names}
    for body, is_dynamic in _bodies(block.body, path, is_dynamic=False):
        yield {
            wanted[item.name]: Argument(wanted[item.name], item, is_dynamic)
            for item in body.items
            if isinstance(item, syntax.Attribute) and item.name in wanted
        }


def _bodies(body: syntax.Body, path: Sequence[str], *, is_dynamic: bool) -> Iterator[tuple[syntax.Body, bool]]:
    if not path:
        yield body, is_dynamic
        return
    for item in body.items:
        if not isinstance(item, syntax.Block):
            continue
        if item.type == path[0]:
            yield from _bodies(item.body, path[1:], is_dynamic=is_dynamic)
        elif item.type == "dynamic" and item.labels and item.labels[0].value == path[0]:
            for content in item.body.blocks:
                yield from _bodies(content.body, path[1:], is_dynamic=True)
