"""Files that people or attackers name as answers, each with a name; bad_files.yaml has what is said of them.

Run as a program it writes bad_files.yaml again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import yaml

SAID = Path(__file__).parent / "bad_files.yaml"
NAME = "answers.yaml"

_GROUP = "{instance_types: [m7i.large]}"
_LETTERS = "abcdefghi"
_MOST_LINES = 60

CONTENTS: dict[str, str | bytes] = {
    "alias bomb": "a: &a [lol, lol]\n"
    + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise(_LETTERS)),
    "alias as a key": "a: &a region\n*a : eu-west-1\n",
    "merge key of an anchor": "base: &base\n  region: eu-west-1\nenvironments:\n  dev:\n    <<: *base\n",
    "merge key": "environments:\n  dev:\n    <<: {region: eu-west-1}\n",
    "10,000 levels of lists": "tags: " + "[" * 10_000 + "]" * 10_000,
    "10,000 levels of mappings": "{a: " * 10_000,
    "10,000 levels of block lists": "- " * 10_000,
    "700 levels of block mappings": "\n".join(" " * level + "a:" for level in range(700)),
    "UTF-16 with a byte order mark": "region: eu-west-1\n".encode("utf-16"),
    "UTF-16 without one": "region: eu-west-1\n".encode("utf-16-le"),
    "UTF-16, the other end first": "region: eu-west-1\n".encode("utf-16-be"),
    "UTF-32": "region: eu-west-1\n".encode("utf-32"),
    "Latin-1": "region: eu-west-1\ntags: {team: Zürich}\n".encode("latin-1"),
    "Korean of Windows": "region: eu-west-1\ntags: {team: 한국}\n".encode("cp949"),
    "half a surrogate pair": b'region: eu-west-1\ntags: {team: "\xed\xa0\x80"}\n',
    "half a surrogate pair by an escape": 'region: eu-west-1\ntags: {team: "\\ud800"}\n',
    "NUL": b"region: eu-west-1\x00\n",
    "escape sequence of a terminal": "zones: none\nregion: \x1b[31meu-west-1\n",
    "tab": "region: eu-west-1\ntags:\n\tteam: a\n",
    "tag of Python": 'region: !!python/object/apply:os.system ["touch owned"]\n',
    "binary tag": "region: !!binary ZXUtd2VzdC0x\n",
    "tag of one's own": "region: !Ref Region\n",
    "tag of a day": "region: !!timestamp 2026-11-22\n",
    "tag of a set": "environments: !!set {dev, prod}\n",
    "key twice": "region: eu-west-1\nnetwork: new\nregion: eu-west-2\n",
    "key twice within an answer": "node_groups:\n  a:\n    min_size: 1\n    max_size: 2\n    min_size: 2\n",
    "environment twice": "environments:\n  dev: {}\n  dev: {}\n",
    "node group twice": f"node_groups:\n  a: {_GROUP}\n  a: {_GROUP}\n",
    "10 MB": "tags:\n" + "".join(f"  key-{number:07}: {'v' * 80}\n" for number in range(105_000)),
    "10 MB on one line": "region: " + "x" * 10_000_000,
    "two documents": "region: eu-west-1\n---\nregion: eu-west-2\n",
    "list": "- region: eu-west-1\n",
    "word": "eu-west-1\n",
    "anchor": "region: &here eu-west-1\n",
    "words that YAML once took for switches": "database_subnets: NO\nauto_mode: Yes\n",
    "octal number": "log_retention_days: 0365\n",
    "number with a base of 60": "log_retention_days: 1:30\n",
    "number of 5,000 digits": "log_retention_days: " + "9" * 5_000 + "\n",
    "no number and an endless one": "log_retention_days: .nan\naccount_id: .inf\n",
    "number with a point": "kubernetes_version: 1.30\n",
    "long key": '"' + "k" * 5_000 + '": 1\n',
    "10,000 keys": "".join(f"key_{number}: 1\n" for number in range(10_000)),
    "5,500 node groups": "node_groups:\n" + "".join(f"  g{number}: {_GROUP}\n" for number in range(5_500)),
    "10,000 environments": "environments:\n" + "".join(f"  e{number}: {{}}\n" for number in range(10_000)),
    "100,000 items": "zones: [" + ",".join("a" for _ in range(100_000)) + "]\n",
    "page of a website": "<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n",
    "JSON with a comma too many, in place": '{\n  "region": "eu-west-9",\n}\n',
    "JSON with a comment": '{\n  // region\n  "region": "eu-west-1"\n}\n',
    "Terraform": 'variable "region" {\n  default = "eu-west-1"\n}\n',
    "Terraform's values": 'region = "eu-west-1"\nzones  = ["eu-west-1a"]\n',
    "shell's variables": "export REGION=eu-west-1\n",
    "TOML": '[aws]\nregion = "eu-west-1"\n',
    "ClusterConfig of eksctl": "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  region: eu-west-1\n",
    "format of another Terracutter": "terracutter: 99.0.0\nregion: eu-west-1\n",
    "JSON Schema": '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {}}\n',
    "answers of cookiecutter": '{"repo_name": "acme", "profile": "production"}\n',
    "quote that is not closed": 'network: new\nregion: "eu-west-1\nzones: [a]\n',
    "colon in a text": "state_bucket: acme: state\n",
    "no blank behind a colon": "region:eu-west-1\nzones: [a]\n",
    "line indented as no other": "node_groups:\n  a:\n    instance_types: [m7i.large]\n   min_size: 1\n",
    "another YAML": "%YAML 9.9\n---\nregion: eu-west-1\n",
    "at sign": "region: @eu-west-1\n",
    "template that nobody filled in": "region: {{ region }}\n",
    "template between quotes": 'region: "{{ region }}"\n',
    "conflict of Git": "<<<<<<< HEAD\nregion: eu-west-1\n=======\nregion: eu-west-2\n>>>>>>> main\n",
    "key that is nothing": "~: a\n",
    "key that is a list": "? [a]\n: b\n",
    "lines of an old Macintosh": "network: new\rregion: x\r",
    "lines of Windows": "network: new\r\nregion: x\r\n",
    "byte order mark": b"\xef\xbb\xbfregion: eu-west-9\n",
    "JSON": '{\n  "region": "eu-west-9"\n}\n',
    "compressed": b"\x1f\x8b\x08\x00" + bytes(range(256)),
    "blank that does not break": "region:\u00a0eu-west-1\n",
    "blank without a width": "region: eu-west-1\u200b\n",
    "writing from right to left": "region: \u202eeu-west-1\n",
    "letter of another script": "region: eu-w\u0435st-1\n",
    "quotes of a word processor": "region: “eu-west-1”\n",
    "block of text": "region: |\n  eu-west-1\n",
    "answer with a break of the line": 'region: "eu\\nwest-1"\n',
    "249,000 letters": 'tags: {a: "' + "a" * 249_000 + '!"}\n',
}

MADE: dict[str, Callable[[Path], object]] = {
    "directory": Path.mkdir,
    "nothing": lambda path: None,
    "pipe": os.mkfifo,
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to nothing": lambda path: path.symlink_to("gone"),
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "100 MB": lambda path: os.truncate(path.touch() or path, 100_000_000),
}


def make(name: str, path: Path) -> None:
    if name in MADE:
        MADE[name](path)
        return
    content = CONTENTS[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def says() -> dict[str, str]:
    """By name, all that is said of a file."""
    found: dict[str, str] = yaml.safe_load(SAID.read_text(encoding="utf-8"))
    return found


def told(stderr: str) -> str:
    """What is said, of many problems the first and the last words."""
    lines = stderr.strip().splitlines()
    if len(lines) > _MOST_LINES:
        lines = [*lines[:3], "...", *lines[-4:]]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    from bounded import bounded, surroundings

    head = "# What is said of each file in bad_files.py; `python tests/bad_files.py` writes this again.\n"
    with bounded() as running, tempfile.TemporaryDirectory() as home:
        for name in (*CONTENTS, *MADE):
            with tempfile.TemporaryDirectory() as directory:
                make(name, Path(directory) / NAME)
                command = [sys.executable, "-m", "terracutter", "new", "made", "--answers", NAME]
                done = running.run(command, Path(directory), surroundings(Path(home)))
                said = "".join(f"  {line}".rstrip() + "\n" for line in told(done.stderr).splitlines())
                head += f"\n{yaml.safe_dump(name).splitlines()[0]}: |\n{said}"
    SAID.write_text(head, encoding="utf-8")


if __name__ == "__main__":
    main()
