"""What is installed in the cluster and is no EKS add-on: Helm releases, and the IAM roles of their controllers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from terracutter.hcl.literal import Expression
from terracutter.questions.addons import resource_name
from terracutter.questions.platform import ROLES, installed
from terracutter.records import record

_FIRST: Final = frozenset({"karpenter", "aws-load-balancer-controller"})
"""What the others wait for."""

_NAMES: Final = {"external-secrets-parameters": "parameters", "external-secrets-secrets": "secrets"}
"""Of policies, where a role has two."""

_MAKES_ANEW: Final = "What it makes has no name yet; the reasons stand with the statements."
_PASSED_OVER: Final[Mapping[str, Mapping[str, str]]] = {
    "aws-load-balancer-controller": {"CKV_AWS_290": _MAKES_ANEW, "CKV_AWS_355": _MAKES_ANEW},
    "gateway-api-controller": {
        "CKV_AWS_289": "Access logs are delivered through policies of buckets and log groups.",
        "CKV_AWS_290": _MAKES_ANEW,
        "CKV_AWS_355": _MAKES_ANEW,
    },
}
"""By policy, the checks of checkov that it does not pass, and why."""

_REFERENCES: Final = {
    "account": "var.account_id",
    "bucket": "var.velero_bucket",
    "cluster": "var.cluster_name",
    "parameter_arns": "var.external_secrets_parameter_arns",
    "region": "var.region",
    "secret_arns": "var.external_secrets_secret_arns",
}


def _webhooks(kind: str, name: str) -> Mapping[str, Any]:
    group, certificate = "admissionregistration.k8s.io", ".webhooks[].clientConfig.caBundle"
    return {"group": group, "kind": kind, "name": name, "jqPathExpressions": [certificate]}


_MADE_ANEW: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "aws-load-balancer-controller": (
        {"kind": "Secret", "name": "aws-load-balancer-tls", "jsonPointers": ["/data"]},
        _webhooks("MutatingWebhookConfiguration", "aws-load-balancer-webhook"),
        _webhooks("ValidatingWebhookConfiguration", "aws-load-balancer-webhook"),
    ),
    "gateway-api-controller": (
        {"kind": "Secret", "name": "webhook-cert", "jsonPointers": ["/data"]},
        _webhooks("MutatingWebhookConfiguration", "aws-appnet-gwc-mutating-webhook"),
    ),
}
"""Certificates that a chart makes anew each time it is rendered, as Argo CD's `ignoreDifferences`."""


@record
class Release:
    """A chart as one environment installs it.

    `repository` is an https:// index or an oci:// path; `after` names the release that must be there before it, if any;
    `by_helm` says that a person installs it, `made_anew` what a GitOps tool must not compare. `vpc_id_value`: the value
    for the id of a VPC which only Terraform knows. `before`: addresses of objects that the cluster needs first.
    """

    name: str
    purpose: str
    repository: str
    chart: str
    version: str
    program: str
    namespace: str
    values: Mapping[str, Any]
    after: str | None
    by_helm: bool
    made_anew: tuple[Mapping[str, Any], ...]
    vpc_id_value: str | None
    before: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where its objects stand, in the directory of a GitOps tool."""
        return f"{self.name}.yaml"

    @property
    def values_file(self) -> str:
        return f"{self.name}/values.yaml"

    @property
    def is_oci(self) -> bool:
        return self.repository.startswith("oci://")

    @property
    def oci(self) -> str:
        """The address of the chart itself."""
        return f"{self.repository}/{self.chart}"

    @property
    def repository_for_argo_cd(self) -> str:
        """Argo CD takes what has no scheme for an OCI registry."""
        return self.repository.removeprefix("oci://")


@record
class Objects:
    """Kubernetes objects of ours, in a directory of their own; `after` names the release that they need, if any."""

    environment: str
    directory: str
    purpose: str
    after: str | None

    @property
    def path(self) -> str:
        """Of their directory in the repository."""
        return f"platform/{self.environment}/{self.directory}"

    @property
    def file(self) -> str:
        return f"{self.directory}/node-pools.yaml"

    @property
    def name(self) -> str:
        """Of the object by which a GitOps tool finds them."""
        return f"{self.directory}-node-pools"


_OBJECTS: Final = {
    "karpenter_node_pools": ("karpenter", "Karpenter's node pools", "karpenter"),
    "auto_mode_pools": ("auto-mode", "The node pools of EKS Auto Mode", None),
}
"""By the question that asks for them: directory, purpose, and the release that they need."""


@record
class Platform:
    """What is installed in one environment's cluster and is no EKS add-on."""

    environment: str
    region: str
    releases: tuple[Release, ...]
    objects: tuple[Objects, ...]

    @classmethod
    def of(cls, environment: str, cluster: str, answers: Mapping[str, Any]) -> Self:
        """`answers` are the environment's own."""
        objects = tuple(Objects(environment, *one) for question, one in _OBJECTS.items() if answers.get(question))
        return cls(environment, answers["region"], _releases(answers, cluster), objects)

    @property
    def by_hand(self) -> tuple[Release, ...]:
        """The releases that people install with Helm."""
        return tuple(release for release in self.releases if release.by_helm)

    @property
    def needed_first(self) -> tuple[str, ...]:
        """Addresses of what the cluster needs before any release."""
        return tuple(dict.fromkeys(address for release in self.releases for address in release.before))

    @property
    def objects_without_release(self) -> tuple[Objects, ...]:
        return tuple(one for one in self.objects if one.after is None)

    @property
    def lattice_prefix_list(self) -> str:
        """The addresses of VPC Lattice, by the name of the list that AWS keeps."""
        return f"com.amazonaws.{self.region}.vpc-lattice"

    @property
    def argo_cd_sources(self) -> list[str]:
        """The repositories of the charts that Argo CD installs."""
        return sorted({release.repository_for_argo_cd for release in self.releases if not release.by_helm})

    @property
    def argo_cd_destinations(self) -> list[dict[str, str]]:
        namespaces = sorted({release.namespace for release in self.releases if not release.by_helm})
        return [{"name": "in-cluster", "namespace": namespace} for namespace in namespaces]

    @property
    def applications_path(self) -> str:
        return f"platform/{self.environment}/applications"

    @property
    def flux_path(self) -> str:
        return f"platform/{self.environment}/flux"


@record
class Statement:
    """A statement of an IAM policy; `reason` says why it names every resource, if it does."""

    reason: str
    body: Mapping[str, Any]


@record
class RolePolicy:
    """`resource` is its name in Terraform, `name` in IAM; `passed_over`: what checkov is told, a line each."""

    resource: str
    name: str
    passed_over: tuple[str, ...]
    statements: tuple[Statement, ...]


@record
class Controller:
    """A controller that calls AWS; `resource` is the name of its role and association in Terraform."""

    name: str
    purpose: str
    resource: str
    role: str
    namespace: str
    service_account: str
    policies: tuple[RolePolicy, ...]

    @property
    def subject(self) -> str:
        """Of the tokens of its service account."""
        return f"system:serviceaccount:{self.namespace}:{self.service_account}"


def _releases(answers: Mapping[str, Any], cluster: str) -> tuple[Release, ...]:
    names = installed(answers)
    if not names:
        return ()
    from terracutter.catalog.controllers import controllers
    from terracutter.plan.chart_values import VALUES

    gitops = answers.get("gitops") or "none"
    after = None
    found = []
    for name in names:
        entry = controllers()[name]
        found.append(
            Release(
                name=name,
                purpose=entry.purpose,
                repository=entry.repository,
                chart=entry.chart,
                version=entry.release.version,
                program=entry.programs.get(answers["kubernetes_version"], entry.release.program),
                namespace=entry.namespace,
                values=VALUES[name](answers, cluster),
                after=after,
                by_helm=gitops in {"none", name},
                made_anew=_MADE_ANEW.get(name, ()),
                vpc_id_value=_vpc_id_value(name, answers),
                before=entry.before,
            )
        )
        after = name if name in _FIRST else after
    return tuple(found)


def _vpc_id_value(name: str, answers: Mapping[str, Any]) -> str | None:
    return "clusterVpcId" if name == "gateway-api-controller" and answers["network"] == "new" else None


def controllers_with_roles(partition: str, every: Sequence[Mapping[str, Any]]) -> tuple[Controller, ...]:
    """The controllers whose role `modules/eks-controllers` makes; `every` are the answers of each environment."""
    names = [name for name in installed(every[0]) if name in ROLES]
    if not names:
        return ()
    from terracutter.catalog.controllers import controllers

    unused = _without_resources(every)
    found = []
    for name in names:
        entry = controllers()[name]
        (account,) = entry.service_accounts
        policies = [policy for policy in account.policies if policy not in unused]
        found.append(
            Controller(
                name=name,
                purpose=entry.purpose,
                resource=resource_name(name),
                role=ROLES[name],
                namespace=entry.namespace,
                service_account=account.name,
                policies=tuple(_policy(one, ROLES[name], partition) for one in policies),
            )
        )
    return tuple(found)


def _without_resources(every: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Policies of External Secrets that would name nothing."""
    kinds = {"external-secrets-secrets": "secret", "external-secrets-parameters": "parameter"}
    return frozenset(
        policy for policy, kind in kinds.items() if not any(one[f"external_secrets_{kind}_arns"] for one in every)
    )


def _policy(name: str, role: str, partition: str) -> RolePolicy:
    from terracutter.catalog.policies import policies
    from terracutter.plan.policies import policy_document

    references = {placeholder: Expression(text) for placeholder, text in _REFERENCES.items()}
    reasons = policies()[name].any
    bodies = policy_document(name, {**references, "partition": partition})["Statement"]
    statements = tuple(Statement(reasons.get(body["Sid"], ""), body) for body in bodies)
    passed_over = tuple(f"checkov:skip={check}:{why}" for check, why in _PASSED_OVER.get(name, {}).items())
    return RolePolicy(resource_name(name), _NAMES.get(name, role), passed_over, statements)
