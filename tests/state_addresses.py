"""The addresses that a repository's resources have in the state, keys and all, without Terraform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from terracutter.configuration import Module, modules_of
from terracutter.evaluate import Scope, called, evaluate, instances, root_scope
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import Block


def state_addresses(files: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """By directory of each root module. Fails where a key waits for AWS: then no such list can be made."""
    modules = _modules(files)
    return {root: frozenset(_below(root_scope(modules, root), "")) for root in _roots(modules)}


def after_moves(before: Mapping[str, Iterable[str]], files: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The addresses as the `moved` blocks of the files lead them on."""
    modules = _modules(files)
    found = {}
    for root, addresses in before.items():
        moves = list(_moves(root_scope(modules, root), "")) if root in modules else []
        found[root] = frozenset(_followed(address, moves) for address in addresses)
    return found


def _followed(address: str, moves: Iterable[tuple[str, str]]) -> str:
    for source, target in moves:
        of_one = source.endswith("]") or target.endswith("]")
        if re.match(rf"{re.escape(source)}(?={'[.]' if of_one else '[.[]'}|$)", address):
            address = target + address[len(source) :]
    return address


def _moves(scope: Scope, prefix: str) -> Iterator[tuple[str, str]]:
    """Both addresses of each `moved` block; those of a module once for each of its instances."""
    for file in sorted(scope.module.files, key=lambda one: one.path):
        for block in file.body.blocks:
            if block.type == "moved":
                written = (block.body.attributes[name].value for name in ("from", "to"))
                source, target = (file.text[one.start : one.end] for one in written)
                yield f"{prefix}{source}", f"{prefix}{target}"
    for path, inside in _calls(scope, prefix):
        yield from _moves(inside, path)


def _modules(files: Mapping[str, str]) -> Mapping[str, Module]:
    parsed = [parse(text, path) for path, text in files.items() if path.endswith((".tf", ".tfvars"))]
    assert not any(problems for _, problems in parsed)
    return modules_of(file for file, _ in parsed)


def _roots(modules: Iterable[str]) -> list[str]:
    return [directory for directory in modules if not directory.startswith("modules/")]


def _below(scope: Scope, prefix: str) -> Iterator[str]:
    for block in scope.module.of_type("resource"):
        kind, name = (label.value for label in block.labels)
        for key in _instances(block, scope):
            yield f"{prefix}{kind}.{name}{key}"
    for path, inside in _calls(scope, prefix):
        yield from _below(inside, path)


def _calls(scope: Scope, prefix: str) -> Iterator[tuple[str, Scope]]:
    for call in scope.module.of_type("module"):
        for key, one in _instances(call, scope).items():
            inside = called(call, one)
            assert inside is not None, call.labels[0].value
            yield f"{prefix}module.{call.labels[0].value}{key}.", inside


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
