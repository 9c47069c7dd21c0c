"""Pipelines of GitHub and GitLab as their hosts would run them."""

from __future__ import annotations

from typing import Any

_KEYWORDS = {"default", "include", "stages", "variables", "workflow"}


def gitlab_jobs(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every job with what it extends."""
    names = [name for name in document if not name.startswith(".") and name not in _KEYWORDS]
    return {name: _extended(document, name) for name in names}


def _extended(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Mappings are merged, anything else is replaced by what comes later."""
    own = dict(document[name])
    bases = own.pop("extends", [])
    merged: dict[str, Any] = {}
    for base in [bases] if isinstance(bases, str) else bases:
        merged = _merged(merged, _extended(document, base))
    return _merged(merged, own)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            both[key] = _merged(under[key], over[key])
    return both
