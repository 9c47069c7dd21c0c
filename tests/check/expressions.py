"""Random Terraform expressions over literals and variables of known types, most of them nearly right."""

from __future__ import annotations

from random import Random

VARIABLES = """\
variable "string" {
  type = string
}
variable "number" {
  type = number
}
variable "bool" {
  type = bool
}
variable "strings" {
  type = list(string)
}
variable "numbers" {
  type = list(number)
}
variable "set" {
  type = set(string)
}
variable "map" {
  type = map(string)
}
variable "objects" {
  type = list(object({ a = string, b = optional(number) }))
}
variable "nested" {
  type = map(object({ a = string, b = list(string) }))
}
variable "object" {
  type = object({ a = string, b = number })
}
variable "tuple" {
  type = tuple([string, number])
}
variable "anything" {}
"""
ATOMS = (
    "0", "1", "2", "true", "false", "null", '"a"', '"b"', '"1"', '"true"', '""', "[]", "{}", "[1, 2]", '["a", "b"]',
    '{ a = 1, b = "x" }', '{ a = "y" }', "[{ a = 1 }, { a = 2 }]", "[[1], [2, 3]]", '["a", 1]', "[null]",
    "var.string", "var.number", "var.bool", "var.strings", "var.numbers", "var.set", "var.map", "var.objects",
    "var.nested", "var.object", "var.tuple", "var.anything", "var.object.a", "var.objects[0].b",
)  # fmt: skip
STEPS = (".a", ".b", ".c", "[0]", "[1]", "[5]", '["a"]', '["c"]', "[*]", "[*].a", "[*].c", "[var.number]")
STEPS += ("[var.string]", "[null]", "[true]", "[-1]")
OPERATORS = ("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||")
FUNCTIONS = {
    "abs": 1, "alltrue": 1, "anytrue": 1, "can": 1, "chunklist": 2,
    "coalesce": 2, "compact": 1, "concat": 2, "contains": 2, "distinct": 1, "element": 2, "endswith": 2, "flatten": 1,
    "join": 2, "keys": 1, "length": 1, "lookup": 3, "lower": 1, "max": 2, "merge": 2,
    "nonsensitive": 1, "one": 1, "range": 1, "replace": 3, "reverse": 1, "setintersection": 2, "setproduct": 2,
    "setsubtract": 2, "setunion": 2, "slice": 3, "sort": 1, "split": 2, "sum": 1, "tobool": 1, "tolist": 1,
    "tomap": 1, "tonumber": 1, "toset": 1, "tostring": 1, "trimspace": 1, "try": 2, "upper": 1, "values": 1,
    "zipmap": 2, "unheard_of": 1,
}  # fmt: skip


def expression(random: Random, depth: int) -> str:
    """One line of HCL."""
    if depth <= 0 or random.random() < 0.15:
        return random.choice(ATOMS)
    return random.choice(_SHAPES)(random, depth - 1)


def _call(random: Random, depth: int) -> str:
    name = random.choice(list(FUNCTIONS))
    number = FUNCTIONS[name] + (random.random() < 0.04) - (random.random() < 0.04)
    return f"{name}({', '.join(expression(random, depth) for _ in range(number))})"


def _tuple(random: Random, depth: int) -> str:
    return f"[{', '.join(expression(random, depth) for _ in range(random.randint(0, 3)))}]"


def _object(random: Random, depth: int) -> str:
    keys = random.sample(("a", "b", "c", '"d"', "(var.string)", f"({expression(random, 0)})"), random.randint(0, 3))
    return f"{{ {', '.join(f'{key} = {expression(random, depth)}' for key in keys)} }}"


def _for(random: Random, depth: int) -> str:
    collection = expression(random, depth)
    value = random.choice(("v", "v.a", "k", "[k, v]", '"${v}"', expression(random, depth - 1)))
    condition = random.choice(("", "", " if v != null", f" if {expression(random, 0)}"))
    if random.random() < 0.5:
        return f"[for k, v in {collection} : {value}{condition}]"
    key = random.choice(("k", "v", '"x${k}"', expression(random, 0)))
    group = random.choice(("", "..."))
    return f"{{ for k, v in {collection} : {key} => {value}{group}{condition} }}"


def _steps(random: Random, depth: int) -> str:
    steps = random.choice((".*.a", *(random.choice(STEPS) for _ in range(10)), "".join(random.choices(STEPS, k=2))))
    return f"({expression(random, depth)}){steps}"


def _template(random: Random, depth: int) -> str:
    directive = random.choice(("", f"%{{ if {expression(random, 0)} }}y%{{ endif }}"))
    return f'"x${{{expression(random, depth)}}}{directive}"'


_SHAPES = (
    _call, _call, _call, _call, _tuple, _object, _for, _steps, _steps, _template,
    lambda random, depth: f"({expression(random, depth)} {random.choice(OPERATORS)} {expression(random, depth)})",
    lambda random, depth: f"{random.choice('-!')}({expression(random, depth)})",
    lambda random, depth: "({} ? {} : {})".format(*(expression(random, depth) for _ in range(3))),
    lambda random, depth: f"(var.bool ? {expression(random, depth)} : {expression(random, depth)})",
)  # fmt: skip
