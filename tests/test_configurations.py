"""What EKS would refuse of an add-on's configuration."""

from __future__ import annotations

import copy
import random

import jsonschema
import pytest
from terracutter.catalog.addons import addons
from terracutter.catalog.configurations import Problem, configuration, problems

COREDNS = configuration("coredns", addons()["coredns"].version("1.36"))
CNI = configuration("vpc-cni", addons()["vpc-cni"].version("1.36"))
GOVERNANCE = (
    "amazon-sagemaker-hyperpod-taskgovernance",
    addons()["amazon-sagemaker-hyperpod-taskgovernance"].version("1.36"),
)
PROXY = configuration("kube-proxy", addons()["kube-proxy"].version("1.35"))

GOOD = {
    "vpc-cni": {"enableNetworkPolicy": "true", "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}},
    "coredns": {
        "replicaCount": 3,
        "computeType": "Fargate",
        "resources": {"limits": {"cpu": "100m", "memory": "150Mi"}},
        "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}],
    },
    "kube-proxy": {"mode": "ipvs", "ipvs": {"scheduler": "rr"}},
    "aws-ebs-csi-driver": {
        "controller": {"extraVolumeTags": {"team": "platform"}},
        "node": {"tolerateAllTaints": True},
    },
    "metrics-server": {"replicas": 2},
    "amazon-cloudwatch-observability": {"containerLogs": {"enabled": False}},
    "eks-pod-identity-agent": {"resources": {"requests": {"cpu": "10m"}}},
    "fluent-bit": {"logLevel": "info"},
}
VALUES = [
    None,
    True,
    0,
    -1,
    2,
    1.5,
    "",
    "true",
    "x" * 300,
    [],
    ["a", "a"],
    [{}],
    {},
    {"enabled": 1},
    {"a b": {"c": []}},
]


def test_every_version_that_can_be_chosen_has_a_schema():
    for name, addon in addons().items():
        for version in addon.versions.values():
            assert configuration(name, version.default) is not None
            assert configuration(name, version.newest) is not None
    assert configuration("coredns", "v0.0.0-eksbuild.1") is None


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_configuration_passes(name):
    assert problems(configuration(name, addons()[name].version("1.35")), GOOD[name]) == ()


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (COREDNS, {"replicaCount": "3"}, Problem("replicaCount", '"3" is not a whole number')),
        (COREDNS, {"replicaCount": True}, Problem("replicaCount", "true is not a whole number")),
        (
            COREDNS,
            {"replicaCounts": 3},
            Problem(
                "replicaCounts",
                "replicaCounts is unknown; known are affinity, annotationTopologyMode, autoScaling, computeType, "
                "corefile, nodeSelector, podAnnotations, podDisruptionBudget, …",
                'Did you mean "replicaCount"?',
            ),
        ),
        (
            COREDNS,
            {"resources": {"limits": {"cpus": "1"}}},
            Problem("resources.limits.cpus", "cpus is unknown; known are cpu, memory", 'Did you mean "cpu"?'),
        ),
        (
            PROXY,
            {"mode": "ipvsx"},
            Problem("mode", '"ipvsx" is not one of "iptables", "ipvs", "nftables"', 'Did you mean "ipvs"?'),
        ),
        (CNI, [], Problem("", "[] is not an object")),
        (COREDNS, {"replicaCount": float("inf")}, Problem("replicaCount", "Infinity is not a whole number")),
        (
            configuration(*GOVERNANCE),
            {"a": 1},
            Problem("a", "a is unknown; nothing can be set here"),
        ),
        (
            CNI,
            {"env": {"ENABLE_PREFIX_DELEGATION": True}},
            Problem("env.ENABLE_PREFIX_DELEGATION", "true is not a string"),
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(schema, value, expected):
    assert problems(schema, value) == (expected,)


def test_all_problems_are_told_at_once():
    found = problems(COREDNS, {"replicaCount": "3", "corefile": 1, "nope": {}})
    assert [problem.path for problem in found] == ["replicaCount", "corefile", "nope"]


def mutated(value, schema, dice):
    """Some place of the value holds something else."""
    changed = copy.deepcopy(value)
    place = changed
    while isinstance(place, dict) and place and dice.random() < 0.6:
        key = dice.choice(list(place))
        if not isinstance(place[key], dict):
            place[key] = copy.deepcopy(dice.choice(VALUES))
            return changed
        place = place[key]
    names = [
        *schema.get("properties", {}),
        *next(iter(schema.get("definitions", {}).values()), {}).get("properties", {}),
    ]
    place[dice.choice([*names, "nope"])] = copy.deepcopy(dice.choice(VALUES))
    return changed


@pytest.mark.parametrize("name", addons())
def test_the_reader_agrees_with_another_one(name):
    schema = dict(configuration(name, addons()[name].version("1.35")))
    other = jsonschema.Draft201909Validator(schema)
    dice = random.Random(name)
    refused = 0
    value = GOOD.get(name, {})
    for _ in range(60):
        value = mutated(value if dice.random() < 0.7 else GOOD.get(name, {}), schema, dice)
        is_refused = problems(schema, value) != ()
        refused += is_refused
        assert is_refused == (not other.is_valid(value)), value
    assert refused
