"""Asks AWS for the catalogue's facts anew, with the credentials that the user has; boto3 is an optional extra.

Nothing is stored of the account: AWS is asked about itself alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from terracutter.catalog import compact, refreshed
from terracutter.catalog.addons import addons
from terracutter.catalog.configurations import configuration
from terracutter.diagnostics import Diagnostic
from terracutter.errors import TerracutterError
from terracutter.records import record
from terracutter.write import put

ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "kubernetes": ("eks:DescribeClusterVersions",),
    "addon_versions": ("eks:DescribeAddonVersions",),
    "configurations": ("eks:DescribeAddonVersions", "eks:DescribeAddonConfiguration"),
    "regions": ("ec2:DescribeRegions", "ec2:DescribeAvailabilityZones"),
    "instances": ("ec2:DescribeInstanceTypes", "ec2:DescribeInstanceTypeOfferings"),
}
"""What IAM must allow, by file; none of them can be limited to resources."""

ENTRIES: Final[Mapping[str, str]] = {
    "kubernetes": "versions of Kubernetes",
    "addon_versions": "add-ons",
    "configurations": "add-ons with schemas that are not built in",
    "regions": "regions",
    "instances": "instance types",
}

_DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_ACCOUNT: Final = re.compile(r"\b\d{12}\b")
_OPEN: Final = frozenset({"opt-in-not-required", "opted-in"})


@record
class Taken:
    """A file that was written: how many entries it has, and what was left out of it."""

    name: str
    path: Path
    entries: int
    left_out: str = ""


def policy() -> str:
    """The IAM policy that a refresh of everything needs."""
    actions = sorted({action for needed in ACTIONS.values() for action in needed})
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def refresh(
    directory: Path, names: Collection[str], regions: tuple[str, ...], profile: str | None, today: date
) -> Iterator[Taken | Diagnostic]:
    """Write each file whole or not at all, and say of each that was asked for what came of it.

    Raises `TerracutterError` where nothing can be asked: no boto3, no credentials, no region, no way to AWS.
    """
    aws = _Aws(regions, profile)
    for name in refreshed.FILES:
        if name in names:
            yield _one(aws, name, directory, today)


def _one(aws: _Aws, name: str, directory: Path, today: date) -> Taken | Diagnostic:
    import botocore.exceptions as problems

    try:
        found = _SOURCES[name](aws)
    except problems.ClientError as problem:
        return _diagnosed(name, problem.operation_name, problem.response.get("Error", {}), aws)
    except (KeyError, IndexError, TypeError, AttributeError) as problem:
        detail = f"AWS answered in a form that this version of Terracutter does not read: {problem!r}."
        return Diagnostic(f"{refreshed.FILES[name]} not refreshed", detail)
    except problems.BotoCoreError as problem:
        raise TerracutterError(_unreachable(problem)) from problem
    if not found.entries:
        return Diagnostic(f"{refreshed.FILES[name]} not refreshed", "AWS answered with nothing.")
    head = {"date": today.isoformat(), "source": found.source, **found.head}
    path = directory / refreshed.FILES[name]
    put(path, compact.text(head, found.key, found.entries).encode("utf-8"))
    return Taken(name, path, len(found.entries), found.left_out)


def _diagnosed(name: str, operation: str, error: Mapping[str, Any], aws: _Aws) -> Diagnostic:
    code = str(error.get("Code", ""))
    summary = f"{refreshed.FILES[name]} not refreshed"
    action = next((one for one in ACTIONS[name] if one.endswith(f":{operation}")), operation)
    if code in _DENIED:
        hint = f"allow {action}; `terracutter catalogue refresh --help` prints the whole policy"
        return Diagnostic(summary, f"IAM denies {action}.", hint=hint)
    message = _ACCOUNT.sub("<account>", str(error.get("Message", ""))).rstrip(".")
    return Diagnostic(summary, f"{operation} in {aws.regions[0]} failed with {code}: {message}.")


def _unreachable(problem: Exception) -> str:
    hints = {
        "NoCredentialsError": "log in, for example with `aws sso login`, or name a profile with --profile",
        "PartialCredentialsError": "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither",
        "ProfileNotFound": "`aws configure list-profiles` names those that there are",
        "EndpointConnectionError": "this needs a way to AWS; everything else works without",
    }
    kind = type(problem).__name__
    hint = hints.get(kind, "`aws sts get-caller-identity` tells whether the credentials are good")
    said = "There are no AWS credentials." if kind == "NoCredentialsError" else f"{str(problem).rstrip('.')}."
    return f"{_ACCOUNT.sub('<account>', said)} Nothing was refreshed.\n  hint: {hint}"


@record
class _Found:
    source: str
    key: str
    entries: Mapping[str, Any]
    head: Mapping[str, Any]
    left_out: str = ""


class _Aws:
    """One session. The first region answers for EKS, each for its own instance types."""

    def __init__(self, regions: tuple[str, ...], profile: str | None) -> None:
        try:
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError
        except ImportError:
            detail = "boto3 is not installed, and only `catalogue refresh` needs it."
            raise TerracutterError(f"{detail}\n  hint: pip install 'terracutter[aws]'") from None
        self._config = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 3},
            user_agent_extra="terracutter",
        )
        try:
            self._session = boto3.Session(profile_name=profile)
            credentials = self._session.get_credentials()
        except BotoCoreError as problem:
            raise TerracutterError(_unreachable(problem)) from problem
        self.regions = regions or tuple(filter(None, [self._session.region_name]))
        if not self.regions:
            raise TerracutterError("No region is configured.\n  hint: give --region, such as --region eu-central-1")
        if credentials is None:
            from botocore.exceptions import NoCredentialsError

            raise TerracutterError(_unreachable(NoCredentialsError()))

    def client(self, service: str, region: str = "") -> Any:
        return self._session.client(service, region_name=region or self.regions[0], config=self._config)

    def pages(self, service: str, operation: str, key: str, region: str = "", **arguments: Any) -> Iterator[Any]:
        for page in self.client(service, region).get_paginator(operation).paginate(**arguments):
            yield from page[key]

    @cached_property
    def addons(self) -> dict[str, dict[str, Any]]:
        """Those of AWS and of the community, compact, by name."""
        answered = [
            one for one in self.pages("eks", "describe_addon_versions", "addons") if one.get("owner") in compact.OWNERS
        ]
        minors = {
            compatibility["clusterVersion"]
            for one in answered
            for release in one["addonVersions"]
            for compatibility in release["compatibilities"]
        }
        ordered = compact.newest_first(minors)
        return {one["addonName"]: compact.addon(one, ordered) for one in sorted(answered, key=_name)}


def _name(addon: Mapping[str, Any]) -> str:
    return str(addon["addonName"])


def _calendar(aws: _Aws) -> _Found:
    answered = {one["clusterVersion"]: one for one in aws.pages("eks", "describe_cluster_versions", "clusterVersions")}
    entries = {
        version: {
            "released": _day(answered[version].get("releaseDate")),
            "standard_until": _day(answered[version].get("endOfStandardSupportDate")),
            "extended_until": _day(answered[version].get("endOfExtendedSupportDate")),
        }
        for version in compact.newest_first(answered)
    }
    default = next((version for version, one in answered.items() if one.get("defaultVersion")), next(iter(entries), ""))
    return _Found(_source(aws, "EKS DescribeClusterVersions"), "versions", entries, {"default": default})


def _addon_versions(aws: _Aws) -> _Found:
    return _Found(_source(aws, "EKS DescribeAddonVersions"), "addons", aws.addons, {})


def _configurations(aws: _Aws) -> _Found:
    """The schemas of the versions that a cluster may be given and of which none is built in."""
    client = aws.client("eks")
    entries: dict[str, dict[str, Any]] = {}
    unread: list[str] = []
    for name, addon in aws.addons.items():
        versions = sorted({version for pair in addon["versions"].values() for version in pair})
        for version in versions if name in addons() else ():
            if configuration(name, version) is not None:
                continue
            answer = client.describe_addon_configuration(addonName=name, addonVersion=version)
            try:
                schema = json.loads(answer.get("configurationSchema") or "true")
                entries.setdefault(name, {})[version] = compact.bare(schema)
            except (ValueError, compact.UnknownKeywordError):
                unread.append(f"{name} {version}")
    left_out = f"left out, since their schemas are of a newer kind: {', '.join(unread)}" if unread else ""
    return _Found(_source(aws, "EKS DescribeAddonConfiguration"), "addons", entries, {}, left_out)


def _regions(aws: _Aws) -> _Found:
    """The zones of every region that the account has opened; of the others AWS tells none."""
    answered = aws.client("ec2").describe_regions(AllRegions=True)["Regions"]
    entries = {}
    for region in sorted(one["RegionName"] for one in answered if one.get("OptInStatus") in _OPEN):
        client = aws.client("ec2", region)
        if client.meta.partition not in refreshed.PARTITIONS:
            continue
        zones = client.describe_availability_zones()["AvailabilityZones"]
        letters = [
            zone["ZoneName"].removeprefix(region)
            for zone in zones
            if zone.get("ZoneType", "availability-zone") == "availability-zone" and zone["State"] == "available"
        ]
        entries[region] = {"partition": client.meta.partition, "zones": "".join(sorted(letters))}
    closed = sorted(one["RegionName"] for one in answered if one.get("OptInStatus") not in _OPEN)
    left_out = f"left out, since the account has not opened them: {', '.join(closed)}" if closed else ""
    return _Found(_source(aws, "EC2 DescribeRegions and DescribeAvailabilityZones"), "regions", entries, {}, left_out)


def _instances(aws: _Aws) -> _Found:
    rows: dict[str, list[Any]] = {}
    offered: dict[str, dict[str, set[str]]] = {}
    for region in aws.regions:
        for one in aws.pages("ec2", "describe_instance_types", "InstanceTypes", region):
            rows.setdefault(one["InstanceType"], compact.row(one))
        zones = offered.setdefault(region, {})
        asked = "describe_instance_type_offerings", "InstanceTypeOfferings"
        for one in aws.pages("ec2", *asked, region, LocationType="availability-zone"):
            zones.setdefault(one["InstanceType"], set()).add(one["Location"])
    entries = {name: [*rows[name], *compact.places(name, offered)] for name in sorted(rows)}
    head = {"columns": list(compact.COLUMNS), "regions": list(offered), "undescribed": []}
    source = f"EC2 DescribeInstanceTypes and DescribeInstanceTypeOfferings in {', '.join(aws.regions)}"
    return _Found(source, "types", entries, head)


def _source(aws: _Aws, what: str) -> str:
    return f"{what} in {aws.regions[0]}"


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment is not None else None


_SOURCES: Final[Mapping[str, Callable[[_Aws], _Found]]] = {
    "kubernetes": _calendar,
    "addon_versions": _addon_versions,
    "configurations": _configurations,
    "regions": _regions,
    "instances": _instances,
}
