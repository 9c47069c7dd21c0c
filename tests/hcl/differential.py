"""Our reader and formatter against the real Terraform, over many seeded texts: `make mutants N=5000 SEED=1`.

The texts are the samples of these tests and every Terraform file of the examples.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from hcl_samples import VALID, mutants
from terracutter.hcl.format import format_text
from terracutter.hcl.parser import parse
from terracutter.hcl.tokens import tokenize

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def own_output() -> list[str]:
    """Every different Terraform file of the examples."""
    paths = (path for path in sorted(EXAMPLES.glob("*/expected/**/*")) if path.suffix in {".tf", ".tfvars"})
    return list(dict.fromkeys(path.read_text(encoding="utf-8") for path in paths))


def mangled(count: int, seed: int) -> Iterator[str]:
    """Valid texts with other blanks between their tokens."""
    chance = random.Random(seed)
    texts = own_output()
    for _ in range(count):
        text, pieces, position = chance.choice(texts), [], 0
        for token in tokenize(text):
            gap = text[position : token.start]
            pieces += [chance.choice(["", " ", "  ", "\t"]) if gap else gap, token.text]
            position = token.end
        mangled_text = "".join(pieces)
        # Without a blank two words would be one.
        yield mangled_text if not parse(mangled_text)[1] else text


def write(texts: Sequence[str], directory: Path) -> None:
    for number, text in enumerate(texts):
        (directory / f"f{number:05}.tf").write_bytes(text.encode())


def verdicts(texts: Sequence[str], directory: Path) -> tuple[list[str], list[str]]:
    """The texts that we take and Terraform refuses, and those that we refuse and Terraform takes."""
    write(texts, directory)
    command = ["terraform", "fmt", "-no-color", "-check", "-list=false"]
    complaints = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False).stderr
    false_accepts, false_rejects = [], []
    for number, text in enumerate(texts):
        theirs, ours = f"f{number:05}.tf" in complaints, bool(parse(text)[1])
        if theirs and not ours:
            false_accepts.append(text)
        if ours and not theirs:
            false_rejects.append(text)
    return false_accepts, false_rejects


def different_layouts(texts: Sequence[str], directory: Path) -> list[str]:
    """The valid texts that Terraform formats otherwise than we do."""
    write(texts, directory)
    command = ["terraform", "fmt", "-list=false"]
    subprocess.run(command, cwd=directory, capture_output=True, check=True)
    formatted = [(directory / f"f{number:05}.tf").read_bytes().decode() for number in range(len(texts))]
    return [text for text, theirs in zip(texts, formatted, strict=True) if format_text(text) != theirs]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("seed", type=int)
    given = arguments.parse_args()
    changed = mutants(given.count, given.seed, [*VALID, *own_output()])
    blanks = list(mangled(given.count, given.seed))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        accepts, rejects = verdicts(changed, Path(one))
        layouts = different_layouts(blanks, Path(other))
    invalid = sum(bool(parse(text)[1]) for text in changed)
    print(
        f"{len(changed)} mutants, {invalid} of them invalid: {len(accepts)} false accepts, {len(rejects)} false rejects"
    )
    print(f"{len(blanks)} texts with other blanks: {len(layouts)} formatted otherwise than by terraform fmt")
    for text in (*accepts, *rejects, *layouts):
        print(repr(text))
    raise SystemExit(bool(accepts or rejects or layouts))


if __name__ == "__main__":
    main()
