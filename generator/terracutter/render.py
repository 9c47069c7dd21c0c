"""Plan to text: owns the one Jinja environment, which refuses every value that did not pass a filter of ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import bc_magic
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from terracutter import yaml_files
from terracutter.compiled import Shelf, guard_of
from terracutter.errors import TerracutterError
from terracutter.hcl import literal
from terracutter.hcl.literal import Expression
from terracutter.plan import Plan
from terracutter.questions import Feature
from terracutter.questions.releases import Moves
from terracutter.records import record

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

SUFFIX = ".j2"
HCL_SUFFIXES = (".tf", ".tfvars", ".hcl")
FRAGMENTS = {"main": "main.tf", "variables": "variables.tf", "outputs": "outputs.tf", "tfvars": "terraform.tfvars"}

_HEADER = "# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.\n\n"
"""Without a version: that stands in the manifest alone, or each release would change every file."""
_HEADED = (*HCL_SUFFIXES, *yaml_files.SUFFIXES, "CODEOWNERS", "Makefile", ".editorconfig", ".gitignore")
_INCLUDED = re.compile(r'\{% include "(templates/[^"]+)"')
_URL = re.compile(r"https://[A-Za-z0-9./_~%?=&#:+,-]+")
_ADDRESS = re.compile(r"[A-Za-z0-9_.*/#\[\]\"-]+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~!]")
_CONTEXT = re.compile(r"[a-z]+(\.[A-Za-z_][A-Za-z0-9_-]*)+")
_OWNER = re.compile(r"@[A-Za-z0-9_./-]+")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class TemplateFault(TerracutterError):
    """A template is wrong: a fault of its author, never of the answers."""


@record
class RenderedFile:
    """One file of the repository: its path relative to the root, its text, and the template that wrote it."""

    path: str
    text: str
    template: str


@record
class _FeatureView:
    """A feature as templates see it: whether it is a module, and the templates that it adds to an environment's."""

    name: str
    summary: str
    why: str
    has_module: bool
    fragments: Mapping[str, str]


def render(plan: Plan, modules: Path, templates: Path, cache: Path | None = None) -> Iterator[RenderedFile]:
    """Every file of the repository, unformatted, one by one.

    A template that comes out empty writes no file; `cache` keeps compiled templates, as `__pycache__` does modules.
    What a feature has in `platform/` stands in `platform/<environment>/`; a template of `templates/platform/` with
    `{release}` or `{objects}` in its path is rendered for each Helm release, or each file of objects.
    Raises `TemplateFault` naming template and line.
    """
    environment = make_environment(modules, templates, cache)
    views = tuple(_view(feature) for feature in plan.features)
    shared = {"plan": plan, "has": plan.has, "features": views}
    yield from _directory(environment, templates / "repository", "templates/repository", "", shared)
    for root in plan.bootstraps:
        source, target = templates / "bootstrap", f"{root.directory}/"
        yield from _directory(environment, source, "templates/bootstrap", target, {**shared, "bootstrap": root})
    for one in plan.environments:
        context = {**shared, "environment": one}
        source, target = templates / "environment", f"environments/{one.name}/"
        yield from _directory(environment, source, "templates/environment", target, context)
        source, target = templates / "platform", f"platform/{one.name}/"
        yield from _directory(environment, source, "templates/platform", target, context)
        for feature, view in zip(plan.features, views, strict=True):
            source, name = feature.directory / "platform", f"modules/{feature.name}/platform"
            yield from _directory(environment, source, name, target, {**context, "feature": view})
    for feature, view in zip(plan.features, views, strict=True):
        context = {**shared, "feature": view}
        name, target = f"modules/{feature.name}", f"modules/{feature.name}/"
        yield from _directory(environment, feature.directory, name, target, context)


def render_moves(
    moves: Iterable[Moves], modules: Path, templates: Path, cache: Path | None = None
) -> Iterator[RenderedFile]:
    """A file for each directory and release, so that an older one can be taken away when its moves are done."""
    environment = make_environment(modules, templates, cache)
    template = "templates/shared/moved.tf.j2"
    for one in moves:
        title = f"What has another address since {one.version}: Terraform moves it, and makes nothing anew."
        shown = [{"source": Expression(move.source), "target": Expression(move.target)} for move in one.moves]
        text = tidy(_render(environment, template, {"title": title, "moves": shown}))
        path = f"{one.directory}/moved-{one.version}.tf"
        yield RenderedFile(path, _with_header(path, text), template)


class _BytecodeCache(BytecodeCache):
    """Compiled templates of this very guard: Jinja knows a template's text, not what it was compiled with."""

    def __init__(self, directory: Path | None) -> None:
        self._shelf = Shelf("template", guard_of(__file__) + bc_magic, directory)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._shelf.get(bucket.key, bucket.checksum.encode())

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._shelf.put(bucket.key, bucket.checksum.encode(), bucket.code)


def make_environment(modules: Path, templates: Path, cache: Path | None = None) -> ImmutableSandboxedEnvironment:
    """The guarded environment. Templates are named `modules/…` and `templates/…`."""
    roots = {modules.parent, templates.parent}
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(root) for root in sorted(roots)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_refuse_unfiltered,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_BytecodeCache(cache),
    )
    # Jinja's own filters and globals can make text that passes for filtered; templates have no use for them.
    environment.filters = {
        "address": _address,
        "comment": _comment,
        "github": _github,
        "hcl": _hcl,
        "hcl_key": _hcl_key,
        "ident": _ident,
        "length": len,
        "markdown": _markdown,
        "owners": _owners,
        "shell": _shell,
        "url": _url,
        "yaml": _yaml,
    }
    environment.globals = {}
    return environment


def _view(feature: Feature) -> _FeatureView:
    fragments = {name: f"modules/{feature.name}/environment/{file}{SUFFIX}" for name, file in FRAGMENTS.items()}
    has_module = any(feature.directory.glob(f"*{SUFFIX}"))
    return _FeatureView(feature.name, feature.summary, feature.why, has_module, fragments)


def _directory(
    environment: ImmutableSandboxedEnvironment, source: Path, name: str, target: str, context: Mapping[str, Any]
) -> Iterator[RenderedFile]:
    for path in sorted(source.rglob(f"*{SUFFIX}")):
        relative = path.relative_to(source).as_posix()
        if relative.startswith(("environment/", "platform/")):
            continue
        template = f"{name}/{relative}"
        for written, names in _written(relative.removesuffix(SUFFIX), context):
            text = _tidied(written, _render(environment, template, names))
            if text:
                yield RenderedFile(target + written, _with_header(written, text), template)


def _written(relative: str, context: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The paths that a template writes, each with what it is rendered with."""
    if "{release}" in relative:
        for release in context["environment"].platform.releases:
            yield relative.replace("{release}", release.name), {**context, "release": release}
    elif "{objects}" in relative:
        for objects in context["environment"].platform.objects:
            yield relative.replace("{objects}", objects.name), {**context, "objects": objects}
    else:
        yield relative, context


def _render(environment: ImmutableSandboxedEnvironment, template: str, context: Mapping[str, Any]) -> str:
    try:
        return environment.get_template(template).render(**context)
    except (TemplateError, literal.NotRepresentable, yaml_files.NotRepresentable) as error:
        where = getattr(error, "name", None) or template
        line = getattr(error, "lineno", None) or _line_in_template(error)
        raise TemplateFault(f"{where}:{line}: {error}") from error


def _line_in_template(error: BaseException) -> int:
    """Jinja rewrites tracebacks so that the innermost frame of a template carries the template's line."""
    line, traceback = 0, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.endswith(SUFFIX):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def origin(file: RenderedFile, line: str, modules: Path, templates: Path) -> str:
    """The template, and where it can be told the line of it, that wrote a line of a rendered file.

    Blanks are the formatter's, and what stands between braces may have become anything.
    """
    name = Path(file.path).name
    root = templates.parent if file.template.startswith("templates/") else modules.parent
    fragments = sorted(modules.glob(f"*/environment/{name}{SUFFIX}")) if "environments/" in file.path else []
    wanted = re.sub(r"\s+", "", line)
    template = root / file.template
    included = [templates.parent / name for name in _INCLUDED.findall(template.read_text(encoding="utf-8"))]
    for path in (template, *included, *fragments):
        for number, written in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            parts = [re.escape(part) for part in re.split(r"\{\{.*?\}\}", re.sub(r"\s+", "", written))]
            if wanted and any(parts) and re.fullmatch(".*".join(parts), wanted):
                shown = path.relative_to(templates.parent if path.is_relative_to(templates) else modules.parent)
                return f"{shown.as_posix()}:{number}"
    return file.template


def tidy(text: str) -> str:
    """Blank lines as a person leaves them: none at the ends or inside a bracket's edge, never two in a row."""
    text = re.sub(r"[ \t]+\n", "\n", text).strip("\n")
    text = re.sub(r"\n{3,}", "\n\n", text)
    text = re.sub(r"([\[({])\n\n+", r"\1\n", text)
    text = re.sub(r"\n\n+([ \t]*[\])}])", r"\n\1", text)
    return f"{text}\n" if text else ""


def _tidied(path: str, text: str) -> str:
    """YAML keeps its lines: they may be text of several lines."""
    if not path.endswith(yaml_files.SUFFIXES):
        return tidy(text)
    text = re.sub(r"\n{3,}", "\n\n", text.strip("\n"))
    return f"{text}\n" if text else ""


def _with_header(path: str, text: str) -> str:
    return _HEADER + text if path.endswith(_HEADED) else text


def _refuse_unfiltered(value: Any) -> Any:
    if not isinstance(value, Markup):
        raise TemplateError(
            f"a {type(value).__name__} is printed without a filter; write | hcl, | yaml, | ident or | markdown"
        )
    return value


def _hcl(value: Any) -> Markup:
    return Markup(literal.literal(value))  # noqa: S704  quoted and escaped for HCL


def _hcl_key(value: Any) -> Markup:
    return Markup(literal.key(value))  # noqa: S704  quoted and escaped for HCL


def _ident(value: Any) -> Markup:
    """A name that is the same in HCL, in a path and in prose."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise TemplateError(f"{value!r} is not an identifier")
    return Markup(value)  # noqa: S704  an identifier


def _markdown(value: Any) -> Markup:
    """One line of Markdown text that shows the value as it is."""
    if not isinstance(value, str | int):
        raise TemplateError(f"a {type(value).__name__} is no text")
    return Markup(_MARKDOWN.sub(r"\\\g<0>", " ".join(str(value).split())))  # noqa: S704  escaped for Markdown


def _address(value: Any) -> Markup:
    """Where something stands in Terraform or YAML, for a code span."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise TemplateError(f"{value!r} is no address in Terraform or YAML")
    return Markup(value)  # noqa: S704  has nothing that ends a code span or a cell


def _url(value: Any) -> Markup:
    """The target of a Markdown link."""
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise TemplateError(f"{value!r} is no address of a page")
    return Markup(value)  # noqa: S704  has no character that ends a link


def _comment(value: Any) -> Markup:
    """A line that HCL and YAML pass over."""
    return Markup(f"# {' '.join(str(value).split())}")  # noqa: S704  on one line


def _github(value: Any) -> Markup:
    """What GitHub puts in its place: the name of something in a context, such as `inputs.region`."""
    if not isinstance(value, str) or not _CONTEXT.fullmatch(value):
        raise TemplateError(f"{value!r} is no name in a context of GitHub")
    return Markup(f"${{{{ {value} }}}}")  # noqa: S704  names


def _owners(value: Any) -> Markup:
    """The owners in a line of CODEOWNERS."""
    if not all(isinstance(one, str) and _OWNER.fullmatch(one) for one in value):
        raise TemplateError(f"{value!r} are no owners")
    return Markup(" ".join(value))  # noqa: S704  names


def _shell(value: Any) -> Markup:
    """A word of a POSIX shell."""
    if not isinstance(value, str) or not value.isprintable():
        raise TemplateError(f"{value!r} is no word of a shell")
    return Markup(shlex.quote(value))  # noqa: S704  quoted for a shell


def _yaml(value: Any, indent: int | None = None) -> Markup:
    """A value behind its key; with `indent`, its entries on lines of their own, as many blanks in."""
    text = yaml_files.on_one_line(value) if indent is None else yaml_files.in_lines(value, indent)
    return Markup(text)  # noqa: S704  quoted and escaped for YAML
