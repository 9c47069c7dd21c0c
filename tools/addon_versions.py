"""Writes the versions of the EKS add-ons anew, with what EKS itself says of each add-on.

    python tools/addon_versions.py [--work DIRECTORY]

The repository named below records the answers of DescribeAddonVersions day by day; COMMIT is the day that is read.
Add-ons of vendors, which the marketplace sells, are left out.
"""

from __future__ import annotations

import json

from sources import CATALOG, Repository, work_directory, write
from terracutter.catalog.compact import OWNERS, addon

REPOSITORY = "plumdog/eks-addon-configuration"
COMMIT = "36866d291fdc8257dabe77e7d8dfe2c2d5c3b317"


def main() -> None:
    with work_directory(__doc__) as work:
        repository = Repository(REPOSITORY, COMMIT, work)
        minors = list(json.loads((CATALOG / "kubernetes.json").read_text(encoding="utf-8"))["versions"])
        documents = (
            repository.document(f"data/{name}/addon.json")
            for name in repository.document("data/addons.json")
            if "_" not in name  # a vendor's
        )
        addons = {
            document["addonName"]: addon(document, minors) for document in documents if document["owner"] in OWNERS
        }
        head = {
            "date": repository.date().isoformat(),
            "source": f"EKS DescribeAddonVersions as recorded by {repository}",
        }
        write("addon_versions.json", head, "addons", addons)


if __name__ == "__main__":
    main()
