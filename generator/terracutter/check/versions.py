"""Version constraints, and what a module says about the providers that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terracutter.check.constants import check_constant, is_null
from terracutter.check.places import at, name_of
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl.syntax import (
    Block,
    Expression,
    Name,
    Object,
    Reference,
    String,
    Tuple,
)
from terracutter.hcl.tokens import Source

_PRERELEASE = r"(?:-[0-9A-Za-z~.-]*|[A-Za-z~][0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*)"
_VERSION = rf"v?[0-9]+(?:\.[0-9]+)*(?P<prerelease>{_PRERELEASE})?(?:\+[0-9A-Za-z~.-]+)?"
_CONSTRAINT = re.compile(rf"\s*(?:=|!=|>|<|>=|<=|~>)?\s*{_VERSION}\s*")
_PROVIDER_NAME = re.compile(r"[0-9a-z](?:[0-9a-z-]*[0-9a-z])?")
_SOURCE_PART = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_.:-]*[0-9A-Za-z])?")
_SOURCE_PARTS = 3
_PROVIDER_ARGUMENTS = ("source", "version", "configuration_aliases")


def check_version(source: Source, value: Expression, *, takes_prerelease: bool = True) -> Iterator[Diagnostic]:
    """The syntax of a version constraint, such as `>= 1.11, < 2.0`."""
    if not isinstance(value, String):
        if not is_null(value):
            yield from check_constant(source, value, "string")
        return
    parts = [_CONSTRAINT.fullmatch(part) for part in value.value.split(",")]
    if not all(parts):
        detail = f'"{value.value}" is no version constraint; write one as in ">= 1.11, < 2.0", parts divided by commas.'
        yield at(source, value, "Invalid version constraint", detail, _near_operator(value.value))
    elif not takes_prerelease and any(part and part["prerelease"] for part in parts):
        detail = f'"{value.value}" names a prerelease, which required_version does not take; leave it out.'
        yield at(source, value, "Invalid required_version constraint", detail)


def _near_operator(written: str) -> str:
    for wrong, right in (("=>", ">="), ("=<", "<="), ("==", "="), ("~=", "~>"), ("||", ",")):
        if wrong in written:
            return (
                f"write `{right}` instead of `{wrong}`" if right != "," else "there is no `or`; parts are all required"
            )
    return ""


def check_required_providers(source: Source, block: Block) -> Iterator[Diagnostic]:
    for name, attribute in block.body.attributes.items():
        lower = name.lower()
        if not _PROVIDER_NAME.fullmatch(lower) or "--" in lower:
            detail = f'"{name}" cannot name a provider: letters, digits and single dashes can.'
            yield at(source, name_of(attribute, name), "Invalid provider local name", detail)
        elif name != lower:
            detail = f'Providers have names in lower case: write "{lower}" instead of "{name}".'
            yield at(source, name_of(attribute, name), "Invalid provider local name", detail)
        value = attribute.value
        if isinstance(value, Object):
            yield from _requirement(source, name, value)
        elif isinstance(value, String):
            yield from check_version(source, value)
        else:
            detail = 'A provider is required with `{ source = "…", version = "…" }`.'
            yield at(source, value, "Invalid required_providers object", detail)


def _requirement(source: Source, name: str, value: Object) -> Iterator[Diagnostic]:
    for item in value.items:
        key = item.key.value if isinstance(item.key, Name | String) else ""
        if key == "version":
            yield from _version(source, item.value)
        elif key == "source":
            yield from _source(source, item.value)
        elif key == "configuration_aliases":
            yield from _aliases(source, name, item.value)
        else:
            detail = f"A provider requirement takes {', '.join(_PROVIDER_ARGUMENTS)} and nothing else."
            hint = did_you_mean(str(key), _PROVIDER_ARGUMENTS)
            yield at(source, item.key, "Invalid required_providers object", detail, hint)


def _version(source: Source, value: Expression) -> Iterator[Diagnostic]:
    if isinstance(value, String):
        yield from check_version(source, value)
    else:
        yield at(source, value, "Invalid version constraint", "A version constraint is a plain string.")


def _source(source: Source, value: Expression) -> Iterator[Diagnostic]:
    if not isinstance(value, String):
        yield at(source, value, "Invalid source", "The source of a provider is a plain string.")
        return
    parts = value.value.split("/")
    if len(parts) > _SOURCE_PARTS or not all(_SOURCE_PART.fullmatch(part) for part in parts):
        detail = f'"{value.value}" is no provider source; write "NAMESPACE/NAME" or "HOST/NAMESPACE/NAME".'
        yield at(source, value, "Invalid provider source string", detail)


def _aliases(source: Source, name: str, value: Expression) -> Iterator[Diagnostic]:
    if not isinstance(value, Tuple):
        yield at(source, value, "Invalid expression", f"A list in brackets is due here, as in [{name}.NAME].")
        return
    for item in value.items:
        if not isinstance(item, Reference) or len(item.steps) != 1:
            yield at(source, item, "Invalid configuration_aliases value", f"An alias is written {name}.NAME.")
        elif item.root != name:
            detail = f"An alias of {name} is written {name}.NAME, not {item.root}.NAME."
            yield at(source, item, "Invalid configuration_aliases value", detail)
