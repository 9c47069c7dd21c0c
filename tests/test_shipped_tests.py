"""The tests that every module brings pass under the real `terraform test`, and fail where a promise is broken."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import write_tree
from test_repository import MATRIX

BROKEN = {
    "vpc": {
        "enable_dns_hostnames = true": "enable_dns_hostnames = false",
        "cidr_block        = each.value": 'cidr_block        = "10.9.0.0/24"',
        '"kubernetes.io/role/internal-elb" = "1"': '"kubernetes.io/role/internal-elb" = "0"',
        '"kubernetes.io/role/elb" = "1"': '"kubernetes.io/role/elb" = "0"',
        "map_public_ip_on_launch = false": "map_public_ip_on_launch = true",
        "[for table in aws_route_table.private : table.id]": "[aws_route_table.intra.id]",
        "contains(var.nat_gateway_zones, each.key) ? each.key :": "",
        '"ALL"': '"REJECT"',
        "kms_key_id        = aws_kms_key.flow_logs.arn": "kms_key_id        = null",
        "in aws_subnet.private : zone => subnet.id": "in aws_subnet.private : subnet.id => zone",
    },
    "eks-cluster": {
        'authentication_mode                         = "API"': 'authentication_mode = "CONFIG_MAP"',
        "bootstrap_cluster_creator_admin_permissions = false": "bootstrap_cluster_creator_admin_permissions = true",
        "principal_arn = aws_iam_role.administrator.arn": 'principal_arn = "arn:aws:iam::111122223333:role/a"',
        "endpoint_private_access = true": "endpoint_private_access = false",
        "endpoint_public_access  = false": "endpoint_public_access  = true",
        "key_arn = aws_kms_key.this.arn": "key_arn = aws_iam_role.cluster.arn",
        "enable_key_rotation     = true": "enable_key_rotation     = false",
        '"authenticator", ': "",
        '"/aws/eks/${var.name}/cluster"': "var.name",
        "kms_key_id        = aws_kms_key.this.arn": "kms_key_id        = null",
        "bootstrap_self_managed_addons = false": "bootstrap_self_managed_addons = true",
    },
    "eks-node-group": {
        'http_tokens                 = "required"': 'http_tokens                 = "optional"',
        "http_put_response_hop_limit = 1": "http_put_response_hop_limit = 2",
        "encrypted             = true": "encrypted             = false",
        "id      = aws_launch_template.this.id": 'id      = "lt-1"',
        "  scaling_config {": '  remote_access {\n    ec2_ssh_key = "a"\n  }\n\n  scaling_config {',
        "desired_size = var.desired_size": "desired_size = 4",
        '"AmazonEKSWorkerNodePolicy",': '"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",',
    },
    "eks-addons": {
        "role_arn        = aws_iam_role.vpc_cni.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role_arn        = aws_iam_role.aws_ebs_csi_driver.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        '"pods.eks.amazonaws.com"': '"ec2.amazonaws.com"',
        "value       = var.cluster_name": 'value       = "another"',
    },
}
"""By module, what is written and what is put in its place: every promise of its first test is broken."""


@pytest.fixture(scope="module")
def passed():
    """What has passed already: variants share most of their modules."""
    return set()


@pytest.fixture
def terraform_test(terraform_with_aws, tmp_path_factory):
    """`terraform test` in a module's directory, without an account or a backend; modules alike are initialised once."""

    def run(directory: Path, files: dict[str, str]):
        write_tree(directory, files)
        first = tmp_path_factory.getbasetemp() / f"initialised-{hash(files['versions.tf'])}"
        if not (first / ".terraform.lock.hcl").exists():
            write_tree(first, {"versions.tf": files["versions.tf"]})
            done = terraform_with_aws("init", "-backend=false", "-no-color", cwd=first)
            assert done.returncode == 0, done.stderr
        shutil.copy(first / ".terraform.lock.hcl", directory)
        (directory / ".terraform").symlink_to(first / ".terraform")
        return terraform_with_aws("test", "-no-color", cwd=directory)

    return run


@pytest.mark.parametrize("settings", MATRIX.values(), ids=MATRIX.keys())
def test_every_module_keeps_its_promises(terraform_test, tmp_path, build, passed, settings):
    for name, files in modules(build(*settings).files).items():
        if (meaning := without_prose(files)) not in passed:
            done = terraform_test(tmp_path / name, files)
            assert done.returncode == 0, done.stdout + done.stderr
            passed.add(meaning)


def without_prose(files: dict[str, str]) -> tuple[str, ...]:
    """What Terraform reads of a module."""
    lines = (line for path, text in files.items() if not path.endswith(".md") for line in text.splitlines())
    return tuple(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_promise_is_told(terraform_test, tmp_path, build, name):
    files = modules(build().files)[name]
    (tests,) = (path for path in files if path.startswith("tests/"))
    written = "\0".join(text for path, text in files.items() if path != tests)
    for old, new in BROKEN[name].items():
        assert old in written, f"modules/{name} no longer has {old}: break its promise another way"
        written = written.replace(old, new)
    changed = dict(zip((path for path in files if path != tests), written.split("\0"), strict=True))
    done = terraform_test(tmp_path / name, {**changed, tests: files[tests]})
    told = " ".join(done.stderr.replace("│", "").split())
    promises = re.findall(r'error_message = "(.*)"', files[tests].split("\nrun ")[1])
    assert len(promises) > 1
    assert [promise for promise in promises if promise not in told] == [], told


def modules(files: dict[str, str]) -> dict[str, dict[str, str]]:
    """The files of each module, by module and by path within it."""
    found: dict[str, dict[str, str]] = {}
    for path, text in files.items():
        if path.startswith("modules/"):
            _, name, inner = path.split("/", 2)
            found.setdefault(name, {})[inner] = text
    return found
