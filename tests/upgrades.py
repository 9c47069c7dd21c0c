"""A repository of an earlier release under `terracutter update`, with today's templates or with changed ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result
from conftest import read_tree, write_tree
from releases import repositories
from state_addresses import after_moves, state_addresses
from terracutter import resources
from terracutter.cli import cli
from terracutter.questions.releases import Changed

TYPED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "everything": (("karpenter_discovery: true\n", "autoscaler: karpenter\nbootstrap: false\n"),),
    "minimal": (("\nregion:", "\nbootstrap: false\nregion:"),),
}
"""What a person types in answers that are refused, by repository: the former text and the new one."""


def place(directory: Path, version: str, name: str, *, typed: bool = True) -> None:
    """The repository as the release rendered it, and its answers as this one takes them."""
    files = dict(repositories(version)[name])
    for old, new in TYPED.get(name, ()) if typed else ():
        assert old in files["terracutter.yaml"]
        files["terracutter.yaml"] = files["terracutter.yaml"].replace(old, new, 1)
    write_tree(directory, files)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def update(directory: Path, *options: str) -> str:
    """What it says; every problem is raised."""
    done = run("update", directory, *options)
    if done.exception is not None:
        raise done.exception
    return done.output


@contextmanager
def own_home(directory: Path) -> Iterator[None]:
    """Nothing of the user's: no facts that were refreshed, no cache."""
    with patch.dict(os.environ, {"XDG_CACHE_HOME": str(directory), "XDG_DATA_HOME": str(directory)}):
        yield


@contextmanager
def changed_templates(directory: Path, change: Callable[[str, str], str]) -> Iterator[None]:
    """Templates and question files as another version may have them: `change(path, text)` gives the text of each."""
    for name in ("modules", "templates"):
        shutil.copytree(resources.data_directory() / name, directory / name)
    for path, text in read_tree(directory).items():
        if (new := change(path, text)) != text:
            (directory / path).write_text(new, encoding="utf-8")
    compiled = directory / "compiled"
    compiled.mkdir()
    with (
        patch.object(resources, "data_directory", lambda: directory),
        patch.object(resources, "bytecode_directory", lambda: compiled),
    ):
        yield


_ADDONS = "    moved:\n      - {from: module.eks_addons, to: module.addons}\n"
_GATEWAY = "    moved:\n      - {from: aws_internet_gateway.this, to: aws_internet_gateway.main}\n"


def renamed(path: str, text: str) -> str:
    """A resource of a module and a call of a module have other names."""
    text = text.replace("aws_internet_gateway.this", "aws_internet_gateway.main")
    text = text.replace('"aws_internet_gateway" "this"', '"aws_internet_gateway" "main"')
    return text.replace("module.eks_addons", "module.addons").replace('module "eks_addons"', 'module "addons"')


def renamed_and_declared(path: str, text: str) -> str:
    """The same, and the question files say so."""
    text = renamed(path, text)
    for file, moved in {"templates/repository.yaml": _ADDONS, "modules/vpc/module.yaml": _GATEWAY}.items():
        if path == file:
            text = text.replace("\nquestions:\n", f"\nreleases:\n  0.2.0:\n{moved}\nquestions:\n", 1)
    return text


def lost(before: Mapping[str, str], after: Mapping[str, str], releases: tuple[Changed, ...]) -> list[str]:
    """For each resource that is at no address any more, what to add so that it is moved, or that its end is known."""
    known = {(one.feature, address) for one in releases for address in one.destroyed}
    now = state_addresses(after)
    problems = []
    for root, addresses in after_moves(state_addresses(before), after).items():
        for address in sorted(addresses - now.get(root, frozenset())):
            feature, inner = _within(address)
            if (feature, inner) not in known:
                file = f"modules/{feature}/module.yaml" if feature else "templates/repository.yaml"
                problems.append(
                    f"{address} of {root} is at no address any more: Terraform would destroy it. Say in {file}, below "
                    f"releases and the next version, `moved: [{{from: {inner}, to: …}}]`, "
                    f"or `destroyed: {{{inner}: the reason}}`."
                )
    return problems


def _within(address: str) -> tuple[str, str]:
    """The folder of the module, and the address within it without keys."""
    *modules, kind, name = [part.partition("[")[0] for part in address.split(".")]
    return (modules[-1].replace("_", "-") if modules else ""), f"{kind}.{name}"
