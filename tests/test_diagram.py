"""The picture of an environment: every text within its box, none over another, on any machine and in a real browser."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import chromium
import golden
import pytest
from conftest import note
from pictures import SVG, problems
from terracutter.answers import complete, from_file, from_settings
from terracutter.diagram import draw
from terracutter.diagram.metrics import ELLIPSIS, shortened, width
from terracutter.diagram.shapes import Box, Text, svg
from terracutter.plan import make_plan

TYPES = "m7i-flex.large,m7i-flex.xlarge,m6i.2xlarge"
ADDONS = ",".join(
    [
        *("amazon-cloudwatch-observability", "aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-fsx-csi-driver"),
        *("aws-guardduty-agent", "aws-network-flow-monitoring-agent", "aws-secrets-store-csi-driver-provider"),
        *("eks-node-monitoring-agent", "kube-state-metrics", "metrics-server", "prometheus-node-exporter"),
    ]
)
EXTREMES = {
    "five zones and all kinds of nodes": [
        "repository=acme-eks-platform-eu",
        "environments=production-europ",
        "region=us-east-1",
        "zones=us-east-1a,us-east-1b,us-east-1c,us-east-1d,us-east-1f",
        "account_id=111122223333",
        "pod_cidr=100.64.0.0/16",
        "database_subnets=true",
        "endpoint_public_access_cidrs=203.0.113.128/25,198.51.100.128/25,192.0.2.128/25",
        f"administrator_role_arns=arn:aws:iam::111122223333:role/{'W' * 60}",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=192.168.128.0/17,172.16.128.0/17,172.17.128.0/17",
        "gateway_endpoints=s3,dynamodb",
        "interface_endpoints=ec2,ecr.api,ecr.dkr,eks,eks-auth,elasticloadbalancing,kms,logs,ssm,ssmmessages,sts",
        *(f"node_groups.g{i:02}={{instance_types: [{TYPES}], min_size: {i}, max_size: 450}}" for i in range(18)),
        "node_groups.zonal={instance_types: [m7i.metal-48xl], subnets: per_zone}",
        "node_groups.apart={instance_types: [m7i.large], availability_zones: [us-east-1a, us-east-1d, us-east-1f]}",
        "fargate_profiles.jobs={selectors: {payments: {}, invoices: {}, reports: {}}}",
        "autoscaler=karpenter",
        "karpenter_node_pools={arm: {architectures: [amd64, arm64], instance_families: [m7g, c7g, r7g]}, default: {}}",
        f"addon_versions={{metrics-server: v1.0.{'9' * 50}-eksbuild.1}}",
        "controllers=argo-cd,aws-load-balancer-controller",
        f"addons={ADDONS}",
    ],
    "two zones and IPv6": ["profile=development", "ip_family=ipv6", "region=ap-southeast-5"],
    "six zones, hybrid nodes and images of all kinds": [
        "region=us-east-1",
        "zones=us-east-1a,us-east-1b,us-east-1c,us-east-1d,us-east-1e,us-east-1f",
        "database_subnets=true",
        "remote_node_cidrs=10.80.0.0/16",
        "remote_pod_cidrs=10.85.0.0/16",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=10.80.0.0/16,10.85.0.0/16",
        "node_groups.desktop={instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64}",
        "node_groups.gpu={instance_types: [g6.2xlarge], ami_type: BOTTLEROCKET_x86_64_NVIDIA}",
    ],
    "no way out, Fargate alone": [
        "profile=private",
        "node_groups={}",
        "fargate_profiles={default: {selectors: {default: {}, kube-system: {}}}}",
    ],
    "sixteen subnets of an existing VPC": [
        "network=existing",
        "vpc_id=vpc-0a1b2c3d4e5f60718",
        f"private_subnet_ids={','.join(f'subnet-0a1b2c3d4e5f607{place:02}' for place in range(16))}",
        "public_subnet_ids=subnet-0a1b2c3d4e5f60799",
        "remote_node_cidrs=10.80.0.0/16",
        "remote_pod_cidrs=10.85.0.0/16",
    ],
    "Auto Mode, a regional NAT gateway and capabilities": [
        "auto_mode=true",
        "aws_provider=6",
        "nat_gateways=regional",
        "capabilities=ack,kro",
        "auto_mode_pools={gpu: {instance_families: [g6]}}",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=192.168.0.0/16",
    ],
}


@pytest.fixture(scope="module")
def pictures(questionnaire) -> dict[str, str]:
    """Of every example and of the extremes, by name."""
    given = {name: from_file(golden.EXAMPLES / name / "terracutter.yaml", questionnaire) for name in golden.examples()}
    given |= {name: from_settings(settings, questionnaire) for name, settings in EXTREMES.items()}
    return {
        f"{name}, {Path(path).stem}": text
        for name, (answers, faults) in given.items()
        for path, text in draw(make_plan(questionnaire, complete(questionnaire, answers, faults))).items()
    }


def test_every_text_is_within_its_box_and_over_no_other(pictures):
    assert {name: found for name, text in pictures.items() if (found := problems(text))} == {}


def test_a_picture_is_small(pictures):
    assert max(map(len, pictures.values())) < 30_000


def test_the_checks_see_what_is_wrong():
    def page(*inside: Text | Box) -> str:
        padding = tuple(Text(10, 200 + 20 * line, "padding", "text") for line in range(20))
        return svg(Box(0, 0, 400, 800, "page", (*inside, *padding)), "a", "b")

    assert problems(page()) == []
    assert problems(page(Box(10, 10, 30, 30, "chip", (Text(12, 28, "much too long", "text"),))))
    assert problems(page(Text(10, 30, "one", "text"), Text(20, 35, "two", "text")))
    assert problems(page(Text(10, 30, "covered", "text"), Box(0, 10, 100, 100, "chip")))
    assert problems(page(Box(300, 10, 200, 30, "chip")))


def test_what_xml_would_take_for_its_own_is_shown_as_it_is():
    hostile = '</text><script>alert("1")</script>&amp;\x00\ud800\''
    picture = svg(Box(0, 0, 900, 100, "page", (Text(10, 20, hostile, "text", full=hostile),)), hostile, hostile)
    root = ET.fromstring(picture)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text == '</text><script>alert("1")</script>&amp;\ufffd\ufffd\''


def test_a_long_text_is_cut_where_its_room_ends_and_keeps_its_whole_as_a_title(pictures):
    short = shortened("a-very-long-name-of-something", 100, 12)
    assert short.endswith(ELLIPSIS)
    assert 80 < width(short, 12) <= 100
    text = pictures["five zones and all kinds of nodes, architecture"]
    assert f"<title>{'W' * 60}</title>" in text


_INSPECT = """
<script>
const problems = [];
const shown = text => Array.from(text.childNodes).filter(n => n.nodeType === 3).map(n => n.data).join('');
for (const picture of document.querySelectorAll('svg')) {
  const texts = [];
  for (const text of picture.querySelectorAll('text')) {
    const box = text.getBBox(), around = text.parentNode.querySelector(':scope > rect').getBBox();
    const outside = box.x < around.x || box.y < around.y || box.x + box.width > around.x + around.width
      || box.y + box.height > around.y + around.height;
    if (outside) problems.push(`${shown(text)} leaves its box`);
    for (const [other, said] of texts) {
      if (box.x < other.x + other.width && other.x < box.x + box.width
          && box.y < other.y + other.height && other.y < box.y + box.height)
        problems.push(`${shown(text)} meets ${said}`);
    }
    texts.push([box, shown(text)]);
  }
}
const count = document.querySelectorAll('svg text').length;
document.getElementById('found').textContent = JSON.stringify({count, problems});
</script>
"""


def test_chromium_finds_no_text_outside_its_box_and_none_over_another(pictures, tmp_path):
    page = tmp_path / "pictures.html"
    body = "\n".join(f"<p>{name}</p>\n{text}" for name, text in pictures.items())
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Pictures</title>\n{body}\n<pre id="found"></pre>{_INSPECT}',
        encoding="utf-8",
    )
    seen = re.search(r'<pre id="found">(.*?)</pre>', chromium.dom(page, tmp_path), re.DOTALL)
    found = json.loads(seen[1])
    assert found["problems"] == []
    assert found["count"] == sum(text.count("<text ") for text in pictures.values())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_chromium_shows_it_light_and_dark(pictures, tmp_path, dark):
    picture = pictures["production, architecture-production"]
    size = tuple(int(number) for number in re.search(r'width="(\d+)" height="(\d+)"', picture).groups())
    page = tmp_path / "architecture.svg"
    page.write_text(picture, encoding="utf-8")
    shot = chromium.screenshot(page, f"architecture-{'dark' if dark else 'light'}.png", size, tmp_path, dark=dark)
    header = shot.read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == size
    note(f"the picture of the example production, as Chromium shows it: {shot}")
