"""The command line: exit codes, what goes to which stream, and every word that a person reads."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import read_tree
from golden import ROOT
from terracutter import __version__

MINIMAL = ROOT / "examples" / "minimal" / "terracutter.yaml"


@pytest.fixture
def terracutter(tmp_path, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str | Path, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "HOME": str(home), **(variables or {})}
        return subprocess.run(
            [sys.executable, "-m", "terracutter", *arguments],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def repository(terracutter, tmp_path):
    assert terracutter("new", "sandbox", "--answers", MINIMAL).returncode == 0
    return tmp_path / "sandbox"


TFVARS = "environments/dev/terraform.tfvars"

HELP = """\
Usage: terracutter [OPTIONS] COMMAND [ARGS]...

  A short interview in, a validated Terraform repository for Amazon EKS out.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  catalogue  List the facts that answers are judged by: how many, how old, and who says so.
  doctor     Say what is installed, and which facts about AWS are old.
  explain    Print all about one question: NAME, or NAME.FIELD of an entry.
  fmt        Format Terraform files as `terraform fmt` does, to the byte.
  guide      Say whether EKS or ECS fits, and why.
  handoff    Pack the repository in DIRECTORY into one archive for the team that takes it over.
  new        Make a new repository in DIRECTORY.
  questions  Print every question: what it decides, what is allowed, and the default.
  render     Write the repository in DIRECTORY again from its answers.
  update     Render DIRECTORY again, and merge what is new with edits by hand.
  validate   Validate Terraform directories without init, provider or network.
"""


def test_help(terracutter):
    done = terracutter("--help", variables={"COLUMNS": "100"})
    assert (done.stdout, done.stderr, done.returncode) == (HELP, "", 0)


def test_version(terracutter):
    assert terracutter("--version").stdout == f"terracutter {__version__}\n"


def test_new_says_what_it_made_what_it_proved_and_what_to_do_next(terracutter, tmp_path):
    done = terracutter("new", "sandbox", "--answers", MINIMAL)
    assert (done.returncode, done.stderr) == (0, "")
    tree, network, proven, following, *rest = done.stdout.split("\n\n")
    lines = tree.splitlines()
    assert lines[0] == "sandbox"
    folded = [int(line.split()[-2]) for line in lines if line.endswith(" files")]
    files = [line for line in lines[1:] if not line.endswith(("/", " files"))]
    assert sum(folded) + len(files) == len(read_tree(tmp_path / "sandbox"))
    assert any(re.fullmatch("│   └── vpc/  [0-9]+ files", line) for line in lines)
    assert "└── terracutter.yaml" in lines
    assert network.splitlines()[0] == "Network of dev, 10.0.0.0/16:"
    assert proven.splitlines()[0] == "Proven before anything was written:"
    assert following == ("Next:\n  cd sandbox\n  less README.md\n  cd bootstrap\n  terraform init\n  terraform apply")
    role = "Nobody was named as administrator; whoever may assume the IAM role of an environment is one:"
    assert rest == [f"{role}\n  sandbox-dev-administrator\n"]


def test_without_a_terminal_or_answers_the_call_is_wrong(terracutter, tmp_path):
    done = terracutter("new")
    assert (done.returncode, done.stdout) == (2, "")
    hint = "give --answers FILE, or --defaults with --set NAME=VALUE"
    assert done.stderr == f"Error: There is no terminal to ask at.\n  hint: {hint}\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def shell(tmp_path):
    def run(words: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "HOME": str(tmp_path), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        call = words.replace("terracutter", f"{shlex.quote(sys.executable)} -m terracutter")
        return subprocess.run(
            ["sh", "-c", call], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("words", ["terracutter new <&-", "terracutter new </dev/null", "echo a | terracutter new"])
def test_whatever_stands_in_for_a_terminal_is_not_asked(shell, words):
    for call in (words, f"({words}) >&-"):
        done = shell(call)
        assert done.stderr.startswith("Error: There is no terminal to ask at.\n")
        assert (done.returncode, done.stdout) == (2, "")


def test_answers_may_come_from_standard_input(shell):
    done = shell("printf 'repository: sandbox\nregoin: eu-west-1\n' | terracutter new --answers -")
    assert done.returncode == 1
    assert done.stderr.startswith("\nError: standard input:2: Unknown question\n")
    closed = shell("terracutter new --answers - <&-")
    assert closed.returncode == 1
    assert closed.stderr.startswith(
        "\nError: standard input: Unreadable answers file\n  standard input: it is closed.\n"
    )


@pytest.mark.parametrize("arguments", [["nwe"], ["new", "--nope"], ["questions", "--format", "xml"], ["new", "a", "b"]])
def test_wrong_usage_exits_2(terracutter, arguments):
    assert terracutter(*arguments).returncode == 2


def test_bad_answers_are_all_named_and_nothing_is_written(terracutter, tmp_path):
    (tmp_path / "answers.yaml").write_text("region: eu-west1\nzone: [a]\nvpc_cidr: 10.0.0.1/16\n")
    done = terracutter("new", "made", "--answers", "answers.yaml", "--set", "profile=prod")
    assert (done.returncode, done.stdout) == (1, "")
    for expected in ("answers.yaml:1: ", "answers.yaml:2: ", "answers.yaml:3: ", "--set profile: "):
        assert f"Error: {expected}" in done.stderr
    assert done.stderr.endswith("\n4 problems; nothing was written.\n")
    assert not (tmp_path / "made").exists()


def test_dry_run_does_everything_but_write(terracutter, tmp_path):
    done = terracutter("new", "--defaults", "--dry-run")
    assert done.returncode == 0
    assert "answers stand in the Terraform" in done.stdout
    assert done.stdout.endswith("Nothing was written: --dry-run.\n")
    assert list(tmp_path.iterdir()) == []


def test_layers_reach_the_files(terracutter, tmp_path):
    variables = {"TERRACUTTER_REGION": "eu-west-1", "TERRACUTTER_REPOSITORY": "from-variable"}
    done = terracutter("new", "--defaults", "--set", "region=eu-west-2", variables=variables)
    assert done.returncode == 0, done.stderr
    values = (tmp_path / "from-variable" / "environments" / "production" / "terraform.tfvars").read_text()
    assert 'region             = "eu-west-2"' in values


def test_the_directory_names_the_repository_where_nobody_does(terracutter, tmp_path):
    assert terracutter("new", "acme-platform", "--defaults").returncode == 0
    assert "repository: acme-platform\n" in (tmp_path / "acme-platform" / "terracutter.yaml").read_text()
    assert terracutter("new", "Not A Name", "--defaults").returncode == 0
    assert "repository: eks-platform\n" in (tmp_path / "Not A Name" / "terracutter.yaml").read_text()


def test_a_repository_is_not_made_twice(terracutter, repository):
    before = read_tree(repository)
    done = terracutter("new", repository, "--defaults")
    assert done.returncode == 1
    assert "terracutter render" in done.stderr
    assert read_tree(repository) == before


def test_an_empty_clone_is_filled(terracutter, tmp_path):
    (tmp_path / "clone" / ".git").mkdir(parents=True)
    (tmp_path / "clone" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert terracutter("new", "clone", "--defaults").returncode == 0
    assert (tmp_path / "clone" / "environments" / "production" / "main.tf").is_file()


def test_render_has_nothing_to_do_after_new(terracutter, repository):
    before = read_tree(repository)
    done = terracutter("render", repository)
    assert (done.returncode, done.stdout) == (0, "Nothing to do: every file is as the answers render it.\n")
    assert read_tree(repository) == before


CHANGED = {
    "profile": ("profile: development", "profile: production"),
    "repository": ("repository: sandbox", "repository: other"),
    "environments": ("environments:\n  - dev\n", "environments:\n  - dev\n  - prod\n"),
    "region": ("region: eu-west-1", "region: eu-west-1\nlog_retention_days: 90"),
    "zones": ("  - eu-west-1b\n", "  - eu-west-1c\n"),
    "kubernetes_version": ('kubernetes_version: "1.35"', "kubernetes_version: 1.36"),
    "vpc_cidr": ("vpc_cidr: 10.0.0.0/16", "vpc_cidr: 10.9.0.0/16"),
    "endpoint": ("endpoint_public_access_cidrs: []", "endpoint_public_access_cidrs: [203.0.113.0/24]"),
    "administrators": ("administrator_role_arns: []", "administrator_role_arns: ['arn:aws:iam::111122223333:role/a']"),
    "node_groups": ("max_size: 3", "max_size: 4"),
    "account_id": ("# account_id: none", 'account_id: "111122223333"\n#'),
    "state_bucket": ("# state_bucket: none", "state_bucket: acme-state\n#"),
    "tags": ("# tags: {}", "tags: {team: platform}\n#"),
    "nat_gateways": ("# nat_gateways: single", "nat_gateways: per_zone\n#"),
    "flow_logs": ('# flow_logs: "none"', "flow_logs: cloudwatch\n#"),
    "gateway_endpoints": ("# gateway_endpoints:", "gateway_endpoints: [s3, dynamodb]\n#"),
    "interface_endpoints": ("# interface_endpoints: []", "interface_endpoints: [sts]\n#"),
    "transit_gateway": (
        "# transit_gateway_id: none",
        "transit_gateway_id: tgw-0123456789abcdef0\ntransit_gateway_cidrs: [192.168.0.0/16]\n#",
    ),
    "support_type": ("# support_type: STANDARD", "support_type: EXTENDED\n#"),
    "addons": ("# addons:", "addons: [metrics-server]\n#"),
    "addon_versions": ("# addon_versions: {}", "addon_versions: {coredns: v1.12.4-eksbuild.1}\n#"),
}


@pytest.mark.parametrize(("found", "instead"), CHANGED.values(), ids=CHANGED.keys())
def test_check_exits_3_after_any_answer_changes(terracutter, repository, found, instead):
    answers = repository / "terracutter.yaml"
    assert found in answers.read_text()
    answers.write_text(answers.read_text().replace(found, instead, 1))
    before = read_tree(repository)
    done = terracutter("render", repository, "--check", "--replace", "dev")
    assert done.returncode == 3, done.stdout + done.stderr
    assert " would change:\n" in done.stdout
    assert read_tree(repository) == before
    assert terracutter("render", repository, "--replace", "dev").returncode == 0
    assert terracutter("render", repository, "--check").returncode == 0


def test_diff_is_a_patch(terracutter, repository):
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    done = terracutter("render", repository, "--diff")
    assert done.returncode == 0
    command = ["git", "apply", "-"]
    patched = subprocess.run(command, cwd=repository, input=done.stdout, capture_output=True, text=True, check=False)
    assert patched.returncode == 0, patched.stderr
    assert terracutter("render", repository).stdout.startswith("Nothing to do")


def test_an_edited_file_is_never_written_over(terracutter, repository):
    edited = repository / TFVARS
    edited.write_text(edited.read_text() + "# mine\n")
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    before = read_tree(repository)
    done = terracutter("render", repository)
    assert done.returncode == 1
    assert TFVARS in done.stderr
    assert done.stderr.endswith("\n1 problem; nothing was written.\n")
    assert read_tree(repository) == before
    assert terracutter("render", repository, "--check").returncode == 3


def test_an_update_merges_an_edit_with_the_new_text(terracutter, repository):
    edited = repository / TFVARS
    text = edited.read_text()
    edited.write_text(text + "# mine\n")
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    assert terracutter("update", repository, "--check").returncode == 3
    assert "\n+    max_size       = 4\n" in terracutter("update", repository, "--diff").stdout
    done = terracutter("update", repository)
    assert done.returncode == 0, done.stderr
    assert f"  merged   {TFVARS}  (your edit and the new text)\n" in done.stdout
    merged = edited.read_text()
    assert merged.replace(" 4\n", " 3\n") == text + "# mine\n" != merged
    assert terracutter("render", repository, "--check").returncode == 0


def test_an_edit_makes_no_other_answer_seem_lost(terracutter, tmp_path):
    settings = ("--set", "ci=github-actions", "--set", "ci_repository=acme/eks", "--set", "layout=terragrunt")
    assert terracutter("new", "platform", "--defaults", *settings).returncode == 0
    with (tmp_path / "platform/modules/vpc/main.tf").open("a") as edited:
        edited.write("# mine\n")
    done = terracutter("update", "platform")
    assert (done.returncode, "Warning" in done.stderr) == (0, False), done.stderr


CONFLICT = """\
{line}: Edit conflicts with the new text
  before, line {line}:
        max_size       = 3
  yours, line {line}:
        max_size       = 33
  new, line {line}:
        max_size       = 4
"""


def line_of(start, text):
    return next(number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(start))


def test_a_conflict_is_named_and_written_only_when_asked_for(terracutter, repository):
    edited = repository / TFVARS
    edited.write_text(edited.read_text().replace(" 3\n", " 33\n"))
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    before = read_tree(repository)
    message = CONFLICT.format(line=line_of("    max_size ", edited.read_text()))
    done = terracutter("update", repository)
    assert done.returncode == 1
    assert f"\nError: {TFVARS}:{message}" in done.stderr
    assert done.stderr.endswith(
        "\n  hint: answer in terracutter.yaml what you edited, where a question asks for it; "
        "or `terracutter update --write-conflicts` writes both into the file for you to choose; "
        f"`--restore {TFVARS}` gives up the edit\n"
        "\n1 problem; nothing was written.\n"
    )
    assert read_tree(repository) == before
    done = terracutter("update", repository, "--write-conflicts")
    assert done.returncode == 1
    assert f"  conflict {TFVARS}  (your edit beside the new text)\n" in done.stdout
    assert f"\nError: {TFVARS}:{message}" in done.stderr
    assert done.stderr.endswith(
        "\n  hint: choose one of the two, and delete the lines of the markers; then run `terracutter update` again\n"
        "\n1 problem; the rest was written, and each conflict stands between markers.\n"
    )
    marked = edited.read_text()
    assert "<<<<<<< yours\n    max_size       = 33\n=======\n    max_size       = 4\n>>>>>>> new\n" in marked
    for command in ("render", "update"):
        done = terracutter(command, repository)
        assert done.returncode == 1
        assert f"\nError: {TFVARS}:{line_of('<<<<<<< yours', marked)}: Conflict markers\n" in done.stderr
        assert terracutter(command, repository, "--check").returncode == 1
    edited.write_text(re.sub(r"<<<<<<< yours\n(.*\n)=======\n.*\n>>>>>>> new\n", r"\1", marked))
    done = terracutter("update", repository)
    assert (done.returncode, "max_size in dev" in done.stderr) == (0, False), done.stderr
    assert f"  kept     {TFVARS}  (edited by hand)\n" in done.stdout


def test_what_stops_a_check_says_what_to_type(terracutter, repository):
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4") + "bootstrap: true\n")
    (repository / TFVARS).write_text((repository / TFVARS).read_text() + "# mine\n")
    manifest = repository / ".terracutter/manifest.json"
    next_step = "`terracutter update` writes this and keeps edits; commit what it writes, `.terracutter/` too.\n"
    done = terracutter("render", repository, "--check")
    assert (done.returncode, done.stderr) == (3, f"\n{next_step}")
    assert f"  edited   {TFVARS}  (by hand; it stops a render)\n" in done.stdout
    earlier = f'"terracutter": "0.1.0", "since": "{__version__}"'
    manifest.write_text(manifest.read_text().replace(f'"terracutter": "{__version__}"', earlier))
    done = terracutter("update", repository, "--check")
    version = f"Rendered last by Terracutter 0.1.0, and this is {__version__}. "
    assert (done.returncode, done.stderr) == (3, f"\n{version}{next_step}")


def test_an_edit_that_nobody_can_apply_is_told_of_and_stops_nothing(terracutter, repository):
    with (repository / "modules/vpc/main.tf").open("a") as edited:
        edited.write("}\n")
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    done = terracutter("update", repository)
    assert done.returncode == 0
    assert "\nWarning: modules/vpc/main.tf:" in done.stderr
    assert " It was so before.\n" in done.stderr
    assert "\nProven of what the answers render, without the edits:\n" in done.stdout


def test_a_root_module_that_somebody_deleted_stays_so(terracutter, repository):
    for path in (repository / "bootstrap").glob("*.tf"):
        path.unlink()
    answers = repository / "terracutter.yaml"
    answers.write_text(answers.read_text().replace("max_size: 3", "max_size: 4"))
    done = terracutter("update", repository)
    assert done.returncode == 0
    assert done.stderr.endswith(
        "\nWarning: bootstrap: Root module gone\n"
        "  No Terraform is left there, so that nobody looks whether the answers still stand.\n"
    )
    assert not list((repository / "bootstrap").glob("*.tf"))


def test_what_may_be_replaced_has_to_be_there(terracutter, repository):
    done = terracutter("update", repository, "--replace", "dve.vpc_cidr", "--replace", "dev.region")
    assert done.returncode == 1
    assert done.stderr == (
        "\nError: --replace dve.vpc_cidr: Nothing to replace\n"
        "  It names no environment, and no answer of one by which Terraform destroys anything.\n"
        '  hint: Did you mean "dev.vpc_cidr"?\n'
        "\n1 problem; nothing was written.\n"
    )


def test_render_reads_the_answers_file_and_nothing_else(terracutter, repository):
    done = terracutter("render", repository, variables={"TERRACUTTER_REGION": "us-west-2"})
    assert done.stdout.startswith("Nothing to do")
    assert "TERRACUTTER_REGION: a repository is rendered from its terracutter.yaml and nothing else." in done.stderr


def test_render_needs_a_repository(terracutter):
    done = terracutter("render")
    assert done.returncode == 1
    assert "No answers file" in done.stderr


@pytest.mark.parametrize("form", ["text", "markdown", "json-schema", "cookiecutter"])
def test_questions_go_to_stdout(terracutter, form):
    done = terracutter("questions", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert "kubernetes_version" in done.stdout


def test_color_is_for_terminals(terracutter):
    done = terracutter("new", "--defaults", "--set", "region=x")
    assert "\x1b" not in done.stderr
