"""A document of the repository as a part of the page: headings a level lower, links that stay, tables to scroll."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

from terracutter.handoff.collection import StoredFile
from terracutter.records import record

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DOCUMENT: Final = re.compile(r"README\.md|docs/[^/]+\.md")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SHORT: Final = 15
_LONG: Final = 22
_SENTENCE: Final = 40
"""Letters: of a cell that stays on one line, of a word that may be broken, and of a cell that wants some width."""

_MANY: Final = 9
"""Columns that paper has room for in small letters alone."""

_PIECE: Final = re.compile(r"(?<=[._/:])(?=\w)|\s+")
_WORD: Final = re.compile(r"[^\s;]{23,}")
_AFTER: Final = re.compile(r"([._/:])(?=\w)")

_IMAGES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@record
class Heading:
    level: int
    text: str
    anchor: str


@record
class Document:
    """`slug` is unique on the page; `headings` are those of the text, its title first."""

    path: str
    slug: str
    tokens: tuple[Token, ...]
    headings: tuple[Heading, ...]

    @property
    def title(self) -> str:
        return self.headings[0].text if self.headings else posixpath.basename(self.path)


def documents(files: Mapping[str, StoredFile], first: Sequence[str]) -> list[Document]:
    """README and those of `docs/`; by name, but for those that are to stand `first`."""

    def order(path: str) -> tuple[int, str]:
        name = posixpath.basename(path).removesuffix(".md")
        return (first.index(name) if name in first else len(first), path)

    taken: set[str] = set()
    found = []
    for path in sorted(filter(_DOCUMENT.fullmatch, files), key=order):
        slug = _free(re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(".md")), taken)
        found.append(_read(path, slug, files[path].content.decode("utf-8", "replace")))
    return found


def _read(path: str, slug: str, text: str) -> Document:
    tokens = _reader().parse(text)
    taken: set[str] = set()
    headings = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            plain = _plain(tokens[place + 1])
            # As GitHub names headings.
            anchor = _free(re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-"), taken)
            headings.append(Heading(int(token.tag[1:]), plain, f"{slug}--{anchor}"))
    return Document(path, slug, tuple(tokens), tuple(headings))


def _free(name: str, taken: set[str]) -> str:
    """It, or it with the first number that makes it another than those taken."""
    found, number = name, 0
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def html(
    document: Document, known: Sequence[Document], files: Mapping[str, StoredFile], pictures: Mapping[str, str]
) -> str:
    """`pictures`: files that the page shows already, and the place where it does. Tags of HTML are shown as text."""
    reader = _reader()
    places = {one.path: one for one in known}
    headings = iter(document.headings)
    shown = []
    around = Heading(1, document.title, "")
    for token in document.tokens:
        if token.type == "fence" and token.info.strip() == "mermaid":
            continue  # the pictures that stand on the page say more
        if token.type == "heading_open":
            around = next(headings)
            token.attrSet("id", around.anchor)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + 1)}"
        if token.type == "table_open":
            token.meta["about"] = around.text
        for child in token.children or ():
            _point(child, document, places, files, pictures)
        shown.append(token)
    _mark_cells(shown)
    rendered: str = reader.renderer.render(shown, reader.options, {})
    return rendered


def _mark_cells(tokens: Sequence[Token]) -> None:
    """Heads of columns are named as such; long words may be broken, and code where its parts meet."""
    for place, token in enumerate(tokens):
        if token.type not in {"th_open", "td_open"}:
            continue
        classes = []
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if str(token.attrs.pop("style", "")).endswith("right"):
            classes.append("end")
        classes += _look(_plain(tokens[place + 1]))
        if classes:
            token.attrSet("class", " ".join(classes))
        for child in tokens[place + 1].children or ():
            if child.type == "code_inline":
                child.type, child.content = "html_inline", f"<code>{breakable(child.content)}</code>"
            elif child.type == "text":
                child.type, child.content = "html_inline", breakable(child.content)


def _look(text: str) -> list[str]:
    """The class of a cell, by what is to be broken in a narrow column: nothing, anything or only between words."""
    if max(map(len, _PIECE.split(text)), default=0) > _LONG:
        return ["long"]
    if len(text) >= _SENTENCE:
        return ["text"]
    return ["short"] if len(text) <= _SHORT else []


def breakable(text: str) -> str:
    """As HTML, in which long names and addresses may be broken after what separates their parts."""
    return _WORD.sub(lambda found: _AFTER.sub(r"\1<wbr>", found[0]), escape(text))


def _point(
    token: Token,
    document: Document,
    places: Mapping[str, Document],
    files: Mapping[str, StoredFile],
    pictures: Mapping[str, str],
) -> None:
    """A link to a document leads to its place on the page, one to a file into the repository beside it."""
    name = {"image": "src", "link_open": "href"}.get(token.type)
    if name is None:
        return
    target = str(token.attrGet(name))
    file, _, anchor = target.partition("#")
    if not _SCHEME.match(target):
        file = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), file)) if file else document.path
        if file in pictures:
            target = f"#{pictures[file]}"
        elif file in places:
            target = f"#{places[file].slug}{f'--{anchor}' if anchor else ''}"
        else:
            target = f"repository/{file}"
    if token.type == "link_open":
        token.attrSet("href", target)
        return
    kind = _IMAGES.get(posixpath.splitext(file)[1].lower())
    if file not in pictures and file in files and kind:
        token.attrSet("src", data_of(files[file].content, kind))
        return
    # What is elsewhere cannot be shown: nothing is fetched.
    words = escape(token.content)
    token.type = "html_inline"
    token.content = f'<a href="{escape(target)}">{words}</a>'


def data_of(content: bytes, kind: str = _IMAGES[".svg"]) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return reader


def _table_open(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    end = next(after for after in range(place, len(tokens)) if tokens[after].type == "thead_close")
    columns = sum(token.type == "th_open" for token in tokens[place:end])
    return wide_open(str(tokens[place].meta.get("about", "")), "many" if columns >= _MANY else "")


def wide_open(about: str, kind: str = "") -> str:
    """A table that a keyboard can scroll, up to its first row."""
    look = f' class="{kind}"' if kind else ""
    return f'<div class="wide" tabindex="0" role="group" aria-label="Table: {escape(about)}"><table{look}>\n'


def table(about: str, head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> Iterator[str]:
    """Of cells that are HTML."""
    yield wide_open(about, kind)
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in rows:
        yield f"<tr>{''.join(map(_cell, row))}</tr>"
    yield "</tbody></table></div>"


def _cell(inside: str) -> str:
    look = " ".join(_look(re.sub(r"<[^>]*>", "", inside)))
    return f'<td class="{look}">{inside}</td>' if look else f"<td>{inside}</td>"
