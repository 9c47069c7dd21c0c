"""The judge of what was asked refuses what IAM would: another resource, region, tag or policy."""

from __future__ import annotations

import pytest
from allowed import refused
from asked import Call

OWN = (("aws:ResourceTag/Environment", "production"), ("aws:ResourceTag/Repository", "acme"))
DELETE = {
    "Action": ["ec2:DeleteVpc", "ec2:DeleteSubnet"],
    "Condition": {"StringEquals": dict(OWN)},
    "Effect": "Allow",
    "Resource": "arn:aws:ec2:us-east-1:*:*",
}
DESCRIBE = {
    "Action": "ec2:DescribeVpcs",
    "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
    "Effect": "Allow",
    "Resource": "*",
}
ATTACH = {
    "Action": "iam:AttachRolePolicy",
    "Condition": {"ArnLike": {"iam:PolicyARN": ["arn:aws:iam::*:policy/ci/acme-*"]}},
    "Effect": "Allow",
    "Resource": "arn:aws:iam::*:role/ci/acme-*",
}
ROLE = "arn:aws:iam::111122223333:role/{}"
POLICY = (("iam:PolicyARN", "arn:aws:iam::111122223333:policy/ci/acme-production-plan"),)


@pytest.mark.parametrize(
    ("call", "is_allowed"),
    [
        (Call("ec2:DeleteVpc", "*", "us-east-1", OWN), True),
        (Call("ec2:DeleteVpc", "*", "us-east-1", (("aws:ResourceTag/Environment", "staging"), OWN[1])), False),
        (Call("ec2:DeleteVpc", "*", "us-east-1"), False),
        (Call("ec2:DeleteVpcEndpoints", "*", "us-east-1", OWN), False),
        (Call("ec2:DescribeVpcs", "*", "us-east-1"), True),
        (Call("ec2:DescribeVpcs", "*", "eu-west-1"), False),
        (Call("iam:AttachRolePolicy", ROLE.format("ci/acme-production"), "us-east-1", POLICY), True),
        (Call("iam:AttachRolePolicy", ROLE.format("acme-production"), "us-east-1", POLICY), False),
        (
            Call(
                *("iam:AttachRolePolicy", ROLE.format("ci/acme-production"), "us-east-1"),
                (("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"),),
            ),
            False,
        ),
    ],
)
def test_a_call_is_allowed_where_a_statement_fits_it_whole(call, is_allowed):
    assert refused([call], [DELETE, DESCRIBE, ATTACH]) == ([] if is_allowed else [call])
