"""The language of question files: enough for ours, and nothing that reaches further than answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from terracutter.questions.expressions import evaluate, sentence
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
    with pytest.raises((NotInTheLanguage, Undetermined)):
        evaluate(expression, NAMES)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ("{{ zones | join(', ') }} of {{ size }}", "a, b, c of 3"),
        ("{{ nothing or 'none' }}, {{ nothing }}", "none, None"),
        ("{{ ['b', 'A', 'c'] | sort | join(' and ') }}", "A and b and c"),
        ("{{ '{' ~ zones | join(': {}, ') ~ ': {}}' }}", "{a: {}, b: {}, c: {}}"),
    ],
)
def test_a_sentence_says_what_stands_between_braces(template, text):
    assert sentence(template, NAMES) == text


def test_a_sentence_over_an_answer_that_is_not_there_is_undetermined():
    with pytest.raises(Undetermined):
        sentence("{{ missing }}", NAMES)


@pytest.mark.parametrize(
    "template", ["{% if zones %}x{% endif %}", "{{ zones", "{{ zones | upper }}", "{{ lipsum() }}"]
)
def test_a_sentence_holds_nothing_but_expressions(template):
    with pytest.raises(NotInTheLanguage):
        sentence(template, NAMES)


def test_an_answer_is_no_template():
    assert sentence("{{ name }}", {"name": "{{ size }}"}) == "{{ size }}"
