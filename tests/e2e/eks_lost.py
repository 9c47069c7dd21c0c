"""What EKS accepts of a cluster and what will never work there, as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from eks_compute import self_managed, why_role_is_too_weak
from eks_identity import why_without_credentials
from eks_state import ACCOUNT, Cluster, Region

_OF_NODES = {"EC2", "EC2_LINUX", "EC2_WINDOWS"}


def lost(region: Region, cluster: Cluster) -> Iterator[str]:
    for one in cluster.associations.values():
        yield why_without_credentials(region, cluster, one["namespace"], one["serviceAccount"], None)
    for nodes in self_managed(region, cluster):
        yield f"{nodes.name}: {nodes.lost}" if nodes.lost else ""
    for name, one in (*cluster.node_groups.items(), *cluster.add_ons.items()):
        yield from (f"{name}: {issue['message']}" for issue in one["health"]["issues"])
    for principal, entry in cluster.entries.items():
        if f":{ACCOUNT}:role/" in principal:
            yield _why_not_let_in(region, cluster, principal, entry["type"])


def _why_not_let_in(region: Region, cluster: Cluster, principal: str, kind: str) -> str:
    role = region.role(principal)
    if role is None:
        return f"the access entry of {principal} is of a role that is gone"
    if kind in _OF_NODES and (weak := why_role_is_too_weak(role)):
        return f"nodes of {principal}: {weak}"
    policies = {arn.rsplit("/", 1)[1] for arn in cluster.policies.get(principal, {})}
    if kind == "EC2" and "AmazonEKSAutoNodePolicy" not in policies:
        return f"nodes of {principal} may read nothing in the cluster"
    return ""
