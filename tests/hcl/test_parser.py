from __future__ import annotations

import pytest
from differential import own_output
from hcl_samples import CLUSTER, NETWORK, SPICE, VALID, mutants
from hypothesis import given
from hypothesis import strategies as st
from terracutter.hcl import syntax
from terracutter.hcl.parser import parse, parse_expression
from terracutter.hcl.syntax import (
    Access,
    AttributeStep,
    Binary,
    Call,
    Conditional,
    For,
    IndexStep,
    Interpolation,
    Label,
    Literal,
    Name,
    Number,
    Object,
    ObjectItem,
    Parentheses,
    Reference,
    SplatStep,
    String,
    Template,
    Text,
    Tuple,
    Unary,
    walk,
)  # fmt: skip

hcl_like = st.lists(st.one_of(st.sampled_from(SPICE), st.text(max_size=3)), max_size=30).map("".join)


def expression(text: str) -> syntax.Expression:
    found, diagnostics = parse_expression(text)
    assert diagnostics == ()
    assert found is not None
    return found


def errors(text: str) -> list[str]:
    return [f"{found.subject.line}:{found.subject.column} {found.summary}" for found in parse(text)[1]]


def value_of(template: syntax.Node) -> str:
    """What a template of texts and literal interpolations yields."""
    match template:
        case String(value=value) | Text(value=value):
            return value
        case Interpolation(expression=inner):
            return value_of(inner)
        case Template(parts=parts) | syntax.IfDirective(then=parts):
            return "".join(map(value_of, parts))
    raise AssertionError(template)


@given(hcl_like)
def test_any_text_gives_a_tree_and_diagnostics_but_no_exception(text):
    file, _ = parse(text)
    assert all(0 <= node.start <= node.end <= len(text) for node in walk(file))


@pytest.mark.parametrize("text", VALID)
def test_valid_samples(text):
    assert parse(text)[1] == ()


def test_blocks_labels_and_attributes():
    file, _ = parse('resource aws_eip "n\\u0061t" {\n  domain = "vpc"\n  timeouts {}\n}\n', "main.tf")
    (block,) = file.body.blocks
    assert (block.type, [label.value for label in block.labels]) == ("resource", ["aws_eip", "nat"])
    assert block.labels == (Label(9, 16, "aws_eip", quoted=False), Label(17, 27, "nat", quoted=True))
    assert block.body.attributes["domain"].value == String(41, 46, "vpc")
    assert [inner.type for inner in block.body.blocks] == ["timeouts"]


def test_references_and_their_steps():
    assert expression('a.b[0].*.c[*].d.1["e"]') == Reference(
        0, 22, "a",
        (
            AttributeStep(1, 3, "b"), IndexStep(3, 6, Number(4, 5, "0")), SplatStep(6, 8, full=False),
            AttributeStep(8, 10, "c"), SplatStep(10, 13, full=True), AttributeStep(13, 15, "d"),
            IndexStep(15, 17, Number(16, 17, "1"), legacy=True), IndexStep(17, 22, String(18, 21, "e")),
        ),
    )  # fmt: skip


def test_calls():
    assert expression("a::b(c, d...).e") == Access(
        0, 15,
        Call(0, 13, "a::b", (Reference(5, 6, "c"), Reference(8, 9, "d")), expand=True),
        (AttributeStep(13, 15, "e"),),
    )  # fmt: skip


def test_operators_bind_by_precedence_and_to_the_left():
    assert expression("1 - 2 - -a.b * 3 == c || !d") == Binary(
        0, 27, "||",
        Binary(
            0, 21, "==",
            Binary(
                0, 16, "-",
                Binary(0, 5, "-", Number(0, 1, "1"), Number(4, 5, "2")),
                Binary(
                    8, 16, "*",
                    Unary(8, 12, "-", Reference(9, 12, "a", (AttributeStep(10, 12, "b"),))),
                    Number(15, 16, "3"),
                ),
            ),
            Reference(20, 21, "c"),
        ),
        Unary(25, 27, "!", Reference(26, 27, "d")),
    )  # fmt: skip


def test_conditionals_chain_to_the_right():
    assert expression("a ? 1 : b ? 2 : (3)") == Conditional(
        0, 19, Reference(0, 1, "a"), Number(4, 5, "1"),
        Conditional(8, 19, Reference(8, 9, "b"), Number(12, 13, "2"), Parentheses(16, 19, Number(17, 18, "3"))),
    )  # fmt: skip


def test_collections():
    assert expression('[true, {a = null, (b) : 1, "c" = []}]') == Tuple(
        0, 37,
        (
            Literal(1, 5, value=True),
            Object(
                7, 36,
                (
                    ObjectItem(8, 16, Name(8, 9, "a"), Literal(12, 16, None)),
                    ObjectItem(18, 25, Parentheses(18, 21, Reference(19, 20, "b")), Number(24, 25, "1")),
                    ObjectItem(27, 35, String(27, 30, "c"), Tuple(33, 35, ())),
                ),
            ),
        ),
    )  # fmt: skip


def test_for_expressions():
    assert expression("{ for k, v in a : k => v... if b }") == For(
        0, 34, "k", "v", Reference(14, 15, "a"), Reference(18, 19, "k"), Reference(23, 24, "v"), group=True,
        condition=Reference(31, 32, "b"),
    )  # fmt: skip
    assert expression("[for x in y : x]") == For(
        0, 16, "", "x", Reference(10, 11, "y"), None, Reference(14, 15, "x"), group=False, condition=None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\u00e9\t\"$${a}%%{b}$$$${c}"', 'é\t"${a}%{b}$$${c}'),
        ('"e\u0301"', "é"),
        ('" a ${~ "X" ~} b"', " aXb"),
        ("<<E\n  a\\n $${b}\n  E\n", "  a\\n ${b}\n"),
        ('<<-E\n    a\n\n   \n  b ${"X"}\n  E\n', "  a\n\n   \nb X\n"),
        ('<<-E\n  a\n${"X"}\nE\n', "  a\nX\n"),
        ("<<-E\n  %{ if true ~}\n  a\n  %{ endif ~}\nE\n", "  a\n"),
        ('<<-E\n  a${"X" ~}\n  b\nE\n', "aX  b\n"),
    ],
)  # fmt: skip
def test_template_values(text, value):
    assert value_of(parse(f"a = {text}\n")[0].body.attributes["a"].value) == value


def test_references_are_found_wherever_they_stand():
    found = {node.root for node in walk(parse(CLUSTER + NETWORK)[0]) if isinstance(node, Reference)}
    assert found == {
        "var", "aws_iam_role", "aws_subnet", "subnet", "tags", "zone", "index", "group", "name", "local", "id", "list",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\na = 2\n", ["2:1 Attribute redefined"]),
        ("a = 1 b = 2\n", ["1:7 Missing newline after argument"]),
        ("a = 1,\n", ["1:6 Unexpected comma after argument"]),
        ("a {} b {}\n", ["1:6 Missing newline after block"]),
        ("a\n{}\n", ["1:2 Argument or block definition required", "2:1 Argument or block definition required"]),
        ("x /* y */ {\nfor = 1\nb 2\n}\n", ["3:3 Argument or block definition required"]),
        ("a b = 1\n", ["1:5 Invalid block definition"]),
        ('"a" = 1\n', ["1:1 Invalid argument name"]),
        ("a { b {} }\n", ["1:5 Invalid single-argument block definition"]),
        ("a { b = 1\n}\n", ["1:10 Invalid single-argument block definition"]),
        ("a {\nb = 1 }\n", ["2:7 Missing newline after argument"]),
        ("a {\n", ["1:3 Unclosed block"]),
        ("}\n", ["1:1 Argument or block definition required"]),
        ('a "${b}" {}\n', ["1:4 Template sequence in a label"]),
        ("a = \n", ["1:5 Missing expression"]),
        ("a = b ?\nc : d\n", ["1:8 Missing expression", "2:3 Argument or block definition required"]),
        ("a = [1 2]\n", ["1:8 Missing item separator"]),
        ("a = [1,,2]\n", ["1:8 Missing expression"]),
        ("a = {b = 1 c = 2}\n", ["1:12 Missing attribute separator"]),
        ("a = {b\n= 1}\n", ["1:7 Missing key/value separator"]),
        ("a = {b = 1\n, c = 2}\n", ["2:1 Missing expression"]),
        ("a = { for = 1 }\n", ["1:11 Invalid for expression"]),
        ("a = {for x in y : x}\n", ["1:20 Invalid for expression"]),
        ("a = [for x in y : x => x]\n", ["1:21 Invalid for expression"]),
        ("a = [for x in y : x...]\n", ["1:20 Invalid for expression"]),
        ("a = (1\n", ["2:1 Unbalanced parentheses"]),
        ("a = f(b..., c)\n", ["1:11 Missing closing parenthesis"]),
        ("a = f(b c)\n", ["1:9 Missing argument separator"]),
        ("a = x::y\n", ["1:9 Missing open parenthesis"]),
        ("a = b.1.2\n", ["1:7 Invalid legacy index"]),
        ("a = b.*.*\n", ["1:9 Nested splat"]),
        ('a = b."c"\n', ["1:7 Invalid attribute name"]),
        ("a = b[*\n]\n", ["1:8 Missing close bracket"]),
        ("a = 1.2.3\n", ["1:5 Invalid number"]),
        ('a = "${b c}"\n', ["1:10 Extra characters in a template sequence"]),
        ('a = "${}"\n', ["1:8 Missing expression"]),
        ('a = "%{ if b }"\n', ["1:6 Unclosed template directive"]),
        ('a = "%{ endif }"\n', ["1:6 Unexpected endif directive"]),
        ('a = "%{ for x in y }%{ else }%{ endfor }"\n', ["1:21 Unexpected else directive"]),
        ('a = "%{ foo }"\n', ["1:9 Invalid template directive"]),
        ("a = b & c\n", ["1:7 Invalid character"]),
    ],
)
def test_refusals(text, expected):
    assert errors(text) == expected


def test_several_errors_are_reported_at_once_and_the_rest_is_read():
    file, diagnostics = parse('a = [1 2]\nb {\n  c = "\\d"\n  d = \n  e = 3\n}\nf = 4\n')
    assert [str(found.subject.line) + found.summary for found in diagnostics] == [
        "1Missing item separator", "3Invalid escape sequence", "4Missing expression",
    ]  # fmt: skip
    assert list(file.body.blocks[0].body.attributes) == ["c", "e"]
    assert list(file.body.attributes) == ["f"]


def test_a_message_says_where_what_and_what_to_type():
    assert str(parse("a = {\n  b = 1 c = 2\n}\n", "main.tf")[1][0]) == (
        "Error: main.tf:2:9: Missing attribute separator\n"
        "  A newline, a comma or `}` is due after an item, but `c` follows."
    )


@pytest.mark.parametrize("opening", ["[", "(", "{a=", "f(", "b[", '"${', "[for x in ", "a ? ", "x {\n", "<<E\n${"])
def test_deep_nesting_is_a_diagnostic(opening):
    prefix = "" if opening == "x {\n" else "a = "
    summaries = {found.summary for found in parse(prefix + opening * 10_000)[1]}
    assert "Nested too deeply" in summaries


@pytest.mark.parametrize(
    "text", ["-" * 10_000 + "1", "1" + " + 1" * 10_000, "a ? b : " * 10_000 + "c", "a" + "[0]" * 10_000]
)
def test_long_chains_are_no_nesting(text):
    assert sum(1 for _ in walk(expression(text))) > 10_000


def test_a_sole_expression_may_span_lines_but_has_no_rest():
    assert expression("a\n+ b") == Binary(0, 5, "+", Reference(0, 1, "a"), Reference(4, 5, "b"))
    assert [found.summary for found in parse_expression("a b")[1]] == ["Extra characters after expression"]
    assert parse_expression("")[0] is None


def test_verdicts_are_terraforms(terraform, tmp_path):
    texts = mutants(1500, 2, [*VALID, *own_output()])
    for number, text in enumerate(texts):
        (tmp_path / f"f{number:04}.tf").write_bytes(text.encode())
    complaints = terraform("fmt", "-no-color", "-check", "-list=false", cwd=tmp_path).stderr
    wrong = [text for number, text in enumerate(texts) if (f"f{number:04}.tf" in complaints) != bool(parse(text)[1])]
    assert wrong == []
