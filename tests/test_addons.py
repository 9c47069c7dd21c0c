"""The add-ons: which are there, in which version, who waits for whom, and what their roles may do."""

from __future__ import annotations

import pytest
from answer_sets import QUESTIONNAIRE, answers, refused, today  # noqa: F401
from terracutter.answers import dump
from terracutter.catalog.addons import addons
from terracutter.plan import make_plan
from terracutter.plan.addon_roles import roles_of
from terracutter.questions.addons import choices
from terracutter.questions.composites import Document
from terracutter.questions.types import Place, node_of_text
from test_repository import EVERY_ADDON

CLUSTER = "r" * 30 + "-" + "e" * 16


def plan_of(*settings):
    return make_plan(QUESTIONNAIRE, answers(settings=settings))


def waits(plan, name):
    (found,) = (one for one in (*plan.addons.before_nodes, *plan.addons.after_nodes) if one.name == name)
    return [one.text for one in found.waits_for]


def test_every_addon_of_the_catalogue_can_be_chosen_but_those_that_are_always_there():
    always = {"coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"}
    assert choices().keys() == addons().keys() - always
    assert set(plan_of(*EVERY_ADDON).addons.names) == addons().keys()


@pytest.mark.parametrize("identity", ["pod-identity", "irsa"])
def test_the_role_of_every_service_account_has_a_name_that_iam_takes(identity):
    plan = plan_of(*EVERY_ADDON, f"workload_identity={identity}")
    names = [role.suffix for role in plan.addons.roles]
    assert len(set(names)) == len(names)
    assert all(len(f"{CLUSTER}-{name}") <= 64 for name in names)
    accounts = {account for role in plan.addons.roles for account in role.account_names}
    known = {role.service_account for addon in addons().values() for role in addon.roles}
    assert accounts == known - {"adot-col-container-logs"}


def test_a_role_of_the_other_kind_takes_no_name_that_is_in_use():
    """Terraform makes what a change adds beside what it takes away."""
    kinds = [
        plan_of(*EVERY_ADDON, f"workload_identity={identity}").addons.roles for identity in ("pod-identity", "irsa")
    ]
    by_name = [{role.suffix: role.resource for role in roles} for roles in kinds]
    assert all(by_name[1].get(name, resource) == resource for name, resource in by_name[0].items())


def test_what_an_addon_requires_is_there_before_it():
    plan = plan_of(*EVERY_ADDON)
    assert waits(plan, "adot") == [
        "aws_eks_addon.cert_manager",
        "aws_eks_addon.eks_pod_identity_agent",
        "aws_iam_role_policy_attachment.adot_metrics",
        "aws_iam_role_policy_attachment.adot_traces",
        "var.compute_arns",
    ]
    assert waits(plan, "aws-ebs-csi-driver") == [
        "aws_eks_addon.eks_pod_identity_agent",
        "aws_iam_role_policy.aws_ebs_csi_driver",
        "aws_iam_role_policy_attachment.aws_ebs_csi_driver",
        "var.compute_arns",
    ]
    assert waits(plan, "kube-proxy") == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((), True),
        (("workload_identity=irsa",), False),
        (("workload_identity=irsa", "addons=aws-fsx-csi-driver"), True),
        (("workload_identity=irsa", "autoscaler=karpenter", "account_id=111122223333"), False),
        (("auto_mode=true",), False),
    ],
)
def test_the_agent_of_pod_identity_is_there_where_something_uses_it(settings, expected):
    assert plan_of(*settings).has["pod_identity"] == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((), "v1.13.2-eksbuild.11"),
        (("addon_release=newest",), "v1.14.3-eksbuild.14"),
        (("kubernetes_version=1.36",), "v1.14.3-eksbuild.3"),
        (("addon_release=newest", "addon_versions={coredns: v1.12.4-eksbuild.1}"), "v1.12.4-eksbuild.1"),
        (("addon_release=latest", "addon_versions={coredns: v1.12.4-eksbuild.1}"), "v1.12.4-eksbuild.1"),
        (("addon_release=latest",), None),
    ],
)
def test_the_version_of_coredns(settings, expected):
    assert plan_of(*settings).environments[0].addon_versions.get("coredns") == expected


def test_each_environment_has_the_versions_of_its_own_kubernetes():
    plan = plan_of("environments=a,b", "environments.a.kubernetes_version=1.36")
    found = [one.addon_versions["kube-proxy"] for one in plan.environments]
    assert found == ["v1.36.0-eksbuild.14", "v1.35.3-eksbuild.18"]


def test_the_endpoint_of_guardduty_comes_with_its_agent_and_once():
    chosen = ("addons=aws-guardduty-agent",)
    assert plan_of().environments[0].interface_endpoints == ()
    assert plan_of(*chosen).environments[0].interface_endpoints == ("guardduty-data",)
    named = plan_of(*chosen, "interface_endpoints=guardduty-data,ecr.api").environments[0]
    assert named.interface_endpoints == ("guardduty-data", "ecr.api")


def test_ipv6_has_rights_of_its_own():
    every = [one.answers for one in plan_of("ip_family=ipv6").environments]
    (role,) = roles_of("vpc-cni", every, "aws-us-gov")
    assert role.managed == ()
    assert role.policy.document["Statement"][1] == {
        "Sid": "AssignAndTagAddresses",
        "Effect": "Allow",
        "Action": ["ec2:AssignIpv6Addresses", "ec2:CreateTags"],
        "Resource": "arn:aws-us-gov:ec2:*:*:network-interface/*",
    }


@pytest.mark.parametrize(
    ("settings", "namespace"), [((), "cert-manager"), (("addon_namespaces={cert-manager: pki}",), "pki")]
)
def test_a_role_is_for_the_namespace_in_which_its_addon_is(settings, namespace):
    zone = "cert_manager_zone_arns=arn:aws:route53:::hostedzone/Z1"
    plan = plan_of("aws_provider=6", "addons=cert-manager", zone, "workload_identity=irsa", *settings)
    assert plan.addons.service_accounts["cert_manager"] == (f"{namespace}:cert-manager",)


CONFIGURATION = """\
addon_configuration:
  coredns:
    replicaCount: 3
    podLabels: {a: "true", b: "1.0", c: "null", d: none, e: "", f/g: "${x}"}
    resources: {limits: {memory: 170Mi}}
    affinity: null
    tolerations:
      - {key: a, operator: Exists}
      - {}
    topologySpreadConstraints: []
"""


def test_a_configuration_is_written_as_it_was_given():
    found = answers(CONFIGURATION)
    assert found["addon_configuration"]["coredns"] == {
        "replicaCount": 3,
        "podLabels": {"a": "true", "b": "1.0", "c": "null", "d": "none", "e": "", "f/g": "${x}"},
        "resources": {"limits": {"memory": "170Mi"}},
        "affinity": None,
        "tolerations": ({"key": "a", "operator": "Exists"}, {}),
        "topologySpreadConstraints": (),
    }
    text = dump(QUESTIONNAIRE, found)
    assert (
        "addon_configuration:\n"
        "  coredns:\n"
        "    replicaCount: 3\n"
        "    podLabels:\n"
        '      a: "true"\n'
        '      b: "1.0"\n'
        '      c: "null"\n'
        '      d: "none"\n'
        '      e: ""\n'
        '      f/g: "${x}"\n'
        "    resources:\n"
        "      limits:\n"
        '        memory: "170Mi"\n'
        "    affinity: null\n"
        "    tolerations:\n"
        "      - key: a\n"
        "        operator: Exists\n"
        "      - {}\n"
        "    topologySpreadConstraints: []\n"
    ) in text
    assert answers(text)["addon_configuration"] == found["addon_configuration"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 1, b: -2.5, c: 1.0e3, d: 0x1f, e: 007, f: yes}", (1, -2.5, "1.0e3", "0x1f", "007", "yes")),
        ("{a: true, b: 'true', c: ~, d: [[1, [2]], {}], e: {f: {}}}", (True, "true", None, ((1, (2,)), {}), {"f": {}})),
    ],
)
def test_a_document_is_read_as_json_has_it(text, expected):
    problems = []
    found = Document().read(node_of_text(text, "--set"), Place("a", "--set", problems))
    assert problems == []
    assert tuple(found.values()) == expected
    assert [type(one) for one in found.values()] == [type(one) for one in expected]


@pytest.mark.parametrize("text", ["coredns", "[a, b]", "{coredns: 3}", "{coredns: [a]}"])
def test_what_is_no_document_is_refused(text):
    (said,) = refused(settings=(f"addon_configuration={text}",))
    assert said.startswith("Error: --set addon_configuration: Invalid mapping\n")
