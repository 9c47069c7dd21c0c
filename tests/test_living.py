"""Answers that cannot change while what they made is in use."""

from __future__ import annotations

import pytest
from terracutter import pipeline
from terracutter.answers.lasting import refuse_replacement
from terracutter.diagnostics import Refused


def test_an_answer_that_replaces_what_stands_is_refused_with_what_goes(build):
    before = build("repository=living", "environments=dev,production", "zones=us-east-1a,us-east-1b,us-east-1c")
    after = build("repository=living", "vpc_cidr=10.64.0.0/16", "zones=us-east-1a,us-east-1b")
    questionnaire = pipeline.load_questionnaire()
    with pytest.raises(Refused) as refused:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
    assert [one.summary for one in refused.value.diagnostics] == [
        "Environment taken away",
        "Answer cannot change: zones",
        "Answer cannot change: vpc_cidr",
    ]
    assert "\n  module.vpc.aws_vpc.this\n" in refused.value.diagnostics[2].detail
    allowed = frozenset({"dev", "production.vpc_cidr", "production.zones"})
    refuse_replacement(questionnaire, after.answers, before.lasting, allowed)
    refuse_replacement(questionnaire, before.answers, before.lasting, frozenset())


def test_what_an_answer_replaces_is_an_address_of_some_repository(build):
    texts = build("repository=living").files
    for question in pipeline.load_questionnaire():
        for address in (*question.replaces, *question.removal_destroys):
            _, module, kind, name = address.split(".")
            below = [text for path, text in texts.items() if path.startswith(f"modules/{module.replace('_', '-')}/")]
            assert any(f'resource "{kind}" "{name}"' in text for text in below), f"{question.name}: {address}"
