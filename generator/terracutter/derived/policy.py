"""The IAM policies that a root module's resources need: of an environment one to plan, and those to apply beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from terracutter.catalog.permissions import Needs, Scope, permissions
from terracutter.plan import EnvironmentPlan
from terracutter.plan.state import Bootstrap, State
from terracutter.records import record

PLAN: Final = "plan"
BEFORE: Final = "bootstrap"
_KEPT: Final = frozenset({"kms:ScheduleKeyDeletion"})
"""What nobody may do to what keeps the states; Terraform refuses it there too."""


@record
class Needed:
    """`documents` are policies by name, `plan` first; `unknown` are types that the catalogue does not know."""

    documents: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, Needs]
    unknown: tuple[str, ...]


@record
class _Root:
    """A root module: the types of its resources, what ARNs are filled with, and what confines its actions."""

    types: Mapping[str, Needs]
    names: Mapping[str, str]
    tags: Mapping[str, str]
    scopes: Sequence[Scope]
    attached: frozenset[str] = frozenset()
    """The policies of AWS that its roles have, by ARN."""

    def statements(self, actions: Iterable[str]) -> list[dict[str, Any]]:
        """A statement for each scope, in the order of the catalogue."""
        by_scope: dict[str, list[str]] = defaultdict(list)
        for action in sorted(actions):
            by_scope[next(one.sid for one in self.scopes if one.has(action))].append(action)
        found = []
        for scope in self.scopes:
            if scope.sid in by_scope:
                resources = [one.format(**self.names) for one in scope.resources]
                found.append(_statement(scope.sid, by_scope[scope.sid], resources, self._condition(scope.condition)))
        return found

    def _condition(self, kind: str) -> Mapping[str, Any] | None:
        match kind:
            case "region":
                return {"StringEquals": {"aws:RequestedRegion": self.names["region"]}}
            case "passed_to":
                services = {one for needs in self.types.values() for one in needs.passed_to}
                return {"StringEquals": {"iam:PassedToService": sorted(services)}}
            case "linked_roles":
                services = {one for needs in self.types.values() for one in needs.linked_roles}
                return {"StringEquals": {"iam:AWSServiceName": sorted(services)}}
            case "own_policies":
                return {"ArnLike": {"iam:PolicyARN": self.names["ci_policies"]}}
            case "attached":
                return {"ArnEquals": {"iam:PolicyARN": sorted(self.attached)}} if self.attached else None
            case "tags":
                return {"StringEquals": {f"aws:ResourceTag/{name}": value for name, value in self.tags.items()}}
        return None


def policies_for(
    types: Iterable[str], environment: EnvironmentPlan, partition: str, attached: frozenset[str]
) -> Needed:
    """One document to plan, and one to apply for each that the catalogue names."""
    found, unknown = _known(types)
    names = {**_names(environment.answers, environment.region, partition), "cluster": environment.cluster_name}
    tags = {"Environment": environment.name, "Repository": names["repository"]}
    root = _Root(found, names, tags, permissions().scopes, attached)
    reading = {action for needs in found.values() for action in needs.read}
    by_document: dict[str, set[str]] = defaultdict(set)
    for action in _writing(found) - reading:
        by_document[permissions().services[action.partition(":")[0]].document].add(action)
    documents = {PLAN: root.statements(reading)}
    for name in sorted(by_document):
        documents[f"apply-{name}"] = root.statements(by_document[name])
    if environment.state.backend == "s3":
        reads, writes = _of_state(environment.state, names)
        documents[PLAN] += reads
        documents.setdefault("apply-cluster", []).extend(writes)
    return Needed(_written(documents), found, unknown)


def policy_before(types: Iterable[str], bootstrap: Bootstrap, environment: EnvironmentPlan, partition: str) -> Needed:
    """One document for all that is done in `bootstrap/`; `environment` is one of its account."""
    found, unknown = _known(types)
    names = _names(environment.answers, bootstrap.region, partition)
    names["bucket"] = _bucket(bootstrap.state, names)
    names["issuer"] = bootstrap.trust.issuer.removeprefix("https://") if bootstrap.trust else ""
    root = _Root(found, names, {"Repository": names["repository"]}, permissions().scopes_before)
    reading = {action for needs in found.values() for action in needs.read}
    statements = root.statements((reading | _writing(found)) - _KEPT)
    if bootstrap.state.backend == "s3":
        reads, writes = _of_state(bootstrap.state, names)
        statements += [*reads, *writes]
    return Needed(_written({BEFORE: statements}), found, unknown)


def text_of(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _known(types: Iterable[str]) -> tuple[dict[str, Needs], tuple[str, ...]]:
    """What each type needs, and the types of which nobody knows."""
    known, asked = permissions().types, sorted(set(types))
    return {name: known[name] for name in asked if name in known}, tuple(name for name in asked if name not in known)


def _names(answers: Mapping[str, Any], region: str, partition: str) -> dict[str, str]:
    repository, account = answers["repository"], answers["account_id"] or "*"
    return {
        "account": account,
        "ci_policies": f"arn:{partition}:iam::{account}:policy/ci/{repository}-*",
        "partition": partition,
        "region": region,
        "repository": repository,
    }


def _writing(found: Mapping[str, Needs]) -> set[str]:
    every = found.values()
    return {action for needs in every for action in (*needs.create, *needs.update, *needs.delete, *needs.unseen)}


def _written(documents: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {name: {"Statement": one, "Version": "2012-10-17"} for name, one in documents.items() if one}


def _statement(
    sid: str, actions: list[str], resources: list[str], condition: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Action": actions[0] if len(actions) == 1 else actions,
        "Effect": "Allow",
        "Resource": resources[0] if len(resources) == 1 else resources,
        "Sid": sid,
    }
    return {**statement, "Condition": condition} if condition else statement


def _bucket(state: State, names: Mapping[str, str]) -> str:
    """The ARN of a state's bucket, as far as its name is known: one that is made here has the account in it."""
    unknown = f"{names['repository']}-*-terraform-state" if state.key_alias else "*"
    return f"arn:{names['partition']}:s3:::{state.bucket or unknown}"


def _of_state(state: State, names: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What reading and locking a state needs, and what writing it needs. A plan takes the lock too.

    S3 names the object or, with bucket keys, the bucket to KMS. Source: Amazon S3 user guide, encryption context.
    """
    bucket = _bucket(state, names)
    keys = f"arn:{names['partition']}:kms:{state.region}:*:key/*"
    here, lock = f"{bucket}/{state.key}", f"{bucket}/{state.key}.tflock"
    through = {
        "StringEquals": {"kms:ViaService": f"s3.{state.region}.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket, f"{bucket}/*"]},
    }
    reads = [
        _statement("StateBucket", ["s3:ListBucket"], [bucket]),
        _statement("StateKey", ["kms:Decrypt", "kms:GenerateDataKey"], [keys], through),
        _statement("StateLock", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [lock]),
        _statement("StateRead", ["s3:GetObject"], [here]),
    ]
    return reads, [_statement("StateWrite", ["s3:PutObject"], [here])]
