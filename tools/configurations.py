"""Writes the JSON schemas of the EKS add-ons' configuration anew.

    python tools/configurations.py [--work DIRECTORY]

They are the answers of DescribeAddonConfiguration for the versions that `addon_versions.json` has, from the repository
that recorded those; run `tools/addon_versions.py` first. What only explains or suggests is left out of them.

The file is gzipped text. Its first line is a JSON object with date and source; each further line is the name of an
add-on, the versions that share a schema, a tab and the schema.
"""

from __future__ import annotations

import gzip
import json

from addon_versions import COMMIT, REPOSITORY
from sources import CATALOG, Repository, work_directory
from terracutter.catalog.compact import bare


def main() -> None:
    addons = json.loads((CATALOG / "addon_versions.json").read_text(encoding="utf-8"))["addons"]
    with work_directory(__doc__) as work:
        repository = Repository(REPOSITORY, COMMIT, work)
        head = {
            "date": repository.date().isoformat(),
            "source": f"EKS DescribeAddonConfiguration as recorded by {repository}",
        }
        lines = [json.dumps(head)]
        for name, addon in addons.items():
            schemas: dict[str, list[str]] = {}
            for version in sorted({version for pair in addon["versions"].values() for version in pair}):
                schema = bare(repository.document(f"data/{name}/configurations/{version}.json"))
                schemas.setdefault(json.dumps(schema, separators=(",", ":")), []).append(version)
            lines += [f"{' '.join([name, *versions])}\t{schema}" for schema, versions in schemas.items()]
    text = "\n".join(lines) + "\n"
    (CATALOG / "configurations.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
