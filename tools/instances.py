"""Writes the catalogue of EC2 instance types anew.

    python tools/instances.py [--work DIRECTORY]

moto records the answers of DescribeInstanceTypes with each release; what AWS no longer describes in the newest is taken
from the last one that has it. Where a type is offered is recorded, too: `regions` and `partly` are numbers in base 16
with a bit for each name in the list of regions, the first name's the lowest; `partly` has those regions in which some
zones do not offer it. The names are those of the EC2 service model in botocore. The maximum of pods is compared with
the list that the VPC CNI publishes; a difference that is not explained here ends the run.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from sources import Repository, Wheel, work_directory, write
from terracutter.catalog.compact import COLUMNS, places, row

MOTO = ("5.2.5", "5.2.0", "5.1.0", "5.0.0")  # newest first
BOTOCORE = "1.44.5"
CNI = ("aws/amazon-vpc-cni-k8s", "b52188387f2e2f10bf289ace929d6a63b176a4fa")
# EC2 describes a second network card, which the list of the CNI counts as part of the first.
TWO_CARDS = {"i7ie.48xlarge", "i7ie.metal-48xl", "i8ge.48xlarge", "i8ge.metal-48xl"}
SAME_DEVICES = {"trn2u.48xlarge": "trn2.48xlarge"}  # whose description leaves them out


def unlisted(entry: list[Any]) -> list[Any]:
    """As it was, with the word that says that the newest answer leaves it out."""
    words = [word for word in entry[6].split() if word != "current"]
    return [*entry[:6], " ".join([*words, "unlisted"]), entry[7]]


def offerings(release: Wheel) -> dict[str, dict[str, set[str]]]:
    """By region and type, the zones that offer it."""
    folder = "moto/ec2/resources/instance_type_offerings/availability-zone-id/"
    with zipfile.ZipFile(release.path()) as archive:
        files = [name for name in archive.namelist() if name.startswith(folder)]
    found: dict[str, dict[str, set[str]]] = {}
    for file in sorted(files):
        zones = found.setdefault(file.removeprefix(folder).split(".")[0], {})
        for offer in release.document(file.removesuffix(".gz")):
            zones.setdefault(offer["InstanceType"], set()).add(offer["Location"])
    return found


def published(work: Path) -> dict[str, int]:
    lines = Repository(*CNI, work).text("misc/eni-max-pods.txt").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: int(number) for name, number in pairs}


def compare(rows: dict[str, list[Any]], pods: dict[str, int]) -> None:
    ours = {name: entry[3] * (entry[4] - 1) + 2 for name, entry in rows.items()}
    both = ours.keys() & pods.keys()
    different = {name for name in both if ours[name] != pods[name]}
    for name in sorted(different):
        print(f"{name}: {ours[name]} pods by formula, {pods[name]} as published")
    if different - TWO_CARDS:
        raise SystemExit(f"not explained: {sorted(different - TWO_CARDS)}")
    print(f"{len(both - different)} types agree with the published maximum of pods")
    print("not in that list:", *sorted(ours.keys() - pods.keys()))
    print("only in that list:", *sorted(pods.keys() - ours.keys()))


def main() -> None:
    with work_directory(__doc__) as work:
        releases = [Wheel("moto", version, work) for version in MOTO]
        rows: dict[str, list[Any]] = {}
        for release in releases:
            found = release.document("moto/ec2/resources/instance_types.json")
            fresh = {name: row(entry) for name, entry in found.items() if name not in rows}
            rows |= fresh if release is releases[0] else {name: unlisted(entry) for name, entry in fresh.items()}
        model = Wheel("botocore", BOTOCORE, work).document("botocore/data/ec2/2016-11-15/service-2.json")
        names = set(model["shapes"]["InstanceType"]["enum"])
        if unknown := rows.keys() - names:
            raise SystemExit(f"not in the service model: {sorted(unknown)}")
        compare(rows, published(work))
        for name, twin in SAME_DEVICES.items():
            rows[name][7] = rows[name][7] or rows[twin][7]
        offered = offerings(releases[0])
        rows = {name: [*entry, *places(name, offered)] for name, entry in rows.items()}
        recorded = ", ".join(f"{release} of {release.date()}" for release in releases)
        head = {
            "date": releases[0].date().isoformat(),
            "source": "EC2 DescribeInstanceTypes and DescribeInstanceTypeOfferings as recorded by "
            f"{recorded}; names: botocore {BOTOCORE}",
            "columns": list(COLUMNS),
            "regions": list(offered),
            "undescribed": sorted(names - rows.keys()),
        }
        write("instances.json", head, "types", rows)


if __name__ == "__main__":
    main()
