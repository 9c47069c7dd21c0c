"""A person at a terminal: Enter takes the default, a wrong answer is asked again, Ctrl-C leaves nothing behind."""

from __future__ import annotations

import re
import sys

import click
import pytest
from answer_sets import today  # noqa: F401
from click.testing import CliRunner
from terracutter import pipeline, report
from terracutter.answers import complete, dump, from_document, from_settings
from terracutter.diagnostics import Refused
from terracutter.document import read_document
from terracutter.interview import Left, Plain, ask, draft

QUESTIONNAIRE = pipeline.load_questionnaire()
ALL = len(QUESTIONNAIRE.interview)
END = ["", ""]
"""Nothing else, and all right."""


def interview(*lines, settings=(), width=100):
    """The answers after these lines, and all that was printed; END follows by itself."""
    found = []
    lines = (*lines, *END)

    @click.command()
    def command():
        given, problems = from_settings(settings, QUESTIONNAIRE)
        assert problems == []
        preview = lambda answers: report.preview(QUESTIONNAIRE, answers)  # noqa: E731
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", str(width))
            try:
                found.extend(ask(QUESTIONNAIRE, given, Plain(), preview))
            except Left as left:
                found.extend(left.given)
                sys.exit(1)

    result = CliRunner().invoke(command, input="".join(f"{line}\n" for line in lines))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return found, result


def file_of(given):
    return dump(QUESTIONNAIRE, complete(QUESTIONNAIRE, given))


def test_enter_alone_gives_the_defaults():
    given, result = interview(*[""] * ALL)
    assert result.exit_code == 0
    assert given == []
    assert file_of(given) == file_of([])


def test_the_first_question_looks_like_this():
    _, result = interview(*[""] * ALL)
    assert result.stdout.startswith(
        "Enter takes the default, ? explains, < goes back. Ctrl-C leaves and keeps the answers in a file.\n"
        "\n"
        f"[1/{ALL}] Profile\n"
        "  Sets the default of other questions; every answer can still be changed.\n"
        "    production   zones and NAT gateways that survive the loss of a zone, logs kept for a year\n"
        "    development  one NAT gateway, small nodes, logs kept for a month\n"
        "    private      production without any way to or from the internet, AWS reached through VPC\n"
        "                 endpoints\n"
        "    not sure     a short guide: is EKS right for you, or ECS?\n"
        "  Default: it fits a cluster that others rely on; less is a choice to make knowingly\n"
        "  [production]: \n"
        "\n"
        f"[2/{ALL}] Repository name\n"
    )


def test_a_default_follows_the_answers_before_it():
    _, result = interview("development", "", "", "eu-west-1", *[""] * (ALL - 4))
    assert "[eu-west-1a, eu-west-1b]" in result.stdout
    assert "    general  instance_types: [t3.large], min_size: 1, max_size: 3\n" in result.stdout


def test_a_wrong_answer_is_asked_again_with_the_reason():
    given, result = interview("", "Acme", "acme", *[""] * (ALL - 2))
    assert (
        '  repository: found "Acme"; allowed is a name of 1 to 30 lower-case letters, digits and hyphens,\n'
        "  beginning with a letter, not ending in a hyphen.\n"
        '  hint: Did you mean "acme"?\n'
    ) in result.stderr
    assert [(one.question, one.node.text) for one in given] == [("repository", "acme")]


def test_a_broken_list_is_asked_again_with_the_reason():
    given, result = interview("", "", "[dev, prod", "dev, prod", *[""] * (ALL - 3))
    assert "This is not YAML: did not find expected ',' or ']'." in result.stderr
    assert complete(QUESTIONNAIRE, given)["environments"] == ("dev", "prod")


def test_an_answer_that_breaks_one_given_before_is_asked_again():
    given, result = interview(
        "", "", "", "eu-west-1", "us-west-2", *[""] * (ALL - 5), settings=["zones=us-west-2a,us-west-2b"]
    )
    assert (
        "  zones: us-west-2a, us-west-2b are not in eu-west-1.\n"
        "  hint: type for example: eu-west-1a, eu-west-1b, eu-west-1c\n"
        "  source: EKS API, VpcConfigRequest subnetIds\n"
    ) in result.stderr
    assert complete(QUESTIONNAIRE, given)["region"] == "us-west-2"


def test_a_question_mark_explains():
    given, result = interview("?", *[""] * ALL)
    assert given == []
    assert (
        "  A profile is a starting point that fits together. Beside defaults, only a few warnings depend on\n"
        "  it.\n"
        "  Allowed is production, development or private.\n"
        "  Costs nothing: a profile sets defaults; what these make, such as NAT gateways and nodes, is paid.\n"
        "  Read more: https://docs.aws.amazon.com/eks/latest/best-practices/introduction.html\n"
        "  All about it: terracutter explain profile\n"
    ) in result.stdout


def test_a_question_mark_explains_named_things_too():
    given, result = interview(*[""] * (ALL - 1), "?", "")
    assert given == []
    said = " ".join(result.stdout.split())
    assert (
        "Costs by the instance or pod, as long as it runs: each EC2 instance and its volume, from min_size to "
        "max_size of every group. Costs at another price: SPOT costs less than ON_DEMAND; a CAPACITY_BLOCK is paid "
        "ahead. Read more: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html"
    ) in said


def test_what_was_given_is_not_asked():
    _, result = interview(*[""] * (ALL - 2), settings=["region=eu-west-1", "repository=acme"])
    assert result.exit_code == 0
    assert "] AWS region" not in result.stdout
    assert "] Repository name" not in result.stdout
    assert f"[{ALL - 2}/{ALL - 2}]" in result.stdout


def test_nothing_is_asked_when_all_is_given():
    settings = [f"{name}={text}" for name, text in (
        ("profile", "production"), ("repository", "a"), ("environments", "a"), ("region", "eu-west-1"),
        ("zones", "eu-west-1a,eu-west-1b"), ("kubernetes_version", "1.35"), ("vpc_cidr", "10.0.0.0/16"),
        ("endpoint_public_access_cidrs", "none"), ("administrator_role_arns", "none"),
        ("node_groups", "{a: {instance_types: [m7i.large]}}"),
    )]  # fmt: skip
    given, result = interview(settings=settings)
    assert result.stdout == ""
    assert len(given) == ALL


def test_an_existing_network_is_asked_for_its_ids_and_not_for_zones():
    given, result = interview(
        *[""] * (ALL - 2), "vpc-1", "vpc-0000000a", "subnet-0000000a,subnet-0000000b", settings=["network=existing"]
    )
    assert result.exit_code == 0, result.stderr
    assert "Availability zones" not in result.stdout
    assert f"[{ALL}/{ALL}] Private subnets\n" in result.stdout
    assert 'vpc_id: found "vpc-1"; allowed is the id of a VPC such as vpc-0a1b2c3d4e5f60718.' in result.stderr
    (environment,) = complete(QUESTIONNAIRE, given).environments
    assert (environment["vpc_id"], environment["private_subnet_ids"], environment["zones"]) == (
        "vpc-0000000a",
        ("subnet-0000000a", "subnet-0000000b"),
        None,
    )


def test_with_auto_mode_nobody_is_asked_for_node_groups():
    given, result = interview(*[""] * (ALL - 1), settings=["auto_mode=true"])
    assert result.exit_code == 0
    assert f"[{ALL - 1}/{ALL - 1}] Administrators\n" in result.stdout
    assert "Node groups" not in result.stdout
    assert "node_groups" not in file_of(given)
    assert complete(QUESTIONNAIRE, given)["node_groups"] is None


def test_what_can_never_become_valid_is_refused_before_anything_is_asked():
    with pytest.raises(Refused) as refused:
        interview(*[""] * ALL, settings=["log_retention_days=2"])
    assert [one.summary for one in refused.value.diagnostics] == ["Invalid number"]


def test_the_end_of_the_input_leaves():
    given, result = interview("development", "acme")
    assert result.exit_code == 1
    assert [(one.question, one.node.text) for one in given] == [("profile", "development"), ("repository", "acme")]


def test_going_back_keeps_what_was_answered_later():
    given, result = interview("", "acme", "dev", "<", "<", "shop", "", *[""] * (ALL - 3))
    assert result.exit_code == 0
    assert [(one.question, one.node.text) for one in given] == [("repository", "shop"), ("environments", "dev")]
    assert "[3/10] Environments\n" in result.stdout
    assert result.stdout.count("  [dev]: ") == 2


def test_nothing_is_before_the_first_question():
    _, result = interview("<", *[""] * ALL)
    assert result.exit_code == 0
    assert "  This is the first question.\n" in result.stderr


def test_a_section_is_entered_by_its_name_and_left_by_going_back():
    given, result = interview(
        *[""] * ALL, "netwrok", "network", "1", "existing", "<", "1", "new", "nat_gatewys", "", ""
    )
    assert result.exit_code == 0, result.output
    assert '  There is no section "netwrok". Did you mean "network"?\n' in result.stderr
    assert "    network        10 questions: Network, IP family, " in result.stdout
    assert '  There is no answer "nat_gatewys". Did you mean "nat_gateways"?\n' in result.stderr
    assert complete(QUESTIONNAIRE, given)["network"] == "new"


def test_what_an_answer_makes_necessary_is_asked_next():
    ids = ("vpc-0000000a", "subnet-0000000a,subnet-0000000b")
    given, result = interview(*[""] * ALL, "network", "network", "existing", *ids, "", "")
    assert result.exit_code == 0, result.output
    (environment,) = complete(QUESTIONNAIRE, given).environments
    assert (environment["network"], environment["vpc_id"]) == ("existing", "vpc-0000000a")


def test_every_question_is_basic_or_in_a_section():
    basic = set(QUESTIONNAIRE.interview)
    assert {one.section for one in QUESTIONNAIRE if one.name not in basic} == set(QUESTIONNAIRE.sections)


def test_an_answer_is_changed_at_the_review():
    given, result = interview(*[""] * ALL, "", "4", "eu-west-1", "kubernetes_version", "1.34", "20", "zoens")
    assert result.exit_code == 0
    answers = complete(QUESTIONNAIRE, given)
    assert (answers["region"], answers["kubernetes_version"]) == ("eu-west-1", "1.34")
    assert '  There is no answer "20". Type a number from 1 to 10.\n' in result.stderr
    assert '  There is no answer "zoens". Did you mean "zones"?\n' in result.stderr


def test_the_review_says_who_gave_each_answer():
    _, result = interview("development", "acme", *[""] * (ALL - 3), settings=["region=eu-west-1"], width=80)
    review = result.stdout[result.stdout.index("Review") :]
    assert review == (
        "Review\n"
        "     1  Profile              development                               answered\n"
        "     2  Repository name      acme                                      answered\n"
        "     3  Environments         production                                default\n"
        "     4  AWS region           eu-west-1                                 --set\n"
        "     5  Availability zones   eu-west-1a, eu-west-1b                    default\n"
        "     6  Kubernetes version   1.35                                      default\n"
        "     7  VPC address range    10.0.0.0/16                               default\n"
        "     8  Public API endpoint  none                                      default\n"
        "     9  Administrators       none                                      default\n"
        "    10  Node groups          general: {instance_types: [t3.large], m…  profile\n"
        "  Enter writes the repository; the number or the name of an answer changes it.\n"
        "  [yes]: \n"
        "\n"
    )


def test_the_network_follows_the_answers():
    _, result = interview("", "", "", "", "", "", "10.8.0.0/20", *[""] * (ALL - 7))
    first, second = re.findall(r"  Network of .*?\n\n", result.stdout, re.DOTALL)
    assert first.startswith(
        "  Network of production, 10.0.0.0/16\n"
        "    subnet               CIDR            usable   pods\n"
        "    private  us-east-1a  10.0.0.0/19      8,187  7,888\n"
    )
    assert second == (
        "  Network of production, 10.8.0.0/20\n"
        "    subnet               CIDR            usable  pods\n"
        "    private  us-east-1a  10.8.0.0/23        507   464\n"
        "    private  us-east-1b  10.8.2.0/23        507   464\n"
        "    private  us-east-1c  10.8.4.0/23        507   464\n"
        "    public   us-east-1a  10.8.12.0/26        59\n"
        "    public   us-east-1b  10.8.12.64/26       59\n"
        "    public   us-east-1c  10.8.12.128/26      59\n"
        "    intra    us-east-1a  10.8.14.0/28        11\n"
        "    intra    us-east-1b  10.8.14.16/28       11\n"
        "    intra    us-east-1c  10.8.14.32/28       11\n"
        "    pods: as 16 full m7i.large have, 29 on each\n"
        "\n"
    )


def test_a_second_environment_is_cut_as_the_first_is():
    _, result = interview("", "", "dev, prod", "", "", "", "", *[""] * (ALL - 7))
    assert "\n  Network of prod, 10.1.0.0/16: cut as that of dev is\n\n" in result.stdout


def test_a_warning_is_said_when_the_answer_brings_it_about():
    _, result = interview(*[""] * 5, "1.34", *[""] * (ALL - 6))
    assert result.stderr.count("  Warning: kubernetes_version: ") == 1


def test_nodes_that_find_no_addresses_are_warned_of_at_once_and_in_the_review():
    groups = "{general: {instance_types: [m7i.large], min_size: 3, max_size: 13}}"
    _, result = interview(*[""] * 6, "10.0.0.0/22", "", "", groups, "")
    told = (
        "  Warning: vpc_cidr: in us-east-1a the nodes of production, at max_size and full of pods, take 130\n"
        "  addresses; their subnet has 123, and pods beyond them wait.\n"
    )
    hint = "  hint: choose a larger vpc_cidr, a pod_cidr, or smaller node groups\n"
    assert result.stderr == f"{told}{hint}\n"
    assert f"\nReview\n{told}     1  Profile " in result.stdout


def test_a_review_of_many_warnings_repeats_some():
    settings = ["environments=a,b,c,d,e,f", "nat_gateways=single"]
    _, result = interview(*[""] * (ALL - 1), settings=settings)
    review = result.stdout.partition("\nReview\n")[2]
    assert review.count("Warning: nat_gateways: ") == 4
    assert "\n  2 more warnings, told at the end\n     1  Profile " in review


def test_an_answer_that_another_one_makes_right_leads_to_that_question():
    given, result = interview(*[""] * 5, "1.33", "STANDARD", "EXTENDED", *[""] * (ALL - 6))
    assert result.exit_code == 0, result.output
    answers = complete(QUESTIONNAIRE, given)
    assert (answers["kubernetes_version"], answers["support_type"]) == ("1.33", "EXTENDED")
    first, second = result.stdout.split(f"[7/{ALL + 1}] End of standard support\n")[1:]
    assert first.endswith("  > STANDARD\n")
    assert "Default: " not in first
    assert f"[8/{ALL + 1}] VPC address range\n" in second
    assert result.stderr == (
        "  Warning: kubernetes_version: 1.33 left standard support on 2026-07-29 and is offered until\n"
        "  2027-07-29; its control plane costs six times as much.\n"
        "\n"
        "  kubernetes_version: EKS upgrades a cluster of 1.33 at once under support_type STANDARD.\n"
        '  hint: set kubernetes_version: "1.35", or support_type: EXTENDED\n'
        "  source: EKS API, UpgradePolicyRequest\n"
        "\n"
    )


def test_no_bucket_of_our_own_leads_to_its_name_where_ci_has_roles():
    settings = ["ci=github-actions", "ci_repository=acme/platform"]
    lines = ["repository", "bootstrap", "no", "acme-states", "done"]
    given, result = interview(*[""] * ALL, *lines, settings=settings)
    assert result.stderr == ""
    assert (complete(QUESTIONNAIRE, given)["bootstrap"], result.exit_code) == (False, 0)
    environment = complete(QUESTIONNAIRE, given).environments[0]
    assert environment["state_bucket"] == "acme-states"


def test_a_narrow_terminal_has_narrow_lines():
    _, result = interview(*[""] * ALL, "network", "done", width=41)
    assert max(len(line) for line in result.stdout.splitlines()) <= 48
    assert "     7  Transit gateway      none\n        default\n" in result.stdout


def test_back_from_the_question_that_an_answer_led_to():
    given, result = interview(*[""] * 5, "1.33", "<", "1.35", *[""] * (ALL - 6))
    assert result.exit_code == 0, result.output
    assert [(one.question, one.node.text) for one in given] == [("kubernetes_version", "1.35")]


def test_things_are_added_changed_and_removed():
    given, result = interview(
        *[""] * (ALL - 1),
        *("add gpu", "?", "g5.xlarge", "min_size", "x", "2", ""),
        *("change gpu", "lables", "labels", "{team: ml}", ""),
        *("add gpu", "change gup", "remove general", "add small", "t3.large", "", "remove small", ""),
    )
    assert result.exit_code == 0, result.output
    groups = complete(QUESTIONNAIRE, given).environments[0]["node_groups"]
    assert list(groups) == ["gpu"]
    assert (groups["gpu"]["instance_types"], groups["gpu"]["min_size"]) == (("g5.xlarge",), 2)
    assert groups["gpu"]["labels"] == {"team": "ml"}
    for complaint in (
        'gpu.min_size: found "x"',
        '  There is no field "lables". Did you mean "labels"?\n',
        "  gpu is there already; type: change gpu\n",
        '  Type change and a name. Did you mean "gpu"?\n',
    ):
        assert complaint in result.stderr


SETTINGS = (
    (),
    (
        "profile=private",
        "tags={a: 'yes', 'b c': '1: 2'}",
        "node_groups={a: {instance_types: [m7i.large], min_size: 2}}",
    ),
    ("environments=dev,prod", "environments.dev.region=eu-west-1", "endpoint_public_access_cidrs=none"),
    ("auto_mode=true", "log_retention_days=30", "kubernetes_version=1.34", "environments=a"),
)


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_draft_is_read_back_as_it_was_given(settings):
    given, _ = from_settings(settings, QUESTIONNAIRE)
    text = draft(given, "kept.yaml")
    again, problems = from_document(read_document(text, "kept.yaml"), "kept.yaml", QUESTIONNAIRE)
    assert problems == []
    assert file_of(again) == file_of(given)
    assert text.startswith("# Answers of an interview that was left. Go on with: terracutter new --resume kept.yaml\n")
