"""`docs/PERMISSIONS.md`, and the policies of `docs/permissions/<environment>/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from terracutter.catalog.permissions import Needs, permissions
from terracutter.configuration import Module
from terracutter.derived.policy import PLAN, Needed, State, policies_for, text_of
from terracutter.derived.stacks import Resource, Stack
from terracutter.evaluate import root_scope
from terracutter.plan import Plan
from terracutter.proof import look_up

PERMISSIONS_FILE: Final = "docs/PERMISSIONS.md"
_INTRODUCTION: Final = """\
# Permissions

What IAM must allow for Terraform to plan, apply and destroy each environment, and nothing for the people who then use
the cluster. The policies are made from the resources that stand in `environments/` and `modules/`.

- **To plan**: `{plan}` alone. It reads, and takes the lock of the state.
- **To apply and destroy**: all files of the environment's folder. Each is a managed policy of its own, as IAM allows
  one {characters:,} characters without whitespace.
- **To apply a change of answers**: the files as they were and as they are now. What an answer took away is no longer in
  the new ones, and must still be deleted.

| Environment | File | Characters |
| --- | --- | --- |
"""
_DESTROY: Final = """\

## What destroying needs beyond applying

These actions are asked for only when something is deleted or replaced. They stand in the same files, because Terraform
also replaces. A role that must never destroy can do without them; an apply that wants to delete then stops halfway.

"""
_UNSEEN: Final = """\

## What no request of Terraform names

AWS asks for these beside the action that was called.

| Action | Why |
| --- | --- |
"""
_BOUNDARY: Final = """\

## What is broad, and how to narrow it

- Roles may be made whose name begins with the cluster's, with any policy. A permissions boundary keeps whoever applies
  from giving a role more than it should have: deny `iam:CreateRole` and `iam:PutRolePolicy` where
  `iam:PermissionsBoundary` is not the boundary, and set it on the roles.
- Where a whole region is allowed, an account for each environment is the limit that holds.
- Without an account in the answers the ARNs say `*` for it; a policy of an identity reaches its own account only.
"""


def permission_files(plan: Plan, modules: Mapping[str, Module], stacks: Mapping[str, Stack]) -> dict[str, str]:
    """Path to text. Environments with the same resources differ in names alone."""
    files: dict[str, str] = {}
    every: dict[str, Needed] = {}
    resources: dict[str, Resource] = {}
    for environment in plan.environments:
        found = list(stacks[environment.name].resources())
        resources |= {one.address: one for one in found}
        state = _state(modules, environment.name)
        needed = every[environment.name] = policies_for(map(_type, found), environment, plan.partition, state)
        for name, document in needed.documents.items():
            files[f"docs/permissions/{environment.name}/{name}.json"] = text_of(document)
    files[PERMISSIONS_FILE] = "".join(_page(every, files, resources.values()))
    return files


def _type(resource: Resource) -> str:
    return f"data.{resource.type}" if resource.is_data else resource.type


def _state(modules: Mapping[str, Module], environment: str) -> State | None:
    scope = root_scope(modules, f"environments/{environment}")
    key = look_up("terraform.backend.s3.key", scope)
    if key is None:
        return None
    return State(look_up("terraform.backend.s3.bucket", scope), key, look_up("terraform.backend.s3.region", scope))


def _page(every: Mapping[str, Needed], files: Mapping[str, str], resources: Iterable[Resource]) -> Iterator[str]:
    yield _INTRODUCTION.format(plan=f"{PLAN}.json", characters=permissions().characters)
    for environment, needed in every.items():
        for name in needed.documents:
            path = f"permissions/{environment}/{name}.json"
            size = len("".join(files[f"docs/{path}"].split()))
            yield f"| {environment} | [{name}.json]({path}) | {size:,} |\n"
    types = {name: needs for needed in every.values() for name, needs in needed.types.items()}
    yield from _by_service(types, list(resources))
    yield _DESTROY
    known = {action for needs in types.values() for action in (*needs.read, *needs.create, *needs.update)}
    deleting = sorted({action for needs in types.values() for action in needs.delete} - known)
    yield "".join(f"- `{action}`\n" for action in deleting)
    unseen = {action: why for needs in types.values() for action, why in needs.unseen.items()}
    if unseen:
        yield _UNSEEN
        yield "".join(f"| `{action}` | {why} |\n" for action, why in sorted(unseen.items()))
    yield _BOUNDARY
    unknown = sorted({name for needed in every.values() for name in needed.unknown})
    if unknown:
        yield "\n## What is not covered\n\nAdd what these need: "
        yield ", ".join(f"`{name}`" for name in unknown) + ".\n"


def _by_service(types: Mapping[str, Needs], resources: list[Resource]) -> Iterator[str]:
    yield "\n## Why, by service\n\n| Service | Needed for | In modules | Allowed on |\n| --- | --- | --- | --- |\n"
    for name, service in permissions().services.items():
        of_it = sorted(one for one, needs in types.items() if needs.service == name)
        if of_it:
            modules = sorted({one.feature for one in resources if _type(one) in of_it})
            needed = ", ".join(f"`{one}`" for one in of_it)
            yield f"| {service.title} | {needed} | {', '.join(modules)} | {service.scope} |\n"
