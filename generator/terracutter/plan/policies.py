"""IAM documents of the catalogue as Terraform writes them, with references where the catalogue has placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from terracutter.catalog.policies import policies
from terracutter.hcl.literal import Expression, quoted

_PLACEHOLDER: Final = re.compile(r"<([a-z_]+)>")

Reference = str | list[str] | Expression


def policy_document(name: str, references: Mapping[str, Reference], *sids: str) -> dict[str, Any]:
    """The policy for `hcl`, whole or of the statements named.

    `references` say what a placeholder is: an expression, or what is known, a list only of one that stands alone.
    KeyError: one is missing.
    """
    statements = [one for one in policies()[name].statements if not sids or one["Sid"] in sids]
    return {"Version": "2012-10-17", "Statement": [_filled(one, references) for one in statements]}


def _filled(value: Any, references: Mapping[str, Reference]) -> Any:
    if isinstance(value, Mapping):
        return {_text(key, references): _filled(one, references) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, references) for one in value]
    return _text(value, references)


def _text(text: str, references: Mapping[str, Reference]) -> Reference:
    """An expression where one stands in it, alone or within a template."""
    known = {name: one for name, one in references.items() if isinstance(one, str)}
    text = _PLACEHOLDER.sub(lambda match: known.get(match[1], match[0]), text)
    alone = _PLACEHOLDER.fullmatch(text)
    if alone is not None:
        return references[alone[1]]
    parts = _PLACEHOLDER.split(text)
    if len(parts) == 1:
        return text
    written = [
        f"${{{_expression(references[part]).text}}}" if index % 2 else quoted(part)[1:-1]
        for index, part in enumerate(parts)
    ]
    return Expression(f'"{"".join(written)}"')


def _expression(reference: Reference) -> Expression:
    assert isinstance(reference, Expression)
    return reference
