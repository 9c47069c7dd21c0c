"""Builds the provider schemas that the package carries, in `generator/terracutter/catalog/schemas/`.

    python tools/schemas.py [--work DIRECTORY] [NAME ...]

needs `terraform`, able to install hashicorp/aws 5.100.0, and `pip`, able to download the wheels named below. What has
been downloaded stays in the work directory (a temporary one unless it is given) and is not downloaded again. The same
sources give the same bytes.

A file is gzipped text. Its first line is a JSON object: the provider, its version, where the schema was read and when.
Each further line is a key, a tab and a JSON value; they are sorted by key. A key is `provider`, `resource TYPE`,
`data TYPE`, `ephemeral TYPE`, or a number for a block that several others hold and name by that number. A block is

    {"a": {name: [flags, type]}, "b": {name: [nesting, least, most, block]}}

with `"open": 1` where it may hold more than is known. Flags: r required, o optional, c computed, d deprecated,
w write-only, e either an attribute or a block. A type is as `terraform providers schema -json` has it, or
["nested", nesting, {name: [flags, type]}] for an attribute with attributes of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bindings import read_wheel

TARGET = Path(__file__).resolve().parents[1] / "generator" / "terracutter" / "catalog" / "schemas"
DATE = "2026-11-22"
Blocks = dict[str, dict[str, Any]]  # by key, each as `terraform providers schema -json` has it

CORE = """
ami autoscaling_attachment autoscaling_group autoscaling_group_tag autoscaling_groups autoscaling_lifecycle_hook
autoscaling_policy autoscaling_schedule availability_zone availability_zones caller_identity cloudwatch_event_rule
cloudwatch_event_target cloudwatch_log_group cloudwatch_log_resource_policy cloudwatch_log_subscription_filter
cloudwatch_metric_alarm default_network_acl default_route_table default_security_group default_tags default_vpc
dynamodb_table ebs_default_kms_key ebs_encryption_by_default ec2_instance_type ec2_instance_type_offerings
ec2_managed_prefix_list ec2_tag ecr_authorization_token ecr_lifecycle_policy ecr_pull_through_cache_rule
ecr_registry_scanning_configuration ecr_repository ecr_repository_policy efs_access_point efs_backup_policy
efs_file_system efs_file_system_policy efs_mount_target egress_only_internet_gateway eip eip_association
eks_access_entry eks_access_policy_association eks_addon eks_addon_version eks_capability eks_cluster
eks_cluster_auth eks_cluster_versions eks_clusters eks_fargate_profile eks_identity_provider_config eks_node_group
eks_node_groups eks_pod_identity_association flow_log iam_instance_profile iam_openid_connect_provider iam_policy
iam_policy_document iam_role iam_role_policies_exclusive iam_role_policy iam_role_policy_attachment
iam_role_policy_attachments_exclusive iam_roles iam_service_linked_role iam_session_context iam_user instance
internet_gateway key_pair kms_alias kms_grant kms_key kms_key_policy launch_template main_route_table_association
nat_gateway network_acl network_acl_association network_acl_rule network_interface partition placement_group
prefix_list region regions route route_table route_table_association route_tables s3_bucket s3_bucket_acl
s3_bucket_lifecycle_configuration s3_bucket_logging s3_bucket_notification s3_bucket_object_lock_configuration
s3_bucket_ownership_controls s3_bucket_policy s3_bucket_public_access_block
s3_bucket_server_side_encryption_configuration s3_bucket_versioning s3_object security_group security_group_rule
security_groups service_principal sns_topic sns_topic_policy sns_topic_subscription sqs_queue sqs_queue_policy
ssm_parameter subnet subnets vpc vpc_dhcp_options vpc_dhcp_options_association vpc_endpoint vpc_endpoint_policy
vpc_endpoint_route_table_association vpc_endpoint_security_group_association vpc_endpoint_service
vpc_endpoint_subnet_association vpc_ipv4_cidr_block_association vpc_ipv6_cidr_block_association
vpc_security_group_egress_rule vpc_security_group_ingress_rule vpcs
"""  # the resource and data types of a cluster and what stands around it, without `aws_`
DEPRECATED_IN_6 = {("data aws_region", "name")}  # the provider's upgrade guide: `region` takes its place


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a schema comes from, as the first line of its files says."""

    provider: str
    version: str
    source: str
    wheel: str = ""  # a requirement for pip; without one Terraform is asked


ORIGINS = {
    "aws-5": Origin("hashicorp/aws", "5.100.0", "terraform providers schema -json"),
    "aws-6": Origin("hashicorp/aws", "6.69.1", "the bindings cdktn-provider-aws 25.8.1", "cdktn-provider-aws==25.8.1"),
    "helm-3": Origin(
        "hashicorp/helm", "3.3.0", "the bindings cdktn-provider-helm 15.1.0", "cdktn-provider-helm==15.1.0"
    ),
    "kubernetes-3": Origin(
        "hashicorp/kubernetes",
        "3.4.0",
        "the bindings cdktn-provider-kubernetes 17.1.0",
        "cdktn-provider-kubernetes==17.1.0",
    ),
    "terraform": Origin("builtin/terraform", "1.11.4", "terraform providers schema -json"),
}


# --- sources ----------------------------------------------------------------------------------------------------------


def read(name: str, work: Path) -> Blocks:
    origin = ORIGINS[name]
    if not origin.wheel:
        return from_terraform(origin, work)
    found = next(iter(work.glob(f"{origin.wheel.replace('-', '_').replace('==', '-')}-*.whl")), None)
    if found is None:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(work), origin.wheel]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return read(name, work)
    version, blocks = read_wheel(found, objects_nest=name.startswith("helm"))
    if version != origin.version:
        raise SystemExit(f"{found.name} is for {version}, not {origin.version}")
    blocks["provider"]["attributes"].pop("alias")
    if name == "aws-6":
        carry_deprecations(from_terraform(ORIGINS["aws-5"], work), blocks)
    return blocks


def from_terraform(origin: Origin, work: Path) -> Blocks:
    root = work / "terraform"
    root.mkdir(exist_ok=True)
    document = root / "schema.json"
    if not document.exists():
        aws = ORIGINS["aws-5"]
        requirement = f'      source  = "{aws.provider}"\n      version = "{aws.version}"\n'
        text = f"terraform {{\n  required_providers {{\n    aws = {{\n{requirement}    }}\n  }}\n}}\n"
        (root / "main.tf").write_text(f'{text}resource "terraform_data" "one" {{}}\n', encoding="utf-8")
        subprocess.run(["terraform", "init", "-input=false"], cwd=root, check=True, stdout=sys.stderr)
        done = subprocess.run(["terraform", "providers", "schema", "-json"], cwd=root, check=True, capture_output=True)
        document.write_bytes(done.stdout)
    schemas = json.loads(document.read_bytes())["provider_schemas"]
    schema = next(value for address, value in schemas.items() if address.endswith(f"/{origin.provider}"))
    blocks: Blocks = {"provider": schema["provider"]["block"]} if "block" in schema.get("provider", {}) else {}
    for kind, section in (("resource", "resource"), ("data", "data_source"), ("ephemeral", "ephemeral_resource")):
        for type_name, one in schema.get(f"{section}_schemas", {}).items():
            blocks[f"{kind} {type_name}"] = one["block"]
    return blocks


def carry_deprecations(older: Blocks, newer: Blocks) -> None:
    """What was deprecated and still stands in the next version is deprecated there too."""
    for key, name in DEPRECATED_IN_6:
        newer[key]["attributes"][name]["deprecated"] = True
    for key, block in older.items():
        if key in newer:
            carry_into(block, newer[key])


def carry_into(older: Mapping[str, Any], newer: Mapping[str, Any]) -> None:
    for name, attribute in older.get("attributes", {}).items():
        if attribute.get("deprecated") and name in newer["attributes"]:
            newer["attributes"][name]["deprecated"] = True
    for name, nested in older.get("block_types", {}).items():
        if name in newer["block_types"]:
            carry_into(nested["block"], newer["block_types"][name]["block"])


# --- the compact form -------------------------------------------------------------------------------------------------

FLAGS = {
    "required": "r", "optional": "o", "computed": "c", "deprecated": "d", "write_only": "w", "either": "e",
}  # fmt: skip


def compact(block: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if block.get("attributes"):
        result["a"] = attributes(block["attributes"])
    if block.get("block_types"):
        result["b"] = {
            name: [one["nesting_mode"], one.get("min_items", 0), one.get("max_items", 0), compact(one["block"])]
            for name, one in sorted(block["block_types"].items())
        }
    if block.get("open"):
        result["open"] = 1
    return result


def attributes(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: ["".join(letter for flag, letter in FLAGS.items() if one.get(flag)), type_of(one)]
        for name, one in sorted(found.items())
    }


def type_of(attribute: Mapping[str, Any]) -> Any:
    if "nested_type" not in attribute:
        return attribute["type"]
    nested = attribute["nested_type"]
    return ["nested", nested["nesting_mode"], attributes(nested["attributes"])]


def text_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def share(blocks: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Blocks that stand in several places are kept once, by number; in the order of their text."""
    counts: Counter[str] = Counter()

    def count(block: Mapping[str, Any]) -> None:
        for _, _, _, inner in block.get("b", {}).values():
            text = text_of(inner)
            counts[text] += 1
            if counts[text] == 1:
                count(inner)

    for block in blocks.values():
        count(block)
    shared = sorted(text for text, number in counts.items() if number > 1 and len(text) > len('{"a":{}}'))
    numbers = {text: index for index, text in enumerate(shared)}

    def replaced(block: Mapping[str, Any]) -> dict[str, Any]:
        nested = block.get("b", {})
        kept = {
            name: [*rule, numbers[text] if (text := text_of(inner)) in numbers else replaced(inner)]
            for name, (*rule, inner) in nested.items()
        }
        return {**block, "b": kept} if kept else dict(block)

    result = {key: replaced(block) for key, block in blocks.items()}
    return result | {str(number): replaced(json.loads(text)) for text, number in numbers.items()}


def write(name: str, origin: Origin, blocks: Mapping[str, dict[str, Any]], *, part: str) -> Path:
    header = {
        "provider": origin.provider, "version": origin.version, "source": origin.source, "date": DATE, "part": part,
    }  # fmt: skip
    lines = [text_of(header), *(f"{key}\t{text_of(value)}" for key, value in sorted(share(blocks).items()))]
    path = TARGET / f"{name}.gz"
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    return path


def build(name: str, work: Path) -> Iterable[Path]:
    blocks = {key: compact(block) for key, block in read(name, work).items()}
    origin = ORIGINS[name]
    if not name.startswith("aws"):
        return [write(name, origin, blocks, part="whole")]
    wanted = {f"aws_{one}" for one in CORE.split()}
    core = {key: block for key, block in blocks.items() if key == "provider" or key.partition(" ")[2] in wanted}
    rest = {key: block for key, block in blocks.items() if key not in core}
    return [write(f"{name}.core", origin, core, part="core"), write(f"{name}.rest", origin, rest, part="rest")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the provider schemas that the package carries.")
    parser.add_argument("names", nargs="*", default=list(ORIGINS), metavar="NAME", help=", ".join(ORIGINS))
    parser.add_argument("--work", type=Path, help="where downloads are kept; a temporary directory if not given")
    given = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for name in given.names:
            for path in build(name, work):
                print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
