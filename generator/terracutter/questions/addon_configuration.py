"""The configurations of EKS add-ons: what is given, what other answers set, and what of it EKS would refuse.

An environment is its answers by question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from terracutter.catalog.addons import addons
from terracutter.hcl.literal import Expression
from terracutter.questions.addons import (
    Environment,
    addon_versions_of,
    answer_to,
    installed_addons,
    resource_name,
    value_at,
)
from terracutter.questions.node_groups import any_begins, groups_with_linux, values_in


class Setting(NamedTuple):
    """What the answer to a question sets in the configuration of an add-on; `path` is the keys on the way."""

    addon: str
    path: tuple[str, ...]
    value: Any
    question: str


def set_by_answers(environment: Environment) -> Iterator[Setting]:
    """What answers beside `addon_configuration` set."""
    if answer_to(environment, "pod_cidr"):
        yield Setting("vpc-cni", ("env", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"), "true", "pod_cidr")
        yield Setting("vpc-cni", ("env", "ENI_CONFIG_LABEL_DEF"), "topology.kubernetes.io/zone", "pod_cidr")
    if answer_to(environment, "prefix_delegation"):
        yield Setting("vpc-cni", ("env", "ENABLE_PREFIX_DELEGATION"), "true", "prefix_delegation")
        yield Setting("vpc-cni", ("env", "WARM_PREFIX_TARGET"), "1", "prefix_delegation")
    if answer_to(environment, "pod_cidr"):
        yield Setting("vpc-cni", ("eniConfig", "create"), Expression("true"), "pod_cidr")
        yield Setting("vpc-cni", ("eniConfig", "region"), Expression("var.region"), "pod_cidr")
        yield Setting("vpc-cni", ("eniConfig", "subnets"), Expression(_POD_SUBNETS), "pod_cidr")
    if answer_to(environment, "network_policy"):
        yield Setting("vpc-cni", ("enableNetworkPolicy",), "true", "network_policy")
    if any_begins(values_in([environment], "node_groups", "ami_type"), "WINDOWS"):
        yield Setting("vpc-cni", ("enableWindowsIpam",), "true", "node_groups")
    # Karpenter's nodes come when coredns is there already.
    if environment.get("fargate_profiles") and not environment.get("auto_mode") and not groups_with_linux(environment):
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
    _merge(found, answer_to(environment, "addon_configuration").get(addon, {}))
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
        f"{resource_name(name)}.configuration_values.{key}": value
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


def contradicted_configuration(environment: Environment) -> dict[str, str]:
    """By path, the question whose answer sets what a configuration sets to something else."""
    given = answer_to(environment, "addon_configuration")
    known = {(one.addon, *one.path): one for one in set_by_answers(environment)}
    found: dict[str, str] = {}
    for place, question in {**_DECIDED, **{path: one.question for path, one in known.items()}}.items():
        value = value_at(given, place)
        if any(".".join(place).startswith(f"{path}.") for path in found):
            continue
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


def configuration_problems(environment: Environment) -> dict[str, dict[str, str]]:
    """By path, what EKS would refuse of the configurations, and a hint."""
    from terracutter.catalog.configurations import configuration, problems

    decided = contradicted_configuration(environment)
    found: dict[str, dict[str, str]] = {}
    for name, given in answer_to(environment, "addon_configuration").items():
        version = _version_to_check(environment, name) if name in addons() else None
        schema = configuration(name, version) if version else None
        for one in problems(schema, _as_json(given)) if schema is not None else ():
            path = f"{name}.{one.path}" if one.path else name
            if any(f"{path}.".startswith(f"{other}.") for other in decided):
                continue
            found.setdefault(path, {"message": one.message, "hint": one.hint})
    return found


def unchecked_configurations(environment: Environment) -> tuple[str, ...]:
    """The add-ons with a configuration, of whose version the catalogue has no schema."""
    from terracutter.catalog.configurations import configuration

    found = []
    for name in answer_to(environment, "addon_configuration"):
        version = _version_to_check(environment, name) if name in addons() else None
        if name in addons() and (version is None or configuration(name, version) is None):
            found.append(name)
    return tuple(found)


def _version_to_check(environment: Environment, name: str) -> str | None:
    """The planned version, or the newest known where EKS is asked for it."""
    planned = addon_versions_of(environment).get(name)
    return planned or addons()[name].version(answer_to(environment, "kubernetes_version"), newest=True)


def _as_json(value: Any) -> Any:
    """With lists and mappings as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _as_json(one) for key, one in value.items()}
    return [_as_json(one) for one in value] if isinstance(value, tuple) else value
