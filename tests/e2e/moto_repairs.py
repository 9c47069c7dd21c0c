"""Where moto 5.2.5 answers otherwise than AWS, so that a second plan would never be empty."""

from __future__ import annotations

import json
import re
from typing import Any

import moto_iam_limits
import moto_placement_groups
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet, SubnetBackend
from moto.ec2.responses.flow_logs import FlowLogs
from moto.ec2.responses.launch_templates import LaunchTemplates
from moto.ec2.responses.transit_gateway_attachments import TransitGatewayAttachment
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket
from moto.ssm.models import Parameter, SimpleSystemManagerBackend

_IMAGE = re.compile(r"/aws/service/(eks/optimized-ami|bottlerocket)/.+/(image_id|release_version)")


def repair() -> None:
    """Once for each process, before the first request."""
    _keep_descriptions_of_rules_between_groups()
    _keep_tags_of_launch_templates_to_themselves()
    _know_the_images_of_eks()
    _know_the_ipv6_ranges_of_subnets()
    _keep_how_flow_logs_are_written()
    _keep_tags_of_transit_gateway_attachments()
    _show_deleted_transit_gateway_attachments()
    _pass_over_conditions_of_bucket_policies()
    _keep_a_subnet_in_which_a_node_left_an_interface()
    moto_iam_limits.repair()
    moto_placement_groups.repair()


def _keep_descriptions_of_rules_between_groups() -> None:
    def description(rule: SecurityGroupRule) -> str | None:
        return (rule.ip_range or {}).get("Description") or (rule.source_group or {}).get("Description")

    SecurityGroupRule.description = property(description)


def _keep_tags_of_launch_templates_to_themselves() -> None:
    """moto adds the template's own tags to those of the instances that are made from it."""
    parse = LaunchTemplates.create_launch_template

    def create(self: LaunchTemplates) -> Any:
        result = parse(self)
        made = self.ec2_backend.get_launch_template(result.result["LaunchTemplate"]["LaunchTemplateId"])
        data = made.default_version().data
        specifications = data.get("TagSpecifications", [])
        kept = [one for one in specifications if one["ResourceType"] != "launch-template"]
        data["TagSpecifications"] = kept
        if not kept:
            del data["TagSpecifications"]
        return result

    LaunchTemplates.create_launch_template = create


def _show_deleted_transit_gateway_attachments() -> None:
    """moto forgets one at once, and the provider waits until it is seen as deleted."""
    delete = TransitGatewayAttachment.delete_transit_gateway_vpc_attachment

    def delete_attachment(self: TransitGatewayAttachment) -> Any:
        result = delete(self)
        gone = result.result["TransitGatewayVpcAttachment"]
        self.ec2_backend.transit_gateway_attachments[gone.id] = gone
        return result

    TransitGatewayAttachment.delete_transit_gateway_vpc_attachment = delete_attachment


def _pass_over_conditions_of_bucket_policies() -> None:
    """moto refuses whatever a statement denies under a condition, and these speak of TLS, which is not used here."""

    def permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
        if bucket.policy is None:
            return PermissionResult.NEUTRAL
        policy = json.loads(bucket.policy)
        policy["Statement"] = [one for one in policy["Statement"] if "Condition" not in one]
        return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)

    FakeBucket.get_permission = permission


def _keep_a_subnet_in_which_a_node_left_an_interface() -> None:
    """As EC2 does with every interface; those of NAT gateways and endpoints outlive them in moto."""
    delete = SubnetBackend.delete_subnet

    def delete_subnet(self: Any, subnet_id: str) -> Subnet:
        left = [one for one in self.enis.values() if one.subnet.id == subnet_id]
        if any((one.description or "").startswith("aws-K8S-") for one in left):
            raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        return delete(self, subnet_id)

    SubnetBackend.delete_subnet = delete_subnet


def _know_the_images_of_eks() -> None:
    known = SimpleSystemManagerBackend.get_parameter

    def get_parameter(self: SimpleSystemManagerBackend, name: str) -> Parameter | None:
        found = known(self, name)
        image = _IMAGE.fullmatch(name)
        if found is not None or image is None:
            return found
        value = "ami-0123456789abcdef0" if image[2] == "image_id" else "1.35.0-20261101"
        return Parameter(
            account_id=self.account_id,
            name=name,
            value=value,
            parameter_type="String",
            description="",
            allowed_pattern=None,
            keyid=None,
            last_modified_date=0,
            version=1,
            data_type="text",
        )

    SimpleSystemManagerBackend.get_parameter = get_parameter


def _know_the_ipv6_ranges_of_subnets() -> None:
    """The provider waits for each by the id of its association, for which moto has no filter."""
    known = Subnet.get_filter_value

    def get_filter_value(self: Subnet, filter_name: str, method_name: str | None = None) -> Any:
        if filter_name == "ipv6-cidr-block-association.association-id":
            return list(self.ipv6_cidr_block_associations)
        return known(self, filter_name, method_name)

    def association_set(self: Subnet) -> list[dict[str, Any]]:
        """moto shows a state within a state."""
        return [
            {**one, "ipv6CidrBlockState": {"state": one["ipv6CidrBlockState"]["State"]}}
            for one in self.ipv6_cidr_block_associations.values()
            if one["ipv6CidrBlockState"]["State"] == "associated"
        ]

    Subnet.get_filter_value = get_filter_value
    Subnet.ipv6_cidr_block_association_set = property(association_set)


def _keep_how_flow_logs_are_written() -> None:
    create = FlowLogs.create_flow_logs

    def create_flow_logs(self: FlowLogs) -> Any:
        result = create(self)
        for one in self.ec2_backend.describe_flow_logs(result.result["FlowLogIds"]):
            one.destination_options = self._get_param("DestinationOptions")
        return result

    FlowLogs.create_flow_logs = create_flow_logs


def _keep_tags_of_transit_gateway_attachments() -> None:
    """moto looks for those of a route table instead."""
    create = TransitGatewayAttachment.create_transit_gateway_vpc_attachment

    def create_attachment(self: TransitGatewayAttachment) -> Any:
        result = create(self)
        tags = self._parse_tag_specification().get("transit-gateway-attachment", {})
        result.result["TransitGatewayVpcAttachment"].add_tags(tags)
        return result

    TransitGatewayAttachment.create_transit_gateway_vpc_attachment = create_attachment
