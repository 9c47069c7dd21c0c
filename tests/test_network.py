"""What the network refuses and keeps in its place, as real Terraform plans it, with AWS mocked."""

from __future__ import annotations

import ipaddress
import json
import re

import pytest
from conftest import write_tree
from terracutter.evaluate import root_scope
from terracutter.proof import look_up
from test_proof import parsed
from test_repository import EXISTING

PRIVATE = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
INTRA = ["subnet-0000000a", "subnet-0000000b"]
FITTING = {"assign_ipv6_address_on_creation": True, "ipv6_cidr_block": "2600:1f18::/64"}

MOCK = """\
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_vpc" {
    defaults = { enable_dns_hostnames = %s, enable_dns_support = true }
  }
}

variables {
  log_retention_days = 30
}

"""

RUN = """\
run "plan" {
  command = plan
%s
}
"""


def existing(terraform, directory, build, subnets, *, settings=(), dns="true"):
    """The words of `terraform test` over an existing network whose subnets are like this."""
    write_tree(directory, build(*EXISTING, *settings).files)
    root = directory / "environments" / "production"
    overrides = ""
    for address, values in subnets.items():
        overrides += f"\n  override_data {{\n    target = {address}\n    values = {hcl(values)}\n  }}\n"
    (root / "network.tftest.hcl").write_text(MOCK % dns + RUN % overrides)
    assert terraform("init", "-backend=false", cwd=root).returncode == 0
    done = terraform("test", "-no-color", cwd=root)
    return done.returncode, re.sub(r"[│╷╵\s]+", " ", done.stdout + done.stderr)


def hcl(values):
    return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in values.items()) + " }"


def subnet(zone, **values):
    ids = {"vpc_id": "vpc-0a1b2c3d4e5f60718", "availability_zone": f"us-east-1{zone}"}
    return {**ids, "availability_zone_id": "use1-az1", **FITTING, **values}


def both(first, second, names=PRIVATE, tier="private"):
    return dict(zip([f'data.aws_subnet.{tier}["{name}"]' for name in names], [first, second], strict=True))


def test_an_existing_network_that_fits_is_planned(terraform_kept, tmp_path, build):
    code, words = existing(terraform_kept, tmp_path, build, both(subnet("a"), subnet("b")))
    assert (code, "1 passed, 0 failed" in words) == (0, True), words


@pytest.mark.parametrize(
    ("subnets", "settings", "dns", "said"),
    [
        (
            both(subnet("a"), subnet("b", vpc_id="vpc-00000001")),
            (),
            "true",
            "subnet-1a1b2c3d4e5f60718 is not a subnet of vpc-0a1b2c3d4e5f60718.",
        ),
        (both(subnet("a"), subnet("a")), (), "true", "The private subnets must be in at least two zones."),
        (
            both(subnet("a"), subnet("b", availability_zone_id="use1-az3")),
            (),
            "true",
            "subnet-1a1b2c3d4e5f60718 is in a zone where EKS takes no subnets for the control plane.",
        ),
        (
            both(subnet("a"), subnet("b", assign_ipv6_address_on_creation=False)),
            ("ip_family=ipv6",),
            "true",
            "subnet-1a1b2c3d4e5f60718 must have an IPv6 range and give addresses of it to new network interfaces.",
        ),
        (
            both(subnet("a"), subnet("b")),
            (),
            "false",
            "vpc-0a1b2c3d4e5f60718 must have DNS resolution and DNS hostnames",
        ),
        (
            {
                **both(subnet("a"), subnet("b", availability_zone_id="use1-az3")),
                **both(subnet("a"), subnet("b", ipv6_cidr_block=""), INTRA, "intra"),
            },
            ("ip_family=ipv6", f"intra_subnet_ids={','.join(INTRA)}"),
            "true",
            "subnet-0000000b must have an IPv6 range.",
        ),
    ],
    ids=["another VPC", "one zone", "zone without control plane", "no IPv6", "no DNS names", "intra without IPv6"],
)
def test_a_plan_stops_where_an_existing_network_does_not_fit(
    terraform_kept, tmp_path, build, subnets, settings, dns, said
):
    code, words = existing(terraform_kept, tmp_path, build, subnets, settings=settings, dns=dns)
    assert code == 1
    assert said in words
    assert words.count("Error:") == 1, words


IPV6 = """\
mock_provider "aws" {
  mock_resource "aws_vpc" {
    defaults        = { ipv6_cidr_block = "2600:1f18:1234:5600::/56" }
    override_during = plan
  }
}

variables {
  cidr_block          = "10.0.0.0/16"
  interface_endpoints = []
  name                = "example"
  region              = "us-east-1"
  private_subnets     = %(private)s
  intra_subnets       = %(intra)s
  database_subnets    = %(database)s
}

run "plan" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == ""
    error_message = "%(marker)s${jsonencode({
      private  = { for zone, subnet in aws_subnet.private : zone => subnet.ipv6_cidr_block }
      intra    = { for zone, subnet in aws_subnet.intra : zone => subnet.ipv6_cidr_block }
      database = { for zone, subnet in aws_subnet.database : zone => subnet.ipv6_cidr_block }
    })}"
  }
}
"""


def ipv6_ranges(terraform, directory, build, zones):
    """By tier and zone, as Terraform works them out."""
    repository = build(
        *("ip_family=ipv6", "profile=private", "flow_logs=none", "database_subnets=true"),
        f"zones={','.join(zones)}",
    )
    write_tree(directory, repository.files)
    (environment,) = repository.plan.environments
    tiers = {name: hcl(environment.tier(name)) for name in ("private", "intra", "database")}
    root = directory / "modules" / "vpc"
    (root / "ipv6.tftest.hcl").write_text(IPV6 % {**tiers, "marker": "ranges: "})
    assert terraform("init", "-backend=false", cwd=root).returncode == 0
    words = terraform("test", "-no-color", cwd=root).stderr
    found = re.search(r"ranges:\s*({.*})", words)
    assert found is not None, words
    return json.loads(found[1])


def test_ipv6_ranges_are_disjoint_and_do_not_move_when_zones_are_added(terraform_kept, tmp_path, build):
    few = ipv6_ranges(terraform_kept, tmp_path / "few", build, ["us-east-1b", "us-east-1d"])
    many = ipv6_ranges(terraform_kept, tmp_path / "many", build, [f"us-east-1{zone}" for zone in "abcdf"])
    assert few == {
        "private": {"us-east-1b": "2600:1f18:1234:5601::/64", "us-east-1d": "2600:1f18:1234:5603::/64"},
        "intra": {"us-east-1b": "2600:1f18:1234:5621::/64", "us-east-1d": "2600:1f18:1234:5623::/64"},
        "database": {"us-east-1b": "2600:1f18:1234:5631::/64", "us-east-1d": "2600:1f18:1234:5633::/64"},
    }
    assert all(many[tier][zone] == cidr for tier, zones in few.items() for zone, cidr in zones.items())
    every = [ipaddress.IPv6Network(cidr) for zones in many.values() for cidr in zones.values()]
    assert len(set(every)) == len(every) == 15


@pytest.mark.parametrize(("family", "ranges"), [("ipv4", (None,)), ("ipv6", (None, "::/0"))])
@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_the_default_network_acl_keeps_the_rules_of_aws(build, direction, family, ranges):
    """One that Terraform manages has no rules but those that it states."""
    scope = root_scope(parsed(build(f"ip_family={family}").files), "environments/production")

    def stated(name):
        return look_up(f"module.vpc.aws_default_network_acl.this.{direction}[*].{name}", scope)

    assert stated("ipv6_cidr_block") == ranges
    assert stated("cidr_block") == ("0.0.0.0/0", None)[: len(ranges)]
    assert set(stated("action")) == {"allow"}
    assert set(stated("protocol")) == {"-1"}


def test_the_control_plane_leaves_a_subnet_before_it_is_destroyed(build):
    """Without this, Terraform destroys first whatever is no longer referred to."""
    scope = root_scope(parsed(build("region=eu-west-1").files), "environments/production")
    assert look_up("module.vpc.aws_subnet.intra[*].lifecycle.create_before_destroy", scope) == {
        f"eu-west-1{zone}": True for zone in "abc"
    }


@pytest.mark.parametrize("settings", [(), ("ip_family=ipv6", "database_subnets=true"), ("profile=private",)])
def test_auto_mode_leaves_nothing_of_the_intra_tier(build, settings):
    files = build("auto_mode=true", *settings).files
    assert [path for path, text in files.items() if "intra" in text and path.endswith((".tf", ".tfvars", ".hcl"))] == []
