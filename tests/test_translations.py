"""Korean: every sentence of a question file has one, none is left over, and all say the same as the English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from golden import ROOT
from refusals import ROWS
from terracutter import pipeline
from terracutter.answers import from_document, resolve
from terracutter.diagnostics import Refused
from terracutter.document import plain, read_document
from terracutter.interview import state
from terracutter.questions import translations
from terracutter.questions.questionnaire import COSTS, QuestionFileError
from terracutter.questions.translations import read_texts, respoken, translated, words_of
from terracutter.questions.words import Words
from test_rules import RULES
from told import told

ENGLISH = pipeline.load_questionnaire()
FOLDERS = [ROOT / "templates", *(feature.directory for feature in ENGLISH.features)]
SHARED = read_texts(FOLDERS[0] / "ko.yaml")

NAMES = {
    "ACK", "Amazon EKS", "Argo CD", "EKS Auto Mode", "GitOps", "Graviton", "SageMaker HyperPod", "VPC",
    "Windows Server 2019", "Windows Server 2022", "kro", "--set",
}  # fmt: skip
"""What is the same in every language."""


def english(folder: Path) -> Iterator[tuple[str, str]]:
    """Each sentence of the folder's question file: where it stands, and the sentence."""
    found: list[tuple[str, str]] = []

    def note(where: str, text: str) -> str:
        found.append((where, text))
        return text

    respoken(ENGLISH, note)
    feature = "repository" if folder == FOLDERS[0] else folder.name
    for where, text in found:
        name = re.split("[ ,.]", where)[0]
        owner = ENGLISH.by_name[name].feature if name in ENGLISH.by_name else "repository"
        if owner == feature and not where.startswith("rule of"):
            yield where, text
    # A rule may be about the question of another file.
    file = folder / ("repository.yaml" if folder == FOLDERS[0] else "module.yaml")
    for rule in plain(read_document(file.read_bytes(), file.name)).get("rules", ()):
        yield from (
            (f"a rule of {rule['question']}", rule[key]) for key in ("summary", "detail", "hint") if key in rule
        )


CODE = Path(translations.__file__).parent / "ko.yaml"
TOLD = CODE.parents[1] / "ko.yaml"
VALUES = {
    "Directory", "File", "Interrupted", "Invalid YAML", "No space left on device", "No such file or directory",
    "Special file", "check", "destroy", "directory", "file", "hybrid nodes", "new", "plan", "prove", "questions",
    "render", "replace", "write", "yours", 'Did you mean "{word}"?', "hint: {hint}", "architecture {values}",
    "category {values}",
    "family {values}", "generation {generation} or newer", "type {values}", "created  {path}", "deleted  {path}",
    "updated  {path}", "{one_word} and {other_word}", "manifest",
    "replaces  {address}", "destroys  {address}",
    "`terracutter update` writes this and keeps edits; commit what it writes, `.terracutter/` too.",
    "{cidr} lies in {whole} of {name}", "{cidr} overlaps {other} of {name}", "{path}: Is a directory.",
    "{key}: there is no network {number} counted from {cidr} within {block}.", "{path}: No such file or directory.",
    "{path}: It is a pipe, in which nobody may ever write; name a file, or - for standard input.",
    "{path}: Permission denied.", "{path}: it is closed.", "{reason}. Nothing was written.",
    "{reason}. The write has begun; the next command completes it.",
}  # fmt: skip
"""What stands in a sentence, or is put together of several."""

SPEAKING = ("words", "_words", "count", "refuse", "unlike", "did_you_mean")
"""What is called with sentences."""


def spoken(tree: ast.Module) -> Iterator[str]:
    """Every sentence that a module of the code says: literals, and what its names stand for."""
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                names.setdefault(getattr(target, "id", ""), []).append(node.value)
    for call in ast.walk(tree):
        # `words()("…")` is what the command line says.
        called = getattr(getattr(call, "func", None), "func", getattr(call, "func", None))
        if isinstance(call, ast.Call) and getattr(called, "attr", getattr(called, "id", "")) in SPEAKING:
            for argument in call.args:
                yield from literals(argument, names)


def literals(node: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*literals(one, names), *literals(other, names))
        case ast.Name(id=name):
            for value in names.get(name, ()):
                yield from literals(value, {})
        case ast.Attribute(attr=name) if name.isupper():
            yield from elsewhere().get(name, ())


@cache
def elsewhere() -> dict[str, list[str]]:
    """The texts that names in capitals stand for in any module of the interview."""
    found: dict[str, list[str]] = {}
    for path in (CODE.parents[1] / "interview").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant):
                found.setdefault(getattr(node.target, "id", ""), []).append(str(node.value.value))
    return found


def said_by_the_code() -> dict[str, str]:
    """Each sentence, and the file that says it."""
    package = CODE.parents[1]
    files = sorted((*package.glob("*.py"), *(path for room in ROOMS for path in (package / room).glob("*.py"))))
    found = {text: file.name for file in files for text in spoken(ast.parse(file.read_text(encoding="utf-8")))}
    guided = plain(read_document((package / "interview" / "guide.yaml").read_bytes(), "guide.yaml"))
    texts = {text for part in ("topics", "recommendations", "profiles") for text in sentences(guided[part])}
    chosen = {"guide.yaml": texts, "questionnaire.py": COSTS.values(), "state.py": state._ORIGINS.values()}
    return {text: name for name, texts in chosen.items() for text in texts if text not in NAMES} | found


def sentences(guided: dict[str, Any]) -> Iterator[str]:
    for key, value in guided.items():
        if isinstance(value, dict):
            yield from sentences(value)
        elif key in {"title", "why", "text", "because"}:
            yield value


ROOMS = ("questions", "answers", "interview", "cli")


def test_every_sentence_of_the_code_has_its_korean():
    known = read_texts(CODE)
    missing = {f"for {file}:\n  {text}: …" for text, file in said_by_the_code().items() if text not in known}
    missing = {line for line in missing if has_words(line.partition("\n")[2])}
    assert not missing, f"write into {CODE.relative_to(ROOT)}, " + "\n".join(sorted(missing))


def test_no_korean_of_the_code_is_left_over():
    assert set(read_texts(CODE)) <= set(said_by_the_code()) | {'Did you mean "{word}"?'}


def test_every_sentence_that_knows_no_language_has_its_korean():
    known = {*read_texts(CODE), *read_texts(TOLD)}
    missing = {f"for {file}:\n  {text}: …" for text, file in (told() | of_releases()).items() if text not in known}
    assert not missing, f"write into {TOLD.relative_to(ROOT)}, " + "\n".join(sorted(missing))


def test_no_korean_of_what_knows_no_language_is_left_over():
    assert set(read_texts(TOLD)) - set(told() | of_releases()) == VALUES


def of_releases() -> dict[str, str]:
    """What a release says to repositories of an earlier one, and the feature that says it."""
    found: dict[str, str] = {}
    for one in ENGLISH.releases:
        settled = (answer.because for answer in one.settled.values())
        texts = (*one.replaced.values(), *one.destroyed.values(), *settled)
        found |= dict.fromkeys(texts, f"releases of {one.feature}")
    return found


def test_what_knows_no_language_is_told_in_korean():
    words = words_of("ko")
    assert words.of("… and 7 more.") == "… 외 7개 더 있습니다."
    assert words.of("  updated  README.md\n  kept     a (b).tf  (edited by hand)") == (
        "  변경  README.md\n  유지  a (b).tf  (직접 편집함)"
    )
    refused = '"modules/NUL" cannot be written: "NUL" is the name of a device on Windows'
    assert words.of(refused) == '"modules/NUL": 쓸 수 없습니다. "NUL": Windows의 장치 이름입니다'
    assert words.of("10.0.0.0/8 overlaps 10.1.0.0/16 of vpc_cidr, 10.2.0.0/16 overlaps 10.2.0.0/16 of pod_cidr") == (
        "10.0.0.0/8이(가) vpc_cidr의 10.1.0.0/16와(과) 겹침, 10.2.0.0/16이(가) pod_cidr의 10.2.0.0/16와(과) 겹침"
    )
    assert words.of("environments.a.zones: zones is one answer for the whole repository.") == (
        "environments.a.zones: zones의 답은 리포지터리 전체에 하나입니다."
    )
    for unknown in ("", "environments.a.zones: region is one answer", "이미 한국어입니다."):
        assert words.of(unknown) == unknown
    assert Words({"done": "완료"}).of("done") == "done"


def test_no_sentence_that_is_told_is_taken_for_another():
    words = words_of("ko")
    for text, korean in read_texts(TOLD).items():
        names = sorted(set(re.findall(r"\{([a-z_0-9]+)\}", text)), key=text.index)
        values = {name: f"v{number}" for number, name in enumerate(names)}
        assert words.of(text.format_map(values) if names else text) == (korean.format_map(values) if names else korean)


def test_no_refusal_keeps_an_english_sentence():
    korean, words = pipeline.load_questionnaire("ko"), words_of("ko")
    left = {}
    for text in (*(row["answers"] for row in ROWS), *(text for text, _ in RULES)):
        try:
            given, problems = from_document(read_document(text, "terracutter.yaml"), "terracutter.yaml", korean)
            found = (*problems, *resolve(korean, given).diagnostics)
        except Refused as refused:
            found = refused.diagnostics
        for said in (words.of(part) for one in found for part in (one.summary, one.detail, one.hint)):
            sentence = re.search(r"(?:\b[a-z]{2,}\b ){3,}", re.sub(r'"[^"]*"|`[^`]*`', "", said))
            if sentence or (said and not re.search("[가-힣]", said)):
                left[said] = text
    assert left == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_sentence_has_its_korean(folder):
    known = SHARED | read_texts(folder / "ko.yaml")
    missing = {
        f"write into {(folder / 'ko.yaml').relative_to(ROOT)}, for {where}:\n  {text}: …"
        for where, text in english(folder)
        if text not in known
    }
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_korean_is_left_over(folder):
    known = read_texts(folder / "ko.yaml")
    users = FOLDERS if folder == FOLDERS[0] else [folder]
    left = set(known) - {text for user in users for _, text in english(user)}
    assert not left, f"delete from {folder.relative_to(ROOT)}/ko.yaml what no sentence of the English is: {left}"
    twice = set() if folder == FOLDERS[0] else set(known) & set(SHARED)
    assert not twice, f"delete from {folder.relative_to(ROOT)}/ko.yaml what templates/ko.yaml has: {twice}"


def pairs() -> list[tuple[str, str]]:
    return sorted(
        {pair for folder in (CODE.parent, TOLD.parent, *FOLDERS) for pair in read_texts(folder / "ko.yaml").items()}
    )


def test_korean_is_korean():
    same = [text for text, korean in pairs() if not re.search("[가-힣]", korean) and has_words(text)]
    assert same == []


def has_words(text: str) -> bool:
    return text not in NAMES and re.search("[a-z]", PLACEHOLDER.sub("", text)) is not None


def test_numbers_and_placeholders_are_those_of_the_english():
    wrong = [f"{text}\n  {korean}" for text, korean in pairs() if not facts(text) <= facts(korean)]
    assert not wrong, "\n".join(wrong)


def facts(text: str) -> set[str]:
    """What no translation may lose: numbers, keys with an underscore, and what placeholders ask for.

    A placeholder that only chooses between words, such as "is" and "are", may have no counterpart.
    """
    rest = PLACEHOLDER.sub("", text)
    asked = {re.sub(LITERAL, "…", one) for one in PLACEHOLDER.findall(text) if not re.match(r"\{\{ [\"']", one)}
    return asked | set(re.findall(r"[a-z]+(?:_[a-z]+)+|\d+(?:[.,]\d+)*", rest))


def test_placeholders_ask_for_nothing_that_the_english_does_not():
    def asked(text: str) -> set[str]:
        return {re.sub(LITERAL, "…", one) for one in PLACEHOLDER.findall(text)}

    wrong = [f"{text}\n  {korean}" for text, korean in pairs() if not asked(korean) <= asked(text)]
    assert not wrong, "\n".join(wrong)


PLACEHOLDER = re.compile(r"\{\{.*?\}\}(?!\})|\{%.*?%\}|\{[a-z_]*\}")
LITERAL = r"\"[^\"]*\"|'[^']*'"


def test_full_stops_stand_where_the_english_has_them():
    wrong = [korean for text, korean in pairs() if text.endswith(".") != korean.endswith(".")]
    assert wrong == []


def test_the_same_sentence_has_one_korean():
    assert len({text for text, _ in pairs()}) == len(pairs())


def test_a_question_speaks_korean():
    korean = translated(ENGLISH, FOLDERS[0], "ko")
    question, field = korean.by_name["nat_gateways"], korean.by_name["node_groups"].type.by_name["capacity_type"]
    assert question.title == "NAT 게이트웨이"
    assert question.help == "노드가 인터넷으로 나가는 방법입니다."
    assert question.type.choices["none"] == "인터넷 경로 없음. AWS는 VPC 엔드포인트나 전송 게이트웨이로 연결"
    assert (field.title, field.type.choices["SPOT"]) == ("구매 옵션", "저렴하지만 2분 전 통지 후 회수됨")
    assert korean.by_name["repository"].type.allowed.startswith("영문 소문자, 숫자, 하이픈으로 된 1~30자의 이름")
    assert korean.sections["control-plane"] == "컨트롤 플레인"


def test_nothing_but_sentences_differs():
    korean = translated(ENGLISH, FOLDERS[0], "ko")
    assert korean.in_english is ENGLISH.in_english is ENGLISH
    silent = replace(respoken(korean, lambda *_: "…"), original=None)
    assert silent == respoken(ENGLISH, lambda *_: "…")
    assert pipeline.load_questionnaire("en") == ENGLISH


def test_a_folder_without_korean_speaks_english(tmp_path):
    assert translated(ENGLISH, tmp_path, "ko").sections == ENGLISH.sections
    assert read_texts(tmp_path / "ko.yaml") == {}


@pytest.mark.parametrize("text", ["- Availability zones\n", "Availability zones: {예: zones}\n"])
def test_a_file_of_something_else_is_refused(tmp_path, text):
    (tmp_path / "ko.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionFileError, match="expected "):
        read_texts(tmp_path / "ko.yaml")
