"""The provider that tests keep running knows what templates write, and refuses anything else by its name."""

from __future__ import annotations

import provider
from provider_between import trimmed

OURS = 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n'
ANOTHER = 'resource "aws_appstream_fleet" "this" {\n  name = "a"\n}\n'


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def entry(number: int, name: bytes) -> bytes:
    return field(number, field(1, name) + field(2, b"schema"))


def test_only_entries_of_other_kinds_are_left_out():
    kept = [field(1, b"provider"), entry(2, b"aws_vpc"), entry(3, b"aws_vpc"), entry(7, b"arn_parse"), field(6, b"")]
    others = [entry(2, b"aws_subnet"), entry(3, b"aws_subnets"), entry(8, b"aws_secret"), entry(9, b"aws_vpcs")]
    message = b"".join([kept[0], others[0], *kept[1:3], *others[1:], *kept[3:]])
    assert trimmed(message, {"aws_vpc"}) == b"".join(kept)


def test_every_kind_in_the_templates_is_known():
    assert {"aws_eks_cluster", "aws_vpc", "aws_launch_template"} <= set(provider.kinds())
    assert "aws_appstream_fleet" not in provider.kinds()


def test_terraform_judges_by_the_provider_and_refuses_what_is_left_out(terraform_kept, kept, tmp_path):
    def said(text):
        (tmp_path / "main.tf").write_text(text)
        return " ".join(terraform_kept("validate", "-no-color", cwd=tmp_path).stderr.replace("│", "").split())

    kept.lend(tmp_path)
    assert said(OURS) == ""
    assert "expected cidr_block to contain a valid Value, got: ten" in said(OURS.replace("10.0.0.0/16", "ten"))
    assert 'does not support resource type "aws_appstream_fleet"' in said(ANOTHER)
