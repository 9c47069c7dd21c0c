"""What the expressions of a block refer to, the names that only a part of it knows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from terracutter.hcl.syntax import (
    Attribute,
    Block,
    Call,
    Expression,
    For,
    ForDirective,
    IndexStep,
    Literal,
    Name,
    Node,
    Number,
    Object,
    Reference,
    String,
    Text,
    Tuple,
    children,
)
from terracutter.hcl.targets import Target, target

if TYPE_CHECKING:
    from collections.abc import Mapping

Names: TypeAlias = frozenset[str]


class Use(NamedTuple):
    """A reference, what it names, and where it stands: the nested blocks' types from outside in, and the argument.

    `is_certain` tells that Terraform looks at it in any case, so not what a `dynamic` block may leave out;
    `is_tried` that `try` or `can` catches its failure.
    """

    reference: Reference
    target: Target | None
    place: tuple[str, ...]
    is_certain: bool = True
    is_tried: bool = False

    @property
    def argument(self) -> str:
        return self.place[-1]


_LEAVES = frozenset({Number, Literal, String, Name, Text})
NO_NAMES: Names = frozenset()

# Arguments whose words mean something else than an object of the module, by the type of the block around them.
_WORDS: Mapping[str, Names] = {
    "resource": frozenset({"provider"}),
    "data": frozenset({"provider"}),
    "ephemeral": frozenset({"provider"}),
    "import": frozenset({"provider"}),
    "module": frozenset({"providers"}),
    "variable": frozenset({"type"}),
    "lifecycle": frozenset({"ignore_changes"}),
    "provisioner": frozenset({"when", "on_failure"}),
    "moved": frozenset({"from", "to"}),
    "removed": frozenset({"from"}),
    "dynamic": frozenset({"iterator"}),
}


def uses(block: Block) -> list[Use]:
    """Every reference below a block to something outside the expression that it stands in, in the order of the text."""
    found: list[Use] = []
    if block.type != "terraform":
        _body(block, (), NO_NAMES, found, is_certain=True)
    return found


def references(expression: Expression) -> list[Reference]:
    """The same of one expression."""
    return [reference for reference, _ in _references(expression, NO_NAMES)]


def _body(block: Block, place: tuple[str, ...], names: Names, found: list[Use], *, is_certain: bool) -> None:
    is_dynamic = block.type == "dynamic"
    words = _WORDS.get(block.type, NO_NAMES) if len(place) < _META_DEPTH or is_dynamic else NO_NAMES
    inner = names | {_iterator(block)} if is_dynamic else names
    for item in block.body.items:
        if isinstance(item, Attribute):
            if item.name not in words:
                known = inner if item.name == "labels" else names
                here = (*place, item.name)
                found += [
                    Use(one, target(one), here, is_certain, tried) for one, tried in _references(item.value, known)
                ]
        elif is_dynamic and item.type == "content":
            _body(item, (*place, item.type), inner, found, is_certain=is_certain and _is_filled(block))
        else:
            _body(item, (*place, item.type), names, found, is_certain=is_certain)


_META_DEPTH = 2  # meta-arguments stand in a top-level block or in a block right below it


def _iterator(block: Block) -> str:
    """The name by which the content of a `dynamic` block knows the item."""
    for item in block.body.items:
        if isinstance(item, Attribute) and item.name == "iterator" and isinstance(item.value, Reference):
            return item.value.root
    return block.labels[0].value if block.labels else ""


def _is_filled(block: Block) -> bool:
    """Whether a `dynamic` block certainly makes a block."""
    for item in block.body.items:
        if isinstance(item, Attribute) and item.name == "for_each":
            return isinstance(item.value, Tuple | Object) and bool(item.value.items)
    return False


def _references(expression: Expression, names: Names) -> list[tuple[Reference, bool]]:
    """The references, and whether a failure is caught; a stack instead of recursion, however deep it goes."""
    found: list[tuple[Reference, bool]] = []
    pending: list[tuple[Node, Names, bool]] = [(expression, names, False)]
    while pending:
        node, known, tried = pending.pop()
        kind = type(node)
        if kind in _LEAVES:
            continue
        if isinstance(node, Reference):
            if node.root not in known:
                found.append((node, tried))
            pending += [(step.key, known, tried) for step in reversed(node.steps) if type(step) is IndexStep]
        elif isinstance(node, For | ForDirective):
            inner = known | {node.key_name, node.value_name}
            below = children(node)
            pending += [(child, inner, tried) for child in reversed(below[1:])]
            pending.append((below[0], known, tried))
        else:
            tried = tried or (isinstance(node, Call) and node.name in _CATCHING)
            pending += [(child, known, tried) for child in reversed(children(node))]
    return found


_CATCHING = frozenset({"try", "can"})
