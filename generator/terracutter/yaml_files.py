"""YAML that a cluster reads: values as text, text as values again, and what stands at an address of it.

PyYAML quotes by YAML 1.1, and most of what runs in a cluster reads by rules nearer to 1.2. So what either takes for
anything but text is quoted, and a plain word that the two would read differently is a fault, whoever wrote it.

    aws-load-balancer-controller/values.yaml#clusterName                  a value
    karpenter/node-pools.yaml[NodePool/general]#spec.limits.cpu           of the one document of that kind and name
    karpenter/node-pools.yaml[NodePool/*]#metadata.name                   of every document of a kind
    velero/values.yaml#serviceAccount.server.annotations["a.b/c"]         a key that is no word
    karpenter/node-pools.yaml#spec.requirements[key=topology.kubernetes.io/zone].values    the item with that field
    velero/values.yaml#initContainers[*].image                            of every item of a list
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from terracutter.diagnostics import Diagnostic, Subject
from terracutter.errors import TerracutterError

SUFFIXES = (".yaml", ".yml")

_ADDRESS = re.compile(r"([^\[#]+)(?:\[([^/\]]+)/([^\]]+)\])?#(.*)", re.DOTALL)
_SEGMENT = re.compile(r'(?:\.?([A-Za-z0-9_-]+)|\["([^"]+)"\]|(\[\*\])|\[([A-Za-z]+)=([^\]]+)\])')


class NotRepresentable(TerracutterError):
    """A value that YAML has no plain text for: a fault of the caller."""


def on_one_line(value: object) -> str:
    """A value as it stands behind a key: lists and mappings between brackets. Raises `NotRepresentable`."""
    return _dumped(value, default_flow_style=True)


def in_lines(value: object, indent: int) -> str:
    """A mapping or a list with a line for each entry, all but the first behind `indent` blanks."""
    text = _dumped(value, default_flow_style=False)
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * indent + line if line else "" for line in rest)])


def _dumped(value: object, *, default_flow_style: bool) -> str:
    import yaml

    from terracutter.yaml_dialect import Dumper

    text = yaml.dump(
        _plain(value),
        Dumper=Dumper,
        default_flow_style=default_flow_style,
        allow_unicode=True,
        sort_keys=False,
        width=math.inf,
    )
    return str(text).removesuffix("\n").removesuffix("\n...")


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str():
            if any("\ud800" <= one <= "\udfff" for one in value):
                raise NotRepresentable("half of a surrogate pair is no text")
            return value
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise NotRepresentable("a key that is no text")
            return {_plain(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    raise NotRepresentable(f"YAML has no plain text for {type(value).__name__}")


def read(text: str, path: str) -> tuple[tuple[Any, ...], tuple[Diagnostic, ...]]:
    """The documents of a file, lists as tuples, and what is wrong with them."""
    import yaml

    from terracutter.yaml_dialect import Loader

    try:
        return tuple(frozen(document) for document in yaml.load_all(text, Loader=Loader)), ()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Subject(path, mark.line + 1, mark.column + 1) if mark else Subject(path)
        return (), (Diagnostic("Invalid YAML", f"{getattr(error, 'problem', error)}.", place),)


def frozen(value: Any) -> Any:
    """The value with tuples for lists."""
    if isinstance(value, Mapping):
        return {key: frozen(one) for key, one in value.items()}
    return tuple(frozen(one) for one in value) if isinstance(value, list | tuple) else value


def look_up(address: str, files: Mapping[str, tuple[Any, ...]]) -> Any:
    """What stands at an address; None where nothing does. Raises `ValueError` for text that is no address."""
    matched = _ADDRESS.fullmatch(address)
    if matched is None:
        raise ValueError(f"{address} is no address")
    path, kind, name, keys = matched.groups()
    segments = tuple(_segments(keys, address))
    documents = [one for one in files.get(path, ()) if kind is None or _is(one, kind, name)]
    if name == "*":
        return tuple(_below(one, segments) for one in documents)
    return _below(documents[0], segments) if len(documents) == 1 else None


def _is(document: Any, kind: str, name: str) -> bool:
    named = isinstance(document, Mapping) and document.get("kind") == kind
    return named and name in {"*", (document.get("metadata") or {}).get("name")}


def _segments(keys: str, address: str) -> Iterator[tuple[str, ...]]:
    """`(key,)`, `("*",)` as ("[*]",), or `(field, value)`."""
    position = 0
    while position < len(keys):
        match = _SEGMENT.match(keys, position)
        if match is None:
            raise ValueError(f"{address} is no address")
        word, quoted, every, field, value = match.groups()
        yield (field, value) if field else (every or word or quoted,)
        position = match.end()


def _below(value: Any, segments: tuple[tuple[str, ...], ...]) -> Any:
    for position, segment in enumerate(segments):
        rest = segments[position + 1 :]
        if segment == ("[*]",):
            found = tuple(_below(one, rest) for one in value or ())
            is_nested = ("[*]",) in rest
            return tuple(one for inner in found for one in inner or ()) if is_nested else found
        if len(segment) > 1:
            field, wanted = segment
            value = next((one for one in value or () if str(_below(one, ((field,),))) == wanted), None)
        else:
            value = value.get(segment[0]) if isinstance(value, Mapping) else None
    return value
