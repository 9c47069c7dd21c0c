"""GitLab as its pipeline sees it: jobs in their order, each in a clone of its own, with a token of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from loopback import Loopback
from pipeline_ground import Sources, Told, Tools, distrusted, run_script
from pipelines import gitlab_jobs

_SHELL = ["sh", "-ec"]


@dataclass(frozen=True, slots=True)
class Project:
    """`variables` are those of its settings; a job that a person starts is started here, after `meanwhile`."""

    path: str
    aws: Loopback
    sources: Sources
    tools: Tools
    variables: Mapping[str, str]
    directory: Path
    pipelines: list[Path] = field(default_factory=list)

    def run(self, meanwhile: Mapping[str, Callable[[], None]] | None = None, **given: str) -> dict[str, Told]:
        """What came of each job; one that no rule wants is not there. `given`: what GitLab says of the pipeline."""
        directory = self.directory / f"pipeline-{len(self.pipelines)}"
        self.pipelines.append(directory)
        document = yaml.safe_load((self.sources.directory / ".gitlab-ci.yml").read_text(encoding="utf-8"))
        variables = {**document["variables"], **self.variables, "CI_DEFAULT_BRANCH": "main", **given}
        assert any(_holds(rule["if"], variables) for rule in document["workflow"]["rules"])
        jobs = {
            name: job
            for name, job in gitlab_jobs(document).items()
            if any(_holds(rule["if"], variables) for rule in job["rules"])
        }
        told: dict[str, Told] = {}
        for name in _in_order(jobs, document["stages"]):
            needs = [one for one in jobs[name].get("needs", ()) if one in jobs]
            if any(told[one].result != "success" for one in needs):
                told[name] = Told("skipped")
                continue
            (meanwhile or {}).get(name, lambda: None)()
            told[name] = self._job(directory, name, jobs[name], needs, variables)
        return told

    def _job(
        self, directory: Path, name: str, job: dict[str, Any], needs: list[str], variables: Mapping[str, str]
    ) -> Told:
        workspace = directory / name
        self.sources.check_out(workspace)
        for one in needs:
            if (directory / "artifacts" / one).exists():
                shutil.copytree(directory / "artifacts" / one, workspace, dirs_exist_ok=True)
        own = {key: _expanded(value, variables) for key, value in job.get("variables", {}).items()}
        environment = {**self.tools.environment, **variables, **own, "AWS_TOKEN": "of this job"}
        assert "AWS_TOKEN" in job.get("id_tokens", ()) or "AWS_ROLE_ARN" not in environment
        if "AWS_ROLE_ARN" in environment:
            self._take_role(environment, job)
        script = "\n".join([*job.get("before_script", ()), *job["script"]])
        well, said = run_script(script, workspace, environment, _SHELL)
        kept = job.get("artifacts", {})
        paths = [_expanded(path, {**variables, **own}) for path in kept.get("paths", ())]
        for path in [*paths, *kept.get("reports", {}).values()] if well else ():
            target = directory / "artifacts" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(workspace / path, target)
        return Told("success" if well else "failure", said)

    def _take_role(self, environment: Mapping[str, str], job: dict[str, Any]) -> None:
        """The role must trust the job's token, as IAM judges it."""
        address = job["id_tokens"]["AWS_TOKEN"]["aud"]
        subject = f"project_path:{self.path}:ref_type:branch:ref:{environment['CI_COMMIT_REF_NAME']}"
        arn, claims = environment["AWS_ROLE_ARN"], {"aud": address, "sub": subject}
        assert not distrusted(self.aws, arn, address.removeprefix("https://"), claims), f"{arn} does not trust {claims}"


def _in_order(jobs: Mapping[str, dict[str, Any]], stages: list[str]) -> list[str]:
    """By stage, and in it as the file has them, which is behind what they need."""
    names = sorted(jobs, key=lambda name: stages.index(jobs[name]["stage"]))
    for name in names:
        assert all(names.index(one) < names.index(name) for one in jobs[name].get("needs", ()) if one in jobs), name
    return names


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: variables.get(found[1], ""), text)


def _holds(rule: str, variables: Mapping[str, str]) -> bool:
    """Comparisons of variables and texts, and variables that must not be empty, joined by &&."""

    def value(word: str) -> str:
        return word.strip('"') if word.startswith('"') else variables.get(word.removeprefix("$"), "")

    for part in rule.split(" && "):
        left, operator, right = (*part.split(" "), "!=", '""')[:3]
        if (value(left) == value(right)) is not (operator == "=="):
            return False
    return True
