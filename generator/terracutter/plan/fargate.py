"""Where Fargate sends what its pods say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OUTPUT = """\
[OUTPUT]
    Name cloudwatch_logs
    Match kube.*
    region {region}
    log_group_name /aws/eks/{cluster}/fargate
    log_stream_prefix pod-
    log_retention_days {days}
    auto_create_group true
"""
"""Source: Amazon EKS user guide, Fargate logging."""


def fargate_logging(answers: Mapping[str, Any], cluster: str) -> dict[str, str]:
    """The sections of Fluent Bit's configuration by name; none where there is nothing to send."""
    if not (answers["fargate_logs"] and answers["fargate_profiles"]):
        return {}
    return {
        "output.conf": _OUTPUT.format(region=answers["region"], cluster=cluster, days=answers["log_retention_days"])
    }
