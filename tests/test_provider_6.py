"""What only version 6 of the AWS provider knows is judged by our own checker, which has the schema of 6.69.

The real provider cannot be run here in that version, so what is rendered for it is read back instead.
"""

from __future__ import annotations

import pytest
from terracutter.check import check
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse
from test_repository import CERTIFICATE

GROUPS = ("686103e0-f051-7068-b225-e6392b959d9e", "786103e0-f051-7068-b225-e6392b959d9e")
SETTINGS = (
    "aws_provider=6",
    "environments=dev,prod",
    "environments.dev.profile=development",
    "environments.prod.control_plane_scaling_tier=tier-xl",
    "capabilities=argocd,ack,kro",
    "capability_administrators=argocd,kro",
    "ack_policy_arns=arn:aws:iam::aws:policy/AmazonS3FullAccess",
    "environments.dev.ack_policy_arns=none",
    "argocd_identity_center_arn=arn:aws:sso:::instance/ssoins-1234567890abcdef",
    "argocd_identity_center_region=eu-west-1",
    f"argocd_roles={{ADMIN: {{groups: [{GROUPS[0]}, {GROUPS[1]}]}}, VIEWER: {{groups: [{GROUPS[1]}]}}}}",
)

SIX = {
    "version 6": ("aws_provider=6",),
    "every capability": SETTINGS,
    "one capability": ("aws_provider=6", "capabilities=kro"),
    "hybrid nodes with certificates": (
        "aws_provider=6",
        "remote_node_cidrs=192.168.0.0/17",
        "hybrid_nodes=iam-roles-anywhere",
        f"hybrid_nodes_certificate_authority={CERTIFICATE}",
    ),
    "an add-on in a namespace of one's own": (
        "aws_provider=6",
        "addons=cert-manager",
        "addon_namespaces={cert-manager: pki}",
        "cert_manager_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
        "workload_identity=irsa",
    ),
    "regional NAT gateway": ("aws_provider=6", "nat_gateways=regional", "auto_mode=true", "addons=none"),
}
"""Variants whose modules only version 6 of the provider takes."""


@pytest.fixture(scope="module")
def repository(build):
    return build(*SETTINGS)


def proven(repository, environment):
    return {one.address: one.value for one in repository.proof.proven if one.environment == environment}


def test_the_checker_finds_nothing_wrong_with_it(repository):
    files = [parse(text, path)[0] for path, text in repository.files.items() if path.endswith((".tf", ".tfvars"))]
    assert check(modules_of(files)) == ()


def test_the_checker_would_refuse_it_for_version_5(repository):
    files = [
        parse(text.replace(">= 6.69, < 7.0", ">= 5.100, < 6.0"), path)[0]
        for path, text in repository.files.items()
        if path.endswith((".tf", ".tfvars"))
    ]
    details = " ".join(problem.detail for problem in check(modules_of(files)))
    for word in ("deletion_protection", "control_plane_scaling_config", "aws_eks_capability"):
        assert word in details


def test_each_environment_has_its_own_protection_and_tier(repository):
    cluster = "module.eks_cluster.aws_eks_cluster.this"
    found = {name: proven(repository, name) for name in ("dev", "prod")}
    assert [found[name][f"{cluster}.deletion_protection"] for name in found] == [False, True]
    tiers = [found[name][f"{cluster}.control_plane_scaling_config.tier"] for name in found]
    assert tiers == ["standard", "tier-xl"]


def test_every_group_of_argo_cd_is_found_in_its_blocks(repository):
    mapping = "module.eks_capabilities.aws_eks_capability.argocd.configuration.argo_cd.rbac_role_mapping[*]"
    for environment in ("dev", "prod"):
        found = proven(repository, environment)
        assert found[f"{mapping}.role"] == ("ADMIN", "VIEWER")
        assert found[f"{mapping}.identity[*].id"] == (*GROUPS, GROUPS[1])


def test_without_capabilities_there_is_no_folder_for_them(build):
    repository = build("aws_provider=6", "auto_mode=true")
    assert not [path for path in repository.files if "capabilities" in path]


def test_a_certificate_is_found_with_its_lines(build):
    trust = "module.eks_hybrid_nodes.aws_rolesanywhere_trust_anchor.this.source.source_data.x509_certificate_data"
    assert proven(build(*SIX["hybrid nodes with certificates"]), "production")[trust] == CERTIFICATE
