"""`docs/PERMISSIONS.md`, and the policies of `permissions/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from terracutter.catalog.permissions import Needs, permissions
from terracutter.check.values import followed, instances_of, scopes, written
from terracutter.derived.policy import PLAN, Needed, policies_for, policy_before, text_of
from terracutter.derived.stacks import Resource, Stack
from terracutter.evaluate import UNKNOWN
from terracutter.plan import Plan

PERMISSIONS_FILE: Final = "docs/PERMISSIONS.md"
DIRECTORY: Final = "permissions"
_INTRODUCTION: Final = """\
# Permissions

What IAM must allow for Terraform to plan, apply and destroy each environment, and nothing for the people who then use
the cluster. The policies are made from the resources that stand in `environments/` and `modules/`.

- **To plan**: `{plan}` alone. It reads{lock}.
- **To apply and destroy**: all files of the environment's folder. Each is a managed policy of its own, as IAM allows
  one {characters:,} characters without whitespace.
"""
_TABLE: Final = """\

| For | File | Characters |
| --- | --- | --- |
"""
_BY_HAND: Final = """\
- **To apply a change of answers**: the files as they were and as they are now. What an answer took away is no longer in
  the new ones, and must still be deleted.
"""
_BY_CI: Final = """\
- **Who has them**: the roles of CI, to which `bootstrap/` gives these very files.
"""
_BEFORE: Final = """\
- **To apply `{directory}/`**: `{file}`.{kept}
"""
_KEPT: Final = " No action in it deletes the bucket of the states or its key."
_CHANGES: Final = """\

## When an answer changes

A render writes these files anew where other resources or policies stand. CI has the old ones until `bootstrap/` is
applied, so a pull request is planned by the old ones. For what it adds they are enough: nothing of it can be read yet.

1. A change that adds: apply `bootstrap/` from its branch once it is agreed to, then merge, and CI applies it.
2. A change that takes away: merge, and once CI has applied it, apply `bootstrap/`. The new files no longer allow what
   must still be read and deleted.
3. A change that does both: make two of it.

An apply that lacks a permission stops with `AccessDenied` and names the action. Nothing is lost: apply `bootstrap/`,
then run the job again.
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

- Roles may be made whose name begins with the cluster's, with any inline policy and any trust. A permissions boundary
  keeps whoever applies from making a role that may do more: add a statement that denies `iam:CreateRole` and
  `iam:PutRolePolicy` where `iam:PermissionsBoundary` is not the boundary, and set it on the roles.
- What EC2 and KMS make may be given tags, and what has the tags of this environment may be deleted: the tags keep one
  environment from deleting what is another's by mistake, not by intent.
- EC2 can create, change and launch in the whole region. An account for each environment is the limit that holds.
- A cluster whose name begins with that of another in the account lies within what the other's policies allow.
- Without an account in the answers the ARNs say `*` for it; a policy of an identity reaches its own account only,
  unless a bucket, key or queue elsewhere lets it in.
"""


def permission_files(plan: Plan, stacks: Mapping[str, Stack], before: Mapping[str, Stack]) -> dict[str, str]:
    """Path to text. `stacks` by environment, `before` by the directory of what is applied before them."""
    every: dict[str, Needed] = {}
    resources: dict[str, Resource] = {}
    for environment in plan.environments:
        found = list(stacks[environment.name].resources())
        resources |= {one.address: one for one in found}
        attached = _attached(stacks[environment.name])
        every[environment.name] = policies_for(map(_type, found), environment, plan.partition, attached)
    files = {
        f"{DIRECTORY}/{environment}/{name}.json": text_of(document)
        for environment, needed in every.items()
        for name, document in needed.documents.items()
    }
    environments = {one.name: one for one in plan.environments}
    for bootstrap in plan.bootstraps:
        found = list(before[bootstrap.directory].resources())
        needed = policy_before(map(_type, found), bootstrap, environments[bootstrap.environment], plan.partition)
        every[bootstrap.directory] = needed
        for document in needed.documents.values():
            files[f"{DIRECTORY}/{bootstrap.policy}"] = text_of(document)
    return {**files, PERMISSIONS_FILE: "".join(_page(plan, every, files, resources.values()))}


def _type(resource: Resource) -> str:
    return f"data.{resource.type}" if resource.is_data else resource.type


def _attached(stack: Stack) -> frozenset[str]:
    """The ARNs of the policies that are attached to roles; none where one of them is not known before an apply."""
    found = set()
    for scope in scopes(stack.directory, stack.modules):
        known = written(scope.module)
        for block in scope.module.of_type("resource"):
            if block.labels[0].value == "aws_iam_role_policy_attachment":
                arn = block.body.attributes["policy_arn"].value
                found |= {followed(one, known)(arn) for one in instances_of(block, scope)}
    return frozenset() if UNKNOWN in found else frozenset(found)


def _page(
    plan: Plan, every: Mapping[str, Needed], files: Mapping[str, str], resources: Iterable[Resource]
) -> Iterator[str]:
    yield _introduction(plan)
    for path, text in files.items():
        whose, _, name = path.removeprefix(f"{DIRECTORY}/").rpartition("/")
        yield f"| {whose or name.removesuffix('.json')} | [{name}](../{path}) | {len(''.join(text.split())):,} |\n"
    if plan.has["ci_roles"]:
        yield _CHANGES
    of_environments = [every[one.name] for one in plan.environments]
    types = {name: needs for needed in of_environments for name, needs in needed.types.items()}
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


def _introduction(plan: Plan) -> str:
    lock = ", and takes the lock of the state" if plan.has["state_s3"] else ""
    text = _INTRODUCTION.format(plan=f"{PLAN}.json", characters=permissions().characters, lock=lock)
    text += _BY_CI if plan.has["ci_roles"] else _BY_HAND
    for one in plan.bootstraps:
        text += _BEFORE.format(directory=one.directory, file=one.policy, kept=_KEPT if one.makes_bucket else "")
    return text + _TABLE


def _by_service(types: Mapping[str, Needs], resources: list[Resource]) -> Iterator[str]:
    yield "\n## Why, by service\n\n| Service | Needed for | In modules | Allowed on |\n| --- | --- | --- | --- |\n"
    for name, service in permissions().services.items():
        of_it = sorted(one for one, needs in types.items() if needs.service == name)
        if of_it:
            modules = sorted({one.feature for one in resources if _type(one) in of_it})
            needed = ", ".join(f"`{one}`" for one in of_it)
            yield f"| {service.title} | {needed} | {', '.join(modules)} | {service.scope} |\n"
