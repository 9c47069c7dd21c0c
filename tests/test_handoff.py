"""The archive that is handed over: the same bytes everywhere, whole or refused by name, and a page that reads."""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import chromium
import golden
import pytest
from conftest import leave_out, note
from terracutter import handoff, pipeline
from terracutter.answers import from_file
from terracutter.diagnostics import Refused
from terracutter.handoff.ignored import ignores
from terracutter.write import paths

GENERATOR = str(golden.ROOT / "generator")


def run(*arguments: str | Path, cwd: Path, umask: int = 0o022, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": GENERATOR, "NO_COLOR": "1", "XDG_CACHE_HOME": str(cwd / "cache")}
    command = [sys.executable, "-m", "terracutter", "handoff", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment | variables, umask=umask, capture_output=True, text=True, check=False
    )


def handed_over(name: str, place: Path, **settings) -> bytes:
    place.mkdir(parents=True)
    shutil.copytree(golden.EXAMPLES / name / "expected", place / "repository")
    done = run("repository", "--output", "archive.tar.gz", cwd=place, **settings)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return (place / "archive.tar.gz").read_bytes()


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("handed") / "over"
    handed_over("production", place)
    return place / "archive.tar.gz"


@pytest.fixture(scope="module")
def page(archive, tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(archive) as opened:
        opened.extractall(directory, filter="data")
    return next(directory.glob("*/handover.html"))


@pytest.mark.parametrize("name", golden.examples())
def test_an_archive_is_the_same_in_two_runs_on_two_paths(name, questionnaire, tmp_path):
    """By the command, with nothing in the user's cache; and by the function, where the repository stands."""
    odd = {"TZ": "Asia/Seoul", "LC_ALL": "C", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1", "LANG": "ko_KR.UTF-8"}
    one = handed_over(name, tmp_path / "deep" / "er" / "one", umask=0o077, **odd)
    directory = golden.EXAMPLES / name / "expected"
    given = from_file(directory / "terracutter.yaml", questionnaire)
    repository = pipeline.build(questionnaire, *given)
    two = handoff.bundle(directory, repository.plan, handoff.Standing((), frozenset(repository.files)), None)
    assert hashlib.sha256(one).hexdigest() == two.digest


def test_it_holds_the_repository_sums_that_sha256sum_confirms_and_versions(archive, page):
    root = page.parent
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=root, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    stored = {path.relative_to(root / "repository") for path in (root / "repository").rglob("*") if path.is_file()}
    expected = golden.EXAMPLES / "production" / "expected"
    assert stored == {path.relative_to(expected) for path in expected.rglob("*") if path.is_file()}
    found = json.loads((root / "VERSIONS.json").read_text(encoding="utf-8"))
    assert found["terraform"] == [">= 1.11"]
    assert found["providers"] == {"hashicorp/aws": ">= 5.100, < 7.0"}
    assert found["environments"]["production"]["kubernetes"] == "1.35"
    assert found["environments"]["production"]["addons"]["vpc-cni"].startswith("v1.")
    assert set(found["environments"]["production"]["charts"]) == {"aws-load-balancer-controller", "cluster-autoscaler"}
    done = run("--verify", archive, cwd=archive.parent)
    assert (done.returncode, done.stderr) == (0, "")
    sums = (root / "SHA256SUMS").read_text(encoding="utf-8")
    own = "".join(line + "\n" for line in sums.splitlines() if " repository/" in line)
    digest = hashlib.sha256(own.encode()).hexdigest()
    assert digest in page.read_text(encoding="utf-8")
    assert done.stdout == (
        f"{root.name}: {len(sums.splitlines()) + 1} files, each as SHA256SUMS has it\n"
        f"sha256 {hashlib.sha256(archive.read_bytes()).hexdigest()}\n"
        f"digest {digest}, at the top of handover.html\n"
    )


def test_what_was_edited_by_hand_is_handed_over_and_named(tmp_path):
    shutil.copytree(golden.EXAMPLES / "minimal" / "expected", tmp_path / "repository")
    edited = next((tmp_path / "repository").glob("environments/*/main.tf"))
    edited.write_text(edited.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    values = edited.with_name("terraform.tfvars")
    text = re.sub(r'(coredns +=) "[^"]+"', r'\1 "v1.99.0-eksbuild.1"', values.read_text(encoding="utf-8"))
    values.write_text(text.replace('"1.35"', '"1.36"'), encoding="utf-8")
    name = edited.relative_to(tmp_path / "repository").as_posix()
    done = run("repository", cwd=tmp_path)
    assert done.returncode == 0
    assert "Not what the answers render" in done.stderr
    assert name in done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as opened:
        inside = {one.name.partition("/")[2]: opened.extractfile(one).read() for one in opened}
    assert inside[f"repository/{name}"].endswith(b"# by hand\n")
    assert f"<code>{name}</code>".encode() in inside["handover.html"]
    (told,) = json.loads(inside["VERSIONS.json"])["environments"].values()
    assert (told["kubernetes"], told["addons"]["coredns"]) == ("1.36", "v1.99.0-eksbuild.1")


SECRETS = {
    "terraform.tfstate": b"{}",
    "environments/terraform.tfstate.backup": b"{}",
    ".env": b"A=1",
    "docs/server.pem": b"",
    "id_rsa": b"",
    "notes.txt": b"\n-----BEGIN OPENSSH PRIVATE KEY-----\n",
    "access.tf": b'access_key = "AKIAABCDEFGHIJKLMNOP"',
    "token.sh": b"export GITHUB_TOKEN=ghp_" + b"a" * 36,
    "config.yaml": b"    client-key-data: " + b"QUFB" * 20,
    "tonight": b"PK\x03\x04" + b"\0" * 26 + b"tfplan",
    "old.json": b'{\n  "version": 4,\n  "terraform_version": "1.11.4",\n  "serial": 3,\n  "lineage": "a"}',
    "two\nlines.md": b"",
    "back\\slash.md": b"",
    os.fsdecode(b"caf\xe9.md"): b"",
}
HARMLESS = {
    "example.tf": b'access_key = "AKIAIOSFODNN7EXAMPLE"',
    "page.md": b"A plan is a zip whose first name is tfplan; `client-key-data:` stands in a kubeconfig.",
    "archive.zip": b"PK\x03\x04" + b"\0" * 26 + b"other.txt",
}


def test_secrets_and_links_stop_it_by_name_and_caches_stay_behind(tmp_path):
    repository = tmp_path / "repository"
    shutil.copytree(golden.EXAMPLES / "minimal" / "expected", repository)
    (repository / ".terraform").mkdir()
    (repository / ".terraform" / "terraform.tfstate").write_text("{}")
    (repository / "environments" / ".terraform").symlink_to("/nowhere")
    (repository / ".git").write_text("gitdir: /elsewhere")
    for name in ("apply.tfplan", "mine.auto.tfvars", "environments/override.tf"):
        (repository / name).write_text("secret")
    for name, content in HARMLESS.items():
        (repository / name).write_bytes(content)
    done = run("repository", "--output", "fine.tar.gz", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (
        "Left behind\n  environments/override.tf, mine.auto.tfvars: git ignores it, and it is not in the archive."
        in done.stderr
    )
    with tarfile.open(tmp_path / "fine.tar.gz") as opened:
        names = [name.partition("/")[2] for name in opened.getnames()]
        page = opened.extractfile(next(one for one in opened if one.name.endswith("/handover.html"))).read().decode()
    assert not [name for name in names if re.search(r"\.terraform/|\.git$|tfplan|auto|override", name)]
    assert re.search(r"Beside what Terracutter wrote.*?</div>", page)[0].count("<li>") == len(HARMLESS)
    for name, content in SECRETS.items():
        (repository / name).write_bytes(content)
    (repository / "link").symlink_to("/etc/hostname")
    done = run("repository", "--output", "refused.tar.gz", cwd=tmp_path)
    assert done.returncode == 1
    shown = [paths.shown(name) for name in SECRETS]
    assert [
        name for name in [*shown, "link"] if f"Error: {name}: File that cannot be handed over" not in done.stderr
    ] == []
    assert done.stderr.count("Error: ") == len(SECRETS) + 1
    assert not (tmp_path / "refused.tar.gz").exists()


PATTERNS = """\
# a comment
*.log
!keep.log
/top
build/
docs/*.tmp
a/**/z
**/deep.txt
/whole/**
[ab]?.dat
[!c]one
\\#hash
name\\ with
trailing\x20\x20
**/cache/
x*y
"""


def test_what_git_ignores_is_what_git_says(tmp_path):
    """Every path of a few names in three levels, by git itself."""
    git = shutil.which("git") or leave_out("git is not on PATH")
    (tmp_path / ".gitignore").write_text(PATTERNS)
    subprocess.run([git, "init", "-q", "."], cwd=tmp_path, check=True)
    words = (
        *("a.log", "keep.log", "top", "build", "a", "z", "deep.txt", "whole", "docs", "b.tmp", "a1.dat", "c1.dat"),
        *("done", "cone", "#hash", "name with", "trailing", "cache", "xy", "x1y"),
    )
    paths_ = ["/".join(parts) for count in (1, 2, 3) for parts in itertools.product(words, repeat=count)]
    done = subprocess.run(
        [git, "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=tmp_path,
        input="\0".join(paths_),
        capture_output=True,
        text=True,
        check=False,
    )
    by_git = set(done.stdout.split("\0")) - {""}
    ignored = ignores(PATTERNS)
    assert {path for path in paths_ if ignored(path)} == by_git
    assert 1_000 < len(by_git) < len(paths_) - 500


def changed(archive: Path, change) -> bytes:
    """The archive with its members changed: `change` takes and gives pairs of header and content."""
    with tarfile.open(archive) as opened:
        members = [(one, opened.extractfile(one).read()) for one in opened]
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as written:
        for header, content in change(members):
            header.size = len(content) if header.isreg() else 0
            written.addfile(header, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=0)


def added(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644):
    def change(members):
        header = tarfile.TarInfo(name.replace("ROOT", members[0][0].name.partition("/")[0]))
        header.type, header.linkname, header.mode = kind, target, mode
        return [*members, (header, b"more")]

    return change


def without(end: str):
    return lambda members: [one for one in members if not one[0].name.endswith(end)]


def renamed(members):
    for header, _ in members:
        header.name = header.name.replace("acme-platform-", "acme-platform-0", 1)
    return members


def edited(end: str, content: bytes):
    return lambda members: [(one, content if one.name.endswith(end) else text) for one, text in members]


TAMPERED = {
    "Changed file": edited("repository/README.md", b"other"),
    "Missing file": without("repository/README.md"),
    "Added file": added("ROOT/repository/more.tf"),
    "No checksums": without("SHA256SUMS"),
    "Broken checksums": edited("SHA256SUMS", b"no sums\n"),
    "elsewhere": added("ROOT/../../etc/cron.d/more"),
    "elsewhere than": added("/etc/passwd"),
    "Name of other files": renamed,
    "Not one directory": added("other/more.tf"),
    "a link": added("ROOT/repository/link", tarfile.SYMTYPE, "/etc/passwd"),
    "link, a device": added("ROOT/repository/hard", tarfile.LNKTYPE, "/etc/passwd"),
    "device or a directory": added("ROOT/repository/device", tarfile.CHRTYPE),
    "twice": added("ROOT/repository/README.md"),
    "cannot be shown": added("ROOT/repository/\x1b[2J"),
    "Its mode is 4755": added("ROOT/repository/setuid", mode=0o4755),
}


@pytest.mark.parametrize("says", TAMPERED)
def test_verify_says_what_was_tampered_with(says, archive, tmp_path):
    other = tmp_path / "other.tar.gz"
    other.write_bytes(changed(archive, TAMPERED[says]))
    with pytest.raises(Refused) as refused:
        handoff.verify(other)
    assert says in " ".join(map(str, refused.value.diagnostics))


@pytest.mark.parametrize("content", [b"", b"no archive", gzip.compress(b"no tar", mtime=0), None], ids=repr)
def test_verify_refuses_what_is_no_archive(content, archive, tmp_path):
    other = tmp_path / "other.tar.gz"
    other.write_bytes(archive.read_bytes()[:-2000] if content is None else content)
    done = run("--verify", other, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search(r"Unreadable archive|No checksums|Missing file", done.stderr)


_WIDTH = """<script>
const page = document.documentElement;
const pictures = Array.from(document.images).map(one => one.complete && one.naturalWidth > 0);
const said = JSON.stringify({page: page.scrollWidth, window: page.clientWidth, pictures});
document.body.insertAdjacentHTML('beforeend', `<pre id="found">${said}</pre>`);
</script></body>"""
_FRAME = """<!doctype html><meta charset="utf-8"><pre id="all"></pre>
<iframe id="f" width="{width}" height="800" srcdoc="{inner}"></iframe>
<script>
onload = () => {{
  const found = document.getElementById('f').contentDocument.getElementById('found');
  document.getElementById('all').textContent = found.textContent;
}};
</script>"""


@pytest.mark.parametrize("width", [1280, 400])
def test_chromium_shows_the_page_without_complaint_and_without_scrolling_sideways(page, tmp_path, width):
    text = page.read_text(encoding="utf-8").replace("</body>", _WIDTH)
    inner = html.escape(re.sub(r"<meta http-equiv[^>]*>", "", text))
    # The window of a headless browser has a least width; a frame has none.
    frame = tmp_path / "frame.html"
    frame.write_text(_FRAME.format(width=width, inner=inner), encoding="utf-8")
    found = json.loads(re.search(r'<pre id="all">(.*?)</pre>', chromium.dom(frame, tmp_path, 1400), re.DOTALL)[1])
    assert found["page"] <= found["window"]
    assert found["pictures"] == [True, True]
    chromium.dom(page, tmp_path)
    shot = chromium.screenshot(page, f"handover-{width}.png", (max(width, 500), 3000), tmp_path)
    note(f"the page of the example production, as Chromium shows it: {shot}")


def test_the_page_prints_to_a_document_of_several_sheets(page, tmp_path):
    assert chromium.pdf_pages(page, "handover.pdf", tmp_path) >= 5
