"""What a command says when it is done: the tree, what was proven, what changed, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Final

from terracutter import __version__
from terracutter.answers import Given, complete
from terracutter.catalog.instances import addresses_of_full_node, instance_type, max_pods
from terracutter.columns import columns, padded
from terracutter.diagnostics import Refused
from terracutter.formatting import unified_diff
from terracutter.pipeline import Repository
from terracutter.plan import EnvironmentPlan, Plan, make_plan
from terracutter.plan.network import Subnet
from terracutter.questions import Questionnaire
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record
from terracutter.versions import release
from terracutter.write import Changes, Foreseen

if TYPE_CHECKING:
    # It imports every check, which a report of anything else does not need.
    from terracutter.validation import Validation


def tree(paths: Iterable[str], words: Words = ENGLISH) -> str:
    """The paths as a tree, directories before files; of each that has files itself, how many are in it."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of trees has no finite type
    for path in paths:
        node = root
        for part in path.split("/"):
            node = node.setdefault(part, {})
    return "\n".join(_branches(root, "", words))


def _branches(node: dict, indent: str, words: Words) -> Iterator[str]:  # type: ignore[type-arg]
    names = sorted(node, key=lambda name: (not node[name], name))
    for name in names:
        is_last = name == names[-1]
        below = node[name]
        opens = bool(below) and all(below.values())
        files = f"/  {words.count(_files(below), '1 file', '{number} files')}" if below and not opens else ""
        yield f"{indent}{'└── ' if is_last else '├── '}{name}{'/' if opens else files}"
        if opens:
            yield from _branches(below, indent + ("    " if is_last else "│   "), words)


def _files(node: dict) -> int:  # type: ignore[type-arg]
    return sum(_files(below) if below else 1 for below in node.values())


def preview(questionnaire: Questionnaire, given: Iterable[Given]) -> str:
    """The subnets that answers lead to, or nothing while there are none."""
    try:
        plan = make_plan(questionnaire, complete(questionnaire, given))
    except Refused:
        return ""
    return "\n".join(_subnet_table(plan, questionnaire.words))


def _subnet_table(plan: Plan, words: Words) -> Iterator[str]:
    """Every subnet of the first environment, and of those that are cut in another way."""
    known: dict[tuple[tuple[str, ...], ...], str] = {}
    for environment in plan.environments:
        rows = [_subnet_row(environment, subnet) for subnet in environment.subnets]
        if not rows:
            continue
        cidr = environment.answers["vpc_cidr"]
        head = words("Network of {environment}, {cidr}", environment=environment.name, cidr=cidr)
        cut = tuple((name, usable, pods) for name, _, usable, pods in rows)
        if cut in known:
            yield f"{head}: {words('cut as that of {environment} is', environment=known[cut])}"
            continue
        known[cut] = environment.name
        yield head
        rows.insert(0, (words("subnet"), "CIDR", words("usable"), words("pods")))
        wide = [max(columns(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = [padded(text, wide[column], right=column > 1) for column, text in enumerate(row)]
            yield f"  {'  '.join(cells)}".rstrip()
        rooms = [_room(environment, subnet) for subnet in environment.subnets]
        if room := next(filter(None, rooms), None):
            full = {"nodes": f"{room.nodes:,}", "instance": room.instance, "pods": room.pods}
            yield "  " + words("pods: as {nodes} full {instance} have, {pods} on each", **full)


def _subnet_row(environment: EnvironmentPlan, subnet: Subnet) -> tuple[str, str, str, str]:
    room = _room(environment, subnet)
    pods = f"{room.nodes * room.pods:,}" if room else ""
    return f"{subnet.tier:8} {subnet.zone}", subnet.cidr, f"{subnet.usable:,}", pods


def network(plan: Plan, words: Words = ENGLISH) -> str:
    """How many addresses each tier of a new VPC has, environment by environment; empty for existing ones."""
    return "\n".join(line for environment in plan.environments for line in _network_lines(environment, words))


def _network_lines(environment: EnvironmentPlan, words: Words) -> Iterator[str]:
    tiers: dict[str, list[Subnet]] = {}
    for subnet in environment.subnets:
        tiers.setdefault(subnet.tier, []).append(subnet)
    if not tiers:
        return
    ranges = [str(environment.answers[name]) for name in ("vpc_cidr", *(["pod_cidr"] if "pod" in tiers else []))]
    cidr = words("{first} and {second}", first=ranges[0], second=ranges[1]) if ranges[1:] else ranges[0]
    yield f"{words('Network of {environment}, {cidr}', environment=environment.name, cidr=cidr)}:"
    for tier, (first, *rest) in tiers.items():
        found = {"number": len(rest) + 1, "length": first.cidr.partition("/")[2], "usable": f"{first.usable:6,}"}
        line = words("{number} of /{length}, {usable} addresses each", **found)
        yield f"  {tier:8} {line} {_holders(environment, first, words)}".rstrip()


def _holders(environment: EnvironmentPlan, subnet: Subnet, words: Words) -> str:
    """For whom the addresses are, and how many nodes of the first group's first type they are enough for."""
    if subnet.tier not in {"private", "pod"}:
        return ""
    has_own_range = environment.answers["pod_cidr"] is not None
    if environment.answers["ip_family"] == "ipv6" or (has_own_range and subnet.tier == "private"):
        return words("for nodes")
    who = words("for pods" if has_own_range else "for nodes and pods")
    room = _room(environment, subnet)
    if room is None:
        return who
    full = {"nodes": f"{room.nodes:,}", "instance": room.instance, "pods": room.pods}
    return f"{who}: {words('{nodes} {instance} with {pods} pods each', **full)}"


@record
class _Room:
    """How many nodes of an instance type fill a subnet, and the pods that each of them then has."""

    instance: str
    nodes: int
    pods: int


def _room(environment: EnvironmentPlan, subnet: Subnet) -> _Room | None:
    """Nothing where pods take no addresses of the subnet, or nodes are not known before."""
    has_own_range = environment.answers["pod_cidr"] is not None
    if subnet.tier != ("pod" if has_own_range else "private") or environment.answers["ip_family"] == "ipv6":
        return None
    instance = instance_type(environment.node_groups[0].instance_types[0]) if environment.node_groups else None
    if instance is None:
        return None
    in_prefixes = bool(environment.answers["prefix_delegation"]) and instance.delegates_prefixes
    taken = addresses_of_full_node(instance, prefix_delegation=in_prefixes, custom_networking=has_own_range)
    nodes = (subnet.usable_in_prefixes if in_prefixes else subnet.usable) // taken
    pods = max_pods(instance, prefix_delegation=in_prefixes, custom_networking=has_own_range)
    return _Room(instance.name, nodes, pods)


def proven(repository: Repository, words: Words = ENGLISH, *, by_hand: bool = False) -> str:
    """What this run proved before it wrote; with edits `by_hand`, of the text without them."""
    found = {
        "answers": repository.proof.answers,
        "addresses": len(repository.proof.proven),
        "environments": ", ".join(environment.name for environment in repository.plan.environments),
    }
    stand = words("{answers} answers stand in the Terraform, at {addresses} addresses ({environments})", **found)
    checks = "{number} Terraform files are canonical and pass every check of `terracutter validate`"
    second = repository.second_reading
    edited = "Proven of what the answers render, without the edits:"
    lines = [words(edited if by_hand else "Proven before anything was written:"), f"  {stand}"]
    lines.append(f"  {words(checks, number=repository.hcl_files)}")
    if number := repository.yaml_files:
        one = "1 YAML file means the same by YAML 1.1 and 1.2"
        lines.append(f"  {words.count(number, one, '{number} YAML files mean the same by YAML 1.1 and 1.2')}")
    if second.skipped:
        lines.append(f"  {words('second reader skipped: {reason}', reason=second.skipped)}")
    else:
        again = (
            "{number} different files read again by python-hcl2: the same meaning, and the same text when written back"
        )
        lines.append(f"  {words(again, number=second.files)}")
    if second.earlier:
        lines.append(f"    {words('{number} of them, to the letter, in an earlier run', number=second.earlier)}")
    return "\n".join(lines)


def next_steps(repository: Repository, target: Path, words: Words = ENGLISH) -> str:
    plan = repository.plan
    first, roots = plan.environments[0], plan.bootstraps
    named = plan.has["state_s3"] and not roots and first.state.bucket is None
    lines = [words("Next:"), *([f"  cd {target}"] if str(target) != "." else [])]
    lines += [
        "  less README.md",
        f"  cd {roots[0].directory if roots else f'environments/{first.name}'}",
        f"  {plan.command} init{' -backend-config=bucket=NAME' if named else ''}",
        f"  {plan.command} {'apply' if roots else 'plan'}",
    ]
    if not repository.plan.has["administrators"]:
        lines += [
            "",
            words("Nobody was named as administrator; whoever may assume the IAM role of an environment is one:"),
            *(f"  {environment.cluster_name}-administrator" for environment in plan.environments),
        ]
    return "\n".join(lines)


_CHANGES: Final = {
    "created": "  created  {path}",
    "updated": "  updated  {path}",
    "merged": "  merged   {path}  (your edit and the new text)",
    "conflict": "  conflict {path}  (your edit beside the new text)",
    "deleted": "  deleted  {path}",
    "edited": "  edited   {path}  (by hand; it stops a render)",
}
_KEPT: Final = {
    "kept": "  kept     {path}  (edited by hand)",
    "gone": "  missing  {path}  (deleted by hand; --restore {path} writes it again)",
}


def changes(found: Changes, *, done: bool, conflicts: AbstractSet[str] = frozenset()) -> str:
    """One line a path that differs, a count, and what was edited by hand and stays.

    `conflicts` are the paths that were written with markers.
    """
    paths = {kind: getattr(found, kind, ()) for kind in (*_CHANGES, *_KEPT)}
    paths |= {"merged": [path for path in found.merged if path not in conflicts], "conflict": sorted(conflicts)}
    lines = [line.format(path=path) for kind, line in _CHANGES.items() for path in paths[kind]]
    kept = [line.format(path=path) for kind, line in _KEPT.items() for path in paths[kind]]
    total = len(lines)
    if total:
        one, more = ("1 file written:", "{total} files written:")
        if not done:
            one, more = ("1 file would change:", "{total} files would change:")
        return "\n".join([(one if total == 1 else more).format(total=total), *lines, *kept])
    if kept:
        return "\n".join(["Nothing to do: what the answers render has not changed.", *kept])
    return "Nothing to do: every file is as the answers render it."


def upgraded(questionnaire: Questionnaire, repository: Repository, before: str) -> str:
    """What a step from an earlier release means for what stands; empty where there is none."""
    if not before or release(before) >= release(__version__):
        return ""
    from terracutter.derived.moves import consequences

    found = consequences(questionnaire.releases, repository.plan, repository.modules, before, repository.moved)
    lines = ["", f"From Terracutter {before} to {__version__}; its CHANGELOG.md says what is new."]
    for one in found.moved:
        lines += [f"  moves     {move.source} to {move.target}, in {one.directory}" for move in one.moves]
    for verb, addresses in (("replaces", found.replaced), ("destroys", found.destroyed)):
        for address, because in addresses.items():
            lines += [f"  {verb:8}  {address}", f"            {because}"]
    roots = ", ".join(f"environments/{environment.name}" for environment in repository.plan.environments)
    lines.append(f"Read what `{repository.plan.command} plan` says in {roots} before you apply.")
    return "\n".join(lines) + "\n"


def diff(directory: Path, found: Foreseen, files: Mapping[str, str]) -> str:
    """A unified diff from what stands on disk to what would stand there, or to what the answers render."""
    changes = found.changes
    pieces: list[str] = []
    for path in sorted((*changes.created, *changes.updated, *changes.merged, *changes.deleted, *changes.edited)):
        here = directory / path
        before = here.read_text(encoding="utf-8", errors="replace") if here.is_file() else ""
        after = found.texts[path].decode() if path in found.texts else files.get(path, "")
        old = f"a/{path}" if here.is_file() else "/dev/null"
        new = f"b/{path}" if path in files else "/dev/null"
        pieces.append(unified_diff(before, after, old, new))
    return "".join(pieces)


def validated(validation: Validation, errors: int) -> str:
    """The last line of `validate`."""
    warnings = sum(diagnostic.severity == "warning" for diagnostic in validation.diagnostics)
    counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    checked = f"{_count(validation.configurations, 'configuration')} of {_count(validation.modules, 'module')}"
    if errors:
        return f"{checked}: {counts}."
    return f"Success! {checked}, valid, {_count(warnings, 'warning')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
