"""What earlier releases rendered is rendered by this one: answers are taken, nothing is lost, nothing is made anew."""

from __future__ import annotations

import functools
import json
import re
import shutil
from types import SimpleNamespace

import pytest
from conftest import read_tree, write_tree
from golden import ROOT
from releases import questions, repositories, versions
from state_addresses import after_moves, state_addresses
from terracutter import __version__
from terracutter.configuration import modules_of
from terracutter.derived.moves import moves_since
from terracutter.diagnostics import Refused
from terracutter.hcl.parser import parse
from terracutter.questions.releases import Changed, Move, Moves, read_releases
from terracutter.questions.source import QuestionFileError
from terracutter.versions import is_newer, is_version, release
from upgrades import changed_templates, lost, own_home, place, renamed, renamed_and_declared, run, update

OLDEST = versions()[0]
KEPT = [(version, name) for version in versions() for name in repositories(version)]
READ_THE_PLAN = "Read what `terraform plan` says in environments/dev before you apply.\n"


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    with own_home(tmp_path_factory.mktemp("home")):
        yield


@pytest.fixture(scope="module")
def update_of(home, tmp_path_factory):
    """The text by path as a release rendered it, and as `update` leaves it, by release and name."""

    @functools.cache
    def updated(version, name):
        directory = tmp_path_factory.mktemp(name) / "repository"
        place(directory, version, name)
        before = read_tree(directory)
        update(directory)
        return before, read_tree(directory)

    return updated


@pytest.fixture(params=KEPT, ids="-".join)
def upgraded(request, update_of):
    return update_of(*request.param)


@pytest.fixture
def minimal(tmp_path):
    place(tmp_path / "minimal", OLDEST, "minimal")
    return tmp_path / "minimal"


def test_every_resource_is_at_its_address_or_is_moved(upgraded, questionnaire):
    assert lost(*upgraded, questionnaire.releases) == []


def test_no_file_is_lost_and_the_answers_stay_as_they_are(upgraded):
    before, after = upgraded
    assert before.keys() - after.keys() == set()
    assert before["terracutter.yaml"] == after["terracutter.yaml"]
    assert [path for path in after if "moved" in path] == []
    manifest = json.loads(after[".terracutter/manifest.json"])
    assert (manifest["terracutter"], manifest["since"]) == (__version__, OLDEST)


def test_terraform_takes_every_one_of_them(judge, update_of):
    repositories = {"-".join(one): update_of(*one)[1] for one in KEPT}
    assert set(judge("every repository of an earlier release", repositories).values()) == {""}


@pytest.mark.parametrize("version", versions())
def test_a_question_of_an_earlier_release_is_asked_or_it_is_said_what_to_type(version, questionnaire):
    former = questions(version)["properties"].keys() - questionnaire.by_name.keys()
    assert former <= questionnaire.former.keys()


def test_answers_that_are_not_taken_are_refused_with_what_to_type(tmp_path):
    place(tmp_path / "everything", OLDEST, "everything", typed=False)
    place(tmp_path / "minimal", OLDEST, "minimal", typed=False)
    before = read_tree(tmp_path)
    with pytest.raises(Refused) as former:
        update(tmp_path / "everything")
    with pytest.raises(Refused) as new:
        update(tmp_path / "minimal")
    assert read_tree(tmp_path) == before
    assert errors(former.value) == (
        "Error: terracutter.yaml:NN: Unknown question\n"
        '  "karpenter_discovery" is not a question since 0.2.0.\n'
        "  hint: type `autoscaler: karpenter` in its place, which sets the same tags and makes what Karpenter needs; "
        "where it was false, delete the line"
    )
    assert errors(new.value) == (
        "Error: terracutter.yaml: New question\n"
        "  bootstrap is asked since 0.2.0. Before, it was false in effect; by default it is true now.\n"
        "  The bucket of the states was made by hand. With true bootstrap/ makes another one and a key, under which "
        "the states are then encrypted.\n"
        "  hint: add `bootstrap: false` to keep what stands, or `bootstrap: true`"
    )


def errors(refused):
    found = "\n".join(str(one) for one in refused.diagnostics if one.severity == "error")
    return re.sub(r":\d+:", ":NN:", found)


def test_it_says_what_the_step_means_and_says_it_once(minimal):
    said = update(minimal)
    assert said.endswith(
        f"\nFrom Terracutter {OLDEST} to {__version__}; its CHANGELOG.md says what is new.\n"
        "  replaces  module.eks_addons.aws_iam_role_policy_attachment.aws_ebs_csi_driver\n"
        "            AWS has put AmazonEBSCSIDriverPolicyV2 in the place of the former policy; for a moment the driver "
        f"may make no volumes\n{READ_THE_PLAN}"
    )
    assert update(minimal) == "Nothing to do: every file is as the answers render it.\n"


def test_edits_of_a_release_that_kept_no_texts_are_merged_by_a_checkout_of_then(minimal, tmp_path):
    """The first release recorded digests alone."""
    rendered = shutil.copytree(minimal, tmp_path / "rendered")
    edited = ("environments/dev/terraform.tfvars", "modules/eks-node-group/main.tf", "modules/vpc/main.tf")
    for path in edited:
        lines = (minimal / path).read_text().split("\n")
        (minimal / path).write_text("\n".join([*lines[:6], "# by hand", *lines[6:]]), encoding="utf-8")
    before = read_tree(minimal)
    with pytest.raises(Refused) as refused:
        update(minimal)
    assert errors(refused.value) == "\n".join(
        f"Error: {path}: Edited file in the way\n"
        f"  `{path}` differs from what Terracutter wrote, and `.terracutter/` has no record of that to merge it by.\n"
        "  hint: bring `.terracutter/` back from version control, or name by `--base` a place with the files as "
        f"they were; `--restore {path}` gives up the edit"
        for path in edited
    )
    (rendered / edited[1]).write_text("something else\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        update(minimal, "--base", str(rendered))
    assert {one.subject.source for one in refused.value.diagnostics} == {edited[1]}
    assert read_tree(minimal) == before
    update(minimal, "--base", str(rendered), "--restore", edited[1])
    assert ["\n# by hand\n" in (minimal / path).read_text() for path in edited] == [True, False, True]
    assert "\naddon_versions = {\n" in (minimal / edited[0]).read_text()


def test_a_new_address_that_nobody_declares_is_told(minimal, tmp_path, questionnaire):
    before = read_tree(minimal)
    with changed_templates(tmp_path / "changed", renamed):
        update(minimal)
    found = lost(before, read_tree(minimal), questionnaire.releases)
    assert (
        "module.vpc.aws_internet_gateway.this of environments/dev is at no address any more: Terraform would destroy "
        "it. Say in modules/vpc/module.yaml, below releases and the next version, "
        "`moved: [{from: aws_internet_gateway.this, to: …}]`, or `destroyed: {aws_internet_gateway.this: the reason}`."
    ) in found
    assert {one.partition(" ")[0].split(".")[1] for one in found} == {"vpc", "eks_addons"}


MOVED_IN_VPC = """\
# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What has another address since 0.2.0: Terraform moves it, and makes nothing anew.
# Where every environment has been applied since, `terracutter update --forget-moves` takes this file away.

moved {
  from = aws_internet_gateway.this
  to   = aws_internet_gateway.main
}
"""


def test_declared_moves_are_written_where_they_hold_until_they_are_forgotten(minimal, tmp_path, questionnaire):
    before = read_tree(minimal)
    with changed_templates(tmp_path / "changed", renamed_and_declared):
        with pytest.raises(Refused) as early:
            update(minimal, "--forget-moves")
        said = update(minimal)
        after = read_tree(minimal)
        again = update(minimal)
        checked = run("render", minimal, "--check")
        forgotten = update(minimal, "--forget-moves")
        settled = update(minimal)
        run("new", tmp_path / "fresh", "--defaults")
    assert errors(early.value) == (
        "Error: Too early to forget moves\n"
        f"  Terracutter {OLDEST} rendered this repository; what {__version__} moves is not written yet.\n"
        "  hint: run `terracutter update`, apply every environment, then forget"
    )
    assert lost(before, after, questionnaire.releases) == []
    moved = [path for path in after if "moved" in path]
    assert moved == ["environments/dev/moved-0.2.0.tf", "modules/vpc/moved-0.2.0.tf"]
    assert after["modules/vpc/moved-0.2.0.tf"] == MOVED_IN_VPC
    assert "  moves     module.eks_addons to module.addons, in environments/dev\n" in said
    assert "  moves     aws_internet_gateway.this to aws_internet_gateway.main, in modules/vpc\n" in said
    assert again == settled == "Nothing to do: every file is as the answers render it.\n"
    assert checked.exit_code == 0
    assert forgotten.splitlines()[:3] == ["2 files written:", *(f"  deleted  {path}" for path in moved)]
    assert not [path for path in read_tree(tmp_path / "fresh") if "moved" in path]
    assert "since" not in json.loads(read_tree(minimal)[".terracutter/manifest.json"])


def test_a_repository_of_a_newer_version_is_refused(minimal):
    manifest = minimal / ".terracutter/manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"{OLDEST}"', '"99.0.0"'), encoding="utf-8")
    for command in ("update", "render", "handoff"):
        refused = run(command, minimal).exception
        assert errors(refused) == (
            "Error: .terracutter/manifest.json: Newer repository\n"
            f"  Terracutter 99.0.0 wrote this repository, and {__version__} would undo what is new in it.\n"
            "  hint: install Terracutter 99.0.0 or newer"
        )


def test_what_question_files_say_of_releases_fits_the_questions(questionnaire):
    for changed in questionnaire.releases:
        assert changed.release <= release(__version__)
        assert changed.settled.keys() <= questionnaire.by_name.keys()
        assert changed.former.keys() & questionnaire.by_name.keys() == set()


@pytest.mark.parametrize("version", versions())
def test_a_release_that_is_kept_stands_in_the_changelog(version):
    assert f"\n## {version} - 20" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


MODULES = {
    "modules/a/main.tf": 'resource "x" "third" {}\nresource "x" "other" {}\n',
    "environments/dev/main.tf": 'module "a" {\n  source = "../../modules/a"\n}\n',
}


def test_moves_of_several_releases_lead_on_and_stop_where_nothing_is():
    modules = modules_of(parse(text, path)[0] for path, text in MODULES.items())
    plan = SimpleNamespace(environments=[SimpleNamespace(name="dev")], features=[SimpleNamespace(name="a")])
    first, second = Move("x.first", 'x.second["k"]'), Move("x.second", "x.third")
    root = Move("module.b.x.other", "module.a.x.other")
    key = Move("x.other[0]", 'x.other["k"]')
    releases = (
        Changed("0.2.0", "a", moved=(first, Move("x.was", "x.is_not_rendered"))),
        Changed("0.2.0", "", moved=(Move("module.a", 'module.a["k"]'),)),
        Changed("0.3.0", "a", moved=(second, key, Move("x.other", "x.third"))),
        Changed("0.3.0", "", moved=(root,)),
    )
    of_root = [Moves("environments/dev", one.version, one.moved) for one in releases if not one.feature]
    of_module = [Moves("modules/a", "0.2.0", (first,)), Moves("modules/a", "0.3.0", (second, key))]
    assert moves_since(releases, plan, modules, "0.1.0") == (*of_root, *of_module)
    assert moves_since(releases, plan, modules, "0.2.0.dev3") == (of_root[1], of_module[1])
    assert moves_since(releases, plan, modules, "0.3.0") == ()


OLD = {
    "modules/a/main.tf": 'resource "terraform_data" "before" {}\n',
    "root/main.tf": """\
module "a" {
  source   = "../modules/a"
  for_each = toset(["x", "y"])
}
resource "terraform_data" "alone" {}
resource "terraform_data" "counted" {
  count = 2
}
resource "terraform_data" "named" {
  for_each = toset(["k"])
}
""",
}
NEW = {
    "modules/a/main.tf": 'resource "terraform_data" "after" {}\n',
    "modules/a/moved.tf": "moved {\n  from = terraform_data.before\n  to   = terraform_data.after\n}\n",
    "root/main.tf": """\
module "b" {
  source   = "../modules/a"
  for_each = toset(["x", "y"])
}
resource "terraform_data" "alone" {
  for_each = toset(["k"])
}
resource "terraform_data" "counted" {
  for_each = toset(["zero", "one"])
}
resource "terraform_data" "renamed" {
  for_each = toset(["k"])
}
""",
    "root/moved.tf": """\
moved {
  from = module.a
  to   = module.b
}
moved {
  from = terraform_data.alone
  to   = terraform_data.alone["k"]
}
moved {
  from = terraform_data.counted[0]
  to   = terraform_data.counted["zero"]
}
moved {
  from = terraform_data.counted[1]
  to   = terraform_data.counted["one"]
}
moved {
  from = terraform_data.named
  to   = terraform_data.renamed
}
""",
}


def test_addresses_are_listed_and_followed_as_terraform_does(terraform, tmp_path):
    write_tree(tmp_path, OLD)
    root = tmp_path / "root"
    assert terraform("init", cwd=root).returncode == 0
    assert terraform("apply", "-auto-approve", cwd=root).returncode == 0
    assert set(terraform("state", "list", cwd=root).stdout.split()) == state_addresses(OLD)["root"]
    write_tree(tmp_path, NEW)
    assert terraform("init", cwd=root).returncode == 0
    planned = [json.loads(line) for line in terraform("plan", "-json", cwd=root).stdout.splitlines()]
    moved = {one["change"]["resource"]["addr"]: one["change"] for one in planned if one["type"] == "planned_change"}
    assert {one["action"] for one in moved.values()} == {"move"}
    assert after_moves(state_addresses(OLD), NEW)["root"] == set(moved) == state_addresses(NEW)["root"]


@pytest.mark.parametrize(
    ("releases", "said"),
    [
        ({"next": {}}, "releases: 'next' is no version"),
        ({"0.2.0": {"renamed": []}}, "releases 0.2.0: unknown key 'renamed'"),
    ],
)
def test_a_release_that_is_misspelt_is_a_fault_of_the_question_file(releases, said):
    with pytest.raises(QuestionFileError, match=re.escape(said)):
        list(read_releases(releases, "vpc", "module.yaml"))


def test_versions_come_one_after_the_other():
    ordered = ["0.1.0", "0.2.0.dev0", "0.2.0", "0.10.0", "1.0.0"]
    assert [[is_newer(one, other) for other in ordered] for one in ordered] == [
        [place > other for other in range(len(ordered))] for place in range(len(ordered))
    ]
    assert [is_version(one) for one in ("0.2", "1.0.0rc1", "", None, "1.0.0\n")] == [False] * 5
