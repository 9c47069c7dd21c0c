"""The guard: no value reaches a file without a filter, and templates stay as simple as they are meant to be."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from golden import ROOT
from jinja2 import TemplateError, nodes
from terracutter import resources
from terracutter.render import (
    HCL_SUFFIXES,
    SUFFIX,
    RenderedFile,
    TemplateFault,
    _render,
    make_environment,
    origin,
    render,
    tidy,
)

TEMPLATES = sorted((*(ROOT / "modules").rglob(f"*{SUFFIX}"), *(ROOT / "templates").rglob(f"*{SUFFIX}")))
IDS = [path.relative_to(ROOT).as_posix() for path in TEMPLATES]


@pytest.fixture
def environment():
    return make_environment(resources.modules_directory(), resources.templates_directory())


@pytest.mark.parametrize(
    "template",
    [
        "{{ x }}",
        '"{{ x }}"',
        "{{ x.y }}",
        "{{ [x] }}",
        "{% macro m(v) %}{{ v }}{% endmacro %}{{ m(x) }}",
        "{% set y = x %}{{ y }}",
        "{% for c in [x] %}{{ c }}{% endfor %}",
        "{{ x if true }}",
    ],
)
def test_a_value_without_a_filter_is_refused(environment, template):
    with pytest.raises(TemplateError):
        environment.from_string(template).render(x='a"${file("/etc/passwd")}')


@pytest.mark.parametrize("name", ["safe", "tojson", "join", "replace", "format", "escape", "forceescape", "string"])
def test_filters_that_could_fake_a_filtered_value_do_not_exist(environment, name):
    with pytest.raises(TemplateError):
        environment.from_string(f"{{{{ x | {name} }}}}").render(x="a")


def test_a_missing_value_is_refused(environment):
    with pytest.raises(TemplateError):
        environment.from_string("{% if missing %}{% endif %}").render()


def test_answers_are_never_templates(environment):
    assert environment.from_string("{{ x | hcl }}").render(x="{{ 7 * 7 }}${1}") == '"{{ 7 * 7 }}$${1}"'


def test_yaml_shows_a_value_behind_its_key_and_a_mapping_in_lines(environment):
    template = "name: {{ x | yaml }}\nlist: {{ y | yaml }}\nvalues:\n  {{ z | yaml(2) }}\n"
    values = {"a": {"b": ["on", 1, None]}, "text": "first\n\n  second\n", "empty": {}}
    text = environment.from_string(template).render(x="yes", y=("a", "b: c", True), z=values)
    assert (
        text
        == """\
name: 'yes'
list: [a, 'b: c', true]
values:
  a:
    b:
      - 'on'
      - 1
      - null
  text: |
    first

      second
  empty: {}
"""
    )


def test_a_feature_writes_files_for_each_environment_below_platform(build, tmp_path):
    """Those of a feature that is not rendered are not there, and neither is one that comes out empty."""
    plan = build("environments=dev,prod").plan
    directory = tmp_path / "modules" / plan.features[0].name
    (directory / "platform" / "tool").mkdir(parents=True)
    (directory / "platform" / "tool" / "values.yaml.j2").write_text(
        "cluster: {{ environment.cluster_name | yaml }}\n\n\n\nlines: |\n  a {\n\n  }\n"
    )
    (directory / "platform" / "none.yaml.j2").write_text("{% if has.ipv6 %}\na: 1\n{% endif %}\n")
    (tmp_path / "templates").mkdir()
    features = [dataclasses.replace(plan.features[0], directory=directory)]
    found = list(render(dataclasses.replace(plan, features=features), tmp_path / "modules", tmp_path / "templates"))
    assert [file.path for file in found] == ["platform/dev/tool/values.yaml", "platform/prod/tool/values.yaml"]
    assert (
        found[0].text
        == """\
# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

cluster: eks-platform-dev

lines: |
  a {

  }
"""
    )


@pytest.mark.parametrize("value", ["a b", "", "1a", "a.b", "${x}", None, 3])
def test_ident_refuses_what_is_no_identifier(environment, value):
    with pytest.raises(TemplateError):
        environment.from_string("{{ x | ident }}").render(x=value)


def test_markdown_shows_a_value_as_it_is(environment):
    text = environment.from_string("| {{ x | markdown }} |").render(x="a|b*c*\n<script> [x](y) `z`")
    assert text == r"| a\|b\*c\* \<script\> \[x\](y) \`z\` |"


def test_a_fault_names_template_and_line(environment, tmp_path):
    broken = make_environment(tmp_path / "modules", tmp_path / "templates")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "main.tf.j2").write_text("fine\n{{ value }}\n")
    with pytest.raises(TemplateFault, match=r"modules/main\.tf\.j2:2: a str is printed without a filter"):
        _render(broken, "modules/main.tf.j2", {"value": "x"})


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_templates_are_simple(environment, path: Path):
    """No `~`, no arithmetic, no string building, no assignments: templates choose and print."""
    tree = environment.parse(path.read_text(encoding="utf-8"))
    banned = (nodes.Concat, nodes.BinExpr, nodes.Assign, nodes.AssignBlock, nodes.MarkSafe, nodes.Import)
    allowed = (nodes.And, nodes.Or)
    found = [node for node in tree.find_all(banned) if not isinstance(node, allowed)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_templates_hold_nothing_that_two_readers_read_differently(path: Path):
    text = path.read_text(encoding="utf-8")
    assert "{%-" not in text
    assert "-%}" not in text
    if path.name.endswith((".tf.j2", ".tfvars.j2")):
        unquoted = re.sub(r'"[^"\n]*"', "", text)
        for banned in ("/*", "<<", "{#"):
            assert banned not in unquoted
        for line in text.splitlines():
            assert "{%" not in line or re.fullmatch(r"\{% .* %\}", line.strip()), line


@pytest.mark.parametrize("path", [path for path in TEMPLATES if ".yaml." in path.name])
def test_yaml_templates_print_whole_values(path: Path):
    """Text before or behind a value would become part of it, quotes included; a mapping begins where it says."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if "{{" in line and not re.fullmatch(r" *\{\{ [^}]+ \| comment \}\}", line):
            block = re.fullmatch(r"( *)\{\{ [^}]+ \| yaml\(([0-9]+)\) \}\}", line)
            if block is not None:
                assert len(block[1]) == int(block[2]), line
            else:
                comment = r"( \{\{ [^}]+ \| comment \}\})?"
                key = r"([A-Za-z0-9_./:-]+|\{\{ [^}]+ \| yaml \}\})"
                assert re.fullmatch(rf" *(- )?({key}: )?\{{\{{ [^}}]+ \| yaml \}}\}}:?{comment}", line), line


def test_tidy_leaves_blank_lines_as_a_person_does():
    assert tidy("\n\na {\n\n  b = 1\n\n\n  c = 2\n\n}\n\n\n") == "a {\n  b = 1\n\n  c = 2\n}\n"


def test_a_group_that_is_taken_from_the_cluster_is_deleted_afterwards(build):
    """In the other order EC2 refuses the group for a quarter of an hour, and the apply fails."""
    group = build().files["modules/eks-cluster/security_group.tf"].split('resource "')[1]
    assert group.startswith('aws_security_group" "control_plane"')
    assert "create_before_destroy = true" in group


@pytest.mark.parametrize("autoscaler", ["none", "karpenter", "cluster-autoscaler"])
def test_only_the_cluster_autoscaler_says_how_many_nodes_a_group_has(build, autoscaler):
    """Karpenter starts nodes of its own, and leaves those of a node group to whoever runs Terraform."""
    text = build(f"autoscaler={autoscaler}").files["modules/eks-node-group/main.tf"]
    assert ("ignore_changes = [scaling_config[0].desired_size]" in text) is (autoscaler == "cluster-autoscaler")


def terraform_of(repository):
    return "\n".join(text for path, text in repository.files.items() if path.endswith(HCL_SUFFIXES))


def test_what_was_not_asked_for_is_not_there(build):
    private = terraform_of(build("profile=private", "addons=none", "flow_logs=none"))
    for absent in (
        "aws_nat_gateway",
        "aws_internet_gateway",
        "public_subnets",
        "aws_flow_log",
        "csi",
        "metrics-server",
    ):
        assert absent not in private
    production = terraform_of(build("api_access_cidrs=none"))
    for absent in (
        "interface_endpoints =",
        "aws_security_group",
        "api_access_cidrs =",
        "endpoint_public_access_cidrs =",
        "allowed_account_ids",
        "merge(var.tags, {\n",
        "labels",
    ):
        assert absent not in production


def test_a_line_of_a_shared_template_is_found_there():
    file = RenderedFile("modules/vpc/versions.tf", "", "modules/vpc/versions.tf.j2")
    shared = (ROOT / "templates" / "environment" / "versions.tf.j2").read_text().splitlines()
    number = shared.index('  required_version = ">= 1.11"') + 1
    found = origin(
        file, '  required_version = ">= 1.11"', resources.modules_directory(), resources.templates_directory()
    )
    assert found == f"templates/environment/versions.tf.j2:{number}"


def test_days_for_logs_are_no_variable_where_no_log_group_is_made(build):
    files = build("control_plane_logs=none", "flow_logs=s3", "flow_log_bucket_arn=arn:aws:s3:::acme-log-archive").files
    assert [path for path, text in files.items() if path.endswith((".tf", ".tfvars")) and "log_retention" in text] == []
