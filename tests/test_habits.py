"""What a team has at hand every day: make, the checks before a commit, and what they pin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
import yaml
from conftest import leave_out, write_tree
from terracutter.catalog.delivery import pins

HELP = """\
  make help       What can be made
  make fmt        Format every Terraform file
  make fmt-check  Say which files are not formatted
  make validate   Validate every environment; needs neither state nor credentials
  make test       Test every module with a mocked provider; needs no credentials
  make lint       Run tflint over every directory
  make policy     Run checkov over the Terraform
  make lock       Record the providers' checksums for Linux and macOS in .terraform.lock.hcl
  make init       Initialise an environment with its state; INIT= adds arguments
  make plan       Plan an environment into apply.tfplan
  make apply      Apply apply.tfplan, exactly what `make plan` showed
  make drift      Fail where the environment is not as its code says
"""
TWO = ("environments=development,production",)


@pytest.fixture
def made(build, tmp_path):
    """A repository on disk, and what `make` says in it."""
    if shutil.which("make") is None:
        leave_out("make is not on PATH")

    def write(*settings):
        write_tree(tmp_path, build(*settings).files)

        def make(*arguments):
            environment = {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", "MAKEFLAGS": ""}
            return subprocess.run(
                ["make", "--no-print-directory", *arguments],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )

        return make

    return write


def test_make_says_what_it_can_make(made):
    make = made()
    assert make().stdout == f"{HELP}One environment: production\n"
    assert (
        make("-n", "plan").stdout.splitlines()[-1] == "terraform -chdir=environments/production plan -out=apply.tfplan"
    )


def test_make_asks_which_of_several_environments(made, tmp_path):
    make = made(*TWO)
    assert make("help").stdout == (
        f"{HELP}Environments, for init, plan, apply, drift and lock: ENV=development, of development production\n"
    )
    for wrong in ("init", "plan", "apply", "drift", "lock"):
        for arguments in ((), ("ENV=staging",), ("ENV=development production",)):
            refused = make(wrong, *arguments)
            assert refused.returncode == 2
            assert refused.stderr.startswith("ENV is one of: development production\n")
    there = "terraform -chdir=environments/development"
    for target, command in {
        "init": f"{there} init -backend-config=bucket=NAME",
        "plan": f"{there} plan -out=apply.tfplan",
        "apply": f"{there} apply apply.tfplan",
        "drift": f"{there} plan -detailed-exitcode -lock=false",
        "lock": f"{there} providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64",
        "lint": f'tflint --recursive --config="{tmp_path}/.tflint.hcl"',
        "policy": "checkov --directory . --framework terraform --quiet --compact",
    }.items():
        shown = make("-n", target, "ENV=development", "INIT=-backend-config=bucket=NAME").stdout
        assert shown.splitlines()[-1].rstrip() == command


def test_make_formats(made, terraform, tmp_path):
    make = made()
    formatted = make("fmt")
    assert (formatted.returncode, formatted.stdout) == (0, "terraform fmt -recursive\n")
    (tmp_path / "modules/vpc/main.tf").write_text("locals {\na=1\n}\n", encoding="utf-8")
    assert make("fmt-check").returncode == 2
    assert make("fmt").stdout == "terraform fmt -recursive\nmodules/vpc/main.tf\n"


def test_make_validates_and_tests_what_is_shipped(made, terraform_with_aws, tmp_path):
    make = made("profile=development", "addons=none")
    validated = make("validate")
    assert validated.returncode == 0, validated.stderr
    assert "The configuration is valid." in validated.stdout
    tested = make("test-eks-node-group")
    assert tested.returncode == 0, tested.stderr
    assert re.search(r"[0-9]+ passed, 0 failed\.", tested.stdout)
    every = make("-n", "test").stdout
    assert re.findall(r"terraform -chdir=modules/(\S+) test", every) == sorted(
        path.name for path in (tmp_path / "modules").iterdir()
    )


def test_checks_before_a_commit_are_pinned(build):
    files = build().files
    document = yaml.safe_load(files[".pre-commit-config.yaml"])
    hooks = {one["repo"]: one["rev"] for one in document["repos"]}
    assert hooks == {pin.url: pin.commit for pin in pins().hooks.values()}
    assert f'version = "{pins().rulesets["tflint_ruleset_aws"].number}"' in files[".tflint.hcl"]


def test_the_checks_before_a_commit_pass_over_what_was_rendered(build, programs, tmp_path):
    directory = programs(f"pre-commit-hooks=={pins().hooks['pre_commit_hooks'].number}")
    files = build(
        *(
            "ci=github-actions",
            "ci_repository=acme/eks",
            "dependency_updates=renovate",
            "code_owners=['@acme/platform']",
        ),
        *(
            "gitops=argo-cd",
            "controllers=argo-cd,aws-load-balancer-controller",
            "gitops_repository_url=https://github.com/acme/eks.git",
        ),
    ).files
    write_tree(tmp_path, files)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    document = yaml.safe_load(files[".pre-commit-config.yaml"])
    looked_at = [path for path in files if not re.search(document["exclude"], path)]
    for hook in document["repos"][0]["hooks"]:
        of_kind = [path for path in looked_at if hook["id"] != "check-yaml" or path.endswith((".yaml", ".yml"))]
        assert of_kind
        # One of them has another name as a program.
        program = directory / hook["id"].replace("whitespace", "whitespace-fixer")
        command = [program, *hook.get("args", ()), *of_kind]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, (hook["id"], done.stdout, done.stderr)
    assert {path: (tmp_path / path).read_text(encoding="utf-8") for path in files} == files


@pytest.mark.parametrize("kind", ["actions", "hooks", "rulesets"])
def test_a_pin_is_a_commit_with_its_version_and_day(kind):
    for pin in getattr(pins(), kind).values():
        assert re.fullmatch(r"[0-9a-f]{40}", pin.commit)
        assert re.fullmatch(r"v[0-9]+\.[0-9]+\.[0-9]+", pin.version)
