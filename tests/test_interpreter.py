"""The language of question files: enough for ours, and nothing that reaches further than answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2 import TemplateSyntaxError, nodes
from terracutter.questions import expressions, interpreter
from terracutter.questions.composites import Objects
from terracutter.questions.expressions import evaluate
from terracutter.questions.interpreter import NotInTheLanguage, Undetermined


@dataclass(frozen=True, slots=True)
class Planned:
    subnets: dict[str, str]

    @property
    def count(self) -> int:
        return len(self.subnets)

    def method(self) -> int:
        return 1


NAMES = {
    "zones": ("a", "b", "c"),
    "profile": "development",
    "size": 3,
    "tags": {"Team": "x"},
    "nothing": None,
    "planned": Planned({"a": "10.0.0.0/19"}),
    "every": ({"region": "eu-west-1"},),
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("zones", ("a", "b", "c")),
        ("zones[:2] if profile == 'development' else zones", ("a", "b")),
        ("zones[1:]", ("b", "c")),
        ("every[0].region", "eu-west-1"),
        ("planned.subnets", {"a": "10.0.0.0/19"}),
        ("planned.count", 1),
        ("tags | map('lower')", ("team",)),
        ("zones | length > 2 and not nothing", True),
        ("1 < size <= 3", True),
        ("1 < size < 3", False),
        ("'a' in zones or missing", True),
        ("'z' not in zones", True),
        ("profile ~ '-' ~ size", "development-3"),
        ("nothing is none", True),
        ("size is not none", True),
        ("[size * 2, 1] | max", 6),
        ("{'x': zones, 'y': []}['x']", ("a", "b", "c")),
        ("all_of({'a': {'ids': [1, 2]}, 'b': {'ids': [3]}}, 'ids')", (1, 2, 3)),
        ("overlapping('10.7.0.0/16', ['10.0.0.0/8', none, '11.0.0.0/8'])", ("10.0.0.0/8",)),
        ("overlapping('10.7.0.0/16', none)", ()),
        (
            "clashes(['10.7.0.0/16', '11.0.0.0/8'], a='10.0.0.0/8', b=none, c=['10.7.8.0/24', '12.0.0.0/8'])",
            ("10.7.0.0/16 overlaps 10.0.0.0/8 of a", "10.7.0.0/16 overlaps 10.7.8.0/24 of c"),
        ),
        ("clashes(none, a='10.0.0.0/8')", ()),
        (
            "inside(['10.7.0.0/16', '10.0.0.0/8', '10.6.0.0/15'], a='10.7.0.0/16', b=none)",
            ("10.7.0.0/16 lies in 10.7.0.0/16 of a",),
        ),
        ("holding(['0.0.0.0/0', '10.0.0.0/8', '10.7.0.0/16', '10.7.1.0/24'], '10.7.0.0/16')", ("10.0.0.0/8",)),
        ("free_service_cidr(none, '10.0.0.0/16')", "172.20.0.0/16"),
        ("free_service_cidr('172.16.0.0/12', ['10.96.0.0/11', '192.168.4.0/24'])", "10.0.0.0/16"),
        ("free_service_cidr(['10.0.0.0/8', '172.16.0.0/12'], '192.168.0.0/16')", ""),
        ("overlapping_each_other(['10.0.0.0/8', '11.0.0.0/8', '10.7.0.0/16'])", ("10.0.0.0/8", "10.7.0.0/16")),
        ("overlapping_each_other(['10.0.0.0/8', '10.0.0.0/8'])", ("10.0.0.0/8", "10.0.0.0/8")),
        ("beyond_rfc_1918(['10.0.0.0/8', '100.64.0.0/10', '172.0.0.0/8'])", ("100.64.0.0/10", "172.0.0.0/8")),
        ("tags.get('Team')", "x"),
        ("tags.get('missing')", None),
        ("dict(tags, Other='y')", {"Team": "x", "Other": "y"}),
        ("zones + ['d']", ("a", "b", "c", "d")),
        ("nothing or []", ()),
    ],
)
def test_expressions_mean_what_they_mean_in_jinja(expression, value):
    assert evaluate(expression, NAMES) == value


@pytest.mark.parametrize(
    "expression", ["missing", "tags.missing", "every[1]", "planned.missing", "missing.x", "not missing"]
)
def test_what_is_not_there_is_undetermined(expression):
    with pytest.raises(Undetermined):
        evaluate(expression, NAMES)


@pytest.mark.parametrize(
    "expression",
    [
        "profile.__class__",
        "planned.__class__",
        "planned._private",
        "profile.upper()",
        "profile.format(size)",
        "planned.method()",
        "(zones | map('length')).__class__",
        "cycler.__init__",
        "tags.pop('Team')",
        "size ** 9",
        "zones | tojson",
        "open('/etc/passwd')",
        "zones is sequence",
        "lambda: 1",
        "size size",
    ],
)
def test_nothing_else_is_reached(expression):
    with pytest.raises(Exception) as caught:
        evaluate(expression, NAMES)
    assert isinstance(caught.value, NotInTheLanguage | Undetermined | TemplateSyntaxError)


def every_expression(questionnaire):
    for question in questionnaire:
        yield from filter(None, (question.compute, question.each_environment, question.when))
        for carrier in question.carried_by:
            yield from filter(None, (carrier.expect, carrier.when))
        if isinstance(question.type, Objects):
            yield from (field.compute for field in question.type.fields if field.compute)
    yield from (rule.when for rule in questionnaire.rules)


def test_every_expression_of_the_question_files_is_in_the_language(questionnaire):
    """Branches that no test takes are in it as well."""
    known = {
        "Const",
        "Name",
        "List",
        "Tuple",
        "Dict",
        "Pair",
        "Not",
        "And",
        "Or",
        "Add",
        "Mul",
        "Concat",
        "CondExpr",
        "Compare",
    }
    known |= {"Operand", "Filter", "Test", "Getattr", "Getitem", "Slice", "Call", "Keyword"}
    found = list(every_expression(questionnaire))
    assert len(found) > 50
    for expression in found:
        root = expressions._parsed(expression)
        for node in (root, *root.find_all(nodes.Node)):
            assert type(node).__name__ in known, expression
            if isinstance(node, nodes.Filter):
                assert node.name in interpreter._FILTERS, expression
            if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
                assert node.node.name in expressions._functions(), expression
