"""What plans and applies each environment in CI, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

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
    def workflow(self) -> str:
        """Of Atlantis."""
        return "checked-with-bucket" if self.names_bucket else "checked"

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
    def waits_for(self) -> tuple[str, ...]:
        return (f"apply-{self.after}",) if self.after else ("check",)

    @property
    def lock(self) -> str:
        return f"terraform-{self.environment}"

    @property
    def plan_file(self) -> str:
        return f"{self.root}/apply.tfplan"

    @property
    def lock_file(self) -> str:
        return f"{self.root}/.terraform.lock.hcl"

    @property
    def chdir(self) -> str:
        return f"-chdir={self.root}"

    @property
    def report(self) -> str:
        return f"{self.root}/plan.json"

    @property
    def requirements(self) -> tuple[str, ...]:
        """Those of Atlantis that it waits for."""
        return (self.after,) if self.after else ()

    @property
    def preview_text(self) -> str:
        """What a job of GitHub keeps of a plan that is only read."""
        return f"${{{{ runner.temp }}}}/{self.environment}.txt"

    @property
    def has_changes(self) -> str:
        """A condition of GitHub: it is applied where something changes, and where nothing before it failed."""
        return f"!failure() && !cancelled() && needs.{self.plan_job}.outputs.changes == 'true'"

    @property
    def gitlab_needs(self) -> tuple[str, ...]:
        return (f"apply-{self.after}",) if self.after else ("check", "policy")

    @property
    def has_before(self) -> bool:
        return self.after is not None


@record
class Delivery:
    """A job of each kind for each environment, in the order of the environments, and what they run."""

    jobs: tuple[Job, ...]
    command: str
    code_owners: tuple[str, ...]

    # What GitHub puts in its place: no template can have these braces.
    changes: ClassVar[str] = "${{ steps.plan.outputs.changes }}"
    hcp_token: ClassVar[str] = "${{ secrets.TF_API_TOKEN }}"  # noqa: S105
    http_password: ClassVar[str] = "${{ secrets.TF_HTTP_PASSWORD }}"  # noqa: S105
    http_username: ClassVar[str] = "${{ vars.TF_HTTP_USERNAME }}"
    state_bucket: ClassVar[str] = "${{ vars.STATE_BUCKET }}"

    @property
    def names_bucket(self) -> bool:
        return any(job.names_bucket for job in self.jobs)

    @property
    def workflows(self) -> dict[str, bool]:
        """Those of Atlantis, and whether the bucket is named in each."""
        return {job.workflow: job.names_bucket for job in self.jobs}

    @property
    def environments(self) -> str:
        return " ".join(job.environment for job in self.jobs)

    @property
    def preview_jobs(self) -> tuple[str, ...]:
        return tuple(job.preview_job for job in self.jobs)

    @property
    def drift_jobs(self) -> tuple[str, ...]:
        return tuple(job.drift_job for job in self.jobs)

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

    @property
    def format(self) -> str:
        return f"{self.command} fmt -check -recursive ../.."

    @property
    def validate(self) -> str:
        return f"{self.command} validate"


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
