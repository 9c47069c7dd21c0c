"""The IAM roles of add-ons that call AWS, each with the least that its pods need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from terracutter.catalog.addons import Addon, addons
from terracutter.catalog.addons import Role as Needed
from terracutter.hcl.literal import Expression
from terracutter.plan.policies import policy_document
from terracutter.questions.addons import holds, namespace_of, resource_name
from terracutter.records import record

Answers = Mapping[str, Any]


@record
class Policy:
    """An inline policy, its document as HCL has it."""

    name: str
    document: Mapping[str, Any]


@record
class Role:
    """A role of the service accounts of one add-on, each as `namespace:name`.

    `managed` policies are named with their paths, and once more by their ARNs.
    """

    resource: str
    suffix: str
    service_accounts: tuple[str, ...]
    managed: tuple[str, ...]
    policy_arns: tuple[str, ...]
    policy: Policy | None

    @property
    def account_names(self) -> tuple[str, ...]:
        return tuple(account.partition(":")[2] for account in self.service_accounts)

    @property
    def permissions(self) -> tuple[str, ...]:
        """The resources that give the role its rights."""
        managed = (f"aws_iam_role_policy_attachment.{self.resource}",) if self.managed else ()
        return (*((f"aws_iam_role_policy.{self.resource}",) if self.policy else ()), *managed)


_SUFFIXES: Final[Mapping[str, str]] = {
    "adot-col-container-logs": "adot-logs",
    "adot-col-otlp-ingest": "adot-traces",
    "adot-col-prom-metrics": "adot-metrics",
    "aws-network-flow-monitor-agent-service-account": "network-flow",
    "aws-node": "vpc-cni",
    "aws-privateca-issuer": "privateca",
    "cert-manager": "cert-manager",
    "cloudwatch-agent": "cloudwatch",
    "ebs-csi-controller-sa": "ebs-csi",
    "efs-csi-controller-sa": "efs-csi",
    "external-dns": "external-dns",
    "fluent-bit": "fluent-bit",
    "fsx-csi-controller-sa": "fsx-csi",
    "hp-training-operator-controller-manager": "training",
    "hyperpod-inference-controller-manager": "inference",
    "hyperpod-observability-operator-otel-collector": "hyperpod-metrics",
    "jupyter-k8s-authmiddleware": "spaces-router",
    "jupyter-k8s-controller-manager": "spaces-manager",
    "s3-csi-driver-sa": "s3-csi",
}
"""What follows the cluster's name in a role's: a cluster's name has up to 47 characters, a role's 64."""

_REFERENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "aws-ebs-csi-driver": {"key_arn": "var.ebs_key_arn"},
    "aws-mountpoint-s3-csi-driver": {
        "bucket_arns": "var.mountpoint_bucket_arns",
        "object_arns": '[for arn in var.mountpoint_bucket_arns : "${arn}/*"]',
    },
    "cert-manager": {"hosted_zone_arns": "var.cert_manager_zone_arns"},
    "external-dns": {"hosted_zone_arns": "var.external_dns_zone_arns"},
    "fluent-bit": {"account": "var.account_id", "log_group": "var.fluent_bit_log_group", "region": "var.region"},
    "amazon-sagemaker-hyperpod-observability": {
        "account": "var.account_id",
        "prometheus_workspace_arn": "var.prometheus_workspace_arn",
        "region": "var.region",
    },
}
"""What stands for the placeholders of an add-on's policies."""

_NAMES: Final = {"ebs-csi-key": "use-key", "vpc-cni-ipv6": "assign-ipv6-addresses"}


def roles_of(name: str, every: Sequence[Answers], partition: str) -> Iterator[Role]:
    """A role for each service account; where the add-on itself takes a role, one for all of them.

    `every`: the answers of each environment, which share the roles.
    """
    known = addons()[name]._replace(namespace=namespace_of(every[0], name))
    needed = [role for role in known.roles if holds(role, every)]
    if not needed:
        return
    accounts = list(dict.fromkeys(role.service_account for role in needed))
    if every[0]["workload_identity"] == "irsa" or len({role.service_account for role in known.roles}) == 1:
        suffix = _SUFFIXES[accounts[0]]
        suffix = suffix if len(accounts) == 1 else suffix.partition("-")[0]
        yield _role(known, resource_name(name), suffix, needed, partition)
        return
    for account in accounts:
        own = [role for role in needed if role.service_account == account]
        yield _role(known, resource_name(_SUFFIXES[account]), _SUFFIXES[account], own, partition)


def _role(addon: Addon, resource: str, suffix: str, parts: Sequence[Needed], partition: str) -> Role:
    managed = tuple(dict.fromkeys(policy for part in parts for policy in part.managed))
    inline = tuple(dict.fromkeys(policy for part in parts for policy in part.policies))
    assert len(inline) <= 1, addon.name
    return Role(
        resource=resource,
        suffix=suffix,
        service_accounts=tuple(dict.fromkeys(f"{addon.namespace}:{part.service_account}" for part in parts)),
        managed=managed,
        policy_arns=tuple(f"arn:{partition}:iam::aws:policy/{policy}" for policy in managed),
        policy=_policy(inline[0], addon.name, partition) if inline else None,
    )


def _policy(name: str, addon: str, partition: str) -> Policy:
    known = {placeholder: Expression(text) for placeholder, text in _REFERENCES.get(addon, {}).items()}
    return Policy(_NAMES.get(name, name), policy_document(name, {"partition": partition, **known}))
