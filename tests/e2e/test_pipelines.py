"""The pipelines run as their hosts would run them: real Terraform, real state, the roles' own trust."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import locks
import pytest
from conftest import leave_out
from github_host import ISSUER, Host
from gitlab_host import Project
from loopback import ACCOUNT
from pipeline_ground import Sources, Told, distrusted, tools
from provider import kept_running
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import write
from terracutter.pipeline import Repository

NAMES = ("development", "production")
Test = Callable[..., None]
ONE = {"TF_CLI_ARGS_plan": "-target=module.vpc.aws_vpc.this"}
"""Enough of an environment to be planned, applied and changed."""
MAIN = {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_NAME": "main"}


@dataclass(frozen=True, slots=True)
class Account:
    """A repository whose bootstrap was applied, and what happens to it and in AWS beside its pipelines."""

    name: str
    sources: Sources
    ground: Ground
    variables: Mapping[str, str]

    @property
    def bucket(self) -> str:
        return f"{self.name}-{ACCOUNT}-terraform-state"

    @property
    def settings(self) -> dict[str, str]:
        """The variables that the pipelines' own comments ask for."""
        accounts = {f"AWS_ACCOUNT_ID_{name.upper()}": ACCOUNT for name in NAMES}
        return {**accounts, "STATE_BUCKET": self.bucket, "TERRACUTTER": "terracutter"}

    def change(self, value: str) -> None:
        """A tag on everything, in both environments."""
        for name in NAMES:
            path = self.sources.directory / f"environments/{name}/providers.tf"
            kept = [line for line in path.read_text("utf-8").splitlines() if "Change " not in line]
            at = kept.index("    Environment = var.environment")
            path.write_text("\n".join([*kept[:at], f'    Change      = "{value}"', *kept[at:], ""]), encoding="utf-8")
        self.sources.commit()

    def tags(self, name: str) -> dict[str, str]:
        return {one["Key"]: one["Value"] for one in self._vpc(name)["Tags"]}

    def tag_by_hand(self, name: str, value: str) -> None:
        tags = [{"Key": "Environment", "Value": value}]
        self.ground.aws.client("ec2").create_tags(Resources=[self._vpc(name)["VpcId"]], Tags=tags)

    def apply_elsewhere(self, name: str) -> None:
        """What somebody applies from their own machine."""
        elsewhere = self.ground.directory.parent / "elsewhere"
        self.sources.check_out(elsewhere)
        root = elsewhere / "environments" / name
        self.run(root, "init", f"-backend-config=bucket={self.bucket}")
        self.run(root, "apply", "-auto-approve", ONE["TF_CLI_ARGS_plan"])

    def lock(self, name: str) -> None:
        locks.lock_elsewhere(self.ground.aws.client("s3"), self.bucket, f"{self.name}/{name}/terraform.tfstate")

    def distrusts(self, issuer: str, claims: Mapping[str, str]) -> dict[str, list[str]]:
        """By role of the second environment, the claims for which it takes no such token."""
        arn = f"arn:aws:iam::{ACCOUNT}:role/ci/{self.name}-{NAMES[1]}-ci-"
        return {role: distrusted(self.ground.aws, f"{arn}{role}", issuer, claims) for role in ("plan", "apply")}

    def run(self, root: Path, *arguments: str) -> None:
        done = self.ground.terraform(*arguments, "-no-color", cwd=root, variables=self.variables)
        assert done.returncode == 0, f"{arguments} in {root}:\n{done.stdout[-3000:]}\n{done.stderr}"

    @contextmanager
    def badly_formatted(self) -> Iterator[None]:
        file = self.sources.directory / "environments/production/bad.tf"
        file.write_text("locals {\na=1\n}\n", encoding="utf-8")
        self.sources.commit()
        yield
        file.unlink()
        self.sources.commit()

    def _vpc(self, name: str) -> Any:
        named = [{"Name": "tag:Name", "Values": [f"{self.name}-{name}"]}]
        (found,) = self.ground.aws.client("ec2").describe_vpcs(Filters=named)["Vpcs"]
        return found


@contextmanager
def account(ground: Ground, repository: Repository) -> Iterator[Account]:
    """The bootstrap is applied, and each environment has the checksums of the providers."""
    write(ground.directory, repository)
    root = ground.directory / "bootstrap"
    variables = dict(ground.aws.environment)
    made = Account(repository.plan.repository, Sources(ground.directory), ground, variables)
    made.run(root, "init")
    for name in NAMES:
        shutil.copy(root / ".terraform.lock.hcl", ground.directory / "environments" / name)
    with kept_running(root, os.environ | variables) as reached:
        variables |= reached
        # Another run has made GitHub's issuer known, which an account can know once.
        made.run(root, "apply", "-auto-approve", "-var=create_oidc_provider=false")
        made.sources.start()
        yield made


def _of(told: dict[str, Told]) -> dict[str, str]:
    return {name: one.result for name, one in told.items()}


def _answers(*more: str) -> tuple[str, ...]:
    return ("environments=development,production", "profile=development", "controllers=none", *more)


def prepare_github(ground: Ground) -> Steps:
    repository = ground.build(*_answers("repository=piped", "ci=github-actions", "ci_repository=acme/piped"))

    def steps() -> dict[str, Any]:
        with account(ground, repository) as made:
            variables = {**made.variables, **ONE}
            host = Host(
                "acme/piped",
                made.sources,
                tools(ground.directory.parent / "tools", variables),
                ground.aws,
                made.settings,
                ground.directory.parent,
            )
            return {**_reviewed(host, made), **_merged(host, made)}

    return steps


def _reviewed(host: Host, made: Account) -> dict[str, Any]:
    """A pull request, to which something badly formatted is pushed, and one from a fork."""
    found: dict[str, Any] = {"reviewed": host.run("terraform.yml", "pull_request")}
    host.tools.validate_no_more()
    found["reviewed log"] = host.tools.take_log()
    found["comment"] = (host.tools.directory / "comment.md").read_text(encoding="utf-8")
    with made.badly_formatted():
        found["refused"] = host.run("terraform.yml", "pull_request")
    found["refused calls"] = _of_gh(host)
    found["refused comment"] = (host.tools.directory / "comment.md").read_text(encoding="utf-8")
    found["distrusted"] = {
        name: made.distrusts(ISSUER, {"aud": "sts.amazonaws.com", "repository": repository, "sub": subject})
        for name, (repository, subject) in TOKENS.items()
    }
    fork = {"pull_request": {"number": 8, "head": {"repo": {"full_name": "somebody/piped"}}}}
    found["from a fork"] = host.run("terraform.yml", "pull_request", event=fork)
    return found


def _merged(host: Host, made: Account) -> dict[str, Any]:
    host.tools.take_log()
    found: dict[str, Any] = {"merged": host.run("terraform.yml", "push"), "merged log": host.tools.take_log()}
    for name, value in {"drifted": "somebody's", "settled": "development"}.items():
        made.tag_by_hand("development", value)
        found[name] = host.run("drift.yml", "schedule")
        issue = host.tools.directory / "Drift in development.md"
        found["issue"] = issue.read_text(encoding="utf-8") if issue.exists() else found["issue"]
        found[f"{name} calls"] = _of_gh(host)
    made.change("overtaken")
    overtakes = {"apply-development/apply": lambda: made.apply_elsewhere("development")}
    found["overtaken"] = host.run("terraform.yml", "push", overtakes)
    # What was applied elsewhere is what is wanted: nothing is left to apply in the first environment.
    found["locked"] = host.run("terraform.yml", "push", {"apply-production/apply": lambda: made.lock("production")})
    found["tags"] = {name: made.tags(name).get("Change") for name in NAMES}
    return found


def _of_gh(host: Host) -> list[str]:
    return [line for line in host.tools.take_log() if line.startswith("gh ")]


register("github pipeline", prepare_github)


def prepare_gitlab(ground: Ground) -> Steps:
    if shutil.which("jq") is None:
        leave_out("jq is not on PATH")
    repository = ground.build(*_answers("repository=lined", "ci=gitlab-ci", "ci_repository=acme/lined"))

    def steps() -> dict[str, Any]:
        with account(ground, repository) as made:
            # By the token of the job, and by nothing else.
            keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
            variables = {name: value for name, value in made.variables.items() if name not in keys} | ONE
            variables["AWS_ENDPOINT_URL_STS"] = ground.aws.url
            programs = tools(ground.directory.parent / "tools", variables)
            project = Project("acme/lined", ground.aws, made.sources, programs, made.settings, ground.directory.parent)
            programs.validate_no_more()
            return _piped(project, made)

    return steps


def _piped(project: Project, made: Account) -> dict[str, Any]:
    asked = project.run(CI_PIPELINE_SOURCE="merge_request_event", CI_COMMIT_REF_NAME="change")
    reports = project.pipelines[0] / "artifacts"
    of_branch = {"aud": "https://gitlab.com", "sub": "project_path:acme/lined:ref_type:branch:ref:change"}
    found: dict[str, Any] = {
        "asked": asked,
        "branch": made.distrusts("gitlab.com", of_branch),
        "reports": {path.parent.name: json.loads(path.read_text("utf-8")) for path in reports.rglob("plan.json")},
        "log": project.tools.take_log(),
        "merged": project.run(CI_PIPELINE_SOURCE="push", **MAIN),
    }
    made.change("overtaken")
    overtakes = {"apply-development": lambda: made.apply_elsewhere("development")}
    found["overtaken"] = project.run(overtakes, CI_PIPELINE_SOURCE="push", **MAIN)
    found["drift"] = project.run(CI_PIPELINE_SOURCE="schedule", **MAIN)
    return found


register("gitlab pipeline", prepare_gitlab)


def on_github(test: Test) -> Test:
    return pytest.mark.e2e("github pipeline")(pytest.mark.timeout(1800)(test))


def on_gitlab(test: Test) -> Test:
    return pytest.mark.e2e("gitlab pipeline")(pytest.mark.timeout(1800)(test))


INIT = f"terraform init -backend-config=bucket=piped-{ACCOUNT}-terraform-state"
CHECKS = [
    "terraform fmt -recursive -check -diff",
    *(
        f"terraform -chdir=environments/{name} {command}"
        for name in NAMES
        for command in ("init -backend=false -input=false", "validate")
    ),
    "pipx run checkov==3.3.30 --directory . --framework terraform --quiet --compact",
    "pipx run --spec terracutter terracutter render --check",
]
FIND_COMMENT = (
    "gh api --paginate repos/acme/piped/issues/7/comments"
    ' --jq .[] | select(.user.type == "Bot" and (.body | startswith("<!-- terraform -->"))) | .id'
)
FIND_ISSUE = (
    "gh issue list --state open --limit 200 --json number,title --jq .[] | select(.title == env.TITLE) | .number"
)


def _but_modules(log: list[str]) -> list[str]:
    return [line for line in log if "-chdir=modules/" not in line]


@on_github
def test_a_pull_request_is_checked_and_planned_and_its_plans_are_in_a_comment(result):  # noqa: F811
    assert _of(result["reviewed"]) == {
        "check": "success",
        "preview development": "success",
        "preview production": "success",
        "comment": "success",
        "apply-development": "skipped",
        "apply-production": "skipped",
    }
    preview = [INIT, "terraform plan -lock=false -out=preview.tfplan", "terraform show -no-color preview.tfplan"]
    post = "gh api --method POST repos/acme/piped/issues/7/comments --field body=@comment.md --silent"
    assert _but_modules(result["reviewed log"]) == [*CHECKS, *preview, *preview, FIND_COMMENT, post]
    tested = [line.split("/")[1] for line in result["reviewed log"] if line.endswith(" test")]
    assert {"vpc test", "eks-cluster test"} < set(tested)
    assert re.findall(r"<summary>(.*?)</summary>", result["comment"]) == [
        f"<b>{name}</b>: Plan: 1 to add, 0 to change, 0 to destroy." for name in NAMES
    ]


@on_github
def test_what_fails_its_check_is_not_planned_and_the_comment_says_so(result):  # noqa: F811
    told = {"check": "failure", "preview": "skipped", "comment": "success"}
    assert _of(result["refused"]) == {**told, "apply-development": "skipped", "apply-production": "skipped"}
    assert "environments/production/bad.tf" in result["refused"]["check"].output
    patch = "gh api --method PATCH repos/acme/piped/issues/comments/41 --field body=@comment.md --silent"
    assert result["refused calls"] == [FIND_COMMENT, patch]
    assert result["refused comment"] == "<!-- terraform -->\n" + "".join(
        f"**{name}**: no plan, see [the run](https://github.com/acme/piped/actions/runs/2)\n\n" for name in NAMES
    )


@on_github
def test_a_fork_gets_neither_a_role_nor_a_comment(result):  # noqa: F811
    told = {"check": "success", "preview": "skipped", "comment": "skipped"}
    assert _of(result["from a fork"]) == {**told, "apply-development": "skipped", "apply-production": "skipped"}


TOKENS = {
    "a pull request": ("acme/piped", "repo:acme/piped:pull_request"),
    "the default branch": ("acme/piped", "repo:acme@1/piped@2:ref:refs/heads/main"),
    "another branch": ("acme/piped", "repo:acme@1/piped@2:ref:refs/heads/change"),
    "another environment": ("acme/piped", "repo:acme@1/piped@2:environment:development"),
    "a claim of another repository's own making": (
        "acme/other",
        "repo:acme@1/other@3:ref:refs/heads/piped@2:environment:production",
    ),
}


@on_github
def test_a_role_is_for_the_runs_that_it_is_made_for(result):  # noqa: F811
    assert result["distrusted"] == {
        "a pull request": {"plan": [], "apply": ["sub"]},
        "the default branch": {"plan": [], "apply": ["sub"]},
        "another branch": {"plan": ["sub"], "apply": ["sub"]},
        "another environment": {"plan": ["sub"], "apply": ["sub"]},
        # The subject alone would do.
        "a claim of another repository's own making": {"plan": ["repository", "sub"], "apply": ["repository"]},
    }


MERGED = {"check": "success", "preview": "skipped", "comment": "skipped"}


@on_github
def test_what_is_merged_is_applied_by_the_plan_that_was_shown(result):  # noqa: F811
    jobs = {f"apply-{name}/{job}": "success" for name in NAMES for job in ("plan", "apply")}
    assert _of(result["merged"]) == {**MERGED, **jobs}
    assert "Plan: 1 to add, 0 to change, 0 to destroy." in result["merged"]["apply-production/plan"].summary
    plan = [INIT, "terraform plan -detailed-exitcode -out=apply.tfplan", "terraform show -no-color apply.tfplan"]
    both = [*plan, INIT, "terraform apply apply.tfplan"]
    assert _but_modules(result["merged log"]) == [*CHECKS, *both, *both]


@on_github
def test_a_plan_that_somebody_has_overtaken_is_not_applied(result):  # noqa: F811
    plan = {"apply-development/plan": "success", "apply-development/apply": "failure"}
    assert _of(result["overtaken"]) == {**MERGED, **plan, "apply-production": "skipped"}
    assert "Saved plan is stale" in result["overtaken"]["apply-development/apply"].output


@on_github
def test_nothing_is_applied_where_nothing_changes_and_a_lock_stops_an_apply(result):  # noqa: F811
    assert _of(result["locked"]) == {
        **MERGED,
        "apply-development/plan": "success",
        "apply-development/apply": "skipped",
        "apply-production/plan": "success",
        "apply-production/apply": "failure",
    }
    said = result["locked"]["apply-production/apply"].output
    assert "Error acquiring the state lock" in said
    assert locks.WHO in said
    assert result["tags"] == {"development": "overtaken", "production": None}


@on_github
def test_drift_opens_an_issue_and_its_end_closes_it(result):  # noqa: F811
    jobs = {"drift development": "success", "drift production": "success", "report": "success"}
    assert _of(result["drifted"]) == _of(result["settled"]) == jobs
    assert result["drifted calls"] == [
        FIND_ISSUE,
        "gh issue create --title Drift in development --body-file issue.md",
        FIND_ISSUE,
    ]
    assert '"Environment" = "somebody\'s" -> "development"' in result["issue"]
    close = "gh issue close 7 --comment It is as its code says again: https://github.com/acme/piped/actions/runs/6"
    assert result["settled calls"] == [FIND_ISSUE, close, FIND_ISSUE]


@on_gitlab
def test_gitlab_plans_a_merge_request_and_counts_what_would_change(result):  # noqa: F811
    jobs = ("check", "policy", "answers", "preview-development", "preview-production")
    assert _of(result["asked"]) == dict.fromkeys(jobs, "success")
    counts = {"create": 1, "update": 0, "delete": 0}
    assert result["reports"] == dict.fromkeys(NAMES, counts)
    assert "terraform -chdir=modules/vpc test" in result["log"]


@on_gitlab
def test_gitlab_lets_no_branch_apply_but_the_default_one(result):  # noqa: F811
    assert result["branch"] == {"plan": [], "apply": ["sub"]}


@on_gitlab
def test_gitlab_applies_by_the_tokens_of_jobs_and_refuses_what_was_overtaken(result):  # noqa: F811
    checks = {"check": "success", "policy": "success", "answers": "success"}
    jobs = {f"{kind}-{name}": "success" for name in NAMES for kind in ("plan", "apply")}
    assert _of(result["merged"]) == {**checks, **jobs}
    assert _of(result["overtaken"]) == {
        **checks,
        "plan-development": "success",
        "apply-development": "failure",
        "plan-production": "skipped",
        "apply-production": "skipped",
    }
    assert "Saved plan is stale" in result["overtaken"]["apply-development"].output


@on_gitlab
def test_gitlab_fails_where_an_environment_is_not_as_its_code_says(result):  # noqa: F811
    # The change was applied from elsewhere in the first environment alone.
    assert _of(result["drift"]) == {"drift-development": "success", "drift-production": "failure"}
    assert "Plan: 0 to add, 1 to change, 0 to destroy." in result["drift"]["drift-production"].output
