"""GitHub as its workflows see it: jobs in their order, each in a clone of its own, and actions by what they do."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from github_expressions import asks_for_status, evaluate, interpolate, shown
from loopback import Loopback
from pipeline_ground import Sources, Told, Tools, distrusted, run_script

_BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
ISSUER = "token.actions.githubusercontent.com"


@dataclass(frozen=True, slots=True)
class Host:
    """A repository at GitHub with its variables; `meanwhile` happens before the steps of the job of that name."""

    repository: str
    sources: Sources
    tools: Tools
    aws: Loopback
    variables: Mapping[str, str]
    directory: Path
    runs: list[Path] = field(default_factory=list)

    def run(
        self, workflow: str, trigger: str, meanwhile: Mapping[str, Callable[[], None]] | None = None, **facts: Any
    ) -> dict[str, Told]:
        """What came of each job, by its name, with the caller's name in front of one that was called."""
        directory = self.directory / f"run-{len(self.runs)}"
        self.runs.append(directory)
        github = {
            "event_name": trigger,
            "ref": "refs/heads/main",
            "repository": self.repository,
            "run_id": len(self.runs),
            "server_url": "https://github.com",
            "token": "of the run",
            "event": _event(trigger, self.repository),
            **facts,
        }
        contexts = {"github": github, "vars": self.variables}
        document = yaml.safe_load((self.sources.directory / ".github/workflows" / workflow).read_text("utf-8"))
        return _Workflow(self, directory, document, contexts, meanwhile or {}).run()


def _event(name: str, repository: str) -> dict[str, Any]:
    if name != "pull_request":
        return {}
    return {"pull_request": {"number": 7, "head": {"repo": {"full_name": repository}}}}


@dataclass(frozen=True, slots=True)
class _Workflow:
    host: Host
    directory: Path
    document: dict[str, Any]
    contexts: dict[str, Any]
    meanwhile: Mapping[str, Callable[[], None]]
    caller: str = ""
    allowed: Mapping[str, str] | None = None

    def run(self) -> dict[str, Told]:
        told: dict[str, Told] = {}
        results: dict[str, Told] = {}
        before: dict[str, set[str]] = {}
        for name, job in self.document["jobs"].items():
            needs = _listed(job.get("needs", []))
            before[name] = set(needs).union(*(before[one] for one in needs))
            contexts = {**self.contexts, "needs": {one: {"outputs": results[one].outputs} for one in needs}}
            if not _wanted(job.get("if", ""), contexts, [results[one].result for one in before[name]]):
                made = {f"{self.caller}{name}": Told("skipped")}
            elif "uses" in job:
                made = self._call(name, job, contexts)
            else:
                made = dict(self._each(name, job, contexts))
            told |= made
            results[name] = _together(list(made.values()))
        return told

    def _call(self, name: str, job: dict[str, Any], contexts: dict[str, Any]) -> dict[str, Told]:
        """A workflow of the repository, which has no right that its caller has not."""
        document = yaml.safe_load((self.host.sources.directory / job["uses"]).read_text(encoding="utf-8"))
        declared = document[True if True in document else "on"]["workflow_call"]["inputs"]
        inputs = {key: one.get("default", "") for key, one in declared.items()} | interpolate(job["with"], contexts)
        assert inputs.keys() == declared.keys()
        inner = {"github": contexts["github"], "vars": contexts["vars"], "inputs": inputs}
        return _Workflow(
            self.host, self.directory, document, inner, self.meanwhile, f"{name}/", job["permissions"]
        ).run()

    def _each(self, name: str, job: dict[str, Any], contexts: dict[str, Any]) -> Any:
        """The job itself, or one for each entry of its matrix."""
        entries = interpolate(job.get("strategy", {}).get("matrix", {}).get("include", [None]), contexts)
        for entry in entries:
            title = f"{self.caller}{name}" if entry is None else f"{self.caller}{name} {entry['environment']}"
            if title in self.meanwhile:
                self.meanwhile[title]()
            yield title, _Job(self, title, job, {**contexts, "matrix": entry or {}}).run()


@dataclass(slots=True)
class _Job:
    workflow: _Workflow
    title: str
    job: dict[str, Any]
    contexts: dict[str, Any]
    told: Told = field(default_factory=Told)
    credentials: dict[str, str] = field(default_factory=dict)

    def run(self) -> Told:
        for name in ("workspace", "temporary"):
            (self._directory / name).mkdir(parents=True)
        self.contexts |= {"runner": {"temp": str(self._directory / "temporary")}, "steps": {}}
        self._steps(self.job["steps"], self.contexts, _working_directory(self.job))
        outputs = interpolate(self.job.get("outputs", {}), self.contexts)
        self.told.outputs = outputs
        return self.told

    @property
    def _directory(self) -> Path:
        return self.workflow.directory / re.sub(r"[/ ]", "-", self.title)

    @property
    def _workspace(self) -> Path:
        return self._directory / "workspace"

    def _steps(self, steps: list[dict[str, Any]], contexts: dict[str, Any], directory: str) -> None:
        for step in steps:
            if self.told.result != "success" or not _wanted(step.get("if", ""), contexts, []):
                continue
            given = interpolate(step.get("with", {}), contexts)
            if "run" in step:
                outputs = self._script(step, contexts, directory)
                contexts["steps"][step.get("id", "")] = {"outputs": outputs}
            elif step["uses"].startswith("./"):
                self._composite(self._workspace / step["uses"], given)
            else:
                _ACTIONS[step["uses"].partition("@")[0]](self, given)

    def _script(self, step: dict[str, Any], contexts: dict[str, Any], directory: str) -> dict[str, str]:
        files = {name: self._directory / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        files["GITHUB_OUTPUT"].unlink(missing_ok=True)
        scopes = (self.workflow.document, self.job, step)
        variables = {name: value for one in scopes for name, value in one.get("env", {}).items()}
        environment = {
            **self.workflow.host.tools.environment,
            **{name: shown(value) for name, value in interpolate(variables, contexts).items()},
            **self.credentials,
            **{name: str(path) for name, path in files.items()},
            "GITHUB_WORKSPACE": str(self._workspace),
            "RUNNER_TEMP": str(self._directory / "temporary"),
        }
        where = self._workspace / interpolate(step.get("working-directory", directory), contexts)
        well, said = run_script(step["run"], where, environment, _BASH)
        self.told.output += said
        self.told.result = "success" if well else "failure"
        if files["GITHUB_STEP_SUMMARY"].exists():
            self.told.summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8") if files["GITHUB_OUTPUT"].exists() else ""
        return dict(line.split("=", 1) for line in lines.splitlines())

    def _composite(self, directory: Path, given: Mapping[str, Any]) -> None:
        """Its steps see its inputs, and neither the job's directory nor the contexts of the caller."""
        action = yaml.safe_load((directory / "action.yml").read_text(encoding="utf-8"))
        inputs = {name: one.get("default", "") for name, one in action["inputs"].items()} | dict(given)
        assert inputs.keys() == action["inputs"].keys()
        contexts = {"github": self.contexts["github"], "inputs": inputs, "steps": {}}
        assert all("shell" in step for step in action["runs"]["steps"] if "run" in step)
        self._steps(action["runs"]["steps"], contexts, ".")

    def check_out(self, given: Mapping[str, Any]) -> None:
        assert self._permissions.get("contents") == "read"
        shutil.rmtree(self._workspace)
        self.workflow.host.sources.check_out(self._workspace)

    def set_up(self, given: Mapping[str, Any]) -> None:
        assert given["terraform_version"] == (self._workspace / ".terraform-version").read_text("utf-8").strip()

    def take_role(self, given: Mapping[str, Any]) -> None:
        """The role must trust the job's token, as IAM judges it."""
        assert self._permissions.get("id-token") == "write"
        wrong = distrusted(self.workflow.host.aws, given["role-to-assume"], ISSUER, self._claims)
        assert not wrong, f"{given['role-to-assume']} does not trust {self._claims}"
        self.credentials = {"AWS_REGION": given["aws-region"]}

    @property
    def _permissions(self) -> Mapping[str, str]:
        own = self.job.get("permissions", self.workflow.document["permissions"])
        allowed = self.workflow.allowed
        return own if allowed is None else {key: value for key, value in own.items() if allowed.get(key) == value}

    @property
    def _claims(self) -> dict[str, str]:
        github = self.contexts["github"]
        part = github["ref"] if github["event_name"] != "pull_request" else ""
        context = f"ref:{part}" if part else "pull_request"
        if "environment" in self.job:
            context = f"environment:{interpolate(self.job['environment'], self.contexts)}"
        repository = github["repository"]
        # As in a repository that was made since July 2026.
        owner, _, name = repository.partition("/")
        return {
            "aud": "sts.amazonaws.com",
            "repository": repository,
            "sub": f"repo:{owner}@1/{name}@2:{context}",
        }

    def upload(self, given: Mapping[str, Any]) -> None:
        """One file by its name, several by their paths below the directory that they share."""
        paths = [self._workspace / line for line in given["path"].split()]
        found = [path for path in paths if path.is_file()]
        assert found, f"{given['path']}: no file, in {self.title}"
        assert given.get("include-hidden-files") or not any(path.name.startswith(".") for path in found)
        base = Path(os.path.commonpath([path.parent for path in paths]))
        for path in found:
            target = self._artifacts / given["name"] / path.relative_to(base)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)

    def download(self, given: Mapping[str, Any]) -> None:
        names = [one.name for one in self._artifacts.glob("*")] if self._artifacts.exists() else []
        wanted = fnmatch.filter(names, given["pattern"]) if "pattern" in given else [given["name"]]
        for name in wanted:
            shutil.copytree(self._artifacts / name, self._workspace / given["path"], dirs_exist_ok=True)

    @property
    def _artifacts(self) -> Path:
        return self.workflow.directory / "artifacts"


_ACTIONS: dict[str, Callable[[_Job, Mapping[str, Any]], None]] = {
    "actions/checkout": _Job.check_out,
    "actions/download-artifact": _Job.download,
    "actions/upload-artifact": _Job.upload,
    "aws-actions/configure-aws-credentials": _Job.take_role,
    "hashicorp/setup-terraform": _Job.set_up,
}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value


def _working_directory(job: Mapping[str, Any]) -> str:
    return job.get("defaults", {}).get("run", {}).get("working-directory", ".")


def _wanted(condition: str, contexts: Mapping[str, Any], results: list[str]) -> bool:
    """Without a word about it, a job is for the case that all before it succeeded."""
    succeeded = all(one == "success" for one in results)
    status = {"failure": lambda: "failure" in results, "cancelled": lambda: False, "success": lambda: succeeded}
    if not condition:
        return succeeded
    return bool(evaluate(condition, contexts, status)) and (asks_for_status(condition) or succeeded)


def _together(told: list[Told]) -> Told:
    """Of jobs that others see as one."""
    results = {one.result for one in told}
    result = "failure" if "failure" in results else "success" if "success" in results else "skipped"
    return Told(result, outputs=told[-1].outputs)
