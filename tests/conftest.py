"""Finds the real Terraform, its AWS provider and other programs, and says at the end what was left out."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import batches
import pytest
import workers
from environments import environment_for
from provider import KeptProvider, kept_running
from terracutter import pipeline
from terracutter.answers import from_settings
from terracutter.roundtrip import Cache

# A shell that starts the tests in the background ignores Ctrl-C, and every process below inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Terraform = Callable[..., "subprocess.CompletedProcess[str]"]

_left_out: set[str] = set()
_backed: dict[str, int] = {}
_notes: list[str] = []


def leave_out(reason: str) -> NoReturn:
    """Skips whatever asks for what this machine has not, and says so at the end."""
    _left_out.add(reason)
    pytest.skip(reason)


def note(line: str) -> None:
    """Says at the end what was chosen of what could be run."""
    _notes.append(line)


@pytest.fixture(scope="session")
def _terraform_binary() -> str | None:
    return shutil.which("terraform")


@pytest.fixture(scope="session")
def _provider_problem(_terraform_binary: str | None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Why a configuration with the AWS provider cannot be initialised here; empty when it can."""
    if _terraform_binary is None:
        return "terraform is not on PATH"
    probe = tmp_path_factory.mktemp("provider")
    source = '{ source = "hashicorp/aws", version = ">= 5.100, < 7.0" }'
    (probe / "main.tf").write_text(f"terraform {{\n  required_providers {{\n    aws = {source}\n  }}\n}}\n")
    done = _run(_terraform_binary, "init", "-backend=false", "-input=false", cwd=probe)
    return "" if done.returncode == 0 else "the AWS provider cannot be installed here"


def _run(
    binary: str, *arguments: str, cwd: Path, stdin: str = "", variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    environment |= variables or {}
    if not Path(environment.get("TF_CLI_CONFIG_FILE", os.devnull)).exists():
        del environment["TF_CLI_CONFIG_FILE"]
    command = [binary, *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, timeout=300, check=False
    )


def counted(test: str, binary: str) -> Terraform:
    """The real Terraform, its commands counted for the test of that id."""
    _backed.setdefault(test, 0)

    def run(
        *arguments: str, cwd: Path, stdin: str = "", variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        _backed[test] += 1
        return _run(binary, *arguments, cwd=cwd, stdin=stdin, variables=variables)

    return run


@pytest.fixture
def terraform(request: pytest.FixtureRequest, _terraform_binary: str | None) -> Terraform:
    """The real Terraform: `terraform("fmt", "-", cwd=path)` gives the completed process."""
    if _terraform_binary is None:
        leave_out("terraform is not on PATH")
    return counted(request.node.nodeid, _terraform_binary)


@pytest.fixture(scope="session")
def terraform_of(_terraform_binary: str | None, _provider_problem: str) -> Callable[[str], Terraform]:
    """The real Terraform for a test of that id, where it can install the AWS provider."""
    if _provider_problem or _terraform_binary is None:
        leave_out(_provider_problem)
    return lambda test: counted(test, _terraform_binary)


@pytest.fixture
def terraform_with_aws(request: pytest.FixtureRequest, terraform_of: Callable[[str], Terraform]) -> Terraform:
    return terraform_of(request.node.nodeid)


@pytest.fixture(scope="session")
def kept(terraform_of: Callable[[str], Terraform], tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptProvider]:
    """One process of the AWS provider for whatever only asks it questions: to start one takes seconds."""
    directory = tmp_path_factory.mktemp("kept")
    (directory / "versions.tf").write_text(batches.VERSIONS, encoding="utf-8")
    done = terraform_of("the provider that is kept running")("init", "-no-color", cwd=directory)
    assert done.returncode == 0, done.stderr
    with kept_running(directory, os.environ) as reached:
        yield KeptProvider(directory, reached)


@pytest.fixture
def terraform_kept(terraform_with_aws: Terraform, kept: KeptProvider) -> Terraform:
    """The real Terraform, which asks the provider that is kept running; `terraform init` then installs none."""
    return functools.partial(terraform_with_aws, variables=kept.variables)


@pytest.fixture(scope="session")
def judge(
    terraform_of: Callable[[str], Terraform], kept: KeptProvider, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """What Terraform finds wrong with repositories: `judge("every variant", {name: files})`, by name, counted as said.

    What only version 6 of the provider takes is not for it.
    """

    def run(test: str, repositories: Mapping[str, batches.Files]) -> dict[str, str]:
        return batches.Judge(terraform_of(test), kept, tmp_path_factory.mktemp("batches")).problems(repositories)

    return run


@pytest.fixture(scope="session")
def programs(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Where the programs of a pinned package are: `programs("checkov==3.3.30") / "checkov"`."""
    directory = Path(request.config.cache.mkdir("environments"))
    made = functools.cache(lambda requirement: environment_for(requirement, directory))

    def find(requirement: str) -> Path:
        found = made(requirement)
        return leave_out(found.problem) if found.problem else found.bin

    return find


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        workers.in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    return workers.number()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return workers.scheduler(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what it has to say at the end."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["said"] = [sorted(_left_out), _backed, _notes]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    left_out, backed, notes = getattr(node, "workeroutput", {}).get("said", ([], {}, []))
    _left_out.update(left_out)
    _backed.update(workers.merged([_backed, backed]))
    _notes.extend(notes)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    calls = sum(_backed.values())
    terminalreporter.section("real Terraform")
    terminalreporter.write_line(f"{len(_backed)} tests ran the real terraform, {calls} commands in all")
    for line in _notes:
        terminalreporter.write_line(line)
    skipped = [(str(one.longrepr[2]), one.nodeid) for one in terminalreporter.stats.get("skipped", [])]
    for reason in sorted(_left_out):
        tests = [test for said, test in skipped if said == f"Skipped: {reason}"]
        terminalreporter.write_line(f"LEFT OUT: {len(tests)} tests, because {reason}", red=True, bold=True)
        for test in tests:
            terminalreporter.write_line(f"  {test}")


@pytest.fixture(scope="session")
def questionnaire():
    return pipeline.load_questionnaire()


@pytest.fixture(scope="session")
def build(questionnaire, tmp_path_factory):
    """A repository from settings as `--set` takes them; of all tests, python-hcl2 reads each different text once."""
    directory, sound = tmp_path_factory.mktemp("cache"), set()

    def run(*settings: str) -> pipeline.Repository:
        known = Cache(directory, frozenset(sound))
        repository = pipeline.build(questionnaire, *from_settings(settings, questionnaire), known)
        sound.update(repository.second_reading.sound)
        return repository

    return run


def write_tree(directory: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")


def read_tree(directory: Path) -> dict[str, str]:
    """Every file below a directory, by relative path."""
    return {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*"))
        if path.is_file() and ".terraform" not in path.relative_to(directory).parts
    }
