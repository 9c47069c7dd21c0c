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
from typing import Any

from addon_versions import COMMIT, REPOSITORY
from sources import CATALOG, Repository, work_directory

ANNOTATIONS = {"$comment", "$id", "$schema", "default", "description", "examples", "format", "title"}
NAMED = {"properties", "patternProperties", "definitions", "$defs"}  # schemas by names that are no keywords
NESTED = {"additionalProperties", "items", "not", "if", "then", "else", "propertyNames"}
LISTED = {"anyOf", "allOf", "oneOf"}
CHECKED = {"$ref", "const", "enum", "required", "type", "pattern", "uniqueItems", "minimum", "maximum"}
CHECKED |= {f"{bound}{what}" for bound in ("min", "max") for what in ("Length", "Items", "Properties")}
MISPLACED = {"enabled", "maxUnavailable", "minAvailable"}  # properties that a schema of AWS has beside its keywords


def bare(schema: Any) -> Any:
    """Without annotations; a keyword that the reader does not check ends the run."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in NAMED:
            found[keyword] = {name: bare(one) for name, one in value.items()}
        elif keyword in NESTED:
            found[keyword] = bare(value)
        elif keyword in LISTED:
            found[keyword] = [bare(one) for one in value]
        elif keyword in CHECKED:
            found[keyword] = value
        elif keyword not in ANNOTATIONS | MISPLACED:
            raise SystemExit(f"the keyword {keyword} is new")
    return found


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
