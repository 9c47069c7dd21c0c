"""The dated facts: that they are whole, agree with one another, and say how old they are."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from terracutter import catalog
from terracutter.catalog import staleness
from terracutter.catalog.addons import Version, addons, missing
from terracutter.catalog.addons import nearest as nearest_addon
from terracutter.catalog.controllers import controllers
from terracutter.catalog.controllers import nearest as nearest_controller
from terracutter.catalog.instances import (
    Accelerator,
    InstanceType,
    addresses_of_full_node,
    instance_type,
    instance_types,
    is_instance_type,
    is_offered,
    max_pods,
    nearest,
    recorded_regions,
)
from terracutter.catalog.policies import policies
from terracutter.plan.policies import policy_document
from terracutter.questions.instances import INSTANCE_TYPE, ami_type_of, architecture_of, unknown, without_nitro

FILES = Path(catalog.__file__).parent
TOOLS = Path(__file__).parent.parent / "tools"
DESCRIBED = [name for name in instance_types() if instance_type(name) is not None]


def version_key(version):
    return [int(number) for number in re.findall(r"\d+", version)]


# --- instance types ---------------------------------------------------------------------------------------------------


def test_an_instance_type_is_read_whole():
    found = instance_type("p5.48xlarge")
    assert found._replace(regions=(), partly_in=()) == InstanceType(
        name="p5.48xlarge",
        vcpus=192,
        memory=2097152,
        architectures=("x86_64",),
        interfaces=2,
        addresses=50,
        usage_classes=("capacity-block", "on-demand", "spot"),
        is_current_generation=True,
        is_bare_metal=False,
        is_nitro=True,
        supports_efa=True,
        is_listed=True,
        accelerator=Accelerator("nvidia", 8, "H100"),
        regions=(),
        partly_in=(),
    )


def test_where_an_instance_type_is_offered():
    assert set(recorded_regions()) <= catalog.regions().keys()
    large = instance_type("m5.large")
    assert is_offered(large, "eu-central-1") is True
    assert is_offered(large, "ap-southeast-5") is False  # younger than the type
    assert is_offered(large, "us-gov-west-1") is None
    accelerated = instance_type("p5.48xlarge")
    assert is_offered(accelerated, "us-east-1") is True
    assert "ap-northeast-1" in accelerated.partly_in
    assert is_offered(accelerated, "eu-south-1") is False
    for name in DESCRIBED:
        found = instance_type(name)
        assert set(found.partly_in) <= set(found.regions)


def test_what_ec2_lists_is_offered_somewhere():
    homeless = [name for name in DESCRIBED if instance_type(name).is_listed and not instance_type(name).regions]
    assert homeless == []


def test_every_name_of_ec2_is_known_and_has_the_form_that_questions_ask_for():
    names = instance_types()
    assert len(names) == len(set(names)) == 1437
    assert [name for name in names if re.fullmatch(INSTANCE_TYPE, name) is None] == []
    assert unknown(names) == ()
    assert {name.split(".")[0] for name in without_nitro(names)} & {"m7i", "m5", "t3", "a1"} == set()
    assert {"m4.large", "t2.micro"} <= set(without_nitro(names))
    assert len(DESCRIBED) > 1400


def test_one_line_says_the_same_as_the_whole_file():
    document = json.loads((FILES / "instances.json").read_text(encoding="utf-8"))
    assert sorted(document["types"]) == DESCRIBED
    for name, (vcpus, memory, *_) in document["types"].items():
        found = instance_type(name)
        assert (found.vcpus, found.memory) == (vcpus, memory)


@pytest.mark.parametrize(
    "name", ["m5large", "m5", "m5.", "", "types", '"m5.large', "m5.large\n", "\uff4d5.large", "m5*large"]
)
def test_what_is_no_instance_type_is_not_found(name):
    assert instance_type(name) is None
    assert not is_instance_type(name)


def test_a_type_that_ec2_names_without_describing_it_is_known_but_empty():
    assert is_instance_type("p6e-gb200.36xlarge")
    assert instance_type("p6e-gb200.36xlarge") is None


def test_a_name_tells_the_same_architecture_as_ec2():
    different = [
        name
        for name in DESCRIBED
        if not name.startswith("mac") and architecture_of(name) not in instance_type(name).architectures
    ]
    assert different == []


def test_a_name_tells_the_same_accelerator_as_ec2():
    words = {"nvidia": "NVIDIA", "neuron": "NEURON", "other": "STANDARD", None: "STANDARD"}
    different = []
    for name in DESCRIBED:
        accelerator = instance_type(name).accelerator
        if words[accelerator and accelerator.kind] not in ami_type_of((name,)):
            different.append(name)
    assert different == []


@pytest.mark.parametrize("name", DESCRIBED[::40])
def test_numbers_are_those_of_a_machine(name):
    found = instance_type(name)
    assert found.vcpus >= 1
    assert found.memory >= 512
    assert found.interfaces >= 1
    assert found.addresses >= 2
    assert set(found.usage_classes) <= {"on-demand", "spot", "capacity-block"}
    assert found.is_bare_metal == (".metal" in name)


@pytest.mark.parametrize(
    ("name", "pods", "with_prefixes", "uncapped", "custom"),
    [
        ("t3.nano", 4, 34, 4, 3),
        ("t3.medium", 17, 110, 17, 12),
        ("m5.large", 29, 110, 29, 20),
        ("m7i.4xlarge", 110, 110, 234, 110),
        ("m5.24xlarge", 250, 250, 737, 250),
        ("c5.metal", 250, 250, 737, 250),  # bare metal delegates prefixes, too
        ("m4.large", 20, 20, 20, 11),  # Xen does not
    ],
)
def test_pods_follow_from_interfaces_and_addresses(name, pods, with_prefixes, uncapped, custom):
    found = instance_type(name)
    assert max_pods(found) == pods
    assert max_pods(found, prefix_delegation=True) == with_prefixes
    assert max_pods(found, capped=False) == uncapped
    assert max_pods(found, custom_networking=True) == custom


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("m5large", "m5.large"),
        ("M7I.Large", "m7i.large"),
        ("m7i.lrge", "m7i.large"),
        ("t2.meduim", "t2.medium"),
        ("g4dn.xlage", "g4dn.xlarge"),
        ("banana", None),
    ],
)
def test_a_mistyped_instance_type_finds_the_one_that_was_meant(given, meant):
    assert nearest(given) == meant


# --- add-ons ----------------------------------------------------------------------------------------------------------


def test_addons_require_only_what_exists_and_never_themselves():
    known = addons()

    def all_required(name, path=()):
        assert name not in path, path
        return {name}.union(*(all_required(one, (*path, name)) for one in known[name].requires))

    for name in known:
        assert all_required(name) <= known.keys()


def test_both_files_have_the_same_addons():
    written = json.loads((FILES / "addons.json").read_text(encoding="utf-8"))
    recorded = json.loads((FILES / "addon_versions.json").read_text(encoding="utf-8"))
    assert written["addons"].keys() == recorded["addons"].keys()
    assert {entry["source"] for entry in written["addons"].values()} <= written["sources"].keys()


def test_versions_are_those_of_eks_and_of_known_kubernetes_versions():
    for addon in addons().values():
        assert addon.versions.keys() <= catalog.kubernetes_versions().keys()
        for version in addon.versions.values():
            assert re.fullmatch(r"v\d+\.\d+\.\d+-eksbuild\.\d+", version.default)
            assert re.fullmatch(r"v\d+\.\d+\.\d+-eksbuild\.\d+", version.newest)
            assert version_key(version.default) <= version_key(version.newest)


def test_the_proxy_follows_the_cluster():
    for kubernetes, version in addons()["kube-proxy"].versions.items():
        assert version.default.startswith(f"v{kubernetes}.")


def test_every_default_cluster_gets_pinned_versions():
    for name in ("vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent", "aws-ebs-csi-driver", "metrics-server"):
        assert addons()[name].versions.keys() == catalog.kubernetes_versions().keys()


def test_a_version_is_the_default_of_eks_or_the_newest_and_where_no_source_tells_eks_chooses():
    addon = addons()["coredns"]._replace(versions={"1.35": Version("v1.13.2-eksbuild.11", "v1.14.3-eksbuild.14")})
    assert addon.version("1.35") == "v1.13.2-eksbuild.11"
    assert addon.version("1.35", newest=True) == "v1.14.3-eksbuild.14"
    assert addon.version("1.99") is None


def test_roles_stand_where_eks_says_that_an_addon_calls_aws():
    recorded = json.loads((FILES / "addon_versions.json").read_text(encoding="utf-8"))["addons"]
    for name, addon in addons().items():
        assert bool(addon.roles) == recorded[name]["needs_iam"] or name in {"cert-manager", "fluent-bit"}
        for role in addon.roles:
            assert role.managed or role.policies
            assert set(role.policies) <= policies().keys()


def test_roles_are_chosen_by_what_holds():
    cni = addons()["vpc-cni"]
    assert [role.managed for role in cni.roles_for("ipv4")] == [("AmazonEKS_CNI_Policy",)]
    assert [role.policies for role in cni.roles_for("ipv6")] == [("vpc-cni-ipv6",)]
    assert [role.managed for role in addons()["aws-ebs-csi-driver"].roles_for()] == [("AmazonEBSCSIDriverPolicyV2",)]


def test_what_auto_mode_brings_is_marked():
    assert [name for name, addon in addons().items() if addon.built_into_auto_mode] == [
        "aws-ebs-csi-driver",
        "coredns",
        "eks-node-monitoring-agent",
        "eks-pod-identity-agent",
        "kube-proxy",
        "vpc-cni",
    ]


def test_what_can_be_installed_before_there_are_nodes():
    assert [name for name, addon in addons().items() if not addon.waits_for_nodes and addon.owner == "aws"] == [
        "aws-ec2-local-instance-store-csi-driver",
        "aws-guardduty-agent",
        "aws-network-flow-monitoring-agent",
        "aws-secrets-store-csi-driver-provider",
        "eks-node-monitoring-agent",
        "eks-pod-identity-agent",
        "kube-proxy",
        "sriov-network-metrics-exporter",
        "vpc-cni",
    ]


def test_what_a_choice_of_addons_still_needs():
    assert missing(frozenset({"adot", "aws-fsx-csi-driver", "coredns"})) == {
        "adot": ("cert-manager",),
        "aws-fsx-csi-driver": ("eks-pod-identity-agent",),
    }


def test_mistyped_names_find_those_that_were_meant():
    assert nearest_addon("ebs-csi-driver") == "aws-ebs-csi-driver"
    assert nearest_addon("core-dns") == "coredns"
    assert nearest_controller("load-balancer-controller") == "aws-load-balancer-controller"
    assert nearest_controller("xyz") is None


# --- controllers and policies -----------------------------------------------------------------------------------------

VALUES = {
    "partition": "aws-us-gov",
    "region": "ap-southeast-2",
    "account": "111122223333",
    "cluster": "a-cluster-with-a-name-of-40-characters-x",
    "node_role_arn": "arn:aws-us-gov:iam::111122223333:role/a-cluster-with-a-name-of-40-characters-x-node",
    "queue_arn": "arn:aws-us-gov:sqs:ap-southeast-2:111122223333:a-cluster-with-a-name-of-40-characters-x",
    "key_arn": "arn:aws-us-gov:kms:ap-southeast-2:111122223333:key/11111111-2222-3333-4444-555555555555",
    "bucket": "backups",
    "log_group": "/aws/containers",
    "hosted_zone_arns": ["arn:aws-us-gov:route53:::hostedzone/A", "arn:aws-us-gov:route53:::hostedzone/B"],
    "bucket_arns": ["arn:aws-us-gov:s3:::data"],
    "object_arns": ["arn:aws-us-gov:s3:::data/*"],
    "secret_arns": ["arn:aws-us-gov:secretsmanager:ap-southeast-2:111122223333:secret:app-*"],
    "parameter_arns": ["arn:aws-us-gov:ssm:ap-southeast-2:111122223333:parameter/app/*"],
    "prometheus_workspace_arn": "arn:aws-us-gov:aps:ap-southeast-2:111122223333:workspace/ws-1",
}
OPERATORS = {
    "Bool",
    "ForAllValues:StringEquals",
    "Null",
    "StringEquals",
    "StringEqualsIfExists",
    "StringLike",
}


@pytest.mark.parametrize("name", policies())
def test_a_policy_is_one_that_iam_takes(name):
    document = policy_document(name, VALUES)
    assert len(json.dumps(document, separators=(",", ":"))) <= 6144
    assert "<" not in json.dumps(document)
    assert document["Version"] == "2012-10-17"
    sids = [statement["Sid"] for statement in document["Statement"]]
    assert len(set(sids)) == len(sids)
    for statement in document["Statement"]:
        assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}
        assert statement["Sid"].isalnum()
        assert statement["Effect"] == "Allow"
        given = statement["Action"]
        for action in [given] if isinstance(given, str) else given:
            assert re.fullmatch(r"[a-z0-9-]+:([A-Z][A-Za-z0-9]*\*?|\*)", action)
        resources = [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]
        assert all(resource == "*" or resource.startswith("arn:aws-us-gov:") for resource in resources)
        assert statement.get("Condition", {}).keys() <= OPERATORS


@pytest.mark.parametrize("name", policies())
def test_a_statement_for_every_resource_says_why(name):
    policy = policies()[name]
    assert {statement["Sid"] for statement in policy.statements if statement["Resource"] == "*"} == policy.any.keys()
    assert all(reason.endswith(".") for reason in policy.any.values())


def test_every_policy_is_used():
    by_addons = {policy for addon in addons().values() for role in addon.roles for policy in role.policies}
    by_controllers = {
        policy for one in controllers().values() for account in one.service_accounts for policy in account.policies
    }
    assert by_addons | by_controllers == policies().keys()


def test_a_policy_is_filled_in():
    assert policy_document("external-dns", VALUES) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ChangeRecords",
                "Effect": "Allow",
                "Action": [
                    "route53:ChangeResourceRecordSets",
                    "route53:ListResourceRecordSets",
                    "route53:ListTagsForResources",
                ],
                "Resource": ["arn:aws-us-gov:route53:::hostedzone/A", "arn:aws-us-gov:route53:::hostedzone/B"],
            },
            {"Sid": "FindZones", "Effect": "Allow", "Action": ["route53:ListHostedZones"], "Resource": "*"},
        ],
    }


def test_a_policy_with_a_value_missing_is_not_made():
    with pytest.raises(KeyError, match="bucket"):
        policy_document("velero", {"partition": "aws", "region": "us-east-1"})


def test_the_tag_of_the_cluster_is_filled_in_keys_of_conditions():
    statement = policy_document("cluster-autoscaler", VALUES)["Statement"][-1]
    assert statement["Condition"] == {
        "StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/a-cluster-with-a-name-of-40-characters-x": "owned"}
    }


def test_controllers_name_their_charts():
    for controller in controllers().values():
        assert controller.repository.startswith(("https://", "oci://"))
        assert re.fullmatch(r"v?\d+\.\d+\.\d+", controller.release.version)
        assert re.fullmatch(r"\d+\.\d+\.\d+", controller.release.program)
        assert controller.release.version.removeprefix("v") in controller.release.source


def test_the_autoscaler_has_a_program_for_each_version_of_kubernetes():
    programs = controllers()["cluster-autoscaler"].programs
    assert programs.keys() == catalog.kubernetes_versions().keys()
    assert all(program.startswith(f"{kubernetes}.") for kubernetes, program in programs.items())


def test_karpenter_works_with_each_version_of_kubernetes():
    karpenter = controllers()["karpenter"]
    assert karpenter.least.keys() == catalog.kubernetes_versions().keys()
    assert all(version_key(least) <= version_key(karpenter.release.program) for least in karpenter.least.values())
    assert len(karpenter.events) == 5


# --- age and form -----------------------------------------------------------------------------------------------------


def test_every_file_says_how_old_it_is():
    names = {
        path.relative_to(FILES).as_posix()
        for pattern in ("*.json", "*.gz", "schemas/*.gz")
        for path in FILES.glob(pattern)
    }
    assert {one.name for one in staleness.facts()} == names
    assert all(one.source for one in staleness.facts())


def test_stale_facts_are_listed_oldest_first(monkeypatch, tmp_path):
    (tmp_path / "schemas").mkdir()
    for name, day in (("new", "2026-11-01"), ("just", "2026-08-24"), ("older", "2026-08-23"), ("oldest", "2024-01-01")):
        (tmp_path / f"{name}.json").write_text(f'{{\n  "date": "{day}",\n  "source": "the \\"{name}\\" one"\n}}\n')
    monkeypatch.setattr(staleness, "_DIRECTORY", tmp_path)
    assert staleness.stale(date(2026, 11, 22)) == (
        staleness.Facts("oldest.json", date(2024, 1, 1), 'the "oldest" one'),
        staleness.Facts("older.json", date(2026, 8, 23), 'the "older" one'),
    )
    assert [one.age(date(2026, 11, 22)) for one in staleness.stale(date(2026, 11, 22), days=20)] == [1056, 91, 90, 21]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("instances.json", "types"),
        ("addon_versions.json", "addons"),
        ("policies.json", "policies"),
        ("controllers.json", "controllers"),
    ],
)
def test_files_have_the_form_that_the_tools_write(monkeypatch, tmp_path, name, key):
    specification = importlib.util.spec_from_file_location("sources", TOOLS / "sources.py")
    sources = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "sources", sources)
    specification.loader.exec_module(sources)
    monkeypatch.setattr(sources, "CATALOG", tmp_path)
    document = json.loads((FILES / name).read_text(encoding="utf-8"))
    sources.write(name, {field: value for field, value in document.items() if field != key}, key, document[key])
    assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()


def test_a_full_node_takes_the_addresses_that_its_interfaces_hold():
    found = instance_type("m7i.large")
    assert addresses_of_full_node(found) == 30
    assert addresses_of_full_node(found, custom_networking=True) == 20
    assert addresses_of_full_node(found, prefix_delegation=True) == 7 * 16 + 1
