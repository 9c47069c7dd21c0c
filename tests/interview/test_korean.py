"""The interview in Korean, at a terminal of 80 columns: the same course and the same files, in other words."""

from __future__ import annotations

import pytest
from conftest import read_tree
from driver import ENTER, Terminal
from terracutter import pipeline, write
from terracutter.columns import columns, wrapped

KOREAN = pipeline.load_questionnaire("ko")
ALL = len(KOREAN.interview)


@pytest.fixture(params=["lines", "arrows"])
def terminal(request, tmp_path):
    """Starts `terracutter new platform` where Korean is spoken, with each screen; whatever still runs is ended."""
    started = []
    home = tmp_path / "work"
    home.mkdir()

    def start(*arguments, **options):
        options = {"LC_ALL": "ko_KR.UTF-8", "arrows": request.param == "arrows", **options}
        started.append(Terminal(home, "new", "platform", *arguments, **options))
        started[-1].until_asked()
        return started[-1]

    start.home = home
    yield start
    for one in started:
        one.kill()


def go_on_to(person, text):
    """Enter, question by question; the screen that has the text."""
    for _ in range(ALL + 3):
        if text in person.screen:
            return person.screen
        person.answer("")
    raise AssertionError(f"{text!r} never came:\n{person.screen}")


def test_the_first_question_in_korean(tmp_path):
    home = tmp_path / "work"
    home.mkdir()
    person = Terminal(home, "new", LC_ALL="ko_KR.UTF-8")
    assert person.until_asked() == "\n".join(
        [
            "Enter는 기본값, ?는 설명, <는 뒤로. Ctrl-C로 나가면 답이 파일에 남습니다.",
            "",
            f"[1/{ALL}] 프로필",
            "  다른 질문의 기본값을 정합니다. 모든 답은 나중에 따로 바꿀 수 있습니다.",
            "    production   가용 영역 하나를 잃어도 버티는 가용 영역과 NAT 게이트웨이",
            "                 구성, 로그 1년 보존",
            "    development  NAT 게이트웨이 1개, 작은 노드, 로그 1개월 보존",
            "    private      인터넷과 오가는 경로가 전혀 없는 production. AWS는 VPC",
            "                 엔드포인트로 연결",
            "    not sure     짧은 안내: EKS와 ECS 중 무엇이 맞습니까?",
            "  기본값: 다른 사람들이 의지하는 클러스터에 맞는 프로필. 그보다 낮추는 것은",
            "  알고 골라야 하므로",
            "  [production]:",
        ]
    )
    person.kill()


def test_the_whole_interview_in_korean_writes_what_english_answers_do(terminal, build):
    person = terminal(lines=200)
    go_on_to(person, "더 정할 것이 있습니까?")
    person.answer("")
    assert "검토" in person.screen
    person.type(ENTER)
    assert person.end() == 0, person.everything
    assert "쓰기 전에 증명한 것:" in person.everything
    assert "질문 없이 똑같이 만들려면:" in person.everything
    written = read_tree(terminal.home / "platform")
    del written[write.MANIFEST], written[write.BASE]
    assert written == build("repository=platform").files


def test_what_is_wrong_is_said_in_korean(terminal):
    person = terminal("--set", "region=eu-west-1")
    assert "첫 번째 질문입니다." in person.answer("<")
    shown = person.answer("?")
    assert "허용: production, development, private 중 하나." in shown
    assert "자세한 설명: terracutter explain profile" in shown
    person.answer("")
    shown = person.answer("Acme Corp")
    assert '  repository: 입력: "Acme Corp". 허용: 영문 소문자, 숫자, 하이픈으로 된' in shown
    go_on_to(person, "] VPC 주소 범위\n")
    assert "/16~/22의 IPv4 네트워크(예: 10.0.0.0/16)." in person.answer("10.0.0.0/8")


def test_the_review_stands_in_columns_of_equal_width(terminal):
    person = terminal("--set", "tags={team: platform}", lines=60)
    go_on_to(person, "더 정할 것이 있습니까?")
    shown = person.answer("")
    rows = [line for line in shown.splitlines() if line.endswith((" 기본값", " --set", " 디렉터리"))]
    assert len(rows) == ALL + 1
    starts = {columns(line[: line.rindex(" ") + 1]) for line in rows}
    assert len(starts) == 1, shown


def test_no_line_is_wider_than_the_terminal(terminal):
    person = terminal(lines=200)
    go_on_to(person, "더 정할 것이 있습니까?")
    for section in ("network", "control-plane"):
        person.answer(section)
        person.answer("")
    person.answer("")
    # A line that fills all columns was broken by the terminal, within a word.
    assert max(map(columns, person.everything.splitlines())) < 80


def test_the_network_is_a_table_of_aligned_columns(terminal):
    person = terminal(lines=60)
    shown = go_on_to(person, "] VPC 주소 범위\n")
    head = shown.index("production 환경의 네트워크, 10.0.0.0/16\n")
    table = shown[head:].splitlines()[1:5]
    assert table[0].split() == ["서브넷", "CIDR", "사용", "가능", "파드"]
    assert len({columns(line[: line.index("CIDR") if "CIDR" in line else line.index("10.0.")]) for line in table}) == 1


@pytest.mark.parametrize(
    ("variables", "is_korean"),
    [
        ({"LANG": "ko_KR.UTF-8"}, True),
        ({"LANG": "ko"}, True),
        ({"LANG": "ko_KR.eucKR", "PYTHONIOENCODING": "utf-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "kok_IN.UTF-8"}, False),
        ({"LANG": ""}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, True),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, True),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, False),
    ],
)
def test_the_locale_chooses_the_language(monkeypatch, variables, is_korean):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, variables.get(name, ""))
    assert ("NAT 게이트웨이" in explained()) is is_korean
    assert "NAT 게이트웨이" in explained("--lang", "ko")
    assert "NAT 게이트웨이" not in explained("--lang", "en")


def explained(*arguments):
    from click.testing import CliRunner
    from terracutter.cli import cli

    return CliRunner().invoke(cli, ["explain", "nat_gateways", *arguments]).stdout


def test_korean_is_wrapped_by_the_columns_that_it_takes():
    assert wrapped("가용 영역 이름 2~6개입니다.", 14, "> ", "  ") == ["> 가용 영역", "  이름", "  2~6개입니다."]
    assert [columns(text) for text in ("abc", "가용", "é", "e\u0301", "…")] == [3, 4, 1, 1, 1]
