"""Texts for the tests of the HCL room: valid and broken samples, and mutants of them by seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from terracutter.hcl.tokens import tokenize

CLUSTER = """\
# The control plane.
resource "aws_eks_cluster" "this" {
  name     = var.name
  role_arn = aws_iam_role.cluster.arn # the role of the cluster
  version  = "${var.kubernetes_version}"

  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.private : subnet.id if subnet.tags["tier"] != "db"]
    endpoint_private_access = true
    public_access_cidrs     = length(var.cidrs) > 0 ? var.cidrs : null
  }

  tags = merge(var.tags, {
    "kubernetes.io/cluster/${var.name}" = "owned"
    Name                                = var.name,
  })

  lifecycle { ignore_changes = [tags["a"]] }
}
"""
NETWORK = """\
locals {
  zones   = { for index, zone in var.zones : zone => index }
  private = cidrsubnets(var.cidr, [for zone in var.zones : 4]...)
  count   = -1 + 2 * (3 - var.offset) % 4 /* spare */
  groups  = { for name, group in var.groups : group.kind => name... }
  ids     = aws_subnet.this.*.id
  first   = aws_subnet.this[*].tags["Name"]
}

variable zones {
  type        = list
  description = "Names, as in eu-west-1a"
}

output "note" {
  value = <<-EOT
    %{ for name, id in local.ids ~}
    ${name}: ${ upper( id ) }
    %{ endfor ~}
    $${literal} \\n %%{literal}
  EOT
}
"""
VALID = [
    CLUSTER,
    NETWORK,
    "",
    "\n",
    "a = 1",
    "\ufeffa = 1\n",
    "a=1\r\nbb=2\r\n",
    "a = 1\n   ",
    "# only a comment",
    'a /* x */ b "c" { }\n',
    "a { b = [\n1\n] }\n",
    'a = "x${ b+1 }%{ if c }d%{ else }e%{ endif }"\n',
    'a = "${\n\n(b\n\n+\n(c))\n}"\n',
    "x {\na = <<E\n  ${ # c\n   b\n}\n  x\nE\nbb = 1 # f\n}\n",
    "a = <<E\n${f({\n   b = 1\n ccc= 2\n})}\nE\n",
    "a = [<<E\nx\nE\n, <<-F\n  y\n  F\n]\n",
    "a = f(<<E\nx\nE\n)\n",
    "a=[[[\n1\n]\n]\n]\n",
    "a = [ # c\n1, # d\n22 # e\n] # f\n",
    'é = "👩‍👩‍👧" # c\nname = 1 # d\n',
    "a = [for x in -y : -x if -x]\n",
    "a = b.* [0]\nc = [b.0.d, - - e, ! ! f, a::b(1)]\n",
    "a={\nfor\nk,v\nin\ny\n:\nk\n=>\nv...\n}\n",
    "a = /* x\n  y */ 1 # c\nb = 2 # d\n",
    'a "\\u0041\\t" { b = "\\U0001f600" }\n',
]
SPICE = [
    '"', "${", "%{", "}", "{", "[", "]", "(", ")", "\n", "\n\n", " ", "#c\n", "/* x */", "// y\n", ",", ".", "...", "=",
    "==", "=>", ":", "?", "-", "!", "*", "[*]", ".*", ".0", "in", "for", "if", "<<E\nq\nE\n", "<<-E\n  q ${z}\n  E\n",
    '"x"', '"${y}"', '"a${y}b"', "\\n", "\\", "~}", "${~", "%{ if p }", "%{ endif }", "null", "1", "0.5", "1e3",
    "é", "가", "e\u0301", "👩‍👩‍👧", "\r\n", "\r", "::", "&&", "<", ">=", "%", "+", "list", "type", "variable", "f(",
    "\ufeff", "/*", ";", "^", "{ for k, v in m : k => v... if k }", "[for a in b : a]", "{}", "[]", "()", "\u200b",
]  # fmt: skip


def mutants(count: int, seed: int, texts_of: Sequence[str] = VALID) -> list[str]:
    """`count` texts, each a valid one with some tokens or gaps removed, doubled, swapped, replaced or broken up."""
    chance = random.Random(seed)
    texts = []
    for _ in range(count):
        words = _words(chance.choice(texts_of) + chance.choice(["", "", chance.choice(VALID)]))
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            if words:
                _mutate(words, chance)
        texts.append("".join(words))
    return texts


def _words(text: str) -> list[str]:
    words, position = [], 0
    for token in tokenize(text):
        words += [text[position : token.start], token.text]
        position = token.end
    return words


def _mutate(words: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(words))
    action = chance.randrange(7)
    if action == 0:
        del words[at]
    elif action == 1:
        words.insert(at, chance.choice(words))
    elif action == 2:
        other = chance.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    elif action == 3:
        words.insert(at, chance.choice(SPICE))
    elif action == 4:
        words[at] = chance.choice(SPICE)
    elif action == 5:
        cut = chance.randrange(len(words[at]) + 1)
        words[at] = words[at][:cut] + chance.choice(SPICE) + words[at][cut:]
    else:
        blanks = ["", " ", "   ", "\t", "/* m */"]
        words[:] = [chance.choice(blanks) if not word.strip() and "\n" not in word else word for word in words]
