"""Facts that AWS was asked for: taken, kept, listed, refused, and what `new` and `render` make of them.

EC2 is moto on the loopback address; EKS is a server of our own there, with the shapes of its API, since moto answers
neither for its calendar nor for its add-ons.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import read_tree
from terracutter import catalog
from terracutter.catalog import refreshed
from terracutter.catalog.addons import addons
from terracutter.catalog.instances import instance_type, is_instance_type, is_offered
from terracutter.diagnostics import Refused
from terracutter.refresh import policy
from terracutter.write import put

sys.path.insert(0, str(Path(__file__).with_name("e2e")))
from loopback import started

SECRET = "testing/only/and/not/a/secret"
TODAY = datetime.now(tz=UTC).date().isoformat()
DAY = "1.37"
NEWEST = {"coredns": "v1.99.0-eksbuild.2", "vpc-cni": "v1.99.1-eksbuild.1", "kube-proxy": "v1.37.0-eksbuild.3"}


def calendar():
    ends = {"1.37": (1861920000, 1893456000), "1.36": (1843516800, 1875052800), "1.35": (1806105600, 1837641600)}
    return [
        {
            "clusterVersion": version,
            "clusterType": "eks",
            "defaultVersion": version == DAY,
            "releaseDate": 1793000000,
            "endOfStandardSupportDate": standard,
            "endOfExtendedSupportDate": extended,
            "versionStatus": "STANDARD_SUPPORT",
        }
        for version, (standard, extended) in ends.items()
    ]


def addon(name, owner="aws"):
    def release(version, default):
        return {
            "addonVersion": version,
            "architecture": ["arm64", "amd64"],
            "computeTypes": ["ec2", "auto"],
            "compatibilities": [
                {"clusterVersion": minor, "platformVersions": ["*"], "defaultVersion": default}
                for minor in ("1.35", "1.36", "1.37")
            ],
            "requiresConfiguration": False,
            "requiresIamPermissions": False,
        }

    releases = [
        release(NEWEST.get(name, "v1.0.1-eksbuild.1"), default=True),
        release("v0.9.0-eksbuild.1", default=False),
    ]
    return {
        "addonName": name,
        "type": "networking",
        "owner": owner,
        "publisher": "eks",
        "defaultNamespace": "kube-system",
        "addonVersions": releases,
    }


SCHEMA = {"type": "object", "additionalProperties": False, "properties": {"replicaCount": {"type": "integer"}}}


class Eks(ThreadingHTTPServer):
    """`denied` are paths that IAM does not allow; every page has one entry."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.denied, self.paths = set(), []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        self.server.paths.append(url.path)
        if url.path in self.server.denied:
            message = "User: arn:aws:iam::123456789012:user/a is not authorized"
            return self._say(403, {"message": message}, "AccessDeniedException")
        lists = {
            "/cluster-versions": ("clusterVersions", calendar()),
            "/addons/supported-versions": (
                "addons",
                [addon("vpc-cni"), addon("coredns"), addon("kube-proxy"), addon("splunk_otel", "aws-marketplace")],
            ),
        }
        if url.path in lists:
            key, entries = lists[url.path]
            page = int(query.get("nextToken", 0))
            more = {"nextToken": str(page + 1)} if page + 1 < len(entries) else {}
            return self._say(200, {key: entries[page : page + 1], **more})
        schema = {**SCHEMA, "dependentRequired": {}} if query["addonName"] == "kube-proxy" else SCHEMA
        return self._say(200, {"addonName": query["addonName"], "configurationSchema": json.dumps(schema)})

    def _say(self, code, document, kind=""):
        body = json.dumps(document).encode()
        self.send_response(code)
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with started() as loopback:
        yield loopback.url


@pytest.fixture
def eks() -> Iterator[Eks]:
    with Eks() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def terracutter(tmp_path):
    """Runs the command line in a home of its own; what is given as variables may take out others with None."""

    def run(*arguments, cwd=tmp_path, **variables):
        environment = {
            "PATH": os.defpath,
            "HOME": str(tmp_path / "home"),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "COLUMNS": "100",
            "NO_PROXY": "127.0.0.1",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # whatever is not named below goes nowhere
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ACCESS_KEY_ID": "AKIATESTING",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "eu-central-1",
        } | variables
        environment = {name: value for name, value in environment.items() if value is not None}
        command = [sys.executable, "-m", "terracutter", *map(str, arguments)]
        return subprocess.run(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def data(tmp_path):
    return tmp_path / "home" / ".local" / "share" / "terracutter" / "catalog"


@pytest.fixture
def told(data, tmp_path):
    """Refreshed files as AWS would have told them, without asking: a function of what differs."""

    def write(**documents):
        for name, document in documents.items():
            put(data / refreshed.FILES[name], json.dumps({"date": TODAY, "source": "a test", **document}).encode())

    return write


@pytest.fixture
def used(data):
    """Reads the refreshed files in this process."""

    yield lambda: refreshed.use(data)
    refreshed.use(None)


CALENDAR = {
    "default": "1.37",
    "versions": {
        "1.37": {"released": "2026-11-01", "standard_until": "2027-12-31", "extended_until": "2028-12-31"},
        "1.35": {"released": "2026-01-28", "standard_until": "2027-04-30", "extended_until": "2028-03-27"},
    },
}
RELEASES = {
    "addons": {
        name: {"versions": {minor: [version, version] for minor in ("1.35", "1.37")}}
        for name, version in NEWEST.items()
    }
}
REGIONS = {
    "regions": {"eu-west-9": {"partition": "aws", "zones": "abc"}, "us-west-1": {"partition": "aws", "zones": "abcd"}}
}
TYPES = {
    "columns": [],
    "regions": ["eu-central-1"],
    "undescribed": [],
    "types": {"m99i.large": [2, 8192, "x86_64", 3, 10, "on-demand spot", "current nitro", None, "1", "0"]},
}


# --- taking -----------------------------------------------------------------------------------------------------------


def test_everything_is_taken_and_listed(terracutter, data, moto, eks):
    done = terracutter("catalogue", "refresh", AWS_ENDPOINT_URL_EC2=moto, AWS_ENDPOINT_URL_EKS=eks.url)
    numbers = [
        len(json.loads((data / f"{name}.json").read_text())[key])
        for name, key in (("regions", "regions"), ("instances", "types"))
    ]
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"{data}/kubernetes.json: 3 versions of Kubernetes\n"
        f"{data}/addon_versions.json: 3 add-ons\n"
        f"{data}/configurations.json: 2 add-ons with schemas that are not built in\n"
        f"{data}/regions.json: {numbers[0]:,} regions\n"
        f"{data}/instances.json: {numbers[1]:,} instance types\n"
    )
    left_out = "  left out, since their schemas are of a newer kind: kube-proxy v1.37.0-eksbuild.3\n"
    assert done.stderr.startswith(left_out)
    assert sorted(path.name for path in data.iterdir()) == sorted(refreshed.FILES.values())
    for path in data.iterdir():
        text = path.read_text()
        assert path.stat().st_mode & 0o777 == 0o644
        assert json.loads(text)["date"] == TODAY
        assert SECRET not in text
        assert re.search(r"AKIA|\d{12}", text) is None
    zones = json.loads((data / "regions.json").read_text())["regions"]
    assert zones["eu-west-1"] == {"partition": "aws", "zones": "abc"}
    assert zones.keys() <= catalog.regions().keys()
    listed = terracutter("catalogue").stdout
    assert (
        f"addon_versions.json  {TODAY}, 3 entries\n"
        f"  EKS DescribeAddonVersions in eu-central-1\n  {data}/addon_versions.json\n" in listed
    )
    assert re.search(r"addons\.json  .*, 29 entries\n  .*\n  built in\n", listed)
    doctor = terracutter("doctor").stdout
    assert re.search(rf"  addon_versions\.json +{TODAY}  today, refreshed\n", doctor)
    assert "configurations.gz" not in doctor


def test_what_is_taken_has_the_form_of_what_is_built_in(terracutter, data, moto, eks):
    only = [word for name in ("kubernetes", "addon_versions", "instances") for word in ("--only", name)]
    where = ("--region", "us-east-1", "--region", "eu-west-1")
    done = terracutter("catalogue", "refresh", *only, *where, AWS_ENDPOINT_URL_EC2=moto, AWS_ENDPOINT_URL_EKS=eks.url)
    assert done.returncode == 0, done.stderr
    assert json.loads((data / "kubernetes.json").read_text()) == {
        "date": TODAY,
        "source": "EKS DescribeClusterVersions in us-east-1",
        "default": "1.37",
        "versions": {
            "1.37": {"released": "2026-10-26", "standard_until": "2029-01-01", "extended_until": "2030-01-01"},
            "1.36": {"released": "2026-10-26", "standard_until": "2028-06-02", "extended_until": "2029-06-02"},
            "1.35": {"released": "2026-10-26", "standard_until": "2027-03-27", "extended_until": "2028-03-26"},
        },
    }
    versions = [NEWEST["coredns"], NEWEST["coredns"]]
    assert json.loads((data / "addon_versions.json").read_text())["addons"]["coredns"] == {
        "owner": "aws",
        "namespace": "kube-system",
        "compute": ["auto", "ec2"],
        "architectures": ["amd64", "arm64"],
        "needs_iam": False,
        "needs_configuration": False,
        "versions": {"1.37": versions, "1.36": versions, "1.35": versions},
    }
    built_in = json.loads((Path(catalog.__file__).parent / "instances.json").read_text())
    taken = json.loads((data / "instances.json").read_text())
    assert taken["columns"] == built_in["columns"]
    assert taken["regions"] == ["us-east-1", "eu-west-1"]
    assert taken["types"]["m5.large"][:8] == built_in["types"]["m5.large"][:8]
    assert taken["types"]["m5.large"][8:] == ["3", "1"]  # both offer it; one zone of us-east-1 does not


def test_one_file_alone_is_taken_and_its_pages_are_read_to_the_end(terracutter, data, eks):
    done = terracutter("catalogue", "refresh", "--only", "kubernetes", AWS_ENDPOINT_URL_EKS=eks.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in data.iterdir()] == ["kubernetes.json"]
    assert eks.paths == ["/cluster-versions"] * 3


def test_what_iam_denies_is_named_and_the_others_are_taken(terracutter, data, eks, told):
    told(addon_versions=RELEASES)
    before = (data / "addon_versions.json").read_bytes()
    eks.denied = {"/addons/supported-versions"}
    done = terracutter(
        "catalogue", "refresh", "--only", "addon_versions", "--only", "kubernetes", AWS_ENDPOINT_URL_EKS=eks.url
    )
    assert done.returncode == 1
    assert done.stdout == f"{data}/kubernetes.json: 3 versions of Kubernetes\n"
    assert done.stderr == (
        "\n"
        "Error: addon_versions.json not refreshed\n"
        "  IAM denies eks:DescribeAddonVersions.\n"
        "  hint: allow eks:DescribeAddonVersions; `terracutter catalogue refresh --help` prints the whole policy\n"
        "\n"
        "1 of 2 not refreshed.\n"
    )
    assert (data / "addon_versions.json").read_bytes() == before


def test_without_boto3_it_says_what_to_type(terracutter, tmp_path):
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "boto3.py").write_text("raise ImportError('boto3')\n")
    path = f"{tmp_path / 'without'}:{os.environ.get('PYTHONPATH', '')}"
    done = terracutter("catalogue", "refresh", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: boto3 is not installed, and only `catalogue refresh` needs it.\n"
        "  hint: pip install 'terracutter[aws]'\n"
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (
            (),
            {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None},
            (
                "There are no AWS credentials. Nothing was refreshed.\n"
                "  hint: log in, for example with `aws sso login`, or name a profile with --profile\n"
            ),
        ),
        (
            (),
            {"AWS_DEFAULT_REGION": None},
            "No region is configured.\n  hint: give --region, such as --region eu-central-1\n",
        ),
        (
            ("--profile", "nobody"),
            {},
            (
                "The config profile (nobody) could not be found. Nothing was refreshed.\n"
                "  hint: `aws configure list-profiles` names those that there are\n"
            ),
        ),
        (
            ("--region", "eu central"),
            {"AWS_ENDPOINT_URL": None},
            (
                "Provided region_name 'eu central' doesn't match a supported format. Nothing was refreshed.\n"
                "  hint: `aws sts get-caller-identity` tells whether the credentials are good\n"
            ),
        ),
        (
            (),
            {},
            (
                'Could not connect to the endpoint URL: "http://127.0.0.1:9/cluster-versions". Nothing was refreshed.\n'
                "  hint: this needs a way to AWS; everything else works without\n"
            ),
        ),
    ],
    ids=["no credentials", "no region", "no such profile", "no such region", "no way to AWS"],
)
def test_what_keeps_aws_from_being_asked_is_said(terracutter, data, arguments, variables, said):
    done = terracutter("catalogue", "refresh", *arguments, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {said}")
    assert not data.exists()


def test_the_help_prints_the_policy(terracutter):
    assert terracutter("catalogue", "refresh", "--help").stdout.endswith(f"IAM policy:\n{policy()}\n")


def test_a_write_that_fails_leaves_what_was_there(data, monkeypatch):
    put(data / "regions.json", b"first")

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Refused, match="No space left"):
        put(data / "regions.json", b"second")
    assert [(path.name, path.read_bytes()) for path in data.iterdir()] == [("regions.json", b"first")]


# --- reading ----------------------------------------------------------------------------------------------------------

DAMAGED = {
    "half of it": b'{"date": "2026-11-23", "source": "EKS", "default": "1.3',
    "something else": b"[1, 2, 3]\n",
    "no date": b'{"default": "1.37", "versions": {"1.37": {}}}\n',
    "no day": b'{"date": "2026-13-45", "source": "x", "default": "1.37", "versions": {}}\n',
    "other entries": b'{"date": "2999-01-01", "source": "x", "default": "1.37", "versions": {"1.37": 5}}\n',
    "not text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_refused_by_name(terracutter, data, kind):
    put(data / "kubernetes.json", DAMAGED[kind])
    for command in (
        (("new", "a", "--defaults"), ("doctor",), ("catalogue",)) if kind == "half of it" else (("doctor",),)
    ):
        done = terracutter(*command)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"\nError: {data}/kubernetes.json: Damaged catalogue file\n  It ")
        assert "  hint: run `terracutter catalogue refresh --only kubernetes`, or delete the file\n" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("addon_versions", {"addons": {"coredns": {"versions": {"1.37": ["${file(1)}", "x"]}}}}),
        ("configurations", {"addons": {"coredns": {"v1": "text"}}}),
        ("regions", {"regions": {"eu-west-9": {"partition": "aws", "zones": "a b"}}}),
        ("instances", {**TYPES, "types": {"m99i.large": [1, 2]}}),
        ("instances", {**TYPES, "types": {}}),
    ],
)
def test_a_file_of_another_form_is_refused(told, used, name, document):
    told(**{name: document})
    used()
    with pytest.raises(Refused, match="Damaged catalogue file"):
        refreshed.document(name)


def test_what_is_older_than_the_built_in_file_is_not_used(told, used):
    told(regions={**REGIONS, "date": "2026-01-01"})
    used()
    assert refreshed.document("regions") is None
    assert "eu-west-9" not in catalog.regions()


def test_refreshed_facts_widen_what_is_known_and_move_nothing_that_is_rendered(told, used):
    before = instance_type("m5.large"), catalog.regions()["us-west-1"], addons()["coredns"]
    today = datetime.now(tz=UTC).date()
    default = catalog.default_kubernetes_version(today)
    told(kubernetes=CALENDAR, regions=REGIONS, instances=TYPES, addon_versions=RELEASES)
    used()
    assert str(catalog.kubernetes_version("1.35").standard_until) == "2027-04-30"
    assert str(catalog.kubernetes_versions()["1.35"].standard_until) == "2027-03-27"
    assert catalog.kubernetes_version("1.37") is not None
    assert "1.37" not in catalog.kubernetes_versions()
    assert catalog.regions()["eu-west-9"].zones == ("eu-west-9a", "eu-west-9b", "eu-west-9c")
    assert catalog.known_zones("us-west-1") == tuple(f"us-west-1{letter}" for letter in "abcd")
    assert is_instance_type("m99i.large")
    assert is_offered(instance_type("m5.large"), "eu-central-1") is False  # as AWS has told last
    assert is_offered(instance_type("m5.large"), "us-east-1") is True  # nobody asked there
    assert instance_type("m99i.large") is None  # so that the name alone decides, as it does elsewhere
    assert (instance_type("m5.large"), catalog.regions()["us-west-1"], addons()["coredns"]) == before
    assert catalog.default_kubernetes_version(today) == default


def test_without_refreshed_facts_nothing_more_is_imported(terracutter, tmp_path):
    script = (
        "import sys; from terracutter import cli; from click.testing import CliRunner\n"
        "done = CliRunner().invoke(cli.cli, ['new', 'a', '--defaults', '--dry-run'])\n"
        "assert done.exit_code == 0, done.output\n"
        "late = 'compact', 'staleness', 'boto3', 'terracutter.refresh'\n"
        "print([name for name in sys.modules if name.endswith(late)])"
    )
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr


# --- new and render ---------------------------------------------------------------------------------------------------


def test_new_writes_down_what_it_took_and_a_render_elsewhere_gives_the_same_files(terracutter, told, tmp_path):
    told(addon_versions=RELEASES, kubernetes=CALENDAR, regions=REGIONS, instances=TYPES)
    done = terracutter(
        "new", "a", "--defaults", "--set", "environments=dev,prod", "--set", "addon_versions.coredns=v1.14.3-eksbuild.3"
    )
    assert done.returncode == 0, done.stderr
    answers = (tmp_path / "a" / "terracutter.yaml").read_text()
    assert (
        "addon_versions:\n"
        "  coredns: v1.14.3-eksbuild.3\n"
        f"  kube-proxy: {NEWEST['kube-proxy']}\n"
        f"  vpc-cni: {NEWEST['vpc-cni']}\n"
    ) in answers
    values = (tmp_path / "a" / "environments" / "prod" / "terraform.tfvars").read_text()
    assert re.search(rf'vpc-cni += "{NEWEST["vpc-cni"]}"', values)
    before = read_tree(tmp_path / "a")
    for home in (tmp_path / "home", tmp_path / "elsewhere"):
        done = terracutter("render", "a", "--check", HOME=str(home))
        assert done.returncode == 0, done.stdout + done.stderr
    assert read_tree(tmp_path / "a") == before


def test_versions_that_differ_between_environments_are_written_down_in_each(terracutter, told, tmp_path):
    told(addon_versions={"addons": {"coredns": {"versions": {"1.35": [NEWEST["coredns"]] * 2}}}})
    done = terracutter(
        "new", "a", "--defaults", "--set", "environments=dev,prod", "--set", "environments.prod.kubernetes_version=1.34"
    )
    assert done.returncode == 0, done.stderr
    answers = (tmp_path / "a" / "terracutter.yaml").read_text()
    assert answers.count(NEWEST["coredns"]) == 1
    assert re.search(rf"  dev:\n(    .*\n)*?    addon_versions:\n      coredns: {NEWEST['coredns']}\n", answers)
    assert terracutter("render", "a", "--check", HOME=str(tmp_path / "elsewhere")).returncode == 0


def test_what_only_refreshed_facts_know_is_refused_elsewhere_with_what_to_type(terracutter, told, tmp_path):
    told(kubernetes=CALENDAR, addon_versions=RELEASES, regions=REGIONS)
    done = terracutter("new", "a", "--defaults", "--set", "region=eu-west-9", "--set", "kubernetes_version=1.37")
    assert done.returncode == 0, done.stderr
    assert 'kubernetes_version: "1.37"' in (tmp_path / "a" / "terracutter.yaml").read_text()
    assert terracutter("render", "a", "--check").returncode == 0
    before = read_tree(tmp_path / "a")
    elsewhere = terracutter("render", "a", HOME=str(tmp_path / "elsewhere"))
    assert elsewhere.returncode == 1
    assert "  hint: where EKS offers it by now, run `terracutter catalogue refresh` first\n" in elsewhere.stderr
    assert "  hint: where AWS has opened it by now, run `terracutter catalogue refresh` first\n" in elsewhere.stderr
    assert elsewhere.stderr.endswith("2 problems; nothing was written.\n")
    assert read_tree(tmp_path / "a") == before


def test_a_type_and_a_zone_that_only_refreshed_facts_know_pass_and_warn_elsewhere(terracutter, told, tmp_path):
    told(instances=TYPES, regions=REGIONS)
    settings = ("region=us-west-1", "zones=us-west-1a,us-west-1d", "node_groups.a.instance_types=m99i.large")
    done = terracutter("new", "a", "--defaults", *(word for one in settings for word in ("--set", one)))
    assert done.returncode == 0, done.stderr
    assert "Unknown instance type" not in done.stderr
    assert "Unusual zone" not in done.stderr
    elsewhere = terracutter("render", "a", "--check", HOME=str(tmp_path / "elsewhere"))
    assert elsewhere.returncode == 0
    assert "EC2 had no m99i.large on 2026-10-27; `terracutter catalogue refresh` asks it again." in elsewhere.stderr
    assert "Unusual zone" in elsewhere.stderr
