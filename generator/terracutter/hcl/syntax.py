"""The syntax tree of HCL. Every node spans the characters `start` to `end` of its text; nothing is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterator


Class = TypeVar("Class")


@dataclass_transform()
def node(cls: type[Class]) -> type[Class]:
    """A dataclass with slots, without the generated methods that `Node` has for all: importing takes half the time."""
    return dataclass(slots=True, eq=False, repr=False)(cls)


@node
class Node:
    """Compared and shown by all its fields."""

    start: int
    end: int
    __match_args__: ClassVar[tuple[str, ...]]  # the names of all fields

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__match_args__)

    __hash__ = None  # type: ignore[assignment]  # as every class that is compared by value and may change

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({shown})"


# --- structure --------------------------------------------------------------------------------------------------------


@node
class Attribute(Node):
    """`name = value`; the name stands at `start`."""

    name: str
    value: Expression


@node
class Label(Node):
    """A block's label; `value` is what it means, `quoted` how it was written."""

    value: str
    quoted: bool


@node
class Body(Node):
    """What stands between the braces of a block, or in a file."""

    items: tuple[Attribute | Block, ...]

    @property
    def attributes(self) -> dict[str, Attribute]:
        return {item.name: item for item in self.items if isinstance(item, Attribute)}

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(item for item in self.items if isinstance(item, Block))


@node
class Block(Node):
    """`type labels { body }`."""

    type: str
    labels: tuple[Label, ...]
    body: Body


@node
class File(Node):
    """A whole text; `path` is what a person knows it by."""

    path: str
    text: str
    body: Body


# --- expressions ------------------------------------------------------------------------------------------------------


@node
class Number(Node):
    """`text` is the literal as written: HCL's numbers are wider than a float."""

    text: str

    @property
    def value(self) -> int | float:
        return int(self.text) if self.text.isdigit() else float(self.text)


@node
class Literal(Node):
    """`true`, `false` or `null`."""

    value: bool | None


@node
class String(Node):
    """A quoted string without template sequences; `value` is decoded."""

    value: str


@node
class Name(Node):
    """A bare word as the key of an object item: it means itself and refers to nothing."""

    value: str


@node
class Template(Node):
    """A quoted template or a heredoc. `marker` is the heredoc's (empty when quoted), `flush` tells `<<-`."""

    parts: tuple[Part, ...]
    marker: str = ""
    flush: bool = False


@node
class AttributeStep(Node):
    """`.name`, its dot included."""

    name: str


@node
class IndexStep(Node):
    """`[key]`, or `.0` when `legacy`."""

    key: Expression
    legacy: bool = False


@node
class SplatStep(Node):
    """`[*]`, or `.*` when not `full`."""

    full: bool


@node
class Reference(Node):
    """A variable and the steps taken from it: `local.tags["a"]` has the root `local` and two steps."""

    root: str
    steps: tuple[Step, ...] = ()


@node
class Access(Node):
    """Steps taken from anything but a variable: `f(x).name`."""

    base: Expression
    steps: tuple[Step, ...]


@node
class Call(Node):
    """`name(arguments)`; a namespaced name keeps its `::`; `expand` tells `...` after the last argument."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


@node
class Unary(Node):
    """`operator operand`, with `-` or `!`."""

    operator: str
    operand: Expression


@node
class Binary(Node):
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


@node
class Conditional(Node):
    """`condition ? if_true : if_false`."""

    condition: Expression
    if_true: Expression
    if_false: Expression


@node
class Parentheses(Node):
    """`(inner)`."""

    inner: Expression


@node
class Tuple(Node):
    """`[items]`."""

    items: tuple[Expression, ...]


@node
class ObjectItem(Node):
    """`key = value` or `key : value`; a bare word as key is a `Name`."""

    key: Expression
    value: Expression


@node
class Object(Node):
    """`{ items }`."""

    items: tuple[ObjectItem, ...]


@node
class For(Node):
    """A for expression: a tuple's without `key`, an object's with it; `group` tells `...` after the value."""

    key_name: str
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    group: bool
    condition: Expression | None


# --- template parts ---------------------------------------------------------------------------------------------------


@node
class Text(Node):
    """Literal text as the template yields it: decoded, indentation of `<<-` and blanks beside `~` removed."""

    value: str


@node
class Interpolation(Node):
    """`${expression}`."""

    expression: Expression


@node
class IfDirective(Node):
    """`%{ if }` to `%{ endif }`."""

    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@node
class ForDirective(Node):
    """`%{ for }` to `%{ endfor }`."""

    key_name: str
    value_name: str
    collection: Expression
    parts: tuple[Part, ...]


Expression: TypeAlias = (
    Number | Literal | String | Name | Template | Reference | Access | Call | Unary | Binary | Conditional | Parentheses
    | Tuple | Object | For
)  # fmt: skip
Step: TypeAlias = AttributeStep | IndexStep | SplatStep
Part: TypeAlias = Text | Interpolation | IfDirective | ForDirective


def children(node: Node) -> tuple[Node, ...]:
    """The direct children in the order of the text."""
    found: list[Node] = []
    for slot in _CHILD_SLOTS.get(type(node), ()):
        value: Node | tuple[Node, ...] | None = getattr(node, slot)
        if isinstance(value, tuple):
            found.extend(value)
        elif value is not None:
            found.append(value)
    return tuple(found)


_CHILD_SLOTS: dict[type[Node], tuple[str, ...]] = {
    File: ("body",),
    Body: ("items",),
    Block: ("labels", "body"),
    Attribute: ("value",),
    Template: ("parts",),
    IndexStep: ("key",),
    Reference: ("steps",),
    Access: ("base", "steps"),
    Call: ("arguments",),
    Unary: ("operand",),
    Binary: ("left", "right"),
    Conditional: ("condition", "if_true", "if_false"),
    Parentheses: ("inner",),
    Tuple: ("items",),
    ObjectItem: ("key", "value"),
    Object: ("items",),
    For: ("collection", "key", "value", "condition"),
    Interpolation: ("expression",),
    IfDirective: ("condition", "then", "otherwise"),
    ForDirective: ("collection", "parts"),
}


def equal(one: Node, other: Node) -> bool:
    """Whether two trees say the same, wherever they stand."""
    pending = [(one, other)]
    while pending:
        left, right = pending.pop()
        if type(left) is not type(right):
            return False
        below, others = children(left), children(right)
        slots = (name for name in left.__match_args__[2:] if name not in _CHILD_SLOTS.get(type(left), ()))
        if len(below) != len(others) or any(getattr(left, slot) != getattr(right, slot) for slot in slots):
            return False
        pending.extend(zip(below, others, strict=True))
    return True


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first, in the order of the text; however deep it is."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))
