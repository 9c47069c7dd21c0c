"""What code that knows no language says to a person: every literal that is a sentence, found in its syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "generator" / "terracutter"
ROOMS = (
    "answers/*.py", "catalog/configurations.py", "cli/*.py", "document.py", "interview/again.py", "interview/draft.py",
    "interview/guide.py", "living.py", "pipeline.py", "report.py", "write/*.py",
)  # fmt: skip
ENGLISH_ONLY = {"cli/facts.py", "cli/handoff.py", "cli/terraform.py"}
"""`doctor`, `catalogue`, `handoff`, `validate` and `fmt` speak English alone."""

UNSPOKEN = {
    "--replace {one}", "--set {key}", "Success! {checked}, valid, {value}.", "cd {directory}", "cd {target}",
    "cd {value}",
    "could not find expected ':'", "document start", "end of stream", "expected ',' or", "expected key|block end",
    "found {found}", "less README.md", "mapping values", "not sure", "sequence entries", "terracutter new",
    "the {answers} profile", "unexpected end of stream", "unknown escape", "{command} init{value}",
    "{value} of {value2}",
}  # fmt: skip
"""What is typed, compared with, written to files or said by `validate`, and to nobody else."""

SPOKEN = re.compile(r"^(?!# ).*(?:[a-z,;:.`\"'}] [a-z`{\"(])|^[A-Z][a-z]+ [a-z]")
PLACEHOLDER = re.compile(r"\{[a-z_0-9]*\}")
SPEAKING = {"words", "_words", "count", "refuse", "unlike"}
"""What is called with sentences that it translates by itself."""

SILENT = {"option", "argument", "group", "compile", "_switch", "match", "search"}


def told() -> dict[str, str]:
    """Each sentence, `{name}` where a value goes, and the file that says it."""
    files = {str(path.relative_to(PACKAGE)): path for room in ROOMS for path in PACKAGE.glob(room)}
    return {
        text: name
        for name, path in sorted(files.items())
        if name not in ENGLISH_ONLY
        for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))
    }


def _sentences(tree: ast.Module) -> Iterator[str]:
    silent = set(_silent(tree))
    for node in ast.walk(tree):
        if node not in silent and (text := _text(node)) is not None:
            for line in (one.strip().removeprefix("hint: ") for one in text.split("\n")):
                if SPOKEN.search(line) and re.search("[a-z]{2}", PLACEHOLDER.sub("", line)) and line not in UNSPOKEN:
                    yield line


def _silent(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, parts of formatted texts, patterns, the help of options, and what is translated where it is said."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield text
            case ast.JoinedStr(values=parts):
                yield from (one for one in parts if isinstance(one, ast.Constant))
                specs = (one.format_spec for one in parts if isinstance(one, ast.FormattedValue) and one.format_spec)
                for spec in specs:
                    yield from ast.walk(spec)
            case ast.Call(func=called) if getattr(called, "attr", getattr(called, "id", "")) in SILENT | SPEAKING:
                yield from ast.walk(node)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    names: dict[str, str] = {}
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{_named(part.value, names)}}}" for part in node.values
    )


def _named(value: ast.expr, names: dict[str, str]) -> str:
    """A name for what is printed there: the same for the same expression, another for every other."""
    written = ast.unparse(value)
    if written not in names:
        first = _name(value)
        others = (f"{first}{number}" for number in range(2, 9))
        names[written] = next(name for name in (first, *others) if name not in names.values())
    return names[written]


def _name(value: ast.expr) -> str:
    """Of a call its last argument, of an attribute its own name."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(args=[*_, last]):
            return _name(last)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Subscript(value=inner) | ast.BinOp(left=inner):
            return _name(inner)
        case ast.GeneratorExp(generators=[first, *_]):
            return _name(first.iter)
    return "value"
