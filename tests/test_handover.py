"""The documents of a repository say what is so: links lead somewhere, counts and names are those of the Terraform."""

from __future__ import annotations

import fnmatch
import posixpath
import re
import subprocess
from dataclasses import replace

import golden
import pytest
from conftest import read_tree
from terracutter import catalog, pipeline, yaml_files
from terracutter.answers import from_document
from terracutter.catalog import addons
from terracutter.configuration import modules_of
from terracutter.document import read_document
from terracutter.evaluate import root_scope
from terracutter.hcl.parser import parse
from terracutter.plan.compliance import Judged
from terracutter.proof import look_up, prove

LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\\[\[\]])*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module", params=golden.examples())
def example(request):
    return read_tree(golden.EXAMPLES / request.param / "expected")


@pytest.fixture(scope="module")
def modules(example):
    return modules_of(parse(text, path)[0] for path, text in example.items() if path.endswith((".tf", ".tfvars")))


def anchors(text):
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    plain = [re.sub(r"\\(.)", r"\1", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", one)) for one in headings]
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in plain}


def test_every_link_and_anchor_resolves(example):
    directories = {posixpath.dirname(path) for path in example}
    directories |= {posixpath.dirname(path) for path in directories}
    broken = []
    for path, text in example.items():
        for target in LINK.findall(text) if path.endswith(".md") else ():
            if target.startswith("https://"):
                continue
            file, _, anchor = target.partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            exists = found in example or found in directories
            if not exists or (anchor and anchor not in anchors(example.get(found, ""))):
                broken.append(f"{path}: {target}")
    assert broken == []


def test_every_file_that_a_document_names_is_there(example):
    parts = [path.split("/") for path in example]
    there = {"/".join(one[:end]) for one in parts for end in range(1, len(one) + 1)}
    names = {one[-1] for one in parts}
    missing = []
    for path, text in example.items():
        for code in re.findall(r"`([^`\s#\[]+)`", text) if path.endswith(".md") else ():
            if not re.search(r"[\w>]/|\.(?:example|hcl|json|md|svg|tf|tfvars|ya?ml)$", code) or ELSEWHERE.match(code):
                continue
            name = re.sub(r"^platform\.([^\[]+)\[.*", r"platform/*/\1", code)  # the address of an object for Kubernetes
            name = re.sub(r"<\w+>", "*", name).rstrip("/")
            places = [posixpath.normpath(posixpath.join(base, name)) for base in (posixpath.dirname(path), "")]
            if name not in names and not any(fnmatch.filter(there, place) for place in places):
                missing.append(f"{path}: {code}")
    assert missing == []


ELSEWHERE = re.compile(r"/aws/|[\w.]+\.(?:com|io|sh)/|\.terraform\.lock\.hcl$|crds/$|terraform\.tfstate$|backend\.tf$")
"""Log groups, labels, and what others write: Terraform, a person, a chart."""


def test_every_row_of_a_table_has_its_columns(example):
    for path, text in example.items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE) if path.endswith(".md") else ():
            columns = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(columns) == 1, f"{path}: {table}"


def test_costs_are_counted_as_terraform_makes_them(example, modules):
    """A row of COST.md beside the resources of each environment, by `for_each` as the readers see it."""
    rows = {}
    for line in re.findall(r"^\| (.+) \|$", example["docs/COST.md"], re.MULTILINE):
        what, _, *counts, _ = line.split(" | ")
        rows[what] = counts
    names = rows["What"]
    expected = {"NAT gateway": [], "Interface endpoint, in one zone": [], "KMS key of the flow logs": []}
    for name in names:
        scope = root_scope(modules, f"environments/{name}")
        given = {variable: scope.inputs[variable] for variable in scope.inputs}
        expected["NAT gateway"].append(len(given.get("nat_gateway_zones", ())))
        zones = len(given.get("private_subnets", ()))
        expected["Interface endpoint, in one zone"].append(zones * len(given.get("interface_endpoints", ())))
        vpc = modules.get("modules/vpc")
        has_key = vpc is not None and vpc.named("resource", "aws_kms_key", "flow_logs") is not None
        expected["KMS key of the flow logs"].append(int(has_key))
    for what, counts in expected.items():
        assert rows.get(what, ["0"] * len(names)) == [str(count) for count in counts], what


def test_the_address_plan_names_every_subnet(example, modules):
    """And no other: each range in terraform.tfvars stands in a row of NETWORK.md."""
    text = example["docs/NETWORK.md"]
    found = set(re.findall(r"^\| (?:private|public|intra|database|pod) \| (\S+) \| (\S+) \|", text, re.MULTILINE))
    planned = set()
    for directory in modules:
        if directory.startswith("environments/"):
            inputs = root_scope(modules, directory).inputs
            for tier in ("private", "public", "intra", "database", "pod"):
                planned |= set(inputs.get(f"{tier}_subnets", {}).items())
    assert found == planned


def decision(text, name):
    """What DECISIONS.md says of a question: the entry of its own, or its row in the table of a section."""
    entry = re.search(rf"^### [^\n]+\n\n`{name}`: .*?(?=^#|^\| Question)", text, re.MULTILINE | re.DOTALL)
    return entry[0].strip() if entry else re.search(rf"^.*\(`{name}`\) \| (.*) \|$", text, re.MULTILINE)[1]


def platform_of(example, environment):
    start = f"platform/{environment}/"
    texts = {path.removeprefix(start): text for path, text in example.items() if path.startswith(start)}
    return {path: yaml_files.read(text, path)[0] for path, text in texts.items() if path.endswith(yaml_files.SUFFIXES)}


def test_what_is_met_stands_where_it_is_said(example, modules):
    rows = re.findall(r"^\| (?:CIS|BP) [^|]+ \| [^|]+ \| (.*) \|$", example["docs/COMPLIANCE.md"], re.MULTILINE)
    judged = [row.split(" | ") for row in rows if row.count(" | ") > 1]
    assert len(judged) > 10
    head = re.search(r"^\| Item \| What \| (.*) \| Where \|", example["docs/COMPLIANCE.md"], re.MULTILINE)
    for *met, place, waived_by in judged:
        for name, word in zip(head[1].split(" | "), met, strict=True):
            scope = root_scope(modules, f"environments/{name}")
            platform = platform_of(example, name)
            if word == "met":
                address = place.strip("`")
                stands = look_up(address, scope, platform)
                assert stands not in (None, ()) or look_up(f"keys({address})", scope, platform), place
            elif word == "waived":
                assert f"`{waived_by.strip('`')}`" in example["docs/DECISIONS.md"], place


@pytest.mark.parametrize(
    ("setting", "item"),
    {
        "control_plane_logs=none": "CIS 2.1.1",
        "secrets_encryption=aws_key": "CIS 5.3.1",
        "endpoint_public_access_cidrs=203.0.113.0/24": "CIS 5.4.2",
        "zonal_shift=false": "Traffic may be moved",
    }.items(),
)
def test_an_answer_waives_what_it_gives_up(build, setting, item):
    question = setting.partition("=")[0]
    before, after = (build(*given).files["docs/COMPLIANCE.md"] for given in ((), (setting,)))
    (was,), (is_now,) = ([row for row in text.splitlines() if item in row] for text in (before, after))
    assert " | met | " in was
    assert is_now.endswith(f" | waived |  | `{question}` |")


def test_nodes_are_judged_whoever_starts_them(build):
    groups = "self_managed_node_groups={batch: {instance_types: [m7i.large]}}"
    pools = "karpenter_node_pools={a: {}, b: {image: bottlerocket@latest}}"
    text = build("autoscaler=karpenter", pools, groups).files["docs/COMPLIANCE.md"]
    rows = [row.split(" | ")[1:4] for row in text.splitlines() if "metadata service" in row or "volumes of" in row]
    module = "module.eks_{}[*].aws_launch_template.this.{}"
    pool = "platform.karpenter/node-pools.yaml[EC2NodeClass/*]#{}"
    terraform = (
        *("metadata_options.http_tokens", "metadata_options.http_put_response_hop_limit"),
        "block_device_mappings.ebs.encrypted",
    )
    manifests = (
        *("spec.metadataOptions.httpTokens", "spec.metadataOptions.httpPutResponseHopLimit"),
        "spec.blockDeviceMappings[*].ebs.encrypted",
    )
    assert [(met, place) for _, met, place in rows] == [
        ("met", f"`{place}`")
        for place in (
            *(module.format("node_group", one) for one in terraform),
            *(module.format("self_managed_node_group", one) for one in terraform),
            *(pool.format(one) for one in manifests),
        )
    ]


def test_a_document_that_says_too_much_stops_the_render(build, questionnaire):
    repository = build()
    wrong = replace(repository.plan.compliance[0].control, expect="['audit']")
    plan = replace(repository.plan, compliance=(Judged(wrong, (True,)),))
    files = [parse(text, path)[0] for path, text in repository.files.items() if path.endswith((".tf", ".tfvars"))]
    (problem,) = prove(questionnaire, plan, modules_of(files), {}).diagnostics
    assert problem.summary == "Control not met by the Terraform"
    assert problem.detail.startswith(
        "CIS 2.1.1 in production: module.eks_cluster.aws_eks_cluster.this.enabled_cluster_"
    )


def documents(example):
    return {path: example[path] for path in ("README.md", "docs/RUNBOOK.md")}


def test_commands_name_outputs_variables_and_directories_that_exist(example, modules):
    environments = [module for directory, module in modules.items() if directory.startswith("environments/")]
    variables = {name for module in environments for name in module.names("variable")} | set(environments[0].values)
    answers = set(re.findall(r"^(?:# )?([a-z_]+):", example["terracutter.yaml"], re.MULTILINE))
    directories = {posixpath.dirname(path) for path in example}
    for path, text in documents(example).items():
        for output in re.findall(r"(?:terraform|tofu) (?:\S+ )?output -raw (\w+)", text):
            assert all(output in module.names("output") for module in environments), f"{path}: {output}"
        for directory in re.findall(r"^cd (\S+)$", text, re.MULTILINE):
            assert directory in directories, f"{path}: {directory}"
        code = re.findall(r"`([a-z]+_[a-z_]+)`", text)
        fields = set(
            re.findall(r"^ {4}(\w+) +=", example[f"{environments[0].directory}/terraform.tfvars"], re.MULTILINE)
        )
        assert set(code) <= variables | answers | fields | OF_OTHERS, path


OF_OTHERS = {
    "image",
    "ami_id",
    "cpu_limit",
    "min_size",
    "max_size",
    "desired_size",
    "karpenter_node_instance_profile_name",
}


def test_commands_are_a_shells(example):
    for path, text in example.items():
        blocks = re.findall(r"^( *)```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL) if path.endswith(".md") else ()
        for indent, block in blocks:
            script = block.replace(f"\n{indent}", "\n")
            done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{path}: {block}{done.stderr}"
            assert "\n\n\n" not in block


def test_an_upgrade_names_the_versions_of_the_catalogue(example):
    text = example["docs/RUNBOOK.md"]
    for now, then in re.findall(r"^### From (\S+) to ([\d.]+)", text, re.MULTILINE):
        versions = list(catalog.kubernetes_versions())
        assert versions.index(then) == versions.index(now) - 1
        table = re.search(rf"\| Add-on \| {now} \| {then} \|\n.*?\n\n", text, re.DOTALL)
        rows = re.findall(r"^\| ([a-z-]+) \| (v\S+) \| (v\S+) \|$", table[0], re.MULTILINE) if table else []
        for name, before, after in rows:
            known = addons.addons()[name]
            assert (before, after) == (known.version(now), known.version(then)), name


ZONES = """\
### Availability zones

`zones`: 2 to 6 zones by name. By default the first three of the region, in the development profile two.

- dev: **us-east-1a, us-east-1c**, answered
- live: **us-east-1a, us-east-1b, us-east-1c**, default
- Why it matters: EKS requires two. With three, the loss of one leaves two thirds of the nodes. EKS puts no control \
plane into the zones with the ids use1-az3, usw1-az2 and cac1-az3, which have another name in each account.
- Cost (by the hour): a NAT gateway in each zone with nat\\_gateways per\\_zone, and each interface endpoint once in \
every zone
- Cost (by use): each gigabyte that pods or nodes send to another zone
- <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html>"""


DIFFERENT = """\
| Answer | dev | live |
| --- | --- | --- |
| Availability zones (`zones`) | us-east-1a, us-east-1b, us-east-1c | us-east-1a, us-east-1b |
| VPC address range (`vpc_cidr`) | 10.0.0.0/16 | 10.1.0.0/16 |
| Private access to the API (`api_access_cidrs`) | 10.0.0.0/16 | 10.1.0.0/16 |
| Node groups, general.max_size (`node_groups`) | 4 | 9 |
| Node groups, spare.instance_types (`node_groups`) | not there | c7i.large, c6i.large |
| Node groups, spare.capacity_type (`node_groups`) | not there | SPOT |
"""


def test_decisions_tell_who_gave_each_answer_and_why(build):
    repository = build(
        "profile=development",
        "environments=dev,live",
        "environments.live.profile=production",
        "zonal_shift=false",
        "tags={team: a@b}",
        "environments.dev.zones=us-east-1a,us-east-1c",
    )
    text = repository.files["docs/DECISIONS.md"]
    assert decision(text, "zones") == ZONES
    assert decision(text, "log_retention_days") == (
        "dev: 30; live: 365 | development profile; default | "
        "a month is enough to look into a fault; a year is what most audits ask for |  | by use"
    )
    assert "\n- **false**, answered\n" in decision(text, "zonal_shift")
    assert "\n- answered:\n  - **team**: a@b\n" in decision(text, "tags")


def test_what_differs_between_environments_is_told_by_its_parts(build):
    text = build(
        "environments=dev,live",
        "node_groups.general.max_size=4",
        "environments.live.node_groups={general: {instance_types: [m7i.large], min_size: 3, max_size: 9}, "
        "spare: {instance_types: [c7i.large, c6i.large], capacity_type: SPOT}}",
        "environments.live.zones=us-east-1a,us-east-1b",
    ).files["README.md"]
    assert re.search(r"\| Answer \| dev \| live \|\n(?:\|.*\n)+", text)[0].replace("\\", "") == DIFFERENT


def test_every_question_that_is_asked_is_told_once(example):
    repository = example["docs/DECISIONS.md"]
    told = re.findall(r"^`(\w+)`: |\(`(\w+)`\) \|", repository, re.MULTILINE)
    names = [entry or row for entry, row in told]
    asked = re.findall(r"^(?:# )?([a-z_]+):", example["terracutter.yaml"], re.MULTILINE)
    assert sorted(names) == sorted(asked)


def test_a_later_render_from_the_answers_tells_the_same(build, questionnaire):
    repository = build("environments=dev,live", "environments.dev.profile=development", "region=eu-west-1", "irsa=true")
    node = read_document(repository.files["terracutter.yaml"], "terracutter.yaml")
    again = pipeline.build(questionnaire, *from_document(node, "terracutter.yaml", questionnaire))
    assert again.files == repository.files


@pytest.mark.parametrize(
    ("settings", "kept"),
    {
        ("engine=opentofu",): "by the versions of its bucket",
        ("engine=opentofu", "state_backend=local"): "a file in each environment's directory",
    }.items(),
)
def test_commands_are_those_of_the_engine_and_its_state(build, settings, kept):
    text = build(*settings).files["docs/RUNBOOK.md"]
    assert f"- Terraform's state: {kept}" in text
    assert "tofu force-unlock LOCK_ID" in text
    assert re.findall(r"terraform (?:plan|apply|output|force-unlock).*", text) == []
