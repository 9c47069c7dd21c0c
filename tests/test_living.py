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
    assert (
        "\n  module.vpc.aws_vpc.this\nTerraform would try in vain to change:\n" in refused.value.diagnostics[2].detail
    )
    allowed = frozenset({"dev", "production.vpc_cidr", "production.zones"})
    refuse_replacement(questionnaire, after.answers, before.lasting, allowed)
    refuse_replacement(questionnaire, before.answers, before.lasting, frozenset())


def test_what_an_answer_replaces_is_an_address_of_some_repository(build):
    more = ("pod_cidr=100.64.0.0/16", "fargate_profiles={shop: {selectors: {shop: {}}}}")
    texts = build("repository=living", *more).files
    for question in pipeline.load_questionnaire():
        for address in (one.address for one in question.harms):
            _, module, kind, name = address.split(".")
            below = [text for path, text in texts.items() if path.startswith(f"modules/{module.replace('_', '-')}/")]
            assert any(f'resource "{kind}" "{name}"' in text for text in below), f"{question.name}: {address}"


KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890a%d"


def test_an_answer_that_is_taken_back_or_cannot_be_followed_is_refused_as_such(build):
    before = build("pod_cidr=100.64.0.0/16", "secrets_encryption=given_key", f"secrets_key_arn={KEY % 1}")
    after = build("secrets_encryption=given_key", f"secrets_key_arn={KEY % 2}")
    questionnaire = pipeline.load_questionnaire()
    with pytest.raises(Refused) as refused:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
    assert str(refused.value) == (
        "Error: terracutter.yaml: Answer cannot change: pod_cidr\n"
        "  In production it was 100.64.0.0/16, and is none now.\n"
        "  Terraform would destroy:\n"
        "    module.vpc.aws_vpc_ipv4_cidr_block_association.pods\n"
        "    module.vpc.aws_subnet.pod\n"
        "  and all that depends on them, in environments/production.\n"
        "  hint: put 100.64.0.0/16 back; if nothing there is in use, add `--replace production.pod_cidr`\n"
        "\n"
        "Error: --set secrets_key_arn: Answer cannot change: secrets_key_arn\n"
        f"  In production it was {KEY % 1}, and is {KEY % 2} now.\n"
        "  Terraform would try in vain to change:\n"
        "    module.eks_cluster.aws_eks_cluster.this\n"
        "  and all that depends on them, in environments/production.\n"
        f"  hint: put {KEY % 1} back; if nothing there is in use, add `--replace production.secrets_key_arn`"
    )
    # The other way round nothing is lost: a range more, and a key where there was none.
    refuse_replacement(questionnaire, before.answers, build().lasting, frozenset({"production.secrets_encryption"}))


def test_named_objects_are_held_to_the_fields_that_cannot_change(build):
    groups = "node_groups={general: {instance_types: [%s], max_size: %d}, %s: {instance_types: [m7g.large]}}"
    shop = "fargate_profiles={shop: {selectors: {%s: {}}}}"
    before = build(groups % ("m7i.large", 6, "batch"), shop % "shop")
    after = build(groups % ("m7i.xlarge", 9, "other"), shop % "till")
    questionnaire = pipeline.load_questionnaire()
    assert before.lasting["production"]["fargate_profiles"] == {"shop": {"selectors": {"shop": {}}}}
    with pytest.raises(Refused) as refused:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
    assert [(one.summary, one.detail.split("\n")[:3], one.hint) for one in refused.value.diagnostics] == [
        (
            f"Answer cannot change: {question}",
            [f"In production {name} was answered otherwise.", "Terraform would replace:", f"  {address}"],
            f"put the answer of {name} back; if nothing there is in use, add `--replace production.{question}`",
        )
        for question, name, address in (
            ("fargate_profiles", "shop", "module.eks_fargate_profile.aws_eks_fargate_profile.this"),
            ("node_groups", "general", "module.eks_node_group.aws_eks_node_group.this"),
        )
    ]
    same = build(groups % ("m7i.large", 9, "other"), shop % "shop")
    refuse_replacement(questionnaire, same.answers, before.lasting, frozenset())


@pytest.mark.parametrize(
    ("was", "now", "is_allowed"), [("1.34", "1.35", True), ("1.34", "1.36", False), ("1.35", "1.34", False)]
)
def test_kubernetes_goes_up_one_minor_version_at_a_time(build, was, now, is_allowed):
    before, after = build(f"kubernetes_version={was}"), build(f"kubernetes_version={now}")
    questionnaire = pipeline.load_questionnaire()
    if is_allowed:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
        return
    with pytest.raises(Refused) as refused:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
    assert str(refused.value) == (
        "Error: --set kubernetes_version: Answer cannot change: kubernetes_version\n"
        f"  In production it was {was}, and is {now} now.\n"
        "  EKS goes up one minor version at a time, and never back.\n"
        "  Terraform would try in vain to change:\n"
        "    module.eks_cluster.aws_eks_cluster.this\n"
        "  and all that depends on them, in environments/production.\n"
        f"  hint: put {was} back; if nothing there is in use, add `--replace production.kubernetes_version`"
    )
