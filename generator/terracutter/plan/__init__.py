"""Answers to plan: what stands in every environment, computed once, so that templates only choose and print."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from terracutter import catalog
from terracutter.answers import Answers, EnvironmentAnswers
from terracutter.catalog.delivery import Pins, pins
from terracutter.hcl.literal import Expression
from terracutter.plan.addons import Addons, compute, plan_addons
from terracutter.plan.addresses import AddressPlan, address_plan
from terracutter.plan.auto_mode import AutoModePool, auto_mode_pools
from terracutter.plan.compliance import Judged, judge
from terracutter.plan.costs import CostItem, standing_costs
from terracutter.plan.decisions import DecisionSection, Difference, decisions, differences
from terracutter.plan.delivery import Delivery, delivery
from terracutter.plan.fargate import fargate_logging
from terracutter.plan.karpenter import KarpenterPlan, karpenter_plan
from terracutter.plan.network import Subnet, subnets
from terracutter.plan.node_groups import NodeGroup, node_groups
from terracutter.plan.node_pools import NodePool, node_pools
from terracutter.plan.platform import Controller, Platform, controllers_with_roles
from terracutter.plan.self_managed import SelfManagedNodeGroup, self_managed_node_groups
from terracutter.plan.state import Bootstrap, State, Trust, bootstrap_of, bootstraps, state_of, trust_of
from terracutter.plan.upgrade import Upgrade, next_upgrade
from terracutter.questions import Feature, Questionnaire
from terracutter.questions.addons import addon_versions_of
from terracutter.questions.controls import Controls
from terracutter.questions.expressions import evaluate
from terracutter.records import record

GUARDDUTY_ENDPOINT = "guardduty-data"


@record
class EnvironmentPlan:
    """One environment: a root module, a state, a cluster."""

    name: str
    cluster_name: str
    region: str
    subnets: tuple[Subnet, ...]
    nat_gateway_zones: tuple[str, ...]
    addresses: AddressPlan
    node_groups: tuple[NodeGroup, ...]
    self_managed_node_groups: tuple[SelfManagedNodeGroup, ...]
    karpenter_node_pools: tuple[NodePool, ...]
    auto_mode_pools: tuple[AutoModePool, ...]
    fargate_logging: Mapping[str, str]
    state: State
    trust: Trust | None
    bootstrap: Bootstrap | None
    platform: Platform
    addon_versions: Mapping[str, str]
    answers: Mapping[str, Any]
    before: str | None
    """The environment that is planned and applied before this one."""

    @property
    def title(self) -> str:
        return f"Cluster {self.cluster_name}"

    @property
    def paths_before(self) -> list[str]:
        """As Terragrunt names what it depends on."""
        return [f"../{self.before}"]

    @property
    def stacks_before(self) -> list[str]:
        """As Terramate does."""
        return [f"/environments/{self.before}"]

    def tier(self, name: str) -> dict[str, str]:
        """CIDR by zone."""
        return {subnet.zone: subnet.cidr for subnet in self.subnets if subnet.tier == name}

    @property
    def upgrade(self) -> Upgrade | None:
        return next_upgrade(self.answers)

    @property
    def support_ends(self) -> str:
        """The last day of standard support for its Kubernetes; empty where AWS has not named it."""
        found = catalog.kubernetes_versions().get(self.answers["kubernetes_version"])
        return str(found.standard_until or "") if found else ""

    @property
    def interface_endpoints(self) -> tuple[str, ...]:
        """The ones asked for, and the one that GuardDuty would otherwise make and leave in the way of `destroy`."""
        asked: tuple[str, ...] = self.answers["interface_endpoints"] or ()
        guarded = "aws-guardduty-agent" in self.answers["addons"] and GUARDDUTY_ENDPOINT not in asked
        return (*asked, GUARDDUTY_ENDPOINT) if guarded else asked

    @property
    def private_subnets(self) -> dict[str, str]:
        return self.tier("private")

    @property
    def public_subnets(self) -> dict[str, str]:
        return self.tier("public")

    @property
    def intra_subnets(self) -> dict[str, str]:
        return self.tier("intra")

    @property
    def database_subnets(self) -> dict[str, str]:
        return self.tier("database")

    @property
    def pod_subnets(self) -> dict[str, str]:
        return self.tier("pod")


@record
class Support:
    """When standard support of a Kubernetes version ends, and whether the extended one follows, for which is paid."""

    names: str
    version: str
    ends: str
    is_extended: bool


@record
class Plan:
    """The repository. `has` says which blocks exist in the modules that all environments share."""

    repository: str
    partition: str
    features: tuple[Feature, ...]
    compute: tuple[Expression, ...]
    controllers: tuple[Controller, ...]
    addons: Addons
    environments: tuple[EnvironmentPlan, ...]
    answers: Mapping[str, Any]
    has: Mapping[str, bool]
    karpenter: KarpenterPlan | None
    decisions: tuple[DecisionSection, ...]
    differences: tuple[Difference, ...]
    pins: Pins
    controls: Controls
    compliance: tuple[Judged, ...]
    bootstraps: tuple[Bootstrap, ...]
    delivery: Delivery

    @property
    def command(self) -> str:
        """What plans and applies."""
        return "tofu" if self.has["opentofu"] else "terraform"

    @property
    def upgrades(self) -> tuple[tuple[str, Upgrade], ...]:
        """Each that environments have before them, with their names where not all have the same one."""
        found: dict[Upgrade, list[str]] = {}
        for environment in self.environments:
            upgrade = environment.upgrade
            if upgrade is not None:
                found.setdefault(upgrade, []).append(environment.name)
        is_same = sum(map(len, found.values())) == len(self.environments) and len(found) == 1
        return tuple(("" if is_same else ", ".join(names), upgrade) for upgrade, names in found.items())

    @property
    def supports(self) -> tuple[Support, ...]:
        """One for all environments of which the same is to be said, as far as AWS has named the day."""
        found: dict[tuple[str, str, bool], list[str]] = {}
        for one in self.environments:
            if one.support_ends:
                is_extended = one.answers["support_type"] == "EXTENDED"
                found.setdefault((one.answers["kubernetes_version"], one.support_ends, is_extended), []).append(
                    one.name
                )
        return tuple(Support(", ".join(names), *said) for said, names in found.items())

    @property
    def costs(self) -> tuple[CostItem, ...]:
        """What is paid as long as it stands."""
        return standing_costs(self.environments, self.has)

    @property
    def service_accounts(self) -> dict[str, str]:
        """By controller, namespace and name of its service account."""
        names = {one.resource: f"{one.namespace}:{one.service_account}" for one in self.controllers}
        return dict(sorted(names.items()))


def make_plan(questionnaire: Questionnaire, answers: Answers) -> Plan:
    """The plan behind valid answers."""
    roots = bootstraps(answers.environments)
    told = decisions(questionnaire, answers)
    environments = tuple(_environment(answers, environment, roots) for environment in answers.environments)
    every = [environment.answers for environment in environments]
    names = {**environments[0].answers, "every": every}
    partition = catalog.regions()[environments[0].region].partition
    features = tuple(
        feature for feature in questionnaire.features if feature.when is None or evaluate(feature.when, names)
    )
    awaited = compute(features)
    return Plan(
        repository=answers["repository"],
        partition=partition,
        features=features,
        compute=awaited,
        addons=plan_addons(every, partition, waits=bool(awaited)),
        controllers=controllers_with_roles(partition, every),
        environments=environments,
        answers={name: answer.value for name, answer in answers.shared.items()},
        has={name: bool(evaluate(expression, names)) for name, expression in questionnaire.has.items()},
        karpenter=karpenter_plan(partition) if answers["autoscaler"] == "karpenter" else None,
        decisions=told,
        differences=differences(told, answers.environments),
        pins=pins(),
        controls=questionnaire.controls,
        compliance=judge(questionnaire.controls, every),
        bootstraps=roots,
        delivery=delivery(every, {one.name: one.state for one in environments}, partition),
    )


def _environment(answers: Answers, environment: EnvironmentAnswers, roots: tuple[Bootstrap, ...]) -> EnvironmentPlan:
    zones: tuple[str, ...] = environment["zones"] or ()
    nat_gateway_zones = {"per_zone": zones, "single": zones[:1]}.get(environment["nat_gateways"], ())
    found = _subnets(environment, zones)
    cluster_name = f"{answers['repository']}-{environment.name}"
    return EnvironmentPlan(
        name=environment.name,
        cluster_name=cluster_name,
        region=environment["region"],
        subnets=found,
        nat_gateway_zones=nat_gateway_zones,
        addresses=address_plan(environment.values, found, nat_gateway_zones),
        node_groups=node_groups(environment.values),
        self_managed_node_groups=self_managed_node_groups(environment.values),
        karpenter_node_pools=node_pools(environment.values, cluster_name, _tags(answers, environment)),
        auto_mode_pools=auto_mode_pools(environment.values, cluster_name),
        fargate_logging=fargate_logging(environment.values, cluster_name),
        state=state_of(answers.environments, environment),
        trust=trust_of(environment),
        bootstrap=bootstrap_of(roots, environment.values),
        platform=Platform.of(environment.name, cluster_name, environment.values),
        addon_versions=addon_versions_of(environment.values),
        answers=environment.values,
        before={second: first for first, second in pairwise(answers["environments"])}.get(environment.name),
    )


def _tags(answers: Answers, environment: EnvironmentAnswers) -> dict[str, str]:
    """What the provider puts on everything."""
    return {**answers["tags"], "Repository": answers["repository"], "Environment": environment.name}


def _subnets(environment: EnvironmentAnswers, zones: tuple[str, ...]) -> tuple[Subnet, ...]:
    """None where the network is an existing one."""
    if not zones:
        return ()
    found = subnets(
        environment["vpc_cidr"],
        zones,
        public=environment["nat_gateways"] != "none",
        database=environment["database_subnets"],
        pod_cidr=environment["pod_cidr"],
    )
    # With Auto Mode the control plane shares the nodes' subnets, and the intra ones are left to a transit gateway.
    has_intra = not environment["auto_mode"] or environment["transit_gateway_id"] is not None
    return found if has_intra else tuple(subnet for subnet in found if subnet.tier != "intra")
