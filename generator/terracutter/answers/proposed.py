"""What refreshed facts propose for a new repository, as answers that its file then holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terracutter.answers.model import Given, Layer
from terracutter.answers.resolve import resolve
from terracutter.catalog.addons import addons, told_versions
from terracutter.document import NO_LINE, Scalar
from terracutter.questions import Questionnaire
from terracutter.questions.addons import installed_addons

_QUESTION = "addon_versions"


def proposed(questionnaire: Questionnaire, given: Iterable[Given]) -> list[Given]:
    """The versions of add-ons that EKS has told of and a render without its word would not choose.

    A render elsewhere reads them in `terracutter.yaml`. What somebody has answered is left alone.
    """
    every = list(given)
    resolution = resolve(questionnaire, every)
    wanted = {
        name: _versions({key: one.value for key, one in found.items()})
        for name, found in resolution.environments.items()
    }
    is_one = len({tuple(versions.items()) for versions in wanted.values()}) == 1
    is_shared = is_one and not any(one.question == _QUESTION and one.environment for one in every)
    places = {None: next(iter(wanted.values()))} if is_shared else wanted
    return [
        Given(_QUESTION, environment, Scalar(version, NO_LINE, quoted=True), Layer.SET, "refreshed catalogue", (name,))
        for environment, versions in places.items()
        for name, version in versions.items()
    ]


def _versions(environment: Mapping[str, Any]) -> dict[str, str]:
    needed = ("addons", "addon_release", _QUESTION, "auto_mode", "kubernetes_version", "workload_identity")
    if any(name not in environment for name in needed):
        return {}  # one of them is not valid, and will be refused
    release, given = environment["addon_release"], environment[_QUESTION] or {}
    kubernetes = str(environment["kubernetes_version"])
    found = {}
    for name in installed_addons(environment) if release != "latest" else ():
        told = told_versions(name, kubernetes)
        version = None if told is None else told.newest if release == "newest" else told.default
        built_in = addons()[name].version(kubernetes, newest=release == "newest")
        if version not in {None, built_in} and name not in given:
            found[name] = str(version)
    return dict(sorted(found.items()))
