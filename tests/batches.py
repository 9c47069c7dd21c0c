"""Many repositories judged by a few calls of `terraform validate`.

A batch is one root module that calls every environment as a child, with the values of its `terraform.tfvars` as
arguments: Terraform and the provider's schema are loaded once for all of them, and the values meet the types and
validations of their variables, which `terraform validate` of an environment by itself does not look at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from provider import KeptProvider

Files = Mapping[str, str]

VERSIONS = """terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100, < 7.0" }
  }
}
"""
_PLACE = re.compile(r"\.\./tree/([0-9]+)/")


@dataclass(frozen=True, slots=True)
class Root:
    """One environment of the repository of that number."""

    repository: int
    path: str
    values: str


def roots_of(number: int, files: Files) -> Iterator[Root]:
    for path, text in sorted(files.items()):
        match path.split("/"):
            case ["environments", environment, "terraform.tfvars"]:
                yield Root(number, f"../tree/{number}/environments/{environment}", text)


class Judge:
    """Says what Terraform finds wrong with repositories; `terraform` runs it, `directory` is where that happens."""

    def __init__(self, terraform: Callable[..., Any], provider: KeptProvider, directory: Path, size: int = 40) -> None:
        self._terraform, self._provider, self._directory, self._size = terraform, provider, directory, size
        self._numbers = count()

    def problems(self, repositories: Mapping[str, Files]) -> dict[str, str]:
        """By the name of each repository, what is wrong with it; an empty text where nothing is."""
        names = list(repositories)
        roots = [root for number, name in enumerate(names) for root in roots_of(number, repositories[name])]
        ground = self._directory / str(next(self._numbers))
        for number, name in enumerate(names):
            for path, text in repositories[name].items():
                if path.endswith((".tf", ".tfvars")):
                    target = ground / "tree" / str(number) / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(text, encoding="utf-8")
        batches = [roots[start : start + self._size] for start in range(0, len(roots), self._size)]
        found: dict[int, list[str]] = {}
        with ThreadPoolExecutor(2) as pool:
            for part in pool.map(lambda batch: self._judge(batch, ground), batches):
                for number, said in part:
                    found.setdefault(number, []).append(said)
        return {name: "\n".join(found.get(number, ())) for number, name in enumerate(names)}

    def _judge(self, batch: Sequence[Root], ground: Path) -> list[tuple[int, str]]:
        """The problems, each with the number of its repository."""
        here = ground / f"batch{next(self._numbers)}"
        here.mkdir()
        (here / "main.tf").write_text(VERSIONS + "".join(call(one, n) for n, one in enumerate(batch)), encoding="utf-8")
        self._provider.lend(here)
        variables = self._provider.variables
        got = self._terraform("get", "-no-color", cwd=here, variables=variables)
        if got.returncode != 0 and len(batch) > 1:
            # What cannot even be loaded hides the others: each half is judged by itself.
            middle = len(batch) // 2
            return [one for half in (batch[:middle], batch[middle:]) for one in self._judge(half, ground)]
        if got.returncode != 0:
            return [(batch[0].repository, got.stderr)]
        done = self._terraform("validate", "-json", "-no-color", cwd=here, variables=variables)
        errors = [one for one in json.loads(done.stdout)["diagnostics"] if one["severity"] == "error"]
        assert bool(errors) == (done.returncode != 0), done.stdout
        found = [(number, said(one)) for one in errors for number in self._whose(one, batch)]
        faulty = {number for number, _ in found}
        # Some problems keep Terraform from looking for others.
        others = [root for root in batch if root.repository not in faulty]
        return found + (self._judge(others, ground) if faulty and others else [])

    @staticmethod
    def _whose(diagnostic: Mapping[str, Any], batch: Sequence[Root]) -> Iterator[int]:
        """The repositories in whose files the problem stands, or whose values it is about; all if nobody can say."""
        place = diagnostic.get("range", {})
        if found := _PLACE.match(place.get("filename", "")):
            yield int(found[1])
            return
        context = diagnostic.get("snippet", {}).get("context") or ""
        label = re.search(r'module "root([0-9]+)"', context)
        yield from [batch[int(label[1])].repository] if label else {one.repository for one in batch}


def call(root: Root, number: int) -> str:
    return f'\nmodule "root{number}" {{\n  source = "{root.path}"\n\n{root.values}}}\n'


def said(diagnostic: Mapping[str, Any]) -> str:
    place = diagnostic.get("range", {})
    where = f"{place.get('filename', '')}:{place.get('start', {}).get('line', '')}"
    return f"{where}: {diagnostic['summary']}: {diagnostic.get('detail', '')}"


def misplaced(terraform: Callable[..., Any], directory: Path, trees: Iterable[Files]) -> list[str]:
    """The texts that `terraform fmt` would lay out in another way, each different one looked at once."""
    suffixes = (".tf", ".tfvars", ".tftest.hcl")
    texts = {
        text: suffix for files in trees for path, text in files.items() for suffix in suffixes if path.endswith(suffix)
    }
    paths = {f"{number}{suffix}": text for number, (text, suffix) in enumerate(texts.items())}
    for path, text in paths.items():
        (directory / path).write_text(text, encoding="utf-8")
    done = terraform("fmt", "-check", "-list=true", cwd=directory)
    assert done.stderr == "", done.stderr
    return [paths[path] for path in done.stdout.splitlines()]
