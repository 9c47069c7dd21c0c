"""The page of the hand-over: a document in good order, for every example, whatever device or eye reads it."""

from __future__ import annotations

import io
import itertools
import re
import tarfile
from html.parser import HTMLParser
from pathlib import Path

import golden
import pytest
from terracutter.answers import complete, from_file
from terracutter.diagram import style as picture_style
from terracutter.handoff import Standing, bundle, style
from terracutter.handoff.collection import StoredFile
from terracutter.handoff.markdown import documents, html
from terracutter.plan import make_plan

VOID = {"meta", "img", "br", "hr", "wbr"}


class Page(HTMLParser):
    """Elements in order, each with its attributes; what is not closed in order is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[int, str] = {}
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.faults += self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.faults += [
            f"{name} twice in {tag}" for name in {name for name, _ in attrs if len(attrs) > len(dict(attrs))}
        ]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        place = len(self.elements) - 1
        self.words[place] = self.words.get(place, "") + data

    def all(self, name: str) -> list[dict[str, str]]:
        return [given for tag, given in self.elements if tag == name]


@pytest.fixture(scope="module", params=golden.examples())
def handed_over(request, questionnaire, tmp_path_factory):
    """The plan of an example, and the files of its archive by path."""
    directory = golden.EXAMPLES / request.param
    answers, faults = from_file(directory / "terracutter.yaml", questionnaire)
    plan = make_plan(questionnaire, complete(questionnaire, answers, faults))
    archive = bundle(directory / "expected", plan, Standing(), None)
    with tarfile.open(fileobj=io.BytesIO(archive.content)) as opened:
        return plan, {one.name.partition("/")[2]: opened.extractfile(one).read() for one in opened}


@pytest.fixture(scope="module")
def page(handed_over) -> Page:
    return Page(handed_over[1]["handover.html"].decode())


def test_it_is_whole_and_its_ids_are_unique(page):
    assert page.faults == []
    ids = [given["id"] for _, given in page.elements if "id" in given]
    assert sorted(ids) == sorted(set(ids))
    named = {given[name] for _, given in page.elements for name in ("aria-labelledby", "for") if name in given}
    assert named <= set(ids)


def test_every_link_leads_somewhere_and_nothing_is_fetched(page, handed_over):
    files = handed_over[1]
    directories = {str(parent) for path in files for parent in Path(path).parents}
    ids = {given["id"] for _, given in page.elements if "id" in given}
    links = [given["href"] for given in page.all("a")]
    assert [one for one in links if one.startswith("#") and one[1:] not in ids] == []
    beside = [one.partition("#")[0] for one in links if not re.match(r"#|https://", one)]
    assert beside
    assert [one for one in beside if one.rstrip("/") not in files.keys() | directories] == []
    assert [given["src"] for given in page.all("img") if not given["src"].startswith("data:image/")] == []
    assert {tag for tag, _ in page.elements} & {"script", "link", "iframe", "object", "form", "base"} == set()
    text = files["handover.html"].decode()
    assert not re.search(r"@import|url\(|\son\w+=", text.split("</style>")[0])
    (policy,) = [given["content"] for given in page.all("meta") if "http-equiv" in given]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")


def test_whoever_hears_it_finds_the_way(page, handed_over):
    plan = handed_over[0]
    assert page.elements[0] == ("html", {"lang": "en"})
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(one, two) for one, two in itertools.pairwise(levels) if two > one + 1] == []
    first = next(given for tag, given in page.elements if tag == "a")
    assert first["href"] == "#main"
    assert [given for given in page.all("th") if given.get("scope") != "col"] == []
    heads = [place for place, (tag, _) in enumerate(page.elements) if tag == "th"]
    assert [place for place in heads if not page.words.get(place, "").strip()] == []
    assert [given["alt"][:20] for given in page.all("img")] == ["The architecture of "] * len(plan.environments)
    scrolled = [given for given in page.all("div") if given.get("class") == "wide"]
    assert len(scrolled) == len(page.all("table"))
    assert all(given["tabindex"] == "0" and given["aria-label"] for given in scrolled)


def test_it_shows_pictures_in_place_of_what_draws_them(page, handed_over):
    plan, files = handed_over
    assert "```mermaid" in files["repository/README.md"].decode()
    assert "flowchart" not in files["handover.html"].decode()
    shown = {f"#picture-{one.name}" for one in plan.environments}
    assert shown <= {given["href"] for given in page.all("a")}


def test_it_tells_the_digests_of_all_but_itself(handed_over):
    files = handed_over[1]
    text = re.sub("<wbr>", "", files["handover.html"].decode())
    sums = files["SHA256SUMS"].decode().splitlines()
    told = re.findall(r"<tr><td[^>]*><code>([^<]+)</code></td><td[^>]*><code>([0-9a-f]{64})</code></td></tr>", text)
    assert [f"{digest}  {path}" for path, digest in told] == [one for one in sums if "handover.html" not in one]


def _colours(text: str) -> list[dict[str, str]]:
    """`--name` or `class:property` by colour: in the light, and in the dark."""
    light, _, dark = text.partition("@media screen and (prefers-color-scheme:dark){")
    found = []
    for part in (light, dark):
        given = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", part))
        for names, body in re.findall(r"([.\w,]+)\{([^}]*)\}", part):
            given |= {f"{names.lstrip('.')}:{key}": colour for key, colour in re.findall(r"(fill|stroke):(#\w+)", body)}
        found.append({**(found[0] if found else {}), **given})
    return found


def _contrast(one: str, two: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_colours_are_told_apart(look):
    """4.5 for text, 3 for lines that carry a meaning: WCAG 2.2, AA."""
    assert _contrast("#000", "#ffffff") == pytest.approx(21)
    shown = _colours(style.STYLE)[look]
    pairs = {
        (ink, on): _contrast(shown[ink], shown[on]) for ink in ("ink", "soft", "link") for on in ("paper", "shade")
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}
    assert _contrast(shown["mark"], shown["paper"]) >= 3
    drawn = _colours(picture_style.STYLE)[look]
    boxes = {name.partition(":")[0]: colour for name, colour in drawn.items() if name.endswith(":fill")}
    inks = {name: boxes.pop(name) for name in ("text", "small", "tip")}
    assert len(boxes) >= 10
    assert [(ink, box) for ink in inks for box in boxes if _contrast(inks[ink], boxes[box]) < 4.5] == []
    lines = {name: colour for name, colour in drawn.items() if name.endswith(":stroke")}
    under = [boxes["page"], boxes["vpc"]]
    assert [(name, on) for name in lines for on in under if _contrast(lines[name], on) < 3] == []


HOSTILE = """\
# A title & <b>more</b>

## Again

## Again

## Again 1

<script>alert(1)</script> [a](javascript:alert(1)) [b](../README.md#nothing "t") [c](#again-1) ![d](d.png) ![e](http://x/e.png)

```mermaid
graph
```

| | a |
| --- | ---: |
| `one_name_that_is.very.long/indeed` | 1 |
"""

HOSTILE_HTML = """\
<h2 id="docs-x--a-title--bmoreb">A title &amp; &lt;b&gt;more&lt;/b&gt;</h2>
<h3 id="docs-x--again">Again</h3>
<h3 id="docs-x--again-1">Again</h3>
<h3 id="docs-x--again-1-1">Again 1</h3>
<p>&lt;script&gt;alert(1)&lt;/script&gt; [a](javascript:alert(1)) <a href="#README--nothing" title="t">b</a> \
<a href="#docs-x--again-1">c</a> <img src="data:image/png;base64,UE5H" alt="d" /> <a href="http://x/e.png">e</a></p>
<div class="wide" tabindex="0" role="group" aria-label="Table: Again 1"><table>
<thead>
<tr>
<th scope="col" class="short"></th>
<th scope="col" class="end short">a</th>
</tr>
</thead>
<tbody>
<tr>
<td><code>one_<wbr>name_<wbr>that_<wbr>is.<wbr>very.<wbr>long/<wbr>indeed</code></td>
<td class="end short">1</td>
</tr>
</tbody>
</table></div>
"""


def test_a_document_of_somebody_else_is_shown_and_can_do_nothing():
    texts = {"docs/x.md": HOSTILE, "README.md": "# Read\n", "docs/d.png": "PNG", "docs/deep/no.md": "# No\n"}
    files = {path: StoredFile(text.encode(), executable=False) for path, text in texts.items()}
    found = documents(files, ("README",))
    assert [(one.path, one.slug, one.title) for one in found] == [
        ("README.md", "README", "Read"),
        ("docs/x.md", "docs-x", "A title & <b>more</b>"),
    ]
    assert html(found[1], found, files, {}) == HOSTILE_HTML
