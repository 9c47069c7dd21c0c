"""Which pods run on Fargate, and where what they say goes."""

from __future__ import annotations

import pytest
import yaml
from terracutter.questions.addon_configuration import configuration_of
from terracutter.questions.fargate import fargate_takes, starved_on_fargate, twice_on_fargate
from test_repository import MATRIX

DNS = {"k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns"}


def profiles(*selectors):
    return {str(number): {"selectors": one} for number, one in enumerate(selectors)}


@pytest.mark.parametrize(
    ("selectors", "takes"),
    [
        ({"kube-system": {}}, True),
        ({"default": {}, "kube-*": {}}, True),
        ({"kube-syste?": {"k8s-*": "kube-dn?"}}, True),
        ({"*": {"k8s-app": "kube-dns", "eks.amazonaws.com/*": "*"}}, True),
        ({"kube-?": {}}, False),
        ({"default": {}}, False),
        ({"kube-system": {"k8s-app": "metrics-server"}}, False),
        ({"kube-system": {"k8s-app": "kube-dns", "tier": "*"}}, False),
        ({"kube.system": {}}, False),
    ],
)
def test_a_selector_takes_pods_of_its_namespace_that_have_all_its_labels(selectors, takes):
    assert fargate_takes(profiles({"other": {}}, selectors), "kube-system", DNS) is takes


def test_no_profile_takes_no_pod():
    assert not fargate_takes(None, "kube-system", DNS)
    assert not fargate_takes({}, "kube-system", DNS)


def test_the_same_selector_in_two_profiles_is_found():
    found = twice_on_fargate(profiles({"a": {}, "b": {"x": "y"}}, {"a": {}, "b": {"x": "z"}}))
    assert found == ("a",)


def test_pods_that_call_aws_are_known_by_their_add_on():
    chosen = ("aws-ebs-csi-driver", "metrics-server", "external-dns", "cert-manager")
    assert starved_on_fargate(chosen, profiles({"*": {}})) == ("aws-ebs-csi-driver", "external-dns")
    assert starved_on_fargate(chosen, profiles({"external-dns": {}})) == ("external-dns",)


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({}, {"computeType": "Fargate"}),
        ({"autoscaler": "karpenter"}, {"computeType": "Fargate"}),
        ({"node_groups": {"a": {"ami_type": "WINDOWS_CORE_2022_x86_64"}}}, {"computeType": "Fargate"}),
        ({"node_groups": {"a": {"ami_type": "AL2023_x86_64_STANDARD"}}}, {}),
        ({"self_managed_node_groups": {"a": {"ami_type": "AL2023_x86_64_STANDARD"}}}, {}),
    ],
)
def test_coredns_begins_on_fargate_where_no_group_runs_linux(others, told):
    groups = ("node_groups", "self_managed_node_groups")
    unset = dict.fromkeys(("network_policy", "pod_cidr", "prefix_delegation", *groups))
    environment = {**unset, "addon_configuration": {}, "fargate_profiles": profiles({"kube-system": {}}), **others}
    assert configuration_of(environment, "coredns") == told


def test_logs_go_to_a_group_of_each_cluster(build):
    files = build("repository=acme", *MATRIX["Fargate alone"]).files
    for environment in ("staging", "production"):
        namespace, configuration = yaml.safe_load_all(files[f"platform/{environment}/fargate/logging.yaml"])
        assert namespace["metadata"] == {"name": "aws-observability", "labels": {"aws-observability": "enabled"}}
        lines = configuration["data"]["output.conf"].splitlines()
        assert f"    log_group_name /aws/eks/acme-{environment}/fargate" in lines
        assert "    log_retention_days 365" in lines


def test_an_environment_without_profiles_sends_nothing(build):
    settings = ("environments=a,b", "environments.b.fargate_profiles={x: {selectors: {shop: {}}}}", "fargate_logs=true")
    assert [path for path in build(*settings).files if "logging" in path] == ["platform/b/fargate/logging.yaml"]
