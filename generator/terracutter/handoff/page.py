"""The hand-over as one page: pictures, tables and documents, without scripts, and nothing is fetched."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from terracutter.diagram import path_of
from terracutter.handoff.collection import StoredFile
from terracutter.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_FIRST: Final = ("README", "NETWORK", "DECISIONS", "COST", "COMPLIANCE", "PERMISSIONS", "RUNBOOK")
_STYLE: Final = """\
:root{color-scheme:light dark;--ink:#16191f;--soft:#414d5c;--paper:#fff;--line:#c6ccd5;--shade:#f3f5f7;--link:#0b5cad}
@media screen and (prefers-color-scheme:dark){
:root{--ink:#eef1f5;--soft:#b9c2cf;--paper:#11161d;--line:#3b4654;--shade:#1a212a;--link:#8ab8f0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:75rem;padding:1.5rem;color:var(--ink);background:var(--paper);
font:16px/1.5 Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
h1,h2,h3,h4{line-height:1.25;margin:2rem 0 .6rem}
section{border-top:1px solid var(--line);margin-top:2.5rem}
img{max-width:100%;height:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9em;margin:.8rem 0;overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:var(--shade)}
code,pre{font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.9em}
pre{background:var(--shade);padding:.8rem;overflow-x:auto}
.note{border-left:4px solid #b25400;padding:.2rem .8rem;background:var(--shade)}
@page{margin:16mm}
@media print{body{max-width:none;padding:0;font-size:10pt}section{break-before:page}
.wide{overflow:visible}table{overflow-wrap:anywhere}h1,h2,h3{break-after:avoid}tr,img{break-inside:avoid}
pre{white-space:pre-wrap}}
"""
_INTRODUCTION: Final = (
    "<p>What stands in this archive: the repository, the versions of everything in VERSIONS.json, and in "
    "SHA256SUMS what <code>sha256sum -c</code> compares.</p>"
)
_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(plan: Plan, files: Mapping[str, StoredFile], differences: Sequence[str]) -> str:
    """Its documents are those of the repository as it stands."""
    documents = _documents(files)
    contents = "".join(f'<li><a href="#{_slug(path)}">{escape(_title(text))}</a></li>' for path, text in documents)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(plan.repository)}: hand-over</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(plan.repository)}</h1>",
        _INTRODUCTION,
        *_edited(differences),
        f"<ul>{contents}</ul>",
        *_pictures(plan, files),
        *(f'<section id="{_slug(path)}">\n{_html(path, text, files)}</section>' for path, text in documents),
        "</body>\n</html>",
    ]
    return "\n".join(parts) + "\n"


def _edited(differences: Sequence[str]) -> Iterator[str]:
    if differences:
        names = "".join(f"<li><code>{escape(path)}</code></li>" for path in differences)
        yield f'<div class="note"><p>These files are not what the answers render:</p><ul>{names}</ul></div>'


def _pictures(plan: Plan, files: Mapping[str, StoredFile]) -> Iterator[str]:
    for environment in plan.environments:
        picture = files.get(path_of(plan, environment))
        if picture is not None:
            data = base64.b64encode(picture.content).decode()
            name = escape(environment.cluster_name)
            source = f"data:image/svg+xml;base64,{data}"
            yield f'<h2>{name}</h2>\n<p><img src="{source}" alt="The architecture of {name}"></p>'


def _documents(files: Mapping[str, StoredFile]) -> list[tuple[str, str]]:
    """The README first, then what a reader wants next; the rest by name."""
    paths = [path for path in files if path == "README.md" or re.fullmatch(r"docs/[^/]+\.md", path)]

    def order(path: str) -> tuple[int, str]:
        name = posixpath.basename(path).removesuffix(".md")
        return (_FIRST.index(name) if name in _FIRST else len(_FIRST), path)

    return [(path, files[path].content.decode("utf-8", "replace")) for path in sorted(paths, key=order)]


def _title(text: str) -> str:
    found = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return re.sub(r"[\\`*]", "", found[1]) if found else "Document"


def _slug(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(".md"))


def _html(path: str, text: str, files: Mapping[str, StoredFile]) -> str:
    """Markdown without HTML of its own: its tags are shown as text."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    known: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(path, tokens[place + 1].content, known))
        for child in token.children or ():
            _point(child, path, files)
    shown = [token for token in tokens if not (token.type == "fence" and token.info == "mermaid")]
    html: str = reader.renderer.render(shown, reader.options, {})
    return html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def _anchor(path: str, heading: str, known: dict[str, int]) -> str:
    """As GitHub names headings, after the name of the document."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    number = known.get(plain, 0)
    known[plain] = number + 1
    return f"{_slug(path)}--{plain}{f'-{number}' if number else ''}"


def _point(token: Token, path: str, files: Mapping[str, Any]) -> None:
    """A link to a document leads to its place on the page, one to a file into the repository beside it."""
    if token.type == "image":
        token.type, token.content, token.children = "text", "", []
    if token.type != "link_open":
        return
    target, _, anchor = str(token.attrGet("href")).partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
    is_document = file in files and (file == "README.md" or re.fullmatch(r"docs/[^/]+\.md", file))
    place = f"#{_slug(file)}{f'--{anchor}' if anchor else ''}" if is_document else f"repository/{file}"
    token.attrSet("href", place)
