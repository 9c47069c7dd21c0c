"""What the answers make of the catalogue of EKS add-ons: which are installed, in which version, configured how.

An environment is its answers by question; `Undetermined` is raised where one of them is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from terracutter.catalog.addons import Addon, Role, addons, told_versions
from terracutter.diagnostics import did_you_mean
from terracutter.questions.instances import architectures
from terracutter.questions.interpreter import Undetermined

BEFORE_NODES: Final = ("eks-pod-identity-agent", "kube-proxy", "vpc-cni")
"""Without these a node never becomes Ready; DaemonSets, which install without nodes."""

CORE: Final = (*BEFORE_NODES, "coredns")

Environment = Mapping[str, Any]


def choices() -> dict[str, str]:
    """The add-ons to choose among, each with what it does."""
    return {name: addon.purpose for name, addon in addons().items() if name not in CORE}


def resource_name(addon: str) -> str:
    return addon.replace("-", "_")


def addon_resources() -> dict[str, str]:
    """Every add-on by the name of its resource."""
    return {resource_name(name): name for name in addons()}


def answer_to(environment: Environment, question: str) -> Any:
    if question not in environment:
        raise Undetermined(f"{question} is not known")
    return environment[question]


def compute(environment: Environment) -> frozenset[str]:
    """What runs pods in an environment, as the catalogue names it."""
    found = {
        "auto": environment.get("auto_mode"),
        "ec2": environment.get("node_groups")
        or environment.get("self_managed_node_groups")
        or environment.get("autoscaler") == "karpenter",
        "fargate": environment.get("fargate_profiles"),
        "hybrid": environment.get("remote_node_cidrs"),
        "hyperpod": environment.get("hyperpod"),
    }
    return frozenset(kind for kind, there in found.items() if there)


def is_fargate_only(environment: Environment) -> bool:
    return compute(environment) == {"fargate"}


def _core(environment: Environment, chosen: Iterable[str]) -> Iterator[str]:
    if answer_to(environment, "auto_mode"):
        return
    if not is_fargate_only(environment):
        requires_agent = any("eks-pod-identity-agent" in addons()[name].requires for name in chosen)
        if answer_to(environment, "workload_identity") == "pod-identity" or requires_agent:
            yield "eks-pod-identity-agent"
        yield from ("kube-proxy", "vpc-cni")
    yield "coredns"


def installed_addons(environment: Environment) -> tuple[str, ...]:
    """Those without which no cluster works, as far as it does not bring them, and the chosen ones."""
    chosen = answer_to(environment, "addons")
    return (*_core(environment, chosen), *sorted(chosen))


def addon_versions_of(environment: Environment) -> dict[str, str]:
    """The version that each add-on is given, but for those whose version is left to EKS."""
    release, given = answer_to(environment, "addon_release"), answer_to(environment, "addon_versions")
    kubernetes = answer_to(environment, "kubernetes_version")

    def version_of(name: str) -> str | None:
        if name in given or release == "latest":
            version: str | None = given.get(name)
            return version
        return addons()[name].version(kubernetes, newest=release == "newest")

    versions = {name: version_of(name) for name in sorted(installed_addons(environment))}
    return {name: version for name, version in versions.items() if version}


def any_addon_version(environments: Iterable[Environment]) -> bool:
    return any(addon_versions_of(environment) for environment in environments)


def latest_addons(environment: Environment) -> tuple[str, ...]:
    """Those for whose version EKS is asked at each plan, sorted."""
    return tuple(sorted(installed_addons(environment))) if answer_to(environment, "addon_release") == "latest" else ()


def addons_without_version(environment: Environment) -> tuple[str, ...]:
    """Those of which the catalogue knows no version for the cluster's Kubernetes, and none is given."""
    versions = addon_versions_of(environment)
    release = answer_to(environment, "addon_release")
    return tuple(name for name in installed_addons(environment) if release != "latest" and name not in versions)


def unknown_addon_versions(environment: Environment) -> dict[str, str]:
    """The given versions that the catalogue does not have for the cluster's Kubernetes, with those that it has."""
    kubernetes = answer_to(environment, "kubernetes_version")
    found = {}
    for name, version in answer_to(environment, "addon_versions").items():
        is_installed = name in installed_addons(environment)
        built_in = addons()[name].versions.get(kubernetes) if is_installed else None
        told = told_versions(name, kubernetes) if is_installed else None
        known = dict.fromkeys((*(built_in or ()), *(told or ())))
        if known and version not in known:
            found[name] = " and ".join(known)
    return found


def missing_addons(environment: Environment) -> dict[str, str]:
    """What installed add-ons require and is not installed, each with those that require it."""
    installed = installed_addons(environment)
    brought = CORE if answer_to(environment, "auto_mode") else ()
    wanted: dict[str, list[str]] = {}
    for name in installed:
        for required in addons()[name].requires:
            if required not in (*installed, *brought):
                wanted.setdefault(required, []).append(name)
    return {required: " and ".join(names) for required, names in wanted.items()}


def addons_of_auto_mode(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that EKS Auto Mode has built in."""
    return tuple(name for name in answer_to(environment, "addons") if addons()[name].built_into_auto_mode)


def addons_that_nothing_runs(environment: Environment) -> dict[str, str]:
    """The chosen ones, each with what would run it; none where it is not known what runs pods."""
    there = compute(environment)
    chosen = [addons()[name] for name in answer_to(environment, "addons")]
    return {addon.name: _kinds(addon) for addon in chosen if there and there.isdisjoint(addon.compute)}


_KINDS: Final = {"auto": "Auto Mode", "ec2": "EC2 nodes", "fargate": "Fargate", "hybrid": "hybrid nodes"}


def _kinds(addon: Addon) -> str:
    return " or ".join(_KINDS[one] for one in addon.compute if one in _KINDS) or "SageMaker HyperPod"


def addons_of_hyperpod(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that SageMaker HyperPod alone runs."""
    return tuple(name for name in answer_to(environment, "addons") if addons()[name].compute == ("hyperpod",))


def addons_without_arm64(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that have no image for arm64, where no node group has another processor."""
    groups = (environment.get("node_groups") or {}).values()
    types = tuple(one for group in groups for one in group["instance_types"])
    others = environment.get("self_managed_node_groups") or environment.get("autoscaler") == "karpenter"
    if not types or others or architectures(types) != {"arm64"}:
        return ()
    chosen = [addons()[name] for name in answer_to(environment, "addons")]
    return tuple(one.name for one in chosen if "ec2" in one.compute and "arm64" not in one.architectures)


def unconfigured_addons(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that EKS installs with a configuration alone, and that have none."""
    given = answer_to(environment, "addon_configuration")
    return tuple(
        name for name in answer_to(environment, "addons") if addons()[name].needs_configuration and not given.get(name)
    )


_COLLECTORS: Final = {
    "adot-col-container-logs": "containerLogs",
    "adot-col-otlp-ingest": "otlpIngest",
    "adot-col-prom-metrics": "prometheusMetrics",
}


def holds(role: Role, environments: Sequence[Environment]) -> bool:
    """Whether an add-on needs the role, in environments that share it."""
    first = environments[0]
    collector = value_at(answer_to(first, "addon_configuration"), ("adot", "collector"))
    conditions: dict[str, Callable[[], Any]] = {
        "always": lambda: True,
        "cloudwatch-logs": lambda: any(one.get("fluent_bit_log_group") for one in environments),
        "collector": lambda: _COLLECTORS[role.service_account] in (collector or ()),
        "dns-challenge": lambda: any(one.get("cert_manager_zone_arns") for one in environments),
        "ipv4": lambda: first["ip_family"] == "ipv4",
        "ipv6": lambda: first["ip_family"] == "ipv6",
        "own-key": lambda: any(one.get("ebs_key_arn") for one in environments),
    }
    return bool(conditions[role.when]())


def addons_without_credentials(environment: Environment) -> tuple[str, ...]:
    """Those that call AWS from Fargate, where Pod Identity gives no pod its role."""
    if not is_fargate_only(environment) or answer_to(environment, "workload_identity") != "pod-identity":
        return ()
    installed = [addons()[name] for name in installed_addons(environment)]
    return tuple(one.name for one in installed if any(holds(role, [environment]) for role in one.roles))


def set_on_nodes_alone(environment: Environment) -> tuple[str, ...]:
    """The answers that configure vpc-cni where there is none."""
    asked = ("network_policy", "pod_cidr", "prefix_delegation")
    return tuple(name for name in asked if is_fargate_only(environment) and answer_to(environment, name))


def value_at(value: Any, path: Iterable[str]) -> Any:
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def namespace_of(environment: Environment, addon: str) -> str:
    namespace: str = (environment.get("addon_namespaces") or {}).get(addon, addons()[addon].namespace)
    return namespace


def in_kube_system(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in addons() and addons()[name].namespace == "kube-system")


def not_installed(environment: Environment, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are no installed add-on."""
    installed = installed_addons(environment)
    return tuple(name for name in names if name not in installed)


def likely_addon(environment: Environment, names: Iterable[str]) -> str:
    """What the first of them that is not installed was meant to be."""
    return next((did_you_mean(name, installed_addons(environment)) for name in not_installed(environment, names)), "")
