"""Tags of everything that the loopback EKS has, by ARN."""

from __future__ import annotations

from typing import Any

from eks_protocol import Refusal, Request, operation
from eks_state import ACCOUNT, Document, Region


def _tagged(region: Region, arn: str) -> Document:
    for cluster in region.clusters.values():
        groups: list[tuple[str, Any]] = [
            ("arn", [cluster.shown]),
            ("accessEntryArn", cluster.entries.values()),
            ("addonArn", cluster.add_ons.values()),
            ("associationArn", cluster.associations.values()),
            ("nodegroupArn", cluster.node_groups.values()),
            ("fargateProfileArn", cluster.fargate_profiles.values()),
            ("identityProviderConfigArn", cluster.identity_providers.values()),
        ]
        for key, things in groups:
            for thing in things:
                if thing[key] == arn:
                    return thing.setdefault("tags", {})
    raise Refusal("NotFound", f"Resource not found for arn: {arn} in account {ACCOUNT}")


@operation
def tag_resource(region: Region, request: Request) -> Document:
    _tagged(region, request["resourceArn"]).update(request["tags"])
    return {}


@operation
def untag_resource(region: Region, request: Request) -> Document:
    tags = _tagged(region, request["resourceArn"])
    for key in request["tagKeys"]:
        tags.pop(key, None)
    return {}


@operation
def list_tags_for_resource(region: Region, request: Request) -> Document:
    return {"tags": _tagged(region, request["resourceArn"])}
