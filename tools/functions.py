"""Writes the catalogue of Terraform's functions anew, from the Terraform that is installed.

    python tools/functions.py

An entry is the result type, the parameters (name, type, and 1 where null is taken), and the parameter that takes all
further arguments, or null.
"""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "generator" / "terracutter" / "catalog" / "functions.json"
COMMAND = ("terraform", "metadata", "functions", "-json")


def run(*command: str) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def simple(kind: Any) -> Any:
    if isinstance(kind, str):
        return "any" if kind == "dynamic" else kind
    return [kind[0], simple(kind[1])]


def parameter(entry: dict[str, Any]) -> list[Any]:
    return [entry["name"], simple(entry["type"]), *([1] if entry.get("is_nullable") else [])]


def compact(signature: dict[str, Any]) -> list[Any]:
    variadic = signature.get("variadic_parameter")
    return [
        simple(signature["return_type"]),
        [parameter(entry) for entry in signature.get("parameters", [])],
        parameter(variadic) if variadic else None,
    ]


def main() -> None:
    signatures = run(*COMMAND)["function_signatures"]
    version = run("terraform", "version", "-json")["terraform_version"]
    header = {"date": datetime.now(UTC).date().isoformat(), "source": f"{' '.join(COMMAND)}, Terraform {version}"}
    functions = {name: compact(entry) for name, entry in sorted(signatures.items()) if "::" not in name}
    lines = [f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in functions.items()]
    entries = ",\n".join(lines)
    head = "".join(f"  {json.dumps(name)}: {json.dumps(value)},\n" for name, value in header.items())
    TARGET.write_text(f'{{\n{head}  "functions": {{\n{entries}\n  }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
