"""The addresses that a repository's resources have in the state, keys and all, without Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terracutter.configuration import modules_of
from terracutter.evaluate import Scope, called, evaluate, instances, root_scope
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import Block


def state_addresses(files: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """By directory of each root module. Fails where a key waits for AWS: then no such list can be made."""
    parsed = [parse(text, path) for path, text in files.items() if path.endswith((".tf", ".tfvars"))]
    assert not any(problems for _, problems in parsed)
    modules = modules_of(file for file, _ in parsed)
    roots = [directory for directory in modules if not directory.startswith("modules/")]
    return {root: frozenset(_below(root_scope(modules, root), "")) for root in roots}


def _below(scope: Scope, prefix: str) -> Iterator[str]:
    for block in scope.module.of_type("resource"):
        kind, name = (label.value for label in block.labels)
        for key in _instances(block, scope):
            yield f"{prefix}{kind}.{name}{key}"
    for call in scope.module.of_type("module"):
        for key, one in _instances(call, scope).items():
            inside = called(call, one)
            assert inside is not None, call.labels[0].value
            yield from _below(inside, f"{prefix}module.{call.labels[0].value}{key}.")


def _instances(block: Block, scope: Scope) -> dict[str, Scope]:
    """Each with its key as it stands in an address."""
    count = block.body.attributes.get("count")
    if count is not None:
        number = evaluate(count.value, scope)
        assert isinstance(number, int), block.labels
        return {f"[{index}]": scope for index in range(number)}
    found = instances(block, scope)
    assert found is not None, f"for_each of {block.type} {'.'.join(label.value for label in block.labels)}"
    return {"" if key is None else f'["{key}"]': one for key, one in found.items()}
