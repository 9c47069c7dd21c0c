"""Values worth trying for every kind of answer, taken from its type: a new question is tried without a word here.

Only for texts there is a table, of which a type takes what it accepts; what it takes none of is made from its pattern.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle
from typing import Any, Final

import rstr
from terracutter.document import NO_LINE, Node, Scalar
from terracutter.document import Mapping as MappingNode
from terracutter.document import Sequence as SequenceNode
from terracutter.questions import Invalid, Place
from terracutter.questions.composites import Document, ListOf, MapOf, Objects, Optional
from terracutter.questions.types import Boolean, Choice, Integer, Network, Text, Type

MANY = 30
"""More choices than this are represented by those in the table."""

TRIED = 3
"""Texts that are tried of each kind."""

MOST = 8
"""The same where they are items of a list or a mapping."""

_UUID: Final = "1234abcd-12ab-34cd-56ef-1234567890ab"
TEXTS: Final = (
    *("general", "batch", "vpc-cni", "v1.20.4-eksbuild.2", "ecr.api", "sts"),
    *("us-east-1", "us-gov-west-1", "eu-west-1"),
    *("us-east-1a", "us-east-1b", "us-east-1c"),
    *("10.0.0.0/16", "10.16.0.0/20", "192.168.0.0/24", "100.64.0.0/16", "172.31.0.0/16", "203.0.113.0/24", "0.0.0.0/0"),
    *("m7i.large", "m6i.large", "m7g.large", "g5.xlarge", "g5g.xlarge", "inf2.xlarge", "p5.48xlarge"),
    *(
        "vpc-0a1b2c3d4e5f60718",
        "subnet-0000000a",
        "subnet-0000000b",
        "subnet-0000000c",
        "sg-0123456789abcdef0",
        "tgw-0123456789abcdef0",
    ),
    *("ami-0123456789abcdef0", "cr-0123456789abcdef0"),
    "111122223333",
    "arn:aws:iam::111122223333:role/platform",
    "arn:aws:iam::111122223333:role/team/auditors",
    "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    f"arn:aws:kms:us-east-1:111122223333:key/{_UUID}",
    "arn:aws:s3:::acme-log-archive/eks/",
    "https://login.example.com/realms/platform",
    *("example.com/team", "app.kubernetes.io/name"),
    'it\'s ${a} %{b} "c" \\ ü',
)
"""What is interesting in more than one place. A type takes them in this order."""

TOGETHER: Final = (
    *(["m7i.large", "m6i.large"], ["m7g.large", "m6g.large"], ["g5.xlarge", "g4dn.xlarge"]),
    *(["g5g.xlarge", "g5g.2xlarge"], ["inf2.xlarge", "inf1.xlarge"], ["p5.48xlarge"], ["trn1.32xlarge"]),
    ["c7gn.16xlarge"],
)
"""Lists in which texts belong together."""

DOCUMENTS: Final = {
    "coredns": {"replicaCount": 3},
    "amazon-sagemaker-hyperpod-inference": {
        "executionRoleArn": "arn:aws:iam::111122223333:role/hyperpod",
        "tlsCertificateS3Bucket": "acme-tls-bucket",
    },
    "amazon-sagemaker-hyperpod-observability": {
        "ampWorkspace": {"prometheusEndpoint": f"https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-{_UUID}"}
    },
}
"""By add-on, what configures it."""


def node(value: Any) -> Node:
    """A value as an answers file holds it."""
    match value:
        case bool():
            return Scalar("true" if value else "false", NO_LINE)
        case None:
            return Scalar("none", NO_LINE)
        case int():
            return Scalar(str(value), NO_LINE)
        case str():
            return Scalar(value, NO_LINE, quoted=True)
        case Mapping():
            return MappingNode(tuple((Scalar(key, NO_LINE), node(item)) for key, item in value.items()), NO_LINE)
    return SequenceNode(tuple(node(item) for item in value), NO_LINE)


def takes(kind: Type, value: Any) -> bool:
    return not isinstance(kind.read(node(value), Place("", "", [])), Invalid)


def values(kind: Type) -> tuple[Any, ...]:
    """A few of each kind, first the plainest; all of them where there are not many."""
    match kind:
        case Optional(inner=inner):
            return values(inner)
        case Boolean():
            return (True, False)
        case Choice(choices=choices):
            return tuple(choices) if len(choices) <= MANY else tuple(one for one in TEXTS if one in choices)
        case Integer(minimum=minimum, maximum=maximum, among=among):
            return (among[0], among[-1]) if among else tuple(dict.fromkeys((minimum, maximum)))
        case Text() | Network():
            return texts(kind)[:TRIED] if isinstance(kind, Text) else texts(kind)
        case ListOf():
            return tuple(one for one in _different(_lists(kind)) if takes(kind, one))
        case MapOf(item=Document()):
            return ({}, *({name: one} for name, one in DOCUMENTS.items()), dict(DOCUMENTS))
        case MapOf(key=key, item=item):
            pairs = dict(zip(texts(key), cycle(values(item)), strict=False))
            singles = [{name: value} for name, value in pairs.items()]
            few = dict(list(pairs.items())[:TRIED])
            return tuple(one for one in _different([*singles, few, {}]) if takes(kind, one))
        case Objects():
            return tuple(one for one in (*({one: plainest(kind)} for one in names(kind)), {}) if takes(kind, one))
    return tuple(one for one in (*TEXTS, 1, True, {}, []) if takes(kind, one))[:TRIED]


def names(kind: Objects) -> tuple[str, ...]:
    """For entries."""
    return texts(kind.key)[:TRIED]


_ENTRIES: Final[dict[int, tuple[Objects, str, dict[str, Any]]]] = {}


def entry(kind: Objects) -> tuple[str, dict[str, Any]]:
    """An entry and its name, the same one every time."""
    if id(kind) not in _ENTRIES:
        _ENTRIES[id(kind)] = (kind, names(kind)[0], plainest(kind))
    return _ENTRIES[id(kind)][1:]


def plainest(kind: Objects) -> dict[str, Any]:
    """An entry with nothing but what must be given."""
    return {field.name: values(field.type)[0] for field in kind.fields if field.required}


def _lists(kind: ListOf) -> Iterator[list[Any]]:
    found = list(texts(kind.item) if isinstance(kind.item, Text) else values(kind.item))
    least = max(kind.minimum, 1)
    yield found[:least]
    if isinstance(kind.item, Text) and not takes(kind.item, TEXTS[0]):
        yield from TOGETHER
    if isinstance(kind.item, Choice | Text):
        yield from ([one] for one in found[1:])
    yield found if isinstance(kind.item, Choice) else found[: least + 1]
    yield found[least : 2 * least]
    yield []


def texts(kind: Text | Network) -> tuple[str, ...]:
    """The example that the type names itself, what it accepts of the table, and for want of others made ones."""
    example = re.search(r"such as (\S+?)[,.]?(?:\s|$)", kind.allowed)
    found = [one for one in (*([example[1]] if example else ()), *TEXTS) if takes(kind, one)]
    if len(found) < TRIED and isinstance(kind, Text):
        found += made(kind, random.Random(len(kind.pattern)), TRIED)
    found[1:1] = [elsewhere for elsewhere in _elsewhere(found[0] if found else "") if takes(kind, elsewhere)]
    return tuple(dict.fromkeys(found))[:MOST]


def _elsewhere(text: str) -> Iterator[str]:
    """What a thing of AWS is called in other regions."""
    if text.startswith("arn:aws:"):
        yield text.replace("us-east-1", "eu-west-1")
        yield text.replace("us-east-1", "us-gov-west-1").replace("arn:aws:", "arn:aws-us-gov:")


def made(kind: Text, source: random.Random, wanted: int) -> list[str]:
    """Texts made from the pattern, as many as are found in a few attempts."""
    found: list[str] = []
    writer = rstr.Rstr(source)
    for _ in range(wanted * 8):
        text = writer.xeger(kind.pattern)[: kind.maximum_length]
        if text not in found and takes(kind, text):
            found.append(text)
            if len(found) == wanted:
                break
    return found


def _different(found: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for one in found:
        if one not in kept:
            kept.append(one)
    return kept
