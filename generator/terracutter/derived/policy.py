"""The IAM policies that a root module's resources need: one to plan, and those that are needed beside it to apply."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from terracutter.catalog.permissions import Needs, permissions
from terracutter.plan import EnvironmentPlan
from terracutter.records import record

PLAN: Final = "plan"


@record
class State:
    """Where the state is kept in S3; without a bucket it is named at `terraform init`."""

    bucket: str | None
    key: str
    region: str


@record
class Needed:
    """`documents` are policies by name, `plan` first; `unknown` are types that the catalogue does not know."""

    documents: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, Needs]
    unknown: tuple[str, ...]


def policies_for(types: Iterable[str], environment: EnvironmentPlan, partition: str, state: State | None) -> Needed:
    known = permissions().types
    asked = sorted(set(types))
    found = {name: known[name] for name in asked if name in known}
    names = {
        "account": environment.answers["account_id"] or "*",
        "cluster": environment.cluster_name,
        "partition": partition,
        "region": environment.region,
    }
    reading = {action for needs in found.values() for action in needs.read}
    writing = {
        action
        for needs in found.values()
        for action in (*needs.create, *needs.update, *needs.delete, *needs.unseen)
        if action not in reading
    }
    by_document: dict[str, set[str]] = defaultdict(set)
    for action in writing:
        by_document[permissions().services[action.partition(":")[0]].document].add(action)
    documents = {PLAN: _statements(reading, found, names)}
    for name in sorted(by_document):
        documents[f"apply-{name}"] = _statements(by_document[name], found, names)
    if state is not None:
        reads, writes = _of_state(state, partition)
        documents[PLAN] += reads
        documents.setdefault("apply-cluster", []).extend(writes)
    written = {name: {"Statement": one, "Version": "2012-10-17"} for name, one in documents.items() if one}
    return Needed(written, found, tuple(name for name in asked if name not in known))


def text_of(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _statements(actions: Iterable[str], found: Mapping[str, Needs], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A statement for each scope, in the order of the catalogue."""
    by_scope: dict[str, list[str]] = defaultdict(list)
    for action in sorted(actions):
        by_scope[permissions().scope_of(action).sid].append(action)
    statements = []
    for scope in permissions().scopes:
        if scope.sid in by_scope:
            resources = [one.format(**names) for one in scope.resources]
            condition = _condition(scope.condition, found, names["region"])
            statements.append(_statement(scope.sid, by_scope[scope.sid], resources, condition))
    return statements


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


def _condition(kind: str, found: Mapping[str, Needs], region: str) -> Mapping[str, Any] | None:
    match kind:
        case "region":
            return {"StringEquals": {"aws:RequestedRegion": region}}
        case "passed_to":
            services = {one for needs in found.values() for one in needs.passed_to}
            return {"StringEquals": {"iam:PassedToService": sorted(services)}}
        case "linked_roles":
            services = {one for needs in found.values() for one in needs.linked_roles}
            return {"StringEquals": {"iam:AWSServiceName": sorted(services)}}
    return None


def _of_state(state: State, partition: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What reading and locking a state needs, and what writing it needs. A plan takes the lock too."""
    bucket = f"arn:{partition}:s3:::{state.bucket or '*'}"
    here, lock = f"{bucket}/{state.key}", f"{bucket}/{state.key}.tflock"
    through = {"StringEquals": {"kms:ViaService": f"s3.{state.region}.amazonaws.com"}}
    reads = [
        _statement("StateBucket", ["s3:ListBucket"], [bucket]),
        _statement("StateKey", ["kms:Decrypt", "kms:GenerateDataKey"], ["*"], through),
        _statement("StateLock", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [lock]),
        _statement("StateRead", ["s3:GetObject"], [here]),
    ]
    return reads, [_statement("StateWrite", ["s3:PutObject"], [here])]
