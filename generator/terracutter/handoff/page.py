"""The hand-over as one page: pictures, tables and documents, without scripts, and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from terracutter import catalog
from terracutter.diagram import path_of
from terracutter.handoff.collection import StoredFile
from terracutter.handoff.markdown import Document, breakable, data_of, documents, html, table
from terracutter.handoff.style import STYLE, margins
from terracutter.handoff.sums import repository_digest
from terracutter.plan import Plan
from terracutter.records import record
from terracutter.write import RECORDS

_FIRST: Final = ("README", "NETWORK", "DECISIONS", "COST", "COMPLIANCE", "PERMISSIONS", "RUNBOOK")
_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SIZE: Final = re.compile(r'<svg [^>]*\bwidth="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')
_TALL: Final = 1.1
"""Height by width from which on a picture is printed upright."""

_VERIFYING: Final = """\
<p>This needs <code>sha256sum</code>, on macOS <code>shasum -a 256</code>; <code>NAME</code> is that of the archive.</p>
<pre><code>sha256sum NAME.tar.gz               # the number that you were told, by another way than the archive came
tar -xzf NAME.tar.gz
cd NAME
sha256sum -c --quiet SHA256SUMS     # silent where every file is as it was packed
sha256sum SHA256SUMS                # begins with the last twelve digits of NAME
grep ' repository/' SHA256SUMS | sha256sum
</code></pre>
<p>The last number is the digest at the top of this page. Checksums tell that nothing was changed on the way, not
who made them: for that compare the first number. With Terracutter,
<code>terracutter handoff --verify NAME.tar.gz</code>
compares before anything is unpacked, and <code>terracutter render --check repository</code> says what differs from the
answers.</p>"""


@record
class Standing:
    """How the repository stands: `differences`, where it is not what the answers render, and all that was `written`."""

    differences: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()


def page(
    plan: Plan, files: Mapping[str, StoredFile], standing: Standing, versions: Mapping[str, Any], sums: str
) -> str:
    """Its documents are those of the repository as it stands; `sums` are the checksums of all but this page."""
    found = documents(files, _FIRST)
    shown = {path_of(plan, one): f"picture-{one.name}" for one in plan.environments if path_of(plan, one) in files}
    name = escape(plan.repository)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{name}: hand-over</title>\n<style>\n{STYLE}{margins(name)}</style>\n</head>\n<body>",
        '<a class="skip" href="#main">Skip to the documents</a>',
        *_header(plan, versions, sums),
        *_notes(files, standing),
        "</header>",
        *_contents(found, has_pictures=bool(shown)),
        '<main id="main">',
        *_section("architecture", "Architecture", _pictures(plan, files), _kind(plan, files)),
        *(
            f'<section aria-labelledby="{one.headings[0].anchor if one.headings else one.slug}" id="{one.slug}">\n'
            f"{html(one, found, files, shown)}{_TOP}\n</section>"
            for one in found
        ),
        *_section("versions", "Versions", _versions(versions)),
        *_section("files", "Files and checksums", _files(sums)),
        "</main>\n</body>\n</html>",
    ]
    return "\n".join(parts) + "\n"


_TOP: Final = '<p class="top"><a href="#contents">Contents</a></p>'


def _section(slug: str, title: str, inside: Iterable[str], kind: str | None = "") -> Iterator[str]:
    """None without any of its `kind`."""
    if kind is not None:
        look = f' class="{kind}"' if kind else ""
        yield f'<section id="{slug}"{look} aria-labelledby="{slug}-title">\n<h2 id="{slug}-title">{title}</h2>'
        yield from inside
        yield f"{_TOP}\n</section>"


def _header(plan: Plan, versions: Mapping[str, Any], sums: str) -> Iterator[str]:
    count = len(plan.environments)
    what = "an Amazon EKS cluster" if count == 1 else f"{count} Amazon EKS clusters"
    days = sorted(versions["facts"].values())
    told = {
        "Digest": f"<code>{repository_digest(sums)}</code>",
        "Written by": f"Terracutter {escape(versions['terracutter'])}, with facts about AWS of {days[0]} to {days[-1]}",
        "Needs": escape(", ".join(_needs(versions))),
    }
    yield f'<header>\n<p class="kind">Hand-over of {what}</p>\n<h1>{escape(plan.repository)}</h1>'
    yield from table(
        "the clusters", ("Environment", "Cluster", "Kubernetes", "Region", "Account", "State"), _rows(plan, versions)
    )
    yield f"<dl>{''.join(f'<dt>{term}</dt><dd>{text}</dd>' for term, text in told.items())}</dl>"
    yield (
        "<p>The digest stands for the files of the repository and dates this page: no clock is read, and the same "
        'files give the same archive. <a href="#files">Files and checksums</a> says how to verify it.</p>'
    )


def _notes(files: Mapping[str, StoredFile], standing: Standing) -> Iterator[str]:
    """What a reader must know of the files before trusting the rest."""
    if standing.differences:
        yield _note("These files are not what the answers render:", standing.differences)
    own = sorted(files.keys() - standing.written) if standing.written else []
    own = [path for path in own if path not in RECORDS and not path.endswith(".terraform.lock.hcl")]
    if own:
        yield _note("Beside what Terracutter wrote, the repository has:", own)


def _note(words: str, paths: Sequence[str]) -> str:
    names = "".join(f"<li><code>{escape(path)}</code></li>" for path in paths)
    return f'<div class="note"><p>{words}</p><ul>{names}</ul></div>'


def _rows(plan: Plan, versions: Mapping[str, Any]) -> Iterator[list[str]]:
    for one in plan.environments:
        version = versions["environments"][one.name]["kubernetes"]
        known = catalog.kubernetes_version(version)
        until = f", in standard support until {known.standard_until}" if known and known.standard_until else ""
        account = one.answers["account_id"] or "any"
        yield [
            escape(str(cell))
            for cell in (one.name, one.cluster_name, f"{version}{until}", one.region, account, one.state.place)
        ]


def _needs(versions: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{versions['engine']} {one}" for one in versions["terraform"])
    yield from (f"provider {name} {constraint}" for name, constraint in versions["providers"].items())


def _contents(found: Sequence[Document], *, has_pictures: bool) -> Iterator[str]:
    yield '<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>'
    if has_pictures:
        yield '<li><a href="#architecture">Architecture</a></li>'
    for one in found:
        inner = [heading for heading in one.headings[1:] if heading.level == 2]  # noqa: PLR2004
        links = "".join(f'<li><a href="#{heading.anchor}">{escape(heading.text)}</a> </li>' for heading in inner)
        below = f"<ul>{links}</ul>" if links else ""
        yield f'<li><a href="#{one.slug}">{escape(one.title)}</a> <code>{escape(one.path)}</code>{below}</li>'
    yield '<li><a href="#versions">Versions</a></li>\n<li><a href="#files">Files and checksums</a></li>\n</ol>\n</nav>'


def _kind(plan: Plan, files: Mapping[str, StoredFile]) -> str | None:
    """None without pictures; where one is tall all are printed upright."""
    found = [files[path] for one in plan.environments if (path := path_of(plan, one)) in files]
    sizes = [size for one in found if (size := _SIZE.search(_text(one)))]
    is_tall = any(float(size[2]) > _TALL * float(size[1]) for size in sizes)
    return None if not found else "pictures tall" if is_tall else "pictures"


def _text(file: StoredFile) -> str:
    return file.content.decode("utf-8", "replace")


def _pictures(plan: Plan, files: Mapping[str, StoredFile]) -> Iterator[str]:
    for environment in plan.environments:
        picture = files.get(path_of(plan, environment))
        if picture is None:
            continue
        size = _SIZE.search(_text(picture))
        told = re.search(r"<desc[^>]*>([^<\"]*)</desc>", _text(picture))
        name = escape(environment.cluster_name)
        alt = f"The architecture of {name}{f': {told[1]}' if told else ''}"
        bounds = f' width="{size[1]}" height="{size[2]}"' if size else ""
        yield f'<figure id="picture-{environment.name}">'
        yield f'<img src="{data_of(picture.content)}" alt="{alt}"{bounds}></figure>'


def _versions(versions: Mapping[str, Any]) -> Iterator[str]:
    """As VERSIONS.json has them, a column for each environment."""
    environments = versions["environments"]
    yield "<p>What the repository names, as <code>VERSIONS.json</code> has it for programs.</p>"
    rows = [["Kubernetes", *(escape(one["kubernetes"]) for one in environments.values())]]
    for kind, word in (("addons", "add-on"), ("charts", "chart")):
        names = sorted({name for one in environments.values() for name in one[kind]})
        rows += [
            [f"{escape(name)}, {word}", *(escape(one[kind].get(name, "")) for one in environments.values())]
            for name in names
        ]
    yield from table("versions", ("What", *map(escape, environments)), rows)
    yield "<h3>How old the facts are</h3>"
    yield "<p>Versions, limits and calendars are those of the catalogue that Terracutter had, file by file:</p>"
    days = sorted(versions["facts"].items())
    rows = [[f"<code>{name}</code>", day] for name, day in days]
    yield from table("facts", ("File of the catalogue", "Day"), rows, "sums")


def _files(sums: str) -> Iterator[str]:
    yield f"<h3>How to verify</h3>\n{_VERIFYING}\n<h3>Files</h3>"
    yield "<p>The SHA-256 of each, as <code>SHA256SUMS</code> has it; this page and that file are not among them.</p>"
    rows = [line.partition("  ")[::2] for line in sums.splitlines()]
    cells = [[f"<code>{breakable(path)}</code>", f"<code>{digest}</code>"] for digest, path in rows]
    yield from table("files and checksums", ("File", "SHA-256"), cells, "sums")
