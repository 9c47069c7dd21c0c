"""What the chart of each controller is told, for one cluster; everything else is the chart's default.

No pod can ask a node's metadata, whose hop limit is 1, so region, cluster and VPC are always among it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from terracutter import catalog
from terracutter.questions.karpenter import without_way_out
from terracutter.questions.platform import ROLES

Answers = Mapping[str, Any]
Values = dict[str, Any]

_TWICE: Final = {"enabled": True, "maxUnavailable": 1}
"""A pod disruption budget for what runs twice."""


def _resources(cpu: str, memory: str, limit: str) -> Values:
    """No CPU limit: a controller that is throttled falls behind."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": limit}}


def _on_linux(answers: Answers) -> Values:
    """Where there are Windows nodes, the charts that would also go there are told not to."""
    groups = (answers.get("node_groups") or {}).values()
    has_windows = any(group["ami_type"].startswith("WINDOWS") for group in groups)
    return {"nodeSelector": {"kubernetes.io/os": "linux"}} if has_windows else {}


def _service_account(controller: str, answers: Answers, cluster: str) -> Values:
    """Which EKS Pod Identity knows by its name, and which says its role itself where roles trust its tokens."""
    from terracutter.catalog.controllers import controllers

    values: Values = {"name": controllers()[controller].service_accounts[0].name}
    if answers["workload_identity"] == "irsa":
        partition = catalog.regions()[answers["region"]].partition
        role = f"arn:{partition}:iam::{answers['account_id']}:role/{cluster}-{ROLES.get(controller, controller)}"
        values["annotations"] = {"eks.amazonaws.com/role-arn": role}
    return values


def _aws_load_balancer_controller(answers: Answers, cluster: str) -> Values:
    values: Values = {"clusterName": cluster, "region": answers["region"]}
    if answers["network"] == "existing":
        values["vpcId"] = answers["vpc_id"]
    else:
        values["vpcTags"] = {"Name": cluster}
    if without_way_out([answers]):
        # None of these services has an endpoint in the VPC.
        values |= {"enableShield": False, "enableWaf": False, "enableWafv2": False}
    return values | {
        "replicaCount": 2,
        "podDisruptionBudget": {"maxUnavailable": 1},
        "serviceAccount": _service_account("aws-load-balancer-controller", answers, cluster),
        **_on_linux(answers),
        "resources": _resources("100m", "128Mi", "256Mi"),
    }


def _argo_cd(_answers: Answers, _cluster: str) -> Values:
    twice = {"replicas": 2, "pdb": _TWICE}
    return {
        "controller": {"resources": _resources("250m", "512Mi", "2Gi")},
        "server": {**twice, "resources": _resources("50m", "128Mi", "256Mi")},
        "repoServer": {**twice, "resources": _resources("100m", "256Mi", "1Gi")},
        "applicationSet": twice,
    }


def _cluster_autoscaler(answers: Answers, cluster: str) -> Values:
    from terracutter.catalog.controllers import controllers

    program = controllers()["cluster-autoscaler"].programs[answers["kubernetes_version"]]
    return {
        "fullnameOverride": "cluster-autoscaler",
        "autoDiscovery": {"clusterName": cluster},
        "awsRegion": answers["region"],
        "image": {"tag": f"v{program}"},
        "replicaCount": 2,
        "extraArgs": {"balance-similar-node-groups": True, "skip-nodes-with-system-pods": False},
        **_on_linux(answers),
        "rbac": {"serviceAccount": _service_account("cluster-autoscaler", answers, cluster)},
        "resources": _resources("100m", "300Mi", "600Mi"),
    }


def _external_secrets(answers: Answers, cluster: str) -> Values:
    twice = {"replicaCount": 2, "podDisruptionBudget": {"enabled": True, "minAvailable": 1}}
    return {
        **({"global": _on_linux(answers)} if _on_linux(answers) else {}),
        **twice,
        "leaderElect": True,
        "serviceAccount": _service_account("external-secrets", answers, cluster),
        "resources": _resources("50m", "128Mi", "256Mi"),
        "webhook": twice,
    }


def _gateway_api_controller(answers: Answers, cluster: str) -> Values:
    values: Values = {
        "clusterName": cluster,
        "awsRegion": answers["region"],
        "awsAccountId": answers["account_id"],
    }
    vpc_id = answers["vpc_id"] if answers["network"] == "existing" else answers.get("gateway_api_vpc_id")
    if vpc_id:
        values["clusterVpcId"] = vpc_id
    return values | {
        "deployment": {"replicas": 2, "priorityClassName": "system-cluster-critical"},
        "pdb": _TWICE,
        "serviceAccount": _service_account("gateway-api-controller", answers, cluster),
    }


def _karpenter(answers: Answers, cluster: str) -> Values:
    settings: Values = {"clusterName": cluster, "interruptionQueue": f"{cluster}-karpenter", "eksControlPlane": True}
    if without_way_out([answers]):
        # The price list has no endpoint in the VPC.
        settings["isolatedVPC"] = True
    if answers["pod_cidr"]:
        # The first interface of a node serves no pods.
        settings["reservedENIs"] = "1"
    if answers["zonal_shift"]:
        settings["enableZonalShift"] = True
    return {
        "settings": settings,
        "serviceAccount": _service_account("karpenter", answers, cluster),
        "replicas": 2,
        "controller": {
            "env": [{"name": "AWS_REGION", "value": answers["region"]}],
            "resources": _resources("500m", "1Gi", "1Gi"),
        },
    }


def _velero(answers: Answers, cluster: str) -> Values:
    from terracutter.catalog.controllers import controllers

    location = {"name": "default", "provider": "aws", "config": {"region": answers["region"]}}
    return {
        "configuration": {
            "backupStorageLocation": [{**location, "bucket": answers["velero_bucket"], "default": True}],
            "volumeSnapshotLocation": [location],
        },
        "credentials": {"useSecret": False},
        **_on_linux(answers),
        "serviceAccount": {"server": _service_account("velero", answers, cluster)},
        "initContainers": [
            {
                "name": "velero-plugin-for-aws",
                "image": controllers()["velero"].plugin,
                "volumeMounts": [{"name": "plugins", "mountPath": "/target"}],
            }
        ],
        "resources": _resources("500m", "128Mi", "512Mi"),
    }


VALUES: Final[Mapping[str, Callable[[Answers, str], Values]]] = {
    "argo-cd": _argo_cd,
    "aws-load-balancer-controller": _aws_load_balancer_controller,
    "cluster-autoscaler": _cluster_autoscaler,
    "external-secrets": _external_secrets,
    "gateway-api-controller": _gateway_api_controller,
    "karpenter": _karpenter,
    "velero": _velero,
}
"""By controller, from an environment's answers and the name of its cluster."""
