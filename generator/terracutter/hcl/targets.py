"""What a reference names: the object, and the steps that are taken into it."""

from __future__ import annotations

from typing import Final, NamedTuple

from terracutter.hcl.syntax import AttributeStep, Reference, Step


class Target(NamedTuple):
    """`kind` is the object's (`var`, `local`, `module`, `resource`, `data`, `ephemeral`, or a root of its own),
    `name` its name within the module, `end` where that name ends, `steps` what follows.
    """

    kind: str
    name: str
    end: int
    steps: tuple[Step, ...]


ROOTS: Final = frozenset({"path", "terraform", "count", "each", "self"})
_NAMED_BY: Final = {"var": 1, "local": 1, "module": 1, "data": 2, "ephemeral": 2, "resource": 2}


def target(reference: Reference) -> Target | None:
    """None where the reference is too short to name anything."""
    root, steps = reference.root, reference.steps
    if root in ROOTS:
        return Target(root, "", reference.start + len(root), steps)
    needed = _NAMED_BY.get(root, 1)
    if len(steps) < needed:
        return None
    names = [step.name for step in steps[:needed] if isinstance(step, AttributeStep)]
    if len(names) < needed:
        return None
    kind = root
    if root not in _NAMED_BY:
        kind, names = "resource", [root, *names]
    return Target(kind, ".".join(names), steps[needed - 1].end, steps[needed:])


def address(found: Target) -> str:
    """The target as a configuration writes it."""
    return found.name if found.kind == "resource" else f"{found.kind}.{found.name}"
