"""What the answers make of the catalogue of EKS add-ons: which are installed, in which version, configured how.

An environment is its answers by question; `Undetermined` is raised where one of them is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from terracutter.catalog.addons import Addon, Role, addons
from terracutter.diagnostics import did_you_mean
from terracutter.hcl.literal import Expression
from terracutter.questions.instances import architectures
from terracutter.questions.interpreter import Undetermined
from terracutter.questions.node_groups import any_begins, values_in

BEFORE_NODES: Final = ("eks-pod-identity-agent", "kube-proxy", "vpc-cni")
"""Without these a node never becomes Ready; DaemonSets, which install without nodes."""

CORE: Final = (*BEFORE_NODES, "coredns")

Environment = Mapping[str, Any]


class Setting(NamedTuple):
    """What the answer to a question sets in the configuration of an add-on; `path` is the keys on the way."""

    addon: str
    path: tuple[str, ...]
    value: Any
    question: str


def choices() -> dict[str, str]:
    """The add-ons to choose among, each with what it does."""
    return {name: addon.purpose for name, addon in addons().items() if name not in CORE}


def resource_name(addon: str) -> str:
    return addon.replace("-", "_")


def addon_resources() -> dict[str, str]:
    """Every add-on by the name of its resource."""
    return {resource_name(name): name for name in addons()}


def _answer(environment: Environment, question: str) -> Any:
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
    if _answer(environment, "auto_mode"):
        return
    if not is_fargate_only(environment):
        requires_agent = any("eks-pod-identity-agent" in addons()[name].requires for name in chosen)
        is_used = _answer(environment, "workload_identity") == "pod-identity" or requires_agent
        if is_used or environment.get("autoscaler") == "karpenter":
            yield "eks-pod-identity-agent"
        yield from ("kube-proxy", "vpc-cni")
    yield "coredns"


def installed_addons(environment: Environment) -> tuple[str, ...]:
    """Those without which no cluster works, as far as it does not bring them, and the chosen ones."""
    chosen = _answer(environment, "addons")
    return (*_core(environment, chosen), *sorted(chosen))


def addon_versions_of(environment: Environment) -> dict[str, str]:
    """The version that each add-on is given, but for those whose version is left to EKS."""
    release, given = _answer(environment, "addon_release"), _answer(environment, "addon_versions")
    kubernetes = _answer(environment, "kubernetes_version")

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
    return tuple(sorted(installed_addons(environment))) if _answer(environment, "addon_release") == "latest" else ()


def addons_without_version(environment: Environment) -> tuple[str, ...]:
    """Those of which the catalogue knows no version for the cluster's Kubernetes, and none is given."""
    versions = addon_versions_of(environment)
    release = _answer(environment, "addon_release")
    return tuple(name for name in installed_addons(environment) if release != "latest" and name not in versions)


def unknown_addon_versions(environment: Environment) -> dict[str, str]:
    """The given versions that the catalogue does not have for the cluster's Kubernetes, with those that it has."""
    kubernetes = _answer(environment, "kubernetes_version")
    found = {}
    for name, version in _answer(environment, "addon_versions").items():
        is_installed = name in installed_addons(environment)
        known = addons()[name].versions.get(kubernetes) if is_installed else None
        if known is not None and version not in known:
            found[name] = " and ".join(dict.fromkeys(known))
    return found


def missing_addons(environment: Environment) -> dict[str, str]:
    """What installed add-ons require and is not installed, each with those that require it."""
    installed = installed_addons(environment)
    brought = CORE if _answer(environment, "auto_mode") else ()
    wanted: dict[str, list[str]] = {}
    for name in installed:
        for required in addons()[name].requires:
            if required not in (*installed, *brought):
                wanted.setdefault(required, []).append(name)
    return {required: " and ".join(names) for required, names in wanted.items()}


def addons_of_auto_mode(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that EKS Auto Mode has built in."""
    return tuple(name for name in _answer(environment, "addons") if addons()[name].built_into_auto_mode)


def addons_that_nothing_runs(environment: Environment) -> dict[str, str]:
    """The chosen ones, each with what would run it; none where it is not known what runs pods."""
    there = compute(environment)
    chosen = [addons()[name] for name in _answer(environment, "addons")]
    return {addon.name: _kinds(addon) for addon in chosen if there and there.isdisjoint(addon.compute)}


_KINDS: Final = {"auto": "Auto Mode", "ec2": "EC2 nodes", "fargate": "Fargate", "hybrid": "hybrid nodes"}


def _kinds(addon: Addon) -> str:
    return " or ".join(_KINDS[one] for one in addon.compute if one in _KINDS) or "SageMaker HyperPod"


def addons_of_hyperpod(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that SageMaker HyperPod alone runs."""
    return tuple(name for name in _answer(environment, "addons") if addons()[name].compute == ("hyperpod",))


def addons_without_arm64(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that have no image for arm64, where no node group has another processor."""
    groups = (environment.get("node_groups") or {}).values()
    types = tuple(one for group in groups for one in group["instance_types"])
    others = environment.get("self_managed_node_groups") or environment.get("autoscaler") == "karpenter"
    if not types or others or architectures(types) != {"arm64"}:
        return ()
    chosen = [addons()[name] for name in _answer(environment, "addons")]
    return tuple(one.name for one in chosen if "ec2" in one.compute and "arm64" not in one.architectures)


def unconfigured_addons(environment: Environment) -> tuple[str, ...]:
    """The chosen ones that EKS installs with a configuration alone, and that have none."""
    given = _answer(environment, "addon_configuration")
    return tuple(
        name for name in _answer(environment, "addons") if addons()[name].needs_configuration and not given.get(name)
    )


_COLLECTORS: Final = {
    "adot-col-container-logs": "containerLogs",
    "adot-col-otlp-ingest": "otlpIngest",
    "adot-col-prom-metrics": "prometheusMetrics",
}


def holds(role: Role, environments: Sequence[Environment]) -> bool:
    """Whether an add-on needs the role, in environments that share it."""
    first = environments[0]
    configurations = _answer(first, "addon_configuration")
    conditions: dict[str, Callable[[], Any]] = {
        "always": lambda: True,
        "cloudwatch-logs": lambda: any(one.get("fluent_bit_log_group") for one in environments),
        "collector": lambda: _COLLECTORS[role.service_account] in (_at(configurations, ("adot", "collector")) or ()),
        "dns-challenge": lambda: any(one.get("cert_manager_zone_arns") for one in environments),
        "ipv4": lambda: first["ip_family"] == "ipv4",
        "ipv6": lambda: first["ip_family"] == "ipv6",
        "own-key": lambda: any(one.get("ebs_key_arn") for one in environments),
    }
    return bool(conditions[role.when]())


def addons_without_credentials(environment: Environment) -> tuple[str, ...]:
    """Those that call AWS from Fargate, where Pod Identity gives no pod its role."""
    if not is_fargate_only(environment) or _answer(environment, "workload_identity") != "pod-identity":
        return ()
    installed = [addons()[name] for name in installed_addons(environment)]
    return tuple(one.name for one in installed if any(holds(role, [environment]) for role in one.roles))


def set_on_nodes_alone(environment: Environment) -> tuple[str, ...]:
    """The answers that configure vpc-cni where there is none."""
    asked = ("network_policy", "pod_cidr", "prefix_delegation")
    return tuple(name for name in asked if is_fargate_only(environment) and _answer(environment, name))


def set_by_answers(environment: Environment) -> Iterator[Setting]:
    """What answers beside `addon_configuration` set."""
    if _answer(environment, "pod_cidr"):
        yield Setting("vpc-cni", ("env", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"), "true", "pod_cidr")
        yield Setting("vpc-cni", ("env", "ENI_CONFIG_LABEL_DEF"), "topology.kubernetes.io/zone", "pod_cidr")
    if _answer(environment, "prefix_delegation"):
        yield Setting("vpc-cni", ("env", "ENABLE_PREFIX_DELEGATION"), "true", "prefix_delegation")
        yield Setting("vpc-cni", ("env", "WARM_PREFIX_TARGET"), "1", "prefix_delegation")
    if _answer(environment, "pod_cidr"):
        yield Setting("vpc-cni", ("eniConfig", "create"), Expression("true"), "pod_cidr")
        yield Setting("vpc-cni", ("eniConfig", "region"), Expression("var.region"), "pod_cidr")
        yield Setting("vpc-cni", ("eniConfig", "subnets"), Expression(_POD_SUBNETS), "pod_cidr")
    if _answer(environment, "network_policy"):
        yield Setting("vpc-cni", ("enableNetworkPolicy",), "true", "network_policy")
    if any_begins(values_in([environment], "node_groups", "ami_type"), "WINDOWS"):
        yield Setting("vpc-cni", ("enableWindowsIpam",), "true", "node_groups")
    # Karpenter's nodes come when coredns is there already.
    kinds = ("auto_mode", "node_groups", "self_managed_node_groups")
    if environment.get("fargate_profiles") and not any(environment.get(kind) for kind in kinds):
        yield Setting("coredns", ("computeType",), "Fargate", "fargate_profiles")


_POD_SUBNETS: Final = """{
for zone, subnet_id in var.pod_subnet_ids : zone => {
id = subnet_id
securityGroups = [var.cluster_security_group_id]
}
}"""


def configuration_of(environment: Environment, addon: str) -> dict[str, Any]:
    """What an add-on is configured with, by other answers and by its own configuration; empty where by neither."""
    found: dict[str, Any] = {}
    for one in set_by_answers(environment):
        if one.addon == addon:
            _set(found, one.path, one.value)
    _merge(found, _answer(environment, "addon_configuration").get(addon, {}))
    return found


def _set(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *above, last = path
    for key in above:
        target = target.setdefault(key, {})
    target[last] = value


def _merge(target: dict[str, Any], further: Mapping[str, Any]) -> None:
    for key, value in further.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value


def configured_addons(environment: Environment) -> dict[str, Any]:
    """By resource and key, what stands at the top of a configuration; what Terraform alone knows is left out."""
    return {
        f"{resource_name(name)}.configuration_values.{key}": _plain(value)
        for name in installed_addons(environment)
        for key, value in configuration_of(environment, name).items()
        if not _has_expression(value) and key.replace("-", "_").isidentifier() and key.isascii()
    }


def unconfigured_resources(environment: Environment) -> tuple[str, ...]:
    """The resources of add-ons that have no configuration, those that are not installed among them."""
    installed = installed_addons(environment)
    return tuple(
        resource_name(name) for name in addons() if name not in installed or not configuration_of(environment, name)
    )


def _has_expression(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_has_expression(one) for one in value.values())
    return isinstance(value, Expression)


def _plain(value: Any) -> Any:
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def contradicted_configuration(environment: Environment) -> dict[str, str]:
    """By path, the question whose answer sets what a configuration sets to something else."""
    given = _answer(environment, "addon_configuration")
    known = {(one.addon, *one.path): one for one in set_by_answers(environment)}
    found = {}
    for place, question in {**_DECIDED, **{path: one.question for path, one in known.items()}}.items():
        value = _at(given, place)
        if value is not None and (place not in known or value != known[place].value):
            found[".".join(place)] = question
    return found


_DECIDED: Final = {
    ("vpc-cni", "enableNetworkPolicy"): "network_policy",
    ("vpc-cni", "eniConfig"): "pod_cidr",
    ("vpc-cni", "env", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"): "pod_cidr",
    ("vpc-cni", "env", "ENABLE_PREFIX_DELEGATION"): "prefix_delegation",
}
"""What a question decides, whatever it is answered."""


def _at(value: Any, path: Iterable[str]) -> Any:
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def configuration_problems(environment: Environment) -> dict[str, dict[str, str]]:
    """By path, what EKS would refuse of the configurations, and a hint."""
    from terracutter.catalog.configurations import configuration, problems

    found: dict[str, dict[str, str]] = {}
    for name, given in _answer(environment, "addon_configuration").items():
        version = _version_to_check(environment, name) if name in addons() else None
        schema = configuration(name, version) if version else None
        for one in problems(schema, _as_json(given)) if schema is not None else ():
            path = f"{name}.{one.path}" if one.path else name
            found.setdefault(path, {"message": one.message, "hint": one.hint})
    return found


def unchecked_configurations(environment: Environment) -> tuple[str, ...]:
    """The add-ons with a configuration, of whose version the catalogue has no schema."""
    from terracutter.catalog.configurations import configuration

    found = []
    for name in _answer(environment, "addon_configuration"):
        version = _version_to_check(environment, name) if name in addons() else None
        if name in addons() and (version is None or configuration(name, version) is None):
            found.append(name)
    return tuple(found)


def _version_to_check(environment: Environment, name: str) -> str | None:
    """The planned version, or the newest known where EKS is asked for it."""
    planned = addon_versions_of(environment).get(name)
    return planned or addons()[name].version(_answer(environment, "kubernetes_version"), newest=True)


def _as_json(value: Any) -> Any:
    """With lists and mappings as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _as_json(one) for key, one in value.items()}
    return [_as_json(one) for one in value] if isinstance(value, tuple) else value


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
