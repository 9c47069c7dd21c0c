"""The add-ons of the cluster: what each waits for, its configuration, and the roles of those that call AWS.

Environments share their modules, so that the first one's answers say which add-ons there are; values are Terraform's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from terracutter.catalog import addons as catalogue
from terracutter.hcl.literal import Expression
from terracutter.plan.addon_roles import Role, roles_of
from terracutter.questions import Feature
from terracutter.questions.addon_configuration import configuration_of
from terracutter.questions.addons import (
    BEFORE_NODES,
    CORE,
    installed_addons,
    resource_name,
)
from terracutter.records import record

_ARNS: Final = {
    "eks-node-group": "[for group in module.eks_node_group : group.arn]",
    "eks-self-managed-node-group": "[for group in module.eks_self_managed_node_group : group.arn]",
    "eks-fargate-profile": "module.eks_fargate_profile.arns",
}

Answers = Mapping[str, Any]


@record
class Addon:
    """An add-on as a resource; `namespace`: one of ours, `waits_for`: what Terraform finishes first."""

    name: str
    resource: str
    owner: str
    before_nodes: bool
    namespace: str | None
    configuration: Mapping[str, Any]
    roles: tuple[Role, ...]
    waits_for: tuple[Expression, ...]


@record
class Addons:
    """`service_accounts`: by role, who may take it; only for roles that trust the cluster's tokens."""

    before_nodes: tuple[Addon, ...]
    after_nodes: tuple[Addon, ...]
    roles: tuple[Role, ...]
    service_accounts: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(addon.name for addon in (*self.before_nodes, *self.after_nodes)))

    @property
    def main(self) -> tuple[Addon, ...]:
        """Those after the nodes that stand in `main.tf`: all, or where they are many, those that every cluster has."""
        return tuple(one for one in self.after_nodes if self._file_of(one) == "main")

    @property
    def aws(self) -> tuple[Addon, ...]:
        return tuple(one for one in self.after_nodes if self._file_of(one) == "aws")

    @property
    def community(self) -> tuple[Addon, ...]:
        return tuple(one for one in self.after_nodes if self._file_of(one) == "community")

    def _file_of(self, addon: Addon) -> str:
        has_core = any(one.name in CORE for one in self.after_nodes)
        if len(self.names) <= _READABLE or addon.name in CORE:
            return "main"
        return addon.owner if has_core or addon.owner == "community" else "main"


_READABLE: Final = 12
"""So many add-ons fit into 250 lines."""


def compute(features: Iterable[Feature]) -> tuple[Expression, ...]:
    """What Deployments wait for, in the repository's modules: lists of ARNs."""
    rendered = {feature.name for feature in features}
    return tuple(Expression(arns) for name, arns in _ARNS.items() if name in rendered)


def plan_addons(every: Sequence[Answers], partition: str, *, waits: bool) -> Addons:
    """`waits`: whether there is compute to wait for."""
    first = every[0]
    names = installed_addons(first)
    has_pod_identity = first["workload_identity"] == "pod-identity"
    roles = {name: tuple(roles_of(name, every, partition)) for name in names}
    agent = "eks-pod-identity-agent"

    def planned(name: str) -> Addon:
        known = catalogue.addons()[name]
        first_of_all = [one for one in known.requires if one in names]
        if has_pod_identity and roles[name] and agent in names and agent not in first_of_all:
            first_of_all.append(agent)
        waits_for = [f"aws_eks_addon.{resource_name(one)}" for one in sorted(first_of_all)]
        waits_for += [permission for role in roles[name] for permission in role.permissions]
        if waits and name not in BEFORE_NODES:
            waits_for.append("var.compute_arns")
        return Addon(
            name,
            resource_name(name),
            known.owner,
            name in BEFORE_NODES,
            (first["addon_namespaces"] or {}).get(name),
            configuration_of(first, name),
            roles[name],
            tuple(map(Expression, waits_for)),
        )

    made = [planned(name) for name in names]
    all_roles = tuple(role for name in names for role in roles[name])
    accounts = {role.resource: role.service_accounts for role in sorted(all_roles, key=lambda role: role.resource)}
    return Addons(
        tuple(one for one in made if one.before_nodes),
        tuple(one for one in made if not one.before_nodes),
        all_roles,
        {} if has_pod_identity else accounts,
    )
