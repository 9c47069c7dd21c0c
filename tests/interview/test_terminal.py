"""The whole interview at a real terminal, line by line and with arrow keys: what a person sees, and what is kept."""

from __future__ import annotations

import re
import signal

import pytest
from driver import CTRL_C, DOWN, ENTER, GENERATOR, TAB, UP, Terminal
from terracutter import pipeline

QUESTIONNAIRE = pipeline.load_questionnaire()
ALL = len(QUESTIONNAIRE.interview)


@pytest.fixture(params=["lines", "arrows"])
def terminal(request, tmp_path):
    """Starts `terracutter new platform` in an empty directory, with each screen; whatever still runs is ended."""
    started = []
    home = tmp_path / "work"
    home.mkdir()

    def start(*arguments, **options):
        options = {"arrows": request.param == "arrows", **options}
        started.append(Terminal(home, "new", "platform", *arguments, **options))
        started[-1].until_asked()
        return started[-1]

    start.home = home
    yield start
    for one in started:
        one.kill()


def answers(terminal):
    return (terminal.home / "platform" / "terracutter.yaml").read_text(encoding="utf-8")


def go_on_to(person, text):
    """Enter, question by question; the screen that has the text."""
    for _ in range(ALL + 3):
        if text in person.screen:
            return person.screen
        person.answer("")
    raise AssertionError(f"{text!r} never came:\n{person.screen}")


def flat(screen):
    """The screen with wrapped lines put together."""
    return re.sub(r"\n {2,}", " ", screen)


def write(person):
    """Enter at the review, and the end of the run."""
    person.type(ENTER)
    assert person.end() == 0, person.everything


def test_enter_alone_makes_a_production_repository(terminal):
    person = terminal()
    assert f"[1/{ALL}] Profile\n" in person.screen
    go_on_to(person, "Review")
    write(person)
    assert "profile: production\n" in answers(terminal)
    assert "Proven before anything was written:" in person.everything
    for path in ("environments/production/main.tf", "modules/vpc/main.tf", "README.md"):
        assert (terminal.home / "platform" / path).is_file()
    assert not (terminal.home / "terracutter-answers.yaml").exists()


def test_one_goes_back_and_asks_for_help_and_keeps_what_was_answered_later(terminal):
    person = terminal("--set", "environments=dev,prod")
    assert "This is the first question." in person.answer("<")
    person.answer("")
    assert f"[2/{ALL - 1}] Repository name\n" in person.screen
    person.answer("acme")
    person.answer("eu-west-1")
    assert f"[4/{ALL - 1}] Availability zones\n" in person.screen
    assert f"[3/{ALL - 1}] AWS region\n" in person.answer("<")
    assert f"[2/{ALL - 1}] Repository name\n" in person.answer("<")
    shown = person.answer("?")
    assert "cannot change later" in shown
    assert "terracutter explain repository" in shown
    person.answer("shop")
    assert "eu-west-1\n" in f"{person.screen}\n" or "[eu-west-1]" in person.screen
    go_on_to(person, "Review")
    write(person)
    assert "repository: shop\n" in answers(terminal)
    assert "region: eu-west-1\n" in answers(terminal)


def test_a_wrong_value_is_asked_again_at_once_with_the_reason(terminal):
    person = terminal("--set", "region=eu-west-1")
    person.answer("")
    shown = person.answer("Acme Corp")
    assert '  repository: found "Acme Corp"; allowed is a name of 1 to 30' in shown
    assert f"[2/{ALL - 1}] Repository name\n" in shown
    person.answer("acme")
    person.answer("dev")
    if person.arrows:
        assert "zones: found 1; allowed are 2 to 6." in person.mark("eu-west-1b", "eu-west-1c")
    else:
        assert "zones: us-east-1b is not in eu-west-1." in flat(person.answer("eu-west-1a, us-east-1b"))
    go_on_to(person, "[6/9]")
    shown = person.answer("10.0.0.0/8")
    assert '  vpc_cidr: found "10.0.0.0/8"; allowed is an IPv4 network from /16 to /22' in shown
    shown = person.answer("10.0.1.0/16")
    assert "The network is 10.0.0.0/16." in shown
    go_on_to(person, "Review")
    write(person)
    assert "repository: acme\n" in answers(terminal)


def test_warnings_that_matter_are_said_when_an_answer_brings_them_about(terminal):
    person = terminal(lines=50)
    go_on_to(person, "] Kubernetes version\n")
    person.answer("1.33")
    shown = person.answer("EXTENDED")
    assert "  Warning: kubernetes_version: 1.33 left standard support on 2026-07-29 and is\n" in shown
    assert "its control plane costs six times as much." in flat(shown)
    go_on_to(person, "] Public API endpoint\n")
    shown = person.answer("203.0.113.0/24")
    assert "the Kubernetes API of production answers to 203.0.113.0/24 over the internet." in flat(shown)
    go_on_to(person, "Anything else?")
    person.answer("network")
    person.answer("NAT gateways" if person.arrows else "nat_gateways")
    shown = person.answer("single")
    assert "  Warning: nat_gateways: when zone us-east-1a is lost, no node of production\n" in shown


def test_node_groups_are_added_changed_and_removed(terminal):
    person = terminal(lines=40)
    go_on_to(person, "] Node groups\n")
    person.answer("add")
    person.answer("general")
    assert "there is general already." in flat(person.screen)
    assert 'name: found "GPU"; allowed is a name' in person.answer("GPU")
    person.answer("gpu")
    assert 'Did you mean "g5.xlarge"?' in flat(person.answer("g5.xlareg"))
    assert "instance_types" in person.answer("g5.xlarge")
    person.answer("min_size")
    assert '  gpu.min_size: found "many"; allowed is' in person.answer("many")
    person.answer("2")
    person.answer("done")
    person.answer("change general")
    person.answer("max_size")
    person.answer("9")
    person.answer("done")
    person.answer("add")
    person.answer("spare")
    person.answer("t3.large")
    person.answer("done")
    person.answer("remove spare")
    go_on_to(person, "Review")
    write(person)
    text = answers(terminal)
    assert re.search(
        r"^node_groups:\n  general:\n    instance_types:\n      - m7i.large\n    min_size: 3\n    max_size: 9\n"
        r"  gpu:\n    instance_types:\n      - g5.xlarge\n    min_size: 2\n",
        text,
        re.MULTILINE,
    ), text


def test_an_answer_is_changed_at_the_review(terminal):
    person = terminal(lines=40)
    go_on_to(person, "Review")
    person.answer("AWS region" if person.arrows else "4")
    person.answer("eu-west-1")
    assert re.search(r"AWS region +eu-west-1 +answered", person.screen)
    assert "eu-west-1a, eu-west-1b, eu-west-1c" in person.screen
    write(person)
    assert "region: eu-west-1\n" in answers(terminal)


def test_boxes_are_marked_and_switches_are_yes_or_no(terminal):
    person = terminal(lines=40)
    go_on_to(person, "Anything else?")
    person.answer("network")
    person.answer("Database subnets" if person.arrows else "database_subnets")
    person.answer("yes")
    person.answer("Gateway endpoints" if person.arrows else "gateway_endpoints")
    if person.arrows:
        person.mark("dynamodb")
    else:
        person.answer("s3, dynamodb")
    assert re.search(r"Database subnets +yes +answered", person.screen)
    assert re.search(r"Gateway endpoints +s3, dynamodb +answered", person.screen)
    go_on_to(person, "Review")
    write(person)
    assert "gateway_endpoints:\n  - s3\n  - dynamodb\n" in answers(terminal)
    assert "database_subnets: true\n" in answers(terminal)


def test_ctrl_c_keeps_the_answers_and_says_how_to_go_on(terminal):
    person = terminal()
    person.answer("development")
    person.type(CTRL_C)
    assert person.end() == 1
    assert person.screen.endswith(
        "Nothing was made. Your answers are in terracutter-answers.yaml; go on with:\n"
        "  terracutter new platform --resume terracutter-answers.yaml"
    )
    assert [path.name for path in terminal.home.iterdir()] == ["terracutter-answers.yaml"]
    person = terminal("--resume", "terracutter-answers.yaml")
    assert f"[1/{ALL - 1}] Repository name\n" in person.screen
    go_on_to(person, "Review")
    assert re.search(r"Profile +development +terracutter-answers.yaml", person.screen)
    write(person)
    assert "profile: development\n" in answers(terminal)


@pytest.mark.parametrize("how", ["closed", signal.SIGHUP, signal.SIGTERM], ids=str)
def test_a_closed_terminal_keeps_the_answers(terminal, how):
    person = terminal()
    person.answer("private")
    person.answer("acme")
    if how == "closed":
        person.hang_up()
    else:
        person.signal(how)
        assert person.end() == 1
    person.gone()
    kept = (terminal.home / "terracutter-answers.yaml").read_text(encoding="utf-8")
    assert kept.endswith("\nprofile: private\nrepository: acme\n")
    assert [path.name for path in terminal.home.iterdir()] == ["terracutter-answers.yaml"]


def test_no_line_is_longer_than_the_terminal(terminal):
    person = terminal(lines=200)
    go_on_to(person, "Anything else?")
    for section in ("network", "control-plane", "access", "compute", "add-ons", "repository"):
        person.answer(section)
        person.answer("")
    person.answer("")
    # A line that fills all columns was broken by the terminal, within a word.
    assert max(len(line) for line in person.everything.splitlines()) < 80


def test_plain_asks_line_by_line_where_arrow_keys_could_be_used(terminal):
    person = terminal("--plain", arrows=True)
    assert person.screen.endswith("  [production]:")


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor_is_asked_line_by_line(terminal, kind):
    person = terminal(arrows=True, TERM=kind)
    assert person.screen.endswith("  [production]:")


def test_colours_are_left_out_where_they_are_not_wanted(terminal):
    person = terminal(NO_COLOR="1")
    person.answer("")
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|9[0-7])[0-9;]*m", person.raw)


@pytest.fixture
def with_lists(tmp_path):
    """`terracutter new` with arrow keys, at its first question."""
    started = []

    def start(**options):
        (tmp_path / "work").mkdir()
        started.append(Terminal(tmp_path / "work", "new", **{"arrows": True, **options}))
        started[0].until_asked()
        return started[0]

    yield start
    for one in started:
        one.kill()


@pytest.mark.parametrize(
    "options", [{}, {"LC_ALL": "ko_KR.UTF-8"}, {"NO_COLOR": "1", "columns": 100, "lines": 50}, {"lines": 16}]
)
def test_the_first_list_is_drawn_before_the_library_is_loaded_and_looks_the_same_after(with_lists, options):
    person = with_lists(**options)
    assert b"\x1b[6n" not in person.raw
    before = person.styled
    person.point("development")
    assert b"\x1b[6n" in person.raw
    assert person.styled != before
    person.type(UP)
    while person.styled != before:
        assert person.read(10), person.screen


def test_answers_are_kept_where_a_file_is_in_the_way_of_the_repository(terminal):
    (terminal.home / "platform").mkdir()
    (terminal.home / "platform" / "README.md").write_text("mine\n", encoding="utf-8")
    person = terminal("--set", "region=eu-west-1")
    go_on_to(person, "Review")
    person.type(ENTER)
    assert person.end() == 1
    assert "Error: README.md: File exists already\n" in person.everything
    said = " ".join(person.everything.split())
    again = "go on with `terracutter new platform --resume terracutter-answers.yaml`."
    assert f"1 problem; nothing was written. Your answers are in terracutter-answers.yaml; {again}" in said
    kept = (terminal.home / "terracutter-answers.yaml").read_text(encoding="utf-8")
    assert "region: eu-west-1\n" in kept


@pytest.mark.parametrize("options", [{"lines": 9}, {"columns": 50, "lines": 16}])
def test_a_first_list_that_does_not_fit_is_left_to_the_library(with_lists, options):
    person = with_lists(**options)
    assert b"\x1b[6n" in person.raw
    person.type(ENTER)
    assert "Profile  production\n" in person.until("Repository name")


def test_all_keys_before_the_library_is_loaded_are_taken_in_order(with_lists):
    person = with_lists(lines=60)
    person.type(f"{DOWN}{ENTER}shop{ENTER}")
    person.until("Environments")
    assert "Profile  development\n" in person.screen
    assert "Repository name  shop\n" in person.screen


@pytest.mark.parametrize("leave", [CTRL_C, signal.SIGTERM])
def test_whoever_leaves_the_first_list_has_a_terminal_as_before(with_lists, leave):
    person = with_lists()
    assert not person.echoes
    if leave == CTRL_C:
        person.type(CTRL_C)
    else:
        person.signal(leave)
    person.until("--resume terracutter-answers.yaml")
    assert person.echoes
    assert person.has_cursor


def test_lines_are_asked_where_the_library_cannot_be_imported(with_lists, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "questionary.py").write_text("raise ImportError\n")
    person = with_lists(PYTHONPATH=f"{broken}:{GENERATOR}")
    person.type("d")
    person.until("[production]:")
    assert person.screen.count("] Profile") == 1
    person.arrows = False
    person.answer("evelopment")
    assert "] Repository name\n" in person.screen


def test_tab_brings_the_default_to_be_edited(tmp_path):
    home = tmp_path / "work"
    home.mkdir()
    person = Terminal(home, "new", arrows=True)
    person.until_asked()
    person.answer("")
    person.type(TAB)
    person.until("eks-platform")
    person.type("-two")
    person.answer("")
    assert "Repository name  eks-platform-two\n" in person.screen
    person.kill()
