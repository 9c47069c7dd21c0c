"""The questionnaire for other eyes: whole sections as they are printed, and nothing left out."""

from __future__ import annotations

import json

from answer_sets import given_in, today  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.answers import resolve
from terracutter.questions import Place
from terracutter.questions.formats import FORMATS, flow
from terracutter.questions.types import node_of_text


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_value_on_one_line_is_read_back(questionnaire, data):
    text = st.from_regex(r"[A-Za-z0-9_.:/=+@ -]*", fullmatch=True)
    tags = data.draw(st.dictionaries(text.filter(lambda key: key and not key.lower().startswith("aws:")), text.filter(
        lambda one: not one.lower().startswith("aws:")), min_size=1, max_size=4))  # fmt: skip
    report = []
    node = node_of_text(flow(tags), "prompt")
    assert questionnaire.by_name["tags"].type.read(node, Place("tags", "prompt", report)) == tags, report


def test_every_default_on_one_line_is_read_back(questionnaire):
    for question in questionnaire:
        for default in (question.default, *question.profiles.values()):
            if question.compute is None and default is not None:
                report = []
                node = node_of_text(flow(default), "prompt")
                assert question.type.read(node, Place(question.name, "prompt", report)) == default, report


def test_one_question_as_text(questionnaire):
    text = FORMATS["text"](questionnaire)
    assert (
        "\n\nvpc_cidr\n"
        "    VPC address range. Addresses of nodes and pods, /16 to /22. Further environments take the next\n"
        "      ones, or their own.\n"
        "    Allowed: an IPv4 network from /16 to /22 such as 10.0.0.0/16.\n"
        "    Default: 10.0.0.0/16\n"
        "    Cost: nothing: private addresses are free.\n\n"
    ) in text


def test_one_question_as_markdown(questionnaire):
    text = FORMATS["markdown"](questionnaire)
    assert (
        "\n### `nat_gateways`\n"
        "\n"
        "NAT gateways. How nodes reach the internet. Without a gateway in its zone, a node reaches the internet "
        "through another zone, pays for crossing, and is cut off when that zone is lost.\n"
        "\n"
        "- Allowed: per_zone, single, regional or none\n"
        "  - `per_zone`: a gateway in each zone, so that the loss of a zone leaves the others connected\n"
        "  - `single`: one gateway for all zones, cheaper, lost with its zone\n"
        "  - `regional`: one gateway that AWS spreads over the zones by itself; with aws_provider 6\n"
        "  - `none`: no way to the internet, AWS reached through VPC endpoints or a transit gateway\n"
        "- Default: `per_zone; development: single; private: none`\n"
        "- Default because: the loss of a zone must not cut off the nodes in the others\n"
        "- Default because: development: one gateway is enough where an hour without internet hurts nobody\n"
        "- Default because: private: the profile has no way to the internet\n"
        "- Asked only where `network == 'new'`\n"
        "- Scope: each environment may have its own\n"
        "- Cost: by the hour: each NAT gateway, one in every zone with per_zone, and its public IPv4 addresses\n"
        "- Cost: by use: each gigabyte that passes a NAT gateway, and each that crosses zones to reach one\n"
        "- Carried by: `keys(module.vpc.aws_nat_gateway.this)`\n"
        "- Carried by: `module.vpc.aws_nat_gateway.this.availability_mode`\n"
        "- Source: Amazon VPC user guide, NAT gateways\n"
        "- Read more: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>\n"
        "\n"
    ) in text


def test_every_question_and_every_field_is_in_every_reference(questionnaire):
    text, markdown = FORMATS["text"](questionnaire), FORMATS["markdown"](questionnaire)
    for question in questionnaire:
        assert f"\n{question.name}\n" in text
        assert f"\n### `{question.name}`\n" in markdown
        assert question.help in " ".join(text.split())
        for field in getattr(question.type, "fields", ()):
            assert field.name in text
            assert f"\n  - `{field.name}`: {field.title}; {field.type.allowed}" in markdown


def test_cookiecutter_asks_ten_questions_with_the_same_defaults(questionnaire):
    document = json.loads(FORMATS["cookiecutter"](questionnaire))
    prompts = {name: value for name, value in document.items() if not name.startswith("_")}
    assert len(prompts) == 10
    assert set(document["__prompts__"]) == set(prompts)
    first = {name: value[0] if isinstance(value, list) else value for name, value in prompts.items()}
    answers = {"repository" if name == "repo_name" else name: value for name, value in first.items() if value}
    text = "".join(f"{name}: {json.dumps(value)}\n" for name, value in answers.items())
    given, problems = given_in(text)
    chosen, default = resolve(questionnaire, given), resolve(questionnaire, [])
    assert problems == chosen.diagnostics == []
    for name in answers:
        assert chosen.shared[name].value == default.shared[name].value


def test_the_interview_asks_at_most_ten_questions(questionnaire):
    assert len(questionnaire.interview) <= 10


def test_texts_are_sentences(questionnaire):
    for question in questionnaire:
        assert question.title[0].isupper(), question.title
        assert not question.title.endswith(".")
        assert question.help.endswith(".")
        assert question.why.endswith(".")
