"""The generated files of this repository. `make golden` writes them, `test_golden.py` compares them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import refusals
from terracutter import __version__, pipeline, resources, write
from terracutter.answers import from_file
from terracutter.questions.formats import as_cookiecutter, as_json_schema, as_markdown

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
COOKIECUTTER = ROOT / "{{cookiecutter.repo_name}}"


def examples() -> list[str]:
    return sorted(path.parent.name for path in EXAMPLES.glob("*/terracutter.yaml"))


def example_files(name: str) -> dict[str, str]:
    """What `terracutter new` writes from the example's answers."""
    questionnaire = pipeline.load_questionnaire()
    repository = pipeline.build(questionnaire, *from_file(EXAMPLES / name / "terracutter.yaml", questionnaire))
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / name
        write.create(target, repository.files, answers=repository.lasting)
        return {
            path.relative_to(target).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(target.rglob("*"))
            if path.is_file() and path != target / write.BASE  # which says it all once more
        }


def single_files() -> dict[Path, str]:
    """The generated files outside the examples."""
    questionnaire = pipeline.load_questionnaire()
    readme = (COOKIECUTTER / "README.md").read_bytes()
    files = {"README.md": f"sha256:{hashlib.sha256(readme).hexdigest()}"}
    manifest = {"format": 1, "terracutter": __version__, "files": files}
    return {
        ROOT / "cookiecutter.json": as_cookiecutter(questionnaire),
        resources.answers_schema(): as_json_schema(questionnaire),
        ROOT / "docs" / "questions.md": as_markdown(questionnaire),
        ROOT / "docs" / "questions.ko.md": as_markdown(pipeline.load_questionnaire("ko")),
        COOKIECUTTER / write.MANIFEST: json.dumps(manifest, indent=2) + "\n",
    }


def console_blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each command of the ```console blocks with the output printed below it."""
    for block in text.split("```console\n")[1:]:
        body = block.partition("```")[0]
        for part in body.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def run_console(text: str) -> str:
    """The text with the output of every console command as it is now; one directory for all of them."""
    with tempfile.TemporaryDirectory() as directory:
        for command, output in list(console_blocks(text)):
            found = run_command(command, Path(directory))
            text = text.replace(f"$ {command}\n{output}", f"$ {command}\n{found}", 1)
    return text


def run_command(command: str, directory: Path) -> str:
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(directory), "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1; {command}"],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


def record() -> None:
    """The screens of interviews, as text."""
    sys.path.append(str(ROOT / "tests" / "interview"))
    import recording

    recording.FILE.write_text(recording.document(), encoding="utf-8")


def main() -> None:
    # Every repository has the schema that ships.
    schema = resources.answers_schema()
    schema.write_text(single_files()[schema], encoding="utf-8")
    for name in examples():
        expected = EXAMPLES / name / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        for path, text in example_files(name).items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text, encoding="utf-8")
    for path, text in single_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    refusals.FILE.write_text(refusals.rewritten(), encoding="utf-8")
    for path in (ROOT / "README.md",):
        path.write_text(run_console(path.read_text(encoding="utf-8")), encoding="utf-8")
    record()


if __name__ == "__main__":
    main()
