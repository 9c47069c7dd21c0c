"""The small language of the question files: expressions and sentences over answers."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Self, TypeAlias

from terracutter import catalog
from terracutter.diagnostics import did_you_mean
from terracutter.questions import karpenter
from terracutter.questions.addon_configuration import (
    configuration_problems,
    configured_addons,
    contradicted_configuration,
    unchecked_configurations,
    unconfigured_resources,
)
from terracutter.questions.addons import (
    addon_resources,
    addon_versions_of,
    addons_of_auto_mode,
    addons_of_hyperpod,
    addons_that_nothing_runs,
    addons_without_arm64,
    addons_without_credentials,
    addons_without_version,
    any_addon_version,
    in_kube_system,
    installed_addons,
    is_fargate_only,
    latest_addons,
    likely_addon,
    missing_addons,
    not_installed,
    set_on_nodes_alone,
    unconfigured_addons,
    unknown_addon_versions,
)
from terracutter.questions.auto_mode import (
    auto_mode_has,
    too_small_for_auto_mode,
    unsupported_by_auto_mode,
)
from terracutter.questions.crowding import crowded_zone
from terracutter.questions.endpoints import (
    absent_endpoints,
    likely_endpoint,
    missing_endpoints,
    private_endpoints,
    unknown_endpoints,
)
from terracutter.questions.fargate import (
    fargate_takes,
    never_on_fargate,
    pending_on_fargate,
    starved_on_fargate,
    twice_on_fargate,
)
from terracutter.questions.instances import (
    accelerated,
    alike,
    ami_type_of,
    architectures,
    efa_cards,
    fits,
    image_like,
    images,
    most_pods,
    not_offered,
    not_sold_as,
    shapes,
    unknown,
    without_accelerator_for,
    without_amazon_linux,
    without_drivers,
    without_efa,
    without_nitro,
)
from terracutter.questions.interpreter import Evaluator, Form, Functions, Names, evaluator
from terracutter.questions.node_groups import (
    all_begin,
    any_begins,
    any_but,
    groups_of,
    longest_name,
    pods_are_told,
    same_groups,
    values_in,
)
from terracutter.questions.places import addons_kept_out, other_places_of_coredns, why_coredns_waits
from terracutter.questions.platform import (
    controllers_with_roles,
    controllers_without_credentials,
    controllers_without_place,
    missing_for_controllers,
    namespaces_of,
)
from terracutter.questions.self_managed import kubelet_flags, node_image, pods_to_tell
from terracutter.questions.state import is_github_repository, own_state_buckets
from terracutter.questions.taints import kubelet_taints, kubernetes_taints, repeated_taints, taints_of

Cidrs: TypeAlias = "str | Iterable[str] | None"
"""An answer that is a network, or several, or that was not asked for."""


def zones_of(region: str) -> tuple[str, ...]:
    found = catalog.regions().get(region)
    return found.zones if found else ()


def partition_of(region: str) -> str:
    found = catalog.regions().get(region)
    return found.partition if found else ""


_RFC_1918 = tuple(ipaddress.IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))

_PRIVATE = (*_RFC_1918, ipaddress.IPv4Network("100.64.0.0/10"))
"""The ranges that nobody else on the internet uses: RFC 1918, and RFC 6598's shared addresses."""

_UNUSABLE = tuple(
    ipaddress.IPv4Network(block) for block in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")
)
"""Addresses that no host can have: RFC 6890's this network, loopback and link local; multicast and reserved."""


_LONGEST_WITH_DATABASES = 21


def network_after(cidr: str, steps: int) -> str:
    """The network of the same size, `steps` further on: two after 10.0.0.0/16 is 10.2.0.0/16.

    Raises `ValueError` where that leaves the private range of the first one, or IPv4 itself.
    """
    network = ipaddress.IPv4Network(cidr)
    first = int(network.network_address) + steps * network.num_addresses
    block = next((private for private in _PRIVATE if network.subnet_of(private)), ipaddress.IPv4Network("0.0.0.0/0"))
    if first > int(block.broadcast_address):
        raise ValueError(f"there is no network {steps + 1} counted from {cidr} within {block}")
    return str(ipaddress.IPv4Network((first, network.prefixlen)))


def overlaps_any(cidr: str, environments: Iterable[Mapping[str, Any]]) -> bool:
    return bool(overlapping(cidr, (other.get("vpc_cidr") for other in environments)))


def has_room_for_databases(cidr: str) -> bool:
    """Whether `plan.network` finds a range for a further subnet in each of six zones."""
    return ipaddress.IPv4Network(cidr).prefixlen <= _LONGEST_WITH_DATABASES


def overlapping(cidr: str, others: Iterable[str | None] | None) -> tuple[str, ...]:
    """Those of the networks that share an address with this one; what is not known is left out."""
    network = ipaddress.IPv4Network(cidr)
    return tuple(other for other in others or () if other and network.overlaps(ipaddress.IPv4Network(other)))


def clashes(cidrs: Cidrs, **others: Cidrs) -> tuple[str, ...]:
    """`A overlaps B of NAME` for each pair that shares an address; `others` are answers by name, or None."""
    return tuple(
        f"{cidr} overlaps {other} of {name}"
        for cidr in _each(cidrs)
        for name, answer in others.items()
        for other in overlapping(cidr, _each(answer))
    )


def inside(cidrs: Cidrs, **wholes: Cidrs) -> tuple[str, ...]:
    """`A lies in B of NAME` for each that a whole holds, or is."""
    return tuple(
        f"{cidr} lies in {whole} of {name}"
        for cidr in _each(cidrs)
        for name, answer in wholes.items()
        for whole in _each(answer)
        if within(cidr, whole)
    )


def holding(cidrs: Iterable[str], part: str) -> tuple[str, ...]:
    """Those that have all addresses of a part and more, but for the route to everywhere."""
    return tuple(cidr for cidr in cidrs if cidr not in ("0.0.0.0/0", part) and within(part, cidr))


def _each(answer: Cidrs) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else tuple(answer or ())


def overlapping_each_other(cidrs: Iterable[str]) -> tuple[str, ...]:
    """Those that share an address with another one of them, or stand there twice."""
    found = tuple(cidrs)
    return tuple(cidr for index, cidr in enumerate(found) if overlapping(cidr, (*found[:index], *found[index + 1 :])))


def beyond_rfc_1918(cidrs: Iterable[str]) -> tuple[str, ...]:
    """Those that reach out of 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16."""
    return tuple(cidr for cidr in cidrs if not any(ipaddress.IPv4Network(cidr).subnet_of(block) for block in _RFC_1918))


def is_private(cidr: str) -> bool:
    return any(ipaddress.IPv4Network(cidr).subnet_of(private) for private in _PRIVATE)


def is_unusable(cidr: str) -> bool:
    return any(ipaddress.IPv4Network(cidr).overlaps(block) for block in _UNUSABLE)


def default_service_cidr(vpc_cidr: str | None) -> str:
    """What EKS chooses by itself: one range for a VPC within 10.0.0.0/8, or an unknown one, the other for all others.

    Source: EKS API, KubernetesNetworkConfigRequest; bootstrap.sh of the EKS node images.
    """
    is_other = vpc_cidr is not None and not within(vpc_cidr, "10.0.0.0/8")
    return "10.100.0.0/16" if is_other else "172.20.0.0/16"


def free_service_cidr(*used: Cidrs) -> str:
    """A range that nothing else uses, first of all those that EKS chooses by itself; empty where there is none."""
    taken = [cidr for answer in used for cidr in _each(answer)]
    every = ipaddress.IPv4Network("10.0.0.0/8").subnets(new_prefix=16)
    candidates = ("172.20.0.0/16", "10.100.0.0/16", "192.168.0.0/16", *map(str, every))
    return next((cidr for cidr in candidates if not overlapping(cidr, taken)), "")


def within(cidr: str, block: str) -> bool:
    return ipaddress.IPv4Network(cidr).subnet_of(ipaddress.IPv4Network(block))


def unusable(cidrs: Iterable[str]) -> tuple[str, ...]:
    return tuple(cidr for cidr in cidrs if is_unusable(cidr))


def beyond_private(cidrs: Iterable[str]) -> tuple[str, ...]:
    """Those in which hosts of the internet may be."""
    return tuple(cidr for cidr in cidrs if not is_private(cidr) and not is_unusable(cidr))


def not_public(cidrs: Iterable[str]) -> tuple[str, ...]:
    """Those that nobody on the internet has, in whole or in part."""
    blocks = (*_PRIVATE, *_UNUSABLE)
    return tuple(cidr for cidr in cidrs if any(ipaddress.IPv4Network(cidr).overlaps(block) for block in blocks))


def not_among(values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    allowed = set(known)
    return tuple(value for value in values if value not in allowed)


def outside(zones: Iterable[str], region: str) -> tuple[str, ...]:
    """The availability zones of other regions."""
    return tuple(zone for zone in zones if zone.rstrip("abcdef") != region)


def all_among(values: Iterable[str], known: Iterable[str]) -> bool:
    return set(values) <= set(known)


def in_any(environments: Iterable[Mapping[str, Any]], question: str, *, field: str | None = None) -> bool:
    """Whether the question's answer, or a field of an entry of it, is there and not empty in any environment."""
    answers = (environment.get(question) for environment in environments)
    if field is None:
        return any(answers)
    return any(entry.get(field) for answer in answers for entry in (answer or {}).values())


def in_two(*lists: Iterable[str] | None) -> tuple[str, ...]:
    """What stands in more than one of the lists, of which any may be missing."""
    found = Counter(value for one in lists for value in one or ())
    return tuple(value for value, count in found.items() if count > 1)


def in_any_region(environments: Iterable[Mapping[str, Any]], regions: Iterable[str]) -> bool:
    return not {environment["region"] for environment in environments}.isdisjoint(regions)


def least(environments: Iterable[Mapping[str, Any]], question: str) -> Any:
    """The smallest answer that an environment gives."""
    return min(environment[question] for environment in environments)


def all_of(entries: Mapping[str, Mapping[str, Any]], field: str) -> tuple[Any, ...]:
    """The items of a list that each of the named entries has, one entry after the other."""
    return tuple(item for entry in entries.values() for item in entry[field])


def fewest(environments: Iterable[Mapping[str, Any]], question: str) -> int:
    """The length of the shortest answer to the question in any environment."""
    return min(len(environment.get(question) or ()) for environment in environments)


def repeated(entries: Mapping[str, Mapping[str, Any]], *fields: str) -> tuple[str, ...]:
    """The names of the entries that another one equals in all these fields."""
    keys = {name: tuple(entry[field] for field in fields) for name, entry in entries.items()}
    counts = Counter(keys.values())
    return tuple(name for name, key in keys.items() if counts[key] > 1)


def any_contains(environments: Iterable[Mapping[str, Any]], question: str, item: str) -> bool:
    """Whether the question's answer, a list, has the item in any environment."""
    return any(item in (environment.get(question) or ()) for environment in environments)


def each_with_each(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """`a x`, `a y`, `b x`, `b y`: the first ones sorted, as Terraform keeps the keys of a mapping."""
    others = tuple(second)
    return tuple(f"{one} {other}" for one in sorted(first) for other in others)


def all_contain(values: Iterable[str], part: str) -> bool:
    return all(part in value for value in values)


def characters_in(*lists: Iterable[str] | None) -> int:
    """Of all texts of all lists, of which any may be missing."""
    return sum(len(value) for one in lists for value in one or ())


def ends_in_any(values: Iterable[str], end: str) -> bool:
    return any(value.endswith(end) for value in values)


def _calendar(version: str) -> catalog.KubernetesVersion:
    found = catalog.kubernetes_version(version)
    assert found is not None, version  # the question has read it
    return found


def kubernetes_phase(version: str) -> str:
    """`standard`, `extended` or `ended`, today."""
    return _calendar(version).phase(_today())


def kubernetes_steps(before: str, after: str) -> int:
    """How many minor versions lead from one to the other; below 0 where the way goes back."""
    return int(after.rpartition(".")[2]) - int(before.rpartition(".")[2])


def default_kubernetes_version() -> str:
    return catalog.default_kubernetes_version(_today())


def _today() -> date:
    return datetime.now(tz=UTC).date()


def kubernetes_standard_until(version: str) -> str:
    return str(_calendar(version).standard_until)


_MANY_DAYS = 9999


def kubernetes_standard_days(version: str) -> int:
    """Days of standard support that are left; many where AWS has not named the last."""
    until = _calendar(version).standard_until
    return (until - _today()).days if until else _MANY_DAYS


def kubernetes_extended_until(version: str) -> str:
    return str(_calendar(version).extended_until)


def any_newer_than_checkov(environments: Iterable[Mapping[str, Any]]) -> bool:
    return any(catalog.newer_than_checkov(environment["kubernetes_version"]) for environment in environments)


_ACCESS_POLICIES = {
    "admin": "AmazonEKSAdminPolicy",
    "admin-view": "AmazonEKSAdminViewPolicy",
    "cluster-admin": "AmazonEKSClusterAdminPolicy",
    "edit": "AmazonEKSEditPolicy",
    "view": "AmazonEKSViewPolicy",
}
"""Source: Amazon EKS user guide, access policy permissions."""


def access_policy_arn(policy: str, partition: str) -> str | None:
    """The access policy of EKS by its short name; None for `none`."""
    name = _ACCESS_POLICIES.get(policy)
    return f"arn:{partition}:eks::aws:cluster-access-policy/{name}" if name else None


def same_but_case(keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that another one equals but for upper and lower case."""
    folded = Counter(key.casefold() for key in keys)
    return tuple(key for key in keys if folded[key.casefold()] > 1)


def controllers_tags(tags: Mapping[str, str]) -> tuple[str, ...]:
    """The tag keys by which controllers in a cluster find subnets, security groups and interfaces that are theirs."""
    domains = ("kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "k8s.amazonaws.com")
    return tuple(key for key in tags if f".{key.partition('/')[0]}".endswith(tuple(f".{one}" for one in domains)))


def node_group_of_role(principal_arn: str, cluster: str, account_id: str | None, groups: Iterable[str]) -> str:
    """The managed node group whose role, as we name it, this is; empty for any other."""
    if account_id is not None and f":{account_id}:" not in principal_arn:
        return ""
    return next((group for group in groups if principal_arn.endswith(f":role/{cluster}-{group}-node")), "")


def reserved_labels(labels: Mapping[str, str]) -> tuple[str, ...]:
    """The label keys with which a node does not start, or that Kubernetes and EKS set themselves.

    Source: Kubernetes, NodeRestriction admission: a kubelet may set labels below node.kubernetes.io and
    kubelet.kubernetes.io, and no others below kubernetes.io and k8s.io.
    """
    return tuple(key for key in labels if _is_reserved(key))


def _is_reserved(key: str) -> bool:
    prefix, slash, name = key.rpartition("/")
    if not slash:
        return False

    def within(domain: str) -> bool:
        return f".{prefix}".endswith(f".{domain}")

    if within("node.kubernetes.io") or within("kubelet.kubernetes.io"):
        return name == "instance-type"
    return any(within(domain) for domain in ("kubernetes.io", "k8s.io", "eks.amazonaws.com"))


@cache
def _functions() -> Functions:
    return {
        "absent_endpoints": absent_endpoints,
        "accelerated": accelerated,
        "access_policy_arn": access_policy_arn,
        "addon_resources": addon_resources,
        "addon_versions_of": addon_versions_of,
        "addons_kept_out": addons_kept_out,
        "addons_of_auto_mode": addons_of_auto_mode,
        "addons_of_hyperpod": addons_of_hyperpod,
        "addons_that_nothing_runs": addons_that_nothing_runs,
        "addons_without_arm64": addons_without_arm64,
        "addons_without_credentials": addons_without_credentials,
        "addons_without_version": addons_without_version,
        "alike": alike,
        "all_among": all_among,
        "all_begin": all_begin,
        "all_contain": all_contain,
        "all_of": all_of,
        "ami_type_of": ami_type_of,
        "any_addon_version": any_addon_version,
        "any_begins": any_begins,
        "any_but": any_but,
        "any_contains": any_contains,
        "any_newer_than_checkov": any_newer_than_checkov,
        "architectures": architectures,
        "auto_mode_has": auto_mode_has,
        "beyond_private": beyond_private,
        "beyond_rfc_1918": beyond_rfc_1918,
        "catalogue_date": catalog.told_on,
        "characters_in": characters_in,
        "clashes": clashes,
        "configuration_problems": configuration_problems,
        "configured_addons": configured_addons,
        "contradicted_configuration": contradicted_configuration,
        "controllers_tags": controllers_tags,
        "controllers_with_roles": controllers_with_roles,
        "controllers_without_credentials": controllers_without_credentials,
        "controllers_without_place": controllers_without_place,
        "crowded_zone": crowded_zone,
        "default_kubernetes_version": default_kubernetes_version,
        "default_service_cidr": default_service_cidr,
        "dict": dict,
        "did_you_mean": did_you_mean,
        "disruption_budgets": karpenter.disruption_budgets,
        "each_with_each": each_with_each,
        "efa_cards": efa_cards,
        "ends_in_any": ends_in_any,
        "fargate_takes": fargate_takes,
        "fewest": fewest,
        "fewest_nodes": karpenter.fewest_nodes,
        "fits": fits,
        "free_service_cidr": free_service_cidr,
        "generation_before": karpenter.generation_before,
        "groups_of": groups_of,
        "has_room_for_databases": has_room_for_databases,
        "holding": holding,
        "homes_of_karpenter": karpenter.homes_of_karpenter,
        "image_like": image_like,
        "images": images,
        "in_any": in_any,
        "in_any_region": in_any_region,
        "in_kube_system": in_kube_system,
        "in_two": in_two,
        "inside": inside,
        "installed_addons": installed_addons,
        "instance_types_of_pool": karpenter.instance_types_of_pool,
        "is_fargate_only": is_fargate_only,
        "is_github_repository": is_github_repository,
        "is_private": is_private,
        "is_unusable": is_unusable,
        "kubelet_flags": kubelet_flags,
        "kubelet_taints": kubelet_taints,
        "kubernetes_extended_until": kubernetes_extended_until,
        "known_zones": catalog.known_zones,
        "kubernetes_phase": kubernetes_phase,
        "kubernetes_standard_days": kubernetes_standard_days,
        "kubernetes_standard_until": kubernetes_standard_until,
        "kubernetes_steps": kubernetes_steps,
        "kubernetes_taints": kubernetes_taints,
        "latest_addons": latest_addons,
        "least": least,
        "likely_addon": likely_addon,
        "likely_endpoint": likely_endpoint,
        "longest_name": longest_name,
        "missing_addons": missing_addons,
        "missing_endpoints": missing_endpoints,
        "missing_for_controllers": missing_for_controllers,
        "missing_for_karpenter": karpenter.missing_for_karpenter,
        "most_pods": most_pods,
        "namespaces_of": namespaces_of,
        "network_after": network_after,
        "never_on_fargate": never_on_fargate,
        "node_group_of_role": node_group_of_role,
        "node_image": node_image,
        "not_among": not_among,
        "not_installed": not_installed,
        "not_offered": not_offered,
        "not_public": not_public,
        "not_sold_as": not_sold_as,
        "other_places_of_coredns": other_places_of_coredns,
        "outside": outside,
        "overlapping": overlapping,
        "overlapping_each_other": overlapping_each_other,
        "overlaps_any": overlaps_any,
        "own_state_buckets": own_state_buckets,
        "partition_of": partition_of,
        "pending_on_fargate": pending_on_fargate,
        "pods_are_told": pods_are_told,
        "pods_to_tell": pods_to_tell,
        "pool_in_words": karpenter.pool_in_words,
        "private_endpoints": private_endpoints,
        "repeated": repeated,
        "repeated_taints": repeated_taints,
        "reserved_labels": reserved_labels,
        "reserved_pool_labels": karpenter.reserved_pool_labels,
        "same_but_case": same_but_case,
        "same_groups": same_groups,
        "set_on_nodes_alone": set_on_nodes_alone,
        "starved_on_fargate": starved_on_fargate,
        "shapes": shapes,
        "steady_homes": karpenter.steady_homes,
        "taints_of": taints_of,
        "too_small_for_auto_mode": too_small_for_auto_mode,
        "twice_on_fargate": twice_on_fargate,
        "unchecked_configurations": unchecked_configurations,
        "unconfigured_addons": unconfigured_addons,
        "unconfigured_resources": unconfigured_resources,
        "unknown_addon_versions": unknown_addon_versions,
        "unknown_endpoints": unknown_endpoints,
        "unknown_families": karpenter.unknown_families,
        "unknown_instance_types": unknown,
        "unsupported_by_auto_mode": unsupported_by_auto_mode,
        "unusable": unusable,
        "values": lambda mapping: tuple(mapping.values()),
        "values_in": values_in,
        "why_coredns_waits": why_coredns_waits,
        "with_suffix": with_suffix,
        "within": within,
        "without_accelerator_for": without_accelerator_for,
        "without_amazon_linux": without_amazon_linux,
        "without_drivers": without_drivers,
        "without_efa": without_efa,
        "without_nitro": without_nitro,
        "without_way_out": karpenter.without_way_out,
        "zones_of": zones_of,
    }


def with_suffix(values: Iterable[str], suffix: str) -> tuple[str, ...]:
    return tuple(value + suffix for value in values)


def named_items(items: Mapping[str, Any] | Iterable[str]) -> Iterable[tuple[str, Any]]:
    """Each name with its value, which in a list is the name itself."""
    return items.items() if isinstance(items, Mapping) else [(item, item) for item in items]


class Expression(str):
    """The text of an expression or of a sentence, with the plain form that it was compiled to."""

    __slots__ = ("_evaluator", "form")

    form: Form
    _evaluator: Evaluator | None

    def __new__(cls, text: str, form: Form) -> Self:
        made = super().__new__(cls, text)
        made.form = form
        made._evaluator = None
        return made

    def value(self, names: Names) -> Any:
        """Raises `Undetermined`."""
        if self._evaluator is None:
            self._evaluator = evaluator(self.form, _functions())
        return self._evaluator(names)


NOTHING: Final = Expression("", ("constant", ""))
TRUE: Final = Expression("true", ("constant", True))


@cache
def compiled_expression(text: str) -> Expression:
    """Raises `NotInTheLanguage`."""
    from terracutter.questions.language import read_expression

    return _checked(text, read_expression(text))


@cache
def compiled_sentence(text: str) -> Expression:
    """Raises `NotInTheLanguage`."""
    from terracutter.questions.language import read_sentence

    return _checked(text, read_sentence(text))


def _checked(text: str, form: Form) -> Expression:
    evaluator(form, _functions())
    return Expression(text, form)


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression of a question file. Raises `Undetermined`."""
    return (expression if isinstance(expression, Expression) else compiled_expression(expression)).value(names)


def sentence(template: str, names: Mapping[str, Any], say: Callable[[str], str] | None = None) -> str:
    """The text of a rule's message. Answers are values in it, never templates. Raises `Undetermined`.

    `say` has in another language what functions say in English.
    """
    compiled = template if isinstance(template, Expression) else compiled_sentence(template)
    if say is None or compiled.form[0] != "text":
        text: str = compiled.value(names)
        return text
    return "".join(
        str(part[1]) if part[0] == "constant" else say(str(evaluator(part, _functions())(names)))
        for part in compiled.form[1]
    )
