"""What Helm, Argo CD and Flux are told: as planned, in words that charts and objects know, and complete."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from answer_sets import DAY
from terracutter import yaml_files
from terracutter.catalog import kubernetes_versions
from terracutter.catalog.controllers import controllers
from terracutter.configuration import modules_of
from terracutter.evaluate import evaluate
from terracutter.hcl.parser import parse
from terracutter.plan import chart_values
from test_proof import scope, told_of
from test_repository import CONTROLLERS, EXISTING, MATRIX, PARAMETERS, SECRETS

KNOWN = json.loads((Path(__file__).parent / "platform_keys.json").read_text(encoding="utf-8"))
EVERYTHING = (
    "account_id=111122223333",
    f"controllers={CONTROLLERS}",
    f"external_secrets_secret_arns={SECRETS}",
    f"external_secrets_parameter_arns={PARAMETERS}",
    "velero_bucket=acme-backups",
)
LINUX = "{instance_types: [m7i.large]}"
WINDOWS = "{instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64}"
URL = "gitops_repository_url=https://github.com/acme/eks-platform.git"
VARIANTS = {
    "by Helm": (*EVERYTHING, "autoscaler=cluster-autoscaler"),
    "by Helm, with Karpenter and roles for service accounts": (
        *EVERYTHING,
        "autoscaler=karpenter",
        "workload_identity=irsa",
    ),
    "by Helm, beside Windows": (
        *EVERYTHING,
        "autoscaler=cluster-autoscaler",
        f"node_groups={{a: {LINUX}, w: {WINDOWS}}}",
    ),
    "by Argo CD": (*EVERYTHING, "autoscaler=karpenter", "gitops=argo-cd", URL),
    "by Flux": (*EVERYTHING, "autoscaler=karpenter", "gitops=flux", URL),
    "by Argo CD, apart": MATRIX["controllers by Argo CD"],
    "by Flux in an existing network": MATRIX["controllers by Flux in an existing network"],
}


def objects(repository, environment="production"):
    """Every object below `platform/`, by kind and name."""
    found = {}
    for path, text in repository.files.items():
        if path.startswith(f"platform/{environment}/") and path.endswith(".yaml"):
            for document in yaml.safe_load_all(text):
                if "kind" in document and "metadata" in document:
                    found[document["kind"], document["metadata"]["name"]] = document
    return found


def paths(value, path=""):
    """The path of everything that is set; an item of a list bears `[]`."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from paths(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple) and value:
        for one in value:
            yield from paths(one, f"{path}[]")
    else:
        yield path


def is_known(path, keys):
    """Whether the path stands there, or lies in something that may hold anything."""
    open_ones = [key.removesuffix(".*") for key in keys if key.endswith(".*")]
    return path in keys or any(path == one or path.startswith((f"{one}.", f"{one}[]")) for one in open_ones)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_chart_knows_what_it_is_told(build, variant):
    environment = build(*VARIANTS[variant]).plan.environments[-1]
    assert environment.platform.releases
    for release in environment.platform.releases:
        keys = KNOWN["charts"][release.name]["keys"]
        assert [path for path in paths(release.values) if not is_known(path, keys)] == [], release.name


def test_the_record_is_of_the_charts_that_are_installed():
    assert set(KNOWN["charts"]) == set(chart_values.VALUES)
    for name, entry in KNOWN["charts"].items():
        assert entry["source"].split()[0] == controllers()[name].release.source.split()[0]
        assert entry["date"] == str(controllers()[name].release.date)


@pytest.mark.parametrize("variant", [name for name in VARIANTS if "Helm" not in name])
def test_objects_have_the_fields_of_their_definitions_and_those_that_must_be_there(build, variant):
    found = objects(build(*VARIANTS[variant]))
    checked = 0
    for (kind, name), document in found.items():
        if kind not in KNOWN["objects"]:
            continue
        known = KNOWN["objects"][kind]
        assert document["apiVersion"] == known["api_version"]
        given = [path for path in paths(document) if path.startswith("spec")]
        assert [path for path in given if not is_known(path, known["keys"])] == [], name
        prefixes = {path[: match.start()] for path in given for match in re.finditer(r"\.|\[\]|$", path)}
        parents = {path for path in known["required"] if path.rpartition(".")[0] in {"spec", *prefixes}}
        in_lists = {path for path in parents if "[]" in path and path.rpartition("[]")[0] not in prefixes}
        assert parents - in_lists - prefixes == set(), name
        checked += 1
    assert checked >= 5


def test_argo_cd_and_flux_tell_a_chart_what_helm_tells_it(build):
    by_argo_cd, by_flux = build(*VARIANTS["by Argo CD"]), build(*VARIANTS["by Flux"])
    by_helm = build(*EVERYTHING, "autoscaler=karpenter")
    names = [release.name for release in by_helm.plan.environments[0].platform.releases]
    assert len(names) == 6
    for name in names:
        values = yaml.safe_load(by_helm.files[f"platform/production/{name}/values.yaml"])
        release = objects(by_flux)["HelmRelease", name]["spec"]
        assert release["values"] == values
        if name != "argo-cd":
            source = objects(by_argo_cd)["Application", name]["spec"]["source"]
            assert source["helm"]["valuesObject"] == values
            assert source["targetRevision"] == controllers()[name].release.version
    assert (
        by_argo_cd.files["platform/production/argo-cd/values.yaml"]
        == by_helm.files["platform/production/argo-cd/values.yaml"]
    )


def test_the_project_of_argo_cd_admits_each_application_and_no_more(build):
    found = objects(build(*VARIANTS["by Argo CD"]))
    project = found["AppProject", "platform"]["spec"]
    ours = [
        one["spec"] for (kind, _), one in found.items() if kind == "Application" and one["spec"]["project"] != "default"
    ]
    assert {one["source"]["repoURL"] for one in ours} == set(project["sourceRepos"])
    assert {one["destination"]["namespace"] for one in ours} == {one["namespace"] for one in project["destinations"]}
    assert {one["destination"]["name"] for one in ours} == {"in-cluster"}


def test_flux_installs_first_what_others_wait_for(build):
    found = objects(build(*VARIANTS["by Flux"]))
    waits = {name: one["spec"].get("dependsOn") for (kind, name), one in found.items() if kind == "HelmRelease"}
    assert waits["karpenter"] is None
    assert waits["aws-load-balancer-controller"] == [{"name": "karpenter"}]
    others = set(waits) - {"karpenter", "aws-load-balancer-controller"}
    assert len(others) == 4
    assert {str(waits[name]) for name in others} == {"[{'name': 'aws-load-balancer-controller'}]"}


def test_flux_finds_every_file_of_its_directory(build):
    repository = build(*VARIANTS["by Flux"])
    listed = yaml.safe_load(repository.files["platform/production/flux/kustomization.yaml"])["resources"]
    there = {path.rpartition("/")[2] for path in repository.files if path.startswith("platform/production/flux/")}
    assert {*listed, "kustomization.yaml"} == there
    sync = objects(repository)["Kustomization", "platform"]["spec"]
    assert sync["path"] == "platform/production/flux"


def test_the_load_balancer_controller_finds_its_vpc_without_asking_the_node(build):
    new = build("controllers=aws-load-balancer-controller")
    values = yaml.safe_load(new.files["platform/production/aws-load-balancer-controller/values.yaml"])
    assert values["vpcTags"] == {"Name": "eks-platform-production"}
    assert "Name = var.name" in new.files["modules/vpc/main.tf"]
    existing = build(*EXISTING, "controllers=aws-load-balancer-controller")
    values = yaml.safe_load(existing.files["platform/production/aws-load-balancer-controller/values.yaml"])
    assert values["vpcId"] == existing.plan.environments[0].answers["vpc_id"]
    assert "vpcTags" not in values


@pytest.mark.parametrize(
    "version", [one.version for one in kubernetes_versions().values() if one.phase(DAY) != "ended"]
)
def test_the_cluster_autoscaler_is_that_of_the_cluster(build, version):
    settings = ("autoscaler=cluster-autoscaler", f"kubernetes_version={version}", "support_type=EXTENDED")
    (release,) = build(*settings).plan.environments[0].platform.releases
    assert release.values["image"]["tag"] == f"v{release.program}"
    assert release.program.startswith(f"{version}.")


def test_controllers_keep_away_from_windows(build):
    """Charts that do not say so by themselves; where all nodes run Linux nothing has to be said."""
    told = {name: str(values) for name, values in values_of(build(*VARIANTS["by Helm, beside Windows"])).items()}
    selector = "'nodeSelector': {'kubernetes.io/os': 'linux'}"
    by_themselves = {"argo-cd", "gateway-api-controller"}
    assert {name for name, text in told.items() if selector not in text} == by_themselves
    assert all("nodeSelector" not in str(values) for values in values_of(build(*VARIANTS["by Helm"])).values())


def values_of(repository):
    return {release.name: release.values for release in repository.plan.environments[0].platform.releases}


def test_a_service_account_names_its_role_where_the_role_trusts_its_tokens(build):
    repository = build(*VARIANTS["by Helm, with Karpenter and roles for service accounts"])
    written = {
        name: re.findall(r"role-arn: (.*)", repository.files[f"platform/production/{name}/values.yaml"])
        for name in CONTROLLERS.split(",")
    }
    account = "arn:aws:iam::111122223333:role/eks-platform-production"
    assert written == {
        "argo-cd": [],
        "aws-load-balancer-controller": [f"{account}-load-balancers"],
        "external-secrets": [f"{account}-external-secrets"],
        "gateway-api-controller": [f"{account}-gateway-api"],
        "velero": [f"{account}-velero"],
    }
    for controller in repository.plan.controllers:
        text = repository.files[f"modules/eks-controllers/{controller.resource}.tf"]
        assert f'"${{var.cluster_name}}-{controller.role}"' in text
        assert "aws_eks_pod_identity_association" not in text


@pytest.mark.parametrize("longest", ["aws", "aws-us-gov"])
def test_policies_of_roles_stay_within_iams_limits(build, longest):
    """6,144 characters a managed policy, 10,240 in all inline policies of a role, without white space."""
    region = "us-gov-west-1" if longest == "aws-us-gov" else "ap-northeast-1"
    arns = [one.replace("arn:aws:", f"arn:{longest}:") for one in (SECRETS, PARAMETERS)]
    repository = build(
        f"repository={'r' * 30}",
        f"environments={'e' * 16}",
        f"region={region}",
        *EVERYTHING,
        f"external_secrets_secret_arns={arns[0]}",
        f"external_secrets_parameter_arns={arns[1]}",
        f"velero_bucket={'b' * 63}",
        "autoscaler=cluster-autoscaler",
    )
    values = {
        "cluster_name": f"{'r' * 30}-{'e' * 16}",
        "region": region,
        "account_id": "1" * 12,
        "velero_bucket": "b" * 63,
    }
    files = {path: text for path, text in repository.files.items() if path.startswith("modules/eks-controllers/")}
    module = modules_of([parse(text, path)[0] for path, text in files.items() if path.endswith(".tf")])[
        "modules/eks-controllers"
    ]
    lengths = {}
    for controller in repository.plan.controllers:
        inputs = {**values, "external_secrets_secret_arns": (), "external_secrets_parameter_arns": ()}
        here = scope(
            {
                "main.tf": "".join(
                    f'variable "{name}" {{\n  default = {json.dumps(one)}\n}}\n' for name, one in inputs.items()
                )
            }
        )
        texts = [
            json.dumps(
                thawed(evaluate(block.body.attributes["policy"].value.arguments[0], here)), separators=(",", ":")
            )
            for block in module.of_type("resource")
            if block.labels[0].value == "aws_iam_role_policy" and block.labels[1].value.startswith(controller.resource)
        ]
        lengths[controller.name] = max(map(len, texts))
        assert "known after apply" not in "".join(texts)
        assert sum(map(len, texts)) <= 10_240, controller.name
    assert max(lengths.values()) > 5_000
    assert max(lengths.values()) <= 10_240


def thawed(value):
    if isinstance(value, dict):
        return {key: thawed(one) for key, one in value.items()}
    return [thawed(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("variant", "path", "found", "instead", "told"),
    [
        ("by Helm", "velero/values.yaml", "bucket: acme-backups", "bucket: other", "velero_bucket in production"),
        ("by Helm", "cluster-autoscaler/values.yaml", "tag: v", "tag: w", "Helm values"),
        ("by Argo CD", "applications/velero.yaml", "cpu: 500m", "cpu: 5", "applications/velero.yaml#spec.source.helm"),
        ("by Argo CD", "applications.yaml", "acme/eks-platform", "acme/other", "gitops_repository_url"),
        (
            "by Flux",
            "flux/external-secrets.yaml",
            "leaderElect: true",
            "leaderElect: false",
            "flux/external-secrets.yaml",
        ),
        ("by Flux", "flux/kustomization.yaml", "kind: Kustomization", "kind: Component", "gitops in production"),
    ],
)
def test_what_differs_from_the_plan_is_found(questionnaire, build, variant, path, found, instead, told):
    problems = told_of(questionnaire, build(*VARIANTS[variant]), f"platform/production/{path}", found, instead)
    assert any(told in f"{one.summary} {one.detail}" for one in problems), problems


def test_a_person_reads_in_which_order_charts_are_installed(build):
    text = build(
        "controllers=aws-load-balancer-controller", "autoscaler=cluster-autoscaler", "kubernetes_version=1.35"
    ).files["platform/production/README.md"]
    assert (
        text
        == """\
# What runs in eks-platform-production and is no EKS add-on

Terraform has made the IAM roles; the rest is installed from here, after `terraform apply`. The commands are for the directory
of this file and begin with:

```sh
eval "$(terraform -chdir=../../environments/production output -raw kubeconfig_command)"
```

| Release | What it does | Chart | Version | Program | Namespace |
| --- | --- | --- | --- | --- | --- |
| cluster-autoscaler | Fits the size of Auto Scaling groups to the pods that wait for a node | cluster-autoscaler | 9.59.0 | 1.35.2 | kube-system |
| aws-load-balancer-controller | Makes load balancers for Ingresses, Gateways and Services | aws-load-balancer-controller | 3.5.0 | 3.5.0 | kube-system |

## With Helm

With Helm 3.8 or newer, in this order:

```sh
helm upgrade --install cluster-autoscaler cluster-autoscaler \\
  --repo https://kubernetes.github.io/autoscaler --version 9.59.0 \\
  --namespace kube-system --create-namespace --wait \\
  --values cluster-autoscaler/values.yaml

helm upgrade --install aws-load-balancer-controller aws-load-balancer-controller \\
  --repo https://aws.github.io/eks-charts --version 3.5.0 \\
  --namespace kube-system --create-namespace --wait \\
  --values aws-load-balancer-controller/values.yaml
```

The same commands upgrade. Helm leaves custom resource definitions of a chart's `crds/` as they are: where the new version has
others, `helm show crds` with the same chart and version prints them for `kubectl apply --server-side -f -`.

## Before the cluster goes

Delete Ingresses, Gateways and Services of type LoadBalancer and wait until their load balancers are gone: Terraform does not
know them, and cannot delete a VPC that they stand in.
"""  # noqa: E501  as long as the Markdown
    )


def test_nothing_stands_in_platform_where_nothing_is_installed(build):
    assert [path for path in build().files if path.startswith("platform/")] == []


def test_a_yaml_file_is_no_other_to_another_reader(build):
    for settings in VARIANTS.values():
        for path, text in build(*settings).files.items():
            if path.startswith("platform/") and path.endswith(".yaml"):
                read, problems = yaml_files.read(text, path)
                assert problems == ()
                assert read == tuple(yaml_files.frozen(one) for one in yaml.safe_load_all(text))


def test_the_gateway_api_controller_of_an_existing_network_is_told_its_vpc(build):
    repository = build(
        *("network=existing", "vpc_id=vpc-0a1b2c3d4e5f60718", "private_subnet_ids=subnet-0000000a,subnet-0000000b"),
        *("controllers=gateway-api-controller", "account_id=111122223333", "gitops=flux", URL),
    )
    text = repository.files["platform/production/flux/gateway-api-controller.yaml"]
    assert "clusterVpcId: vpc-0a1b2c3d4e5f60718\n" in text
