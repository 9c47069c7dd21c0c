"""What plans and applies each environment in CI, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from terracutter.catalog.delivery import pins
from terracutter.plan.state import State
from terracutter.records import record

_ACCOUNT = {"github-actions": "${{{{ vars.AWS_ACCOUNT_ID_{name} }}}}", "gitlab-ci": "$AWS_ACCOUNT_ID_{name}"}
"""How a pipeline names an account that is no answer."""


@record
class Job:
    """An environment in a pipeline; `after` is the one before it, `group` its place in the order, from 1."""

    environment: str
    root: str
    after: str | None
    group: int
    region: str
    plan_role: str
    apply_role: str
    names_bucket: bool
    """Whether the bucket of its state is named at `init` alone."""

    @property
    def plan_job(self) -> str:
        return f"plan-{self.environment}"

    @property
    def apply_job(self) -> str:
        return f"apply-{self.environment}"

    @property
    def drift_job(self) -> str:
        return f"drift-{self.environment}"

    @property
    def preview_job(self) -> str:
        """The plan of a merge request, which is never applied."""
        return f"preview-{self.environment}"

    @property
    def waits_for(self) -> str:
        return f"apply-{self.after}" if self.after else "check"

    @property
    def report(self) -> str:
        return f"{self.root}/plan.json"

    @property
    def requirements(self) -> tuple[str, ...]:
        """Those of Atlantis that it waits for."""
        return (self.after,) if self.after else ()

    @property
    def gitlab_needs(self) -> tuple[str, ...]:
        return (f"apply-{self.after}",) if self.after else ("check", "policy")

    def extends(self, kind: str) -> tuple[str, str]:
        """What a job of GitLab is made of."""
        return (f".{kind}", f".environment-{self.environment}")

    @property
    def has_before(self) -> bool:
        return self.after is not None


@record
class Delivery:
    """A job of each kind for each environment, in the order of the environments, and what they run."""

    jobs: tuple[Job, ...]
    command: str
    code_owners: tuple[str, ...]

    @property
    def names_bucket(self) -> bool:
        return any(job.names_bucket for job in self.jobs)

    @property
    def environments(self) -> str:
        return " ".join(job.environment for job in self.jobs)

    @property
    def engine_version(self) -> str:
        return pins().programs[self.command]

    @property
    def image(self) -> str:
        """The engine's own; each has its version as tag."""
        name = {"terraform": "hashicorp/terraform", "tofu": "ghcr.io/opentofu/opentofu"}[self.command]
        return f"{name}:{self.engine_version}"

    @property
    def checkov(self) -> str:
        return f"checkov=={pins().programs['checkov']}"

    @property
    def policy(self) -> str:
        return f"pipx run {self.checkov} --directory . --framework terraform --quiet --compact"


def delivery(every: Sequence[Mapping[str, Any]], states: Mapping[str, State], partition: str) -> Delivery:
    """`every`: the answers of the environments, whose states are by name in the same order."""
    jobs, names = [], list(states)
    for index, (name, answers) in enumerate(zip(names, every, strict=True)):
        unknown = _ACCOUNT.get(answers["ci"], "").format(name=name.upper().replace("-", "_"))
        role = f"arn:{partition}:iam::{answers['account_id'] or unknown}:role/ci/{answers['repository']}-{name}-ci"
        after = names[index - 1] if index else None
        root, roles = f"environments/{name}", (f"{role}-plan", f"{role}-apply")
        names_bucket = states[name].backend == "s3" and states[name].bucket is None
        jobs.append(Job(name, root, after, index + 1, answers["region"], *roles, names_bucket=names_bucket))
    command = "tofu" if every[0]["engine"] == "opentofu" else "terraform"
    return Delivery(tuple(jobs), command, tuple(every[0]["code_owners"]))
