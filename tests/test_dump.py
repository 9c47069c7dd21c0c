"""The answers file that is written gives the same answers again, and says where they come from."""

from __future__ import annotations

import json

from answer_sets import QUESTIONNAIRE, answer_sets, answers, as_yaml, today  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.answers import dump, resolve
from terracutter.diagnostics import Diagnostic, Refused


def _typed(value):
    """As a person types it on a command line, without quotation marks around a word."""
    return value if isinstance(value, str) else "none" if value is None else json.dumps(value)


def _same(left, right):
    return [(one.name, one.values) for one in left.environments] == [
        (one.name, one.values) for one in right.environments
    ]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_written_file_gives_the_same_answers_and_is_written_the_same_again(data):
    document = data.draw(answer_sets(QUESTIONNAIRE))
    on_command_line = data.draw(st.sets(st.sampled_from(sorted(document.keys() - {"environments"}))))
    there = [f"{name}={_typed(document.pop(name))}" for name in sorted(on_command_line)]
    try:
        first = answers(as_yaml(document), there)
    except Refused:
        # Answers on the command line beat those of an environment, and may not suit it.
        if on_command_line:
            return
        raise
    text = dump(QUESTIONNAIRE, first)
    second = answers(text)
    assert _same(first, second)
    assert dump(QUESTIONNAIRE, second) == text


def test_what_is_commented_out_can_be_uncommented():
    found = answers("profile: development\n")
    text = dump(QUESTIONNAIRE, found)
    assert "\n# log_retention_days: 30  # the development profile\n" in text
    lines = text.splitlines()
    is_answer = [line.startswith("# ") and line[2:].split(":")[0] in QUESTIONNAIRE.by_name for line in lines]
    opened = "\n".join(line[2:] if now else line for line, now in zip(lines, is_answer, strict=True))
    opened = opened.replace("#   - ", "  - ")
    assert _same(answers(opened), found)


def test_the_written_file_of_two_environments():
    text = (
        "repository: acme\n"
        "region: eu-central-1\n"
        "environments:\n"
        "  staging: {profile: development, account_id: 012345678901}\n"
        "  production: {account_id: '444455556666'}\n"
        "tags: {on: yes, version: 1.30}\n"
        "kubernetes_version: 1.35\n"
    )
    written = dump(QUESTIONNAIRE, answers(text))
    assert (
        written[: written.index("# Public API endpoint")]
        == """\
# yaml-language-server: $schema=.terracutter/answers.schema.json
# The answers behind this repository, and the input of `terracutter render`: change one, then run it again.
# A line that is commented out shows the value in force and where it comes from; `terracutter questions` explains all.

# Profile. Sets the default of other questions; every answer can still be changed.
profile: production

# Repository name. The first part of every cluster's name too, as in acme-production.
repository: acme

# Environments. One or several, such as staging, production. Each is a cluster with its root module, state and answers.
environments:
  staging:
    profile: development
    account_id: "012345678901"
    zones:
      - eu-central-1a
      - eu-central-1b
    node_groups:
      general:
        instance_types:
          - t3.large
        min_size: 1
        max_size: 3
  production:
    account_id: "444455556666"

# AWS region. Where the cluster runs.
region: eu-central-1

# Availability zones. 2 to 6 zones by name. By default the first three of the region, in the development profile two.
zones:
  - eu-central-1a
  - eu-central-1b
  - eu-central-1c

# Kubernetes version. The minor version of the control plane and of new nodes.
kubernetes_version: "1.35"

# VPC address range. Addresses of nodes and pods, /16 to /22. Further environments take the next ones, or their own.
vpc_cidr: 10.0.0.0/16

"""
    )
    assert '\ntags:\n  "on": "yes"\n  version: "1.30"\n' in written


def test_warnings_do_not_refuse():
    (warning,) = answers("nat_gateways: single\n").warnings
    assert isinstance(warning, Diagnostic)
    assert resolve(QUESTIONNAIRE, []).diagnostics == []
