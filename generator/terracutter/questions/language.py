"""The language of the question files: Jinja's syntax, read into plain values that `interpreter` makes functions of.

Only what is named here is in the language. A form is a tuple that begins with its kind:

    ("constant", 3)                              ("name", "zones")
    ("sequence", (form, …))                      ("mapping", ((key, value), …))
    ("negation", form)                           ("both" | "either" | "total" | "product", left, right)
    ("text", (form, …))                          ("choice", test, chosen, other)
    ("comparison", first, (("lt", form), …))     ("filtered", filter, form, arguments)
    ("is_none", form)                            ("attribute", form, name)
    ("part", form, start, stop)                  ("item", form, key)
    ("call", function, arguments, named)         ("get", mapping, key)

A sentence is a text whose parts are constants and what stands between braces. This module, and Jinja with it, is
imported only where something has not been compiled before.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from terracutter.questions.interpreter import COMPARISONS, FILTERS, Form, NotInTheLanguage

_BINARY: Final[dict[type[nodes.BinExpr], str]] = {
    nodes.Add: "total",
    nodes.And: "both",
    nodes.Mul: "product",
    nodes.Or: "either",
}


def read_expression(text: str) -> Form:
    """Raises `NotInTheLanguage`."""
    try:
        parser = Parser(_environment(), text, state="variable")
        node = parser.parse_expression()
    except TemplateSyntaxError as error:
        raise NotInTheLanguage(f"{text}: {error}") from None
    if not parser.stream.eos:
        raise NotInTheLanguage(f"{text}: the end is missing")
    return _form(node)


def read_sentence(text: str) -> Form:
    """Raises `NotInTheLanguage`."""
    try:
        body = _environment().parse(text).body
    except TemplateSyntaxError as error:
        raise NotInTheLanguage(f"{text}: {error}") from None
    parts: list[Form] = []
    for node in body:
        if not isinstance(node, nodes.Output):
            raise NotInTheLanguage(f"{text}: {type(node).__name__} is not part of a sentence")
        parts += map(_form, node.nodes)
    return ("text", tuple(parts))


@cache
def _environment() -> Environment:
    return Environment(autoescape=False)  # noqa: S701  it parses; nothing is rendered with it


def _form(node: nodes.Node) -> Form:  # noqa: C901, PLR0912
    match node:
        case nodes.Const(value=constant) | nodes.TemplateData(data=constant):
            return ("constant", constant)
        case nodes.Name(name=name):
            return ("name", name)
        case nodes.List(items=items) | nodes.Tuple(items=items):
            return ("sequence", _forms(items))
        case nodes.Dict(items=pairs):
            return ("mapping", tuple((_form(pair.key), _form(pair.value)) for pair in pairs))
        case nodes.Not(node=inner):
            return ("negation", _form(inner))
        case nodes.BinExpr(left=left, right=right) if type(node) in _BINARY:
            return (_BINARY[type(node)], _form(left), _form(right))
        case nodes.Concat(nodes=parts):
            return ("text", _forms(parts))
        case nodes.CondExpr(test=test, expr1=chosen, expr2=other) if other is not None:
            return ("choice", _form(test), _form(chosen), _form(other))
        case nodes.Compare(expr=first, ops=operands) if all(one.op in COMPARISONS for one in operands):
            return ("comparison", _form(first), tuple((one.op, _form(one.expr)) for one in operands))
        case nodes.Filter(node=inner, name=name, args=arguments) if inner is not None and name in FILTERS:
            return ("filtered", name, _form(inner), _forms(arguments))
        case nodes.Test(node=inner, name="none"):
            return ("is_none", _form(inner))
        case nodes.Getattr(node=inner, attr=name):
            return ("attribute", _form(inner), name)
        case nodes.Getitem(node=inner, arg=nodes.Slice(start=start, stop=stop)):
            return ("part", _form(inner), *(None if end is None else _form(end) for end in (start, stop)))
        case nodes.Getitem(node=inner, arg=key):
            return ("item", _form(inner), _form(key))
        case nodes.Call(node=nodes.Name(name=name), args=arguments, kwargs=named):
            return ("call", name, _forms(arguments), tuple((one.key, _form(one.value)) for one in named))
        case nodes.Call(node=nodes.Getattr(node=inner, attr="get"), args=[key]):
            return ("get", _form(inner), _form(key))
    raise NotInTheLanguage(f"{type(node).__name__} is not part of the language of question files")


def _forms(found: list[Any]) -> tuple[Form, ...]:
    return tuple(map(_form, found))
