"""Every command of README and RUNBOOK of the example `production` is run in its order, byte for byte as shipped.

Two people read them, one for each account. What cannot run here is listed by name, with the reason.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import golden
import locks
import pytest
import yaml
from account import remains
from commands import Command, Said, Shell, commands
from conftest import leave_out, note, read_tree
from environments import ProgramEnvironment, environment_for
from hand_made import make_role
from kubernetes_api import serving
from loopback import Loopback, started
from provider import kept_running
from runs import Ground, Steps, register, result  # noqa: F401
from terracutter.write import BASE

pytestmark = [pytest.mark.e2e("documents"), pytest.mark.timeout(1800)]

AWS_CLI = "awscli==1.46.3"
EXAMPLE = golden.EXAMPLES / "production"
SHIPPED = EXAMPLE / "expected"
README, RUNBOOK = "README.md", "docs/RUNBOOK.md"
REGION = "eu-central-1"
KUBECTL = shutil.which("kubectl")
STAGING = "acme-platform-staging"


@dataclass(slots=True)
class Person:
    """One of those who read: the account is theirs, and the shell keeps what they did."""

    account: str
    environment: str
    repository: Path
    aws: Loopback
    shell: Shell
    other_shell: Shell
    kept: ExitStack
    variables: Mapping[str, str]
    found: dict[str, Any] = field(default_factory=dict)
    waited_for: Future[Said] | None = None

    @property
    def root(self) -> Path:
        return self.repository / "environments" / self.environment

    @property
    def cluster(self) -> str:
        return f"acme-platform-{self.environment}"

    def client(self, service: str) -> Any:
        return self.aws.client(service, REGION)

    def must(self, command: str) -> str:
        """A command that no document has."""
        said = self.shell.run(command)
        assert said.code == 0, f"{command}:\n{said.text}"
        return said.text


Deed = Callable[[Person], None]


def nothing(_: Person) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Runs:
    """`says` is a pattern of what a command must print; `typed`, what is answered; `filled`, what is in capitals."""

    says: str
    typed: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    before: Deed = nothing
    after: Deed = nothing
    more: str = ""
    """What is added to the command."""
    waits: bool = False
    """It goes on while another shell is used."""


@dataclass(frozen=True, slots=True)
class IsRead:
    """The program of AWS takes the command with all its options; what it is for is not on the loopback AWS."""

    reason: str
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotHere:
    reason: str


IN_SYNC = r"No changes\. Your infrastructure matches the configuration\."


# What happens between the commands


def keep_the_provider(person: Person) -> None:
    """From here on one process of the provider serves all commands."""
    root = Path(person.must("pwd").strip())
    reached = person.kept.enter_context(kept_running(root, person.variables))
    for name, value in reached.items():
        for shell in (person.shell, person.other_shell):
            shell.run(f"export {name}='{value}'")


def clean_up(person: Person) -> None:
    """What the README says of the state that has moved."""
    root = person.repository / "bootstrap" / person.account
    assert json.loads((root / ".terraform" / "terraform.tfstate").read_text(encoding="utf-8"))["backend"]
    for name in ("terraform.tfstate", "terraform.tfstate.backup"):
        (root / name).unlink(missing_ok=True)


def lock(person: Person, state: str) -> None:
    """Somebody else applies, and dies; a plan then says who."""
    bucket = f"acme-terraform-state-{person.environment}"
    locks.lock_elsewhere(person.client("s3"), bucket, state)
    refused = person.shell.run("terraform plan -no-color")
    assert refused.code == 1
    assert locks.WHO in refused.text


def lock_bootstrap(person: Person) -> None:
    lock(person, "acme-platform/bootstrap.tfstate")


def lock_environment(person: Person) -> None:
    lock(person, f"acme-platform/{person.environment}/terraform.tfstate")


def is_reached(person: Person) -> None:
    kept = yaml.safe_load(Path(person.variables["KUBECONFIG"]).read_text(encoding="utf-8"))
    endpoints = {one["name"]: one["cluster"]["server"] for one in kept["clusters"]}
    shown = person.aws.cluster(person.cluster, REGION)["shown"]
    assert endpoints[shown["arn"]] == shown["endpoint"]


def change_a_tag(person: Person) -> None:
    copy = _with_answer(person, "with-another-tag", "  team: platform", "  team: cloud")
    person.shell.run(f"cd '{copy}'")


def change_the_version(person: Person) -> None:
    """In a copy: what Terracutter makes of the answer is compared later with what the runbook has a person write."""
    copy = _with_answer(person, "with-terracutter", 'kubernetes_version: "1.35"', 'kubernetes_version: "1.36"')
    person.shell.run(f"cd '{copy / 'environments' / person.environment}'")


def _with_answer(person: Person, name: str, before: str, after: str) -> Path:
    copy = person.repository.with_name(name)
    shutil.copytree(person.repository, copy, ignore=shutil.ignore_patterns(".terraform", "*.tfplan"))
    answers = copy / "terracutter.yaml"
    text = answers.read_text(encoding="utf-8")
    assert text.count(f"\n{before}\n") == 1
    answers.write_text(text.replace(before, after), encoding="utf-8")
    return copy


def go_back(person: Person) -> None:
    person.shell.run(f"cd '{person.root}'")


def follow_the_runbook(person: Person) -> None:
    """Without Terracutter: the version and the table of add-ons into terraform.tfvars, by hand."""
    text = (person.repository / RUNBOOK).read_text(encoding="utf-8")
    (section,) = re.findall(r"^### From 1\.35 to 1\.36\n.*?(?=^```)", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (v\S+) \| (v\S+) \|$", section, re.MULTILINE)
    assert len(rows) > 5
    (line,) = re.findall(r"`(kubernetes_version = \S+)`", section)
    file = person.root / "terraform.tfvars"
    values = re.sub(r"(?m)^kubernetes_version += .*$", line, file.read_text(encoding="utf-8"))
    for name, now, then in rows:
        values, count = re.subn(rf'(?m)^( +"?{name}"? += )"{re.escape(now)}"', rf'\g<1>"{then}"', values)
        assert count == 1, name
    file.write_text(values, encoding="utf-8")
    copy = person.repository.with_name("with-terracutter") / "environments" / person.environment
    assert values == (copy / "terraform.tfvars").read_text(encoding="utf-8")


def is_settled(person: Person) -> None:
    person.must("terraform plan -detailed-exitcode")


def note_the_image(person: Person) -> None:
    person.found["image"] = _image(person)


def has_a_newer_image(person: Person) -> None:
    assert _image(person) > person.found["image"]
    is_settled(person)


def _image(person: Person) -> str:
    return person.aws.cluster(person.cluster, REGION)["node_groups"]["general"]["releaseVersion"]


STATE = {"BUCKET": "acme-terraform-state-staging", "KEY": "acme-platform/staging/terraform.tfstate"}


def find_the_state(person: Person) -> None:
    listed = person.client("s3").list_object_versions(Bucket=STATE["BUCKET"], Prefix=STATE["KEY"])["Versions"]
    (person.found["version"],) = (one["VersionId"] for one in listed if one["IsLatest"] and one["Key"] == STATE["KEY"])


def make_load_balancers(person: Person) -> None:
    """As the controllers in the cluster do."""
    subnets = _subnets(person)
    made = person.client("elbv2").create_load_balancer(Name="k8s-shop", Subnets=subnets, Type="network")
    person.found["balancer"] = made["LoadBalancers"][0]["LoadBalancerArn"]
    listener = {"Protocol": "TCP", "LoadBalancerPort": 80, "InstancePort": 8080}
    person.client("elb").create_load_balancer(LoadBalancerName="a0classic", Subnets=subnets, Listeners=[listener])


def delete_load_balancers(person: Person) -> None:
    person.client("elbv2").delete_load_balancer(LoadBalancerArn=person.found["balancer"])
    person.client("elb").delete_load_balancer(LoadBalancerName="a0classic")


def leave_something_in_a_subnet(person: Person) -> None:
    """As a node does that was ended hard, and a load balancer that nobody deleted."""
    ec2, subnets = person.client("ec2"), _subnets(person)
    interface = ec2.create_network_interface(SubnetId=subnets[0], Description="aws-K8S-i-0123456789abcdef0")
    vpc = interface["NetworkInterface"]["VpcId"]
    group = ec2.create_security_group(GroupName="k8s-shop-traffic", Description="of a load balancer", VpcId=vpc)
    of_the_vpc = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    person.found |= {
        "interface": interface["NetworkInterface"]["NetworkInterfaceId"],
        "group": group["GroupId"],
        "subnets": len(of_the_vpc),
    }
    person.other_shell.run(f"export AWS_DEFAULT_REGION={REGION}; VPC={vpc}")


def _subnets(person: Person) -> list[str]:
    vpc = person.aws.cluster(person.cluster, REGION)["shown"]["resourcesVpcConfig"]["vpcId"]
    found = person.client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    private = [one for one in found if any(tag["Value"].startswith(f"{STAGING}-private") for tag in one["Tags"])]
    return [one["SubnetId"] for one in private]


def is_stuck(person: Person) -> None:
    """Terraform has asked more than once for what does not go."""
    for _ in range(600):
        asked = [call for call in person.aws.calls("of-documents") if call[0] == "ec2:DeleteSubnet"]
        if len(asked) > person.found["subnets"] + 1:
            return
        time.sleep(0.1)
    pytest.fail("nothing held the destroy up")


def is_gone(person: Person) -> None:
    assert person.waited_for is not None
    said = person.waited_for.result(timeout=600)
    assert said.code == 0, said.text
    assert "Apply complete! Resources: 0 added, 0 changed" in said.text
    assert [one for one in remains(person.aws, person.cluster, REGION) if "-ci-" not in one] == []


# The documents


STAGING_TABLE = r"\| +eu-central-1a +\| +10\.40\.[\d./]+ +\| +\d+ +\|"
DONE: Mapping[str, Runs | IsRead | NotHere] = {
    # README of bootstrap
    "cd bootstrap/111122223333": Runs(""),
    "cd bootstrap/444455556666": Runs(""),
    "terraform init": Runs("Terraform has been successfully initialized!"),
    "terraform apply": Runs(r"Apply complete! Resources: \d+ added, 0 changed", typed="yes\n"),
    "cp backend.tf.example backend.tf": Runs(""),
    "terraform init -migrate-state": Runs('Successfully configured the backend "s3"!', typed="yes\n", after=clean_up),
    "terraform plan": Runs(IN_SYNC),
    "terraform force-unlock ID": Runs(
        "state has been successfully unlocked", typed="yes\n", filled={"ID": locks.ID}, before=lock_bootstrap
    ),
    # README
    "cd environments/staging": Runs(""),
    "cd environments/production": Runs(""),
    "terraform plan -out=apply.tfplan": Runs(r"Plan: \d+ to add, 0 to change, 0 to destroy\."),
    "terraform apply apply.tfplan": Runs(r"Apply complete! Resources: \d+ added, 0 changed", after=is_settled),
    "make lock ENV=NAME": NotHere("the registry of providers is asked, and nobody else is"),
    'eval "$(terraform output -raw kubeconfig_command)"': Runs(r"(Added|Updated) (new )?context", after=is_reached),
    "make init ENV=staging": Runs("Terraform has been successfully initialized!"),
    "make plan ENV=staging": Runs(IN_SYNC),
    "make apply ENV=staging": Runs("Apply complete! Resources: 0 added, 0 changed, 0 destroyed."),
    "make drift ENV=staging": Runs(IN_SYNC),
    # test_shipped_tests.py runs the tests of every module.
    "make fmt validate test": Runs(
        r"valid\.(.|\n)*valid\.(.|\n)*[1-9]\d* passed, 0 failed\.", more=" MODULES=ci-roles"
    ),
    "make test": NotHere("it is run for one module, by the command with fmt and validate"),
    "kubectl get nodes": Runs(r"well +Ready"),
    "kubectl get pods --all-namespaces": Runs(r"shop +stuck +1/1 +Pending"),
    "kubectl top nodes": Runs(r"well +500m +25% +2048Mi +25%"),
    "terraform -chdir=environments/staging output": Runs(f'cluster_name += "{STAGING}"'),
    "terracutter update --diff": Runs('-  team += "platform"\n(.|\n)*\\+  team += "cloud"', before=change_a_tag),
    "terracutter update": Runs("updated +environments/staging/terraform.tfvars"),
    # RUNBOOK
    "terracutter update ../..": Runs(
        "updated +environments/staging/terraform.tfvars", before=change_the_version, after=go_back
    ),
    "terraform state pull > now.tfstate": Runs(""),
    "aws s3api list-object-versions --bucket BUCKET --prefix KEY \\\n"
    "  --query \"Versions[?Key=='KEY'].[LastModified,VersionId,Size]\" --output table": Runs(
        r"(\| +20\S+ +\| +[0-9a-f-]{36} +\| +\d{5,} +\|\n){3}", filled=STATE
    ),
    "aws s3api get-object --bucket BUCKET --key KEY --version-id VERSION older.tfstate": Runs(
        "VersionId", filled=STATE | {"VERSION": "version"}, before=find_the_state
    ),
    "terraform state push -force older.tfstate": Runs(""),
    f"export AWS_REGION={REGION} AWS_DEFAULT_REGION={REGION}": Runs(""),
    "CLUSTER=$(terraform output -raw cluster_name)": Runs(""),
    "VPC=$(terraform output -raw vpc_id)": Runs(""),
    'aws eks describe-cluster --name "$CLUSTER" --query cluster.status --output text': Runs(r"\AACTIVE\n\Z"),
    "kubectl get nodes --no-headers | grep -v ' Ready '": Runs(r"\Aill +NotReady .*\n\Z"),
    "kubectl get pods -A --no-headers | grep -vE 'Running|Completed'": Runs(r"\Ashop +stuck +1/1 +Pending .*\n\Z"),
    "kubectl auth whoami": Runs("Username +platform-team"),
    "aws sts get-caller-identity": Runs('"Account": "111122223333"'),
    'aws eks list-access-entries --cluster-name "$CLUSTER"': Runs("arn:aws:iam::111122223333:role/platform-team"),
    'aws eks list-insights --cluster-name "$CLUSTER" --filter categories=UPGRADE_READINESS \\\n'
    "  --query 'insights[].[name,insightStatus.status]' --output table": Runs(r"v1\.36 +\| +PASSING"),
    "kubectl get nodes -o custom-columns=NAME:.metadata.name,KUBELET:.status.nodeInfo.kubeletVersion": Runs(
        r"well +v1\.36\.0\nill +v1\.35\.3\n"
    ),
    "kubectl get pdb -A": Runs(r"shop +strict +1 +N/A +0 "),
    'aws eks list-addons --cluster-name "$CLUSTER" --output text': Runs(r"ADDONS\tcoredns\n"),
    "aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name NAME": Runs(
        r'"addonVersion": "v1\.14\.3-eksbuild\.3"', filled={"NAME": "coredns"}
    ),
    "terraform plan -out=upgrade.tfplan": Runs(
        r"Plan: 0 to add, [1-9]\d* to change, 0 to destroy\.", before=follow_the_runbook
    ),
    "terraform apply upgrade.tfplan": Runs(
        r"Apply complete! Resources: 0 added, [1-9]\d* changed, 0 destroyed\.", after=is_settled
    ),
    "kubectl version": Runs(r"Server Version: v1\.36\."),
    'for addon in $(aws eks list-addons --cluster-name "$CLUSTER" --query addons --output text); do\n'
    '  aws eks describe-addon --cluster-name "$CLUSTER" --addon-name "$addon"'
    " --query 'addon.[addonName,addonVersion,status]' --output text\n"
    "done": Runs(r"coredns\tv1\.14\.3-eksbuild\.3\tACTIVE\n(.|\n)*kube-proxy\tv1\.36\.0-eksbuild\.14\tACTIVE\n"),
    'aws eks list-nodegroups --cluster-name "$CLUSTER"': Runs('"general"'),
    'aws eks update-nodegroup-version --cluster-name "$CLUSTER" --nodegroup-name GROUP': Runs(
        '"VersionUpdate"', filled={"GROUP": "general"}, before=note_the_image
    ),
    'aws eks wait nodegroup-active --cluster-name "$CLUSTER" --nodegroup-name GROUP': Runs(
        r"\A\Z", filled={"GROUP": "general"}, after=has_a_newer_image
    ),
    "kubectl drain NODE --ignore-daemonsets --delete-emptydir-data": Runs(
        r"pod/web evicted\n(.|\n)*node/ill drained", filled={"NODE": "ill"}
    ),
    "kubectl get node NODE -o jsonpath='{.spec.providerID}'": Runs(
        r"\Aaws:///eu-central-1a/i-0123456789abcdef0\Z", filled={"NODE": "ill"}
    ),
    "aws autoscaling terminate-instance-in-auto-scaling-group --instance-id INSTANCE"
    " --no-should-decrement-desired-capacity": IsRead(
        "node groups of the loopback AWS have no machines", filled={"INSTANCE": "i-0123456789abcdef0"}
    ),
    'aws kms rotate-key-on-demand --key-id "$(aws kms describe-key --key-id "alias/$CLUSTER"'
    ' --query KeyMetadata.KeyId --output text)"': Runs(r'"KeyId": "[0-9a-f-]{36}"'),
    "kubectl describe node NODE": Runs(r"Unschedulable: +true", filled={"NODE": "ill"}),
    "kubectl get pods -n kube-system -o wide --field-selector spec.nodeName=NODE": Runs(
        r"cluster-autoscaler +1/1 +Running", filled={"NODE": "well"}
    ),
    "aws ssm start-session --target INSTANCE": IsRead(
        "node groups of the loopback AWS have no machines", filled={"INSTANCE": "i-0123456789abcdef0"}
    ),
    'aws eks describe-nodegroup --cluster-name "$CLUSTER" --nodegroup-name GROUP --query nodegroup.health': Runs(
        '"issues": \\[\\]', filled={"GROUP": "general"}
    ),
    "kubectl describe pod POD -n NAMESPACE": Runs(r"Status: +Pending", filled={"POD": "stuck", "NAMESPACE": "shop"}),
    "kubectl logs -n kube-system deployment/cluster-autoscaler": Runs("nothing fits the pods that wait"),
    'aws ec2 describe-subnets --filters "Name=vpc-id,Values=$VPC" \\\n'
    "  --query 'Subnets[].[AvailabilityZone,CidrBlock,AvailableIpAddressCount]' --output table": Runs(STAGING_TABLE),
    "aws eks describe-cluster --name \"$CLUSTER\" --query 'cluster.[status,health,resourcesVpcConfig]'": Runs(
        '"ACTIVE",(.|\n)*"issues": \\[\\](.|\n)*"203.0.113.0/24"'
    ),
    'aws logs tail "$(terraform output -raw cluster_log_group_name)" --since 30m'
    " --log-stream-name-prefix authenticator": NotHere("version 2 of the AWS CLI has it, which no package index has"),
    "kubectl get nodes -L topology.k8s.aws/zone-id": Runs(r"well +Ready .* euc1-az2\n"),
    'ARN=$(aws eks describe-cluster --name "$CLUSTER" --query cluster.arn --output text)': Runs(""),
    'aws arc-zonal-shift start-zonal-shift --resource-identifier "$ARN" --away-from ZONE_ID --expires-in 3h'
    " --comment WHY": IsRead("zonal shift is not emulated", filled={"ZONE_ID": "euc1-az1"}),
    "aws arc-zonal-shift list-zonal-shifts --status ACTIVE": IsRead("zonal shift is not emulated"),
    "terraform force-unlock LOCK_ID": Runs(
        "state has been successfully unlocked", typed="yes\n", filled={"LOCK_ID": locks.ID}, before=lock_environment
    ),
    "kubectl delete ingress --all --all-namespaces": Runs('"shop" deleted'),
    "kubectl get services --all-namespaces | grep LoadBalancer": Runs(r"\Ashop +web +LoadBalancer .*\n\Z"),
    "kubectl delete pvc --all -n NAMESPACE": Runs('"data" deleted', filled={"NAMESPACE": "shop"}),
    "aws elbv2 describe-load-balancers --query \"LoadBalancers[?VpcId=='$VPC'].[LoadBalancerName,State.Code]\""
    " --output table": Runs(r"\| +k8s-shop +\| +(active|provisioning) +\|", before=make_load_balancers),
    "aws elb describe-load-balancers --query \"LoadBalancerDescriptions[?VPCId=='$VPC'].LoadBalancerName\""
    " --output text": Runs(r"\Aa0classic\n\Z", after=delete_load_balancers),
    "terraform plan -destroy -out=destroy.tfplan": Runs(r"Plan: 0 to add, 0 to change, [1-9]\d* to destroy\."),
    "terraform apply destroy.tfplan": Runs("", before=leave_something_in_a_subnet, after=is_stuck, waits=True),
    'aws ec2 describe-network-interfaces --filters "Name=vpc-id,Values=$VPC" \\\n'
    "  --query 'NetworkInterfaces[].[NetworkInterfaceId,Status,InterfaceType,Description]' --output table": Runs(
        r"eni-[0-9a-f]+ +\| +available +\| +interface +\| +aws-K8S-i-0123456789abcdef0"
    ),
    'aws ec2 describe-security-groups --filters "Name=vpc-id,Values=$VPC" \\\n'
    "  --query \"SecurityGroups[?GroupName!='default'].[GroupId,GroupName]\" --output table": Runs(
        r"sg-[0-9a-f]+ +\| +k8s-shop-traffic"
    ),
    "aws ec2 delete-network-interface --network-interface-id ID": Runs("", filled={"ID": "interface"}),
    "aws ec2 delete-security-group --group-id ID": Runs("", filled={"ID": "group"}, after=is_gone),
}


# The people


def read_aloud(accounts: Sequence[str]) -> dict[str, list[Command]]:
    """By account, what its person does: in the order of the README, that of bootstrap where it is named."""
    directories = {account: f"bootstrap/{account}" for account in accounts}
    first = {account: f"{directory}/README.md" for account, directory in directories.items()}
    found: dict[str, list[Command]] = {
        account: list(commands(path, (SHIPPED / path).read_text(encoding="utf-8"))) for account, path in first.items()
    }
    for document in (README, RUNBOOK):
        for one in commands(document, (SHIPPED / document).read_text(encoding="utf-8")):
            found[accounts["production" in one.begins]].append(one)
    return found


def perform(person: Person, todo: Sequence[Command], pool: ThreadPoolExecutor) -> list[str]:
    """What did not go as it should; the rest is tried all the same."""
    problems = []
    for number, one in enumerate(todo):
        wanted, problem = DONE.get(one.text), ""
        begins_a_block = one.text == one.begins
        if begins_a_block and one.text.partition(" ")[0] in {"cd", "make"}:
            person.shell.to_the_top()
        if one.document != (todo[number - 1].document if number else ""):
            print(f"{person.account}: {one.document}")
        if one.text.startswith("kubectl ") and not KUBECTL:
            continue
        if isinstance(wanted, Runs):
            start = time.perf_counter()
            try:
                problem = run(person, one, wanted, pool)
            except AssertionError as wrong:
                problem = f"{one.shown}\n{wrong}"
            print(f"{person.account}: {time.perf_counter() - start:5.1f} s  {one.text.splitlines()[0]}")
        elif isinstance(wanted, IsRead):
            said = person.shell.run(f"{fill(person, one.text, wanted.filled)} --generate-cli-skeleton output")
            problem = "" if said.code == 0 else f"{one.shown}\n{said.text}"
        problems += [problem] if problem else []
    return problems


def run(person: Person, one: Command, wanted: Runs, pool: ThreadPoolExecutor) -> str:
    wanted.before(person)
    command = fill(person, one.text, wanted.filled) + wanted.more
    if wanted.waits:
        person.waited_for = pool.submit(person.shell.run, command, wanted.typed)
        person.shell = person.other_shell
        wanted.after(person)
        return ""
    said = person.shell.run(command, wanted.typed)
    text = re.sub(r"\x1b\[[0-9;]*m", "", said.text)
    if said.code != 0 or not re.search(wanted.says, text):
        return f"{one.shown}\nexit code {said.code}, and not {wanted.says!r} in:\n{text[-4000:]}"
    if one.text == "terraform init" and one.document.startswith("bootstrap/"):
        keep_the_provider(person)
    wanted.after(person)
    return ""


def fill(person: Person, command: str, filled: Mapping[str, str]) -> str:
    for name, value in filled.items():
        command = re.sub(rf"(?<!\$)\b{name}\b", person.found.get(value, value), command)
    return command


def prepare(ground: Ground) -> Steps:
    aws_cli = environment_for(AWS_CLI, ground.environments)
    if aws_cli.problem:
        return lambda: aws_cli
    tools = make_tools(ground.directory.parent, aws_cli.bin)
    make_repository(ground.directory, tools)
    return lambda: what_goes_wrong(ground.directory, tools)


def what_goes_wrong(repository: Path, tools: Path) -> list[str]:
    """By person; both at the same time, each with an AWS account of their own."""
    accounts = {"111122223333": "staging", "444455556666": "production"}
    todo = read_aloud(tuple(accounts))
    with ThreadPoolExecutor(4) as pool, ExitStack() as kept:
        people = [kept.enter_context(at_work(account, name, repository, tools)) for account, name in accounts.items()]
        at_once = [pool.submit(perform, person, todo[person.account], pool) for person in people]
        return [problem for one in at_once for problem in one.result()]


def make_tools(directory: Path, aws_cli: Path) -> Path:
    """Programs that are not on PATH, or are to be led to the loopback address."""
    tools = directory / "bin"
    tools.mkdir()
    (tools / "aws").symlink_to(aws_cli / "aws")
    led = {"terracutter": f"{sys.executable} -m terracutter"}
    if KUBECTL:
        led["kubectl"] = f'{KUBECTL} --server "$KUBERNETES_API" --insecure-skip-tls-verify'
    for name, command in led.items():
        (tools / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    return tools


def make_repository(directory: Path, tools: Path) -> None:
    subprocess.run(
        [tools / "terracutter", "new", directory, "--answers", EXAMPLE / "terracutter.yaml"],
        check=True,
        capture_output=True,
    )
    files = read_tree(directory)
    del files[BASE]
    assert files == read_tree(SHIPPED)


@contextmanager
def at_work(account: str, environment: str, repository: Path, tools: Path) -> Iterator[Person]:
    scratch = repository.with_name(account)
    scratch.mkdir()
    with started(account) as aws, serving() as kubernetes, ExitStack() as kept:
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_IN"))},
            **{name: value for name, value in aws.environment.items() if value},
            "AWS_ACCESS_KEY_ID": "of-documents",
            "CHECKPOINT_DISABLE": "1",
            "HOME": str(scratch),
            "KUBERNETES_API": kubernetes,
            "KUBECONFIG": str(scratch / "kubeconfig"),
            "MAKEFLAGS": "",
            "PATH": f"{tools}:{os.environ['PATH']}",
        }
        shells = [kept.enter_context(Shell(repository, scratch / name, variables)) for name in ("shell", "other")]
        for role in ("on-call", "platform-team"):
            make_role(aws, role, "ec2.amazonaws.com")
        yield Person(account, environment, repository, aws, shells[0], shells[1], kept, variables)


register("documents", prepare)


# What is found


def every_command() -> list[Command]:
    return [one for todo in read_aloud(("111122223333", "444455556666")).values() for one in todo]


ONLY_READ = """
aws() { command aws "$@" --region us-east-1 --generate-cli-skeleton output >/dev/null && echo i-0123456789abcdef0; }
terraform() { echo name; }
tofu() { echo name; }
CLUSTER=acme-production VPC=vpc-0123456789abcdef0 NODE=i-0123456789abcdef0 HOST=example.com
set -o pipefail
"""


def test_the_aws_cli_takes_the_commands_of_every_example(programs, tmp_path):
    """With all their options; it answers them by itself, but for `logs tail`, which only version 2 has.

    What it makes up for create-service-linked-role its own model refuses.
    """
    found = {
        one.text: f"{example}/{one.shown}"
        for example in golden.examples()
        for path, text in read_tree(golden.EXAMPLES / example / "expected").items()
        for one in (commands(path, text) if path.endswith(".md") else ())
        if re.search(r"\baws .* --", one.text) and one.text not in DONE
    }
    left_out = [one for one in found if one.startswith(("aws logs tail", "aws iam create-service-linked-role"))]
    assert len(found) - len(left_out) >= 3
    with Shell(
        tmp_path, tmp_path / "shell", {**os.environ, "PATH": f"{programs(AWS_CLI)}:{os.environ['PATH']}"}
    ) as shell:
        shell.run(ONLY_READ)
        said = {found[one]: shell.run(one) for one in found if one not in left_out}
    assert {one: answer.text for one, answer in said.items() if answer.code != 0} == {}


def test_every_command_is_accounted_for():
    asked = {one.text for one in every_command()}
    assert [one.shown for one in every_command() if DONE.get(one.text) is None] == []
    assert [command for command in DONE if command not in asked] == []


def test_every_command_does_what_its_document_says(result):  # noqa: F811
    if isinstance(result, ProgramEnvironment):
        leave_out(result.problem)
    assert not result, "\n\n".join(result)
    ways = [DONE.get(one.text) for one in every_command()]
    if not KUBECTL:
        note("kubectl is not on PATH: the commands with it were not run")
    counts = [sum(isinstance(one, kind) for one in ways) for kind in (Runs, IsRead, NotHere)]
    note(
        f"README and RUNBOOK of the example production: {counts[0]} commands were run, the AWS CLI took {counts[1]} "
        f"that it could not run here, and {counts[2]} were left out"
    )
