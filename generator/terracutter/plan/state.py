"""Where the state of each environment is kept, and what must stand before the first environment can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from terracutter.answers import EnvironmentAnswers
from terracutter.hcl.literal import Expression
from terracutter.records import record

GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
GITHUB_AUDIENCE = "sts.amazonaws.com"
"""Source: GitHub documentation, OpenID Connect in Amazon Web Services."""

DEFAULT_BRANCH = "main"
"""What is merged there is applied."""


@record
class State:
    """`bucket` is None where it is not known before it is made, `key_alias` where nothing is made here."""

    key: str
    region: str
    bucket: str | None
    key_alias: str | None
    address: str | None
    backend: str

    @property
    def place(self) -> str:
        """As a table names it."""
        return {
            "gitlab": "GitLab",
            "hcp-terraform": "HCP Terraform",
            "local": "a file",
            "s3": self.bucket or "named at init",
        }[self.backend]

    @property
    def lock_address(self) -> str:
        return f"{self.address}/lock"


@record
class Trust:
    """Whose tokens the roles of CI take: of that repository, with `sub` claims in which `*` stands for anything."""

    repository: str
    issuer: str
    audience: str
    plan_subjects: tuple[str, ...]
    apply_subjects: tuple[str, ...]


@record
class CiEnvironment:
    """An environment as the roles of CI know it."""

    name: str
    trust: Trust

    @property
    def values(self) -> dict[str, Any]:
        return {"apply_subjects": self.trust.apply_subjects, "plan_subjects": self.trust.plan_subjects}


@record
class Bootstrap:
    """What one account has before its environments: a root module, applied once by a person."""

    directory: str
    account_id: str | None
    environment: str
    region: str
    state: State
    makes_bucket: bool
    environments: tuple[CiEnvironment, ...]
    workspace: str

    @property
    def bucket_module(self) -> str:
        return f"{self.root}modules/state-bucket"

    @property
    def roles_module(self) -> str:
        return f"{self.root}modules/ci-roles"

    @property
    def permissions(self) -> Expression:
        """Where the policies of its environments are."""
        return Expression(f'"${{path.module}}/{self.root}permissions"')

    @property
    def policy(self) -> str:
        """The file with what applying it needs."""
        return f"{self.directory.replace('/', '-')}.json"

    @property
    def root(self) -> str:
        """From its directory to the repository's."""
        return "../" * (self.directory.count("/") + 1)

    @property
    def values(self) -> dict[str, Any]:
        return {one.name: one.values for one in self.environments}

    @property
    def trust(self) -> Trust | None:
        return self.environments[0].trust if self.environments else None


def state_of(environments: Sequence[EnvironmentAnswers], environment: EnvironmentAnswers) -> State:
    """Where an environment's state is kept."""
    repository = environment["repository"]
    bucket, region, alias = environment["state_bucket"], environment["region"], None
    if environment["bootstrap"]:
        region = next(one["region"] for one in _of_account(environments, environment) if one["bootstrap"])
        alias = f"alias/{repository}-terraform-state"
        account = environment["account_id"]
        bucket = bucket or (f"{repository}-{account}-terraform-state" if account else None)
    key = f"{repository}/{environment.name}/terraform.tfstate"
    address = _gitlab(environment, f"{repository}-{environment.name}")
    return State(key, region, bucket, alias, address, environment["state_backend"])


def _gitlab(environment: EnvironmentAnswers, name: str) -> str | None:
    """Source: GitLab documentation, API of Terraform states; a project's path is one segment of the address."""
    if environment["state_backend"] != "gitlab":
        return None
    project = quote(environment["gitlab_project"], safe="")
    return f"{environment['gitlab_address']}/api/v4/projects/{project}/terraform/state/{name}"


def trust_of(environment: EnvironmentAnswers) -> Trust | None:
    """None where no role is made for CI.

    GitHub's claims of repositories made since July 2026 have numbers behind the names, as in repo:acme@1/eks@2:…
    Source: GitHub documentation, immutable subject claims; GitLab documentation, ID token authentication.
    """
    if not environment["ci_roles"]:
        return None
    repository = environment["ci_repository"]
    if environment["ci"] == "gitlab-ci":
        address = environment["gitlab_address"]
        project = f"project_path:{repository}"
        applies = f"{project}:ref_type:branch:ref:{DEFAULT_BRANCH}"
        return Trust(repository, address, address, (f"{project}:*",), (applies,))
    owner, _, name = repository.partition("/")
    projects = (f"repo:{repository}", f"repo:{owner}@*/{name}@*")
    plans = tuple(f"{one}:{run}" for one in projects for run in ("pull_request", f"ref:refs/heads/{DEFAULT_BRANCH}"))
    applies_there = tuple(f"{one}:environment:{environment.name}" for one in projects)
    return Trust(repository, GITHUB_ISSUER, GITHUB_AUDIENCE, plans, applies_there)


def bootstraps(environments: Sequence[EnvironmentAnswers]) -> tuple[Bootstrap, ...]:
    """One for each account in which something is to be made first."""
    found: dict[str | None, list[EnvironmentAnswers]] = {}
    for one in environments:
        if one["bootstrap"] or one["ci_roles"]:
            found.setdefault(one["account_id"], []).append(one)
    return tuple(_bootstrap(account, of_account, many=len(found) > 1) for account, of_account in found.items())


def _bootstrap(account: str | None, environments: list[EnvironmentAnswers], *, many: bool) -> Bootstrap:
    first = next((one for one in environments if one["bootstrap"]), environments[0])
    state, repository = state_of(environments, first), first["repository"]
    name = f"{repository}-bootstrap-{account}" if many else f"{repository}-bootstrap"
    own = State(
        f"{repository}/bootstrap.tfstate",
        state.region,
        state.bucket,
        state.key_alias,
        _gitlab(first, name),
        state.backend,
    )
    served = ((one, trust_of(one)) for one in environments)
    return Bootstrap(
        directory=f"bootstrap/{account}" if many else "bootstrap",
        account_id=account,
        environment=first.name,
        region=state.region,
        state=own,
        makes_bucket=bool(first["bootstrap"]),
        environments=tuple(CiEnvironment(one.name, trust) for one, trust in served if trust is not None),
        workspace=name,
    )


def bootstrap_of(roots: Sequence[Bootstrap], answers: Mapping[str, Any]) -> Bootstrap | None:
    """The one of an environment's account."""
    return next((one for one in roots if one.account_id == answers["account_id"]), None)


def _of_account(
    environments: Sequence[EnvironmentAnswers], environment: EnvironmentAnswers
) -> list[EnvironmentAnswers]:
    return [one for one in environments if one["account_id"] == environment["account_id"]]
