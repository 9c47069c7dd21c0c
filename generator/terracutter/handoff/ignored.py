"""What git ignores, by the `.gitignore` of a repository's top: nothing else of git is read, and no git is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from terracutter.records import record

_CLASS: Final = re.compile(r"\[(!|\^)?(\]?[^\]]*)\]")


@record
class _Rule:
    pattern: re.Pattern[str]
    takes_back: bool
    directories_alone: bool


def ignores(text: str) -> Callable[[str], bool]:
    """Whether a path below the top is ignored, by itself or with a directory above it. Source: gitignore(5)."""
    rules = [rule for line in text.splitlines() if (rule := _rule(line)) is not None]

    def decided(path: str, *, is_directory: bool) -> bool:
        last = [rule for rule in rules if (is_directory or not rule.directories_alone) and rule.pattern.fullmatch(path)]
        return bool(last) and not last[-1].takes_back

    def ignored(path: str) -> bool:
        parts = path.split("/")
        above = ("/".join(parts[:count]) for count in range(1, len(parts)))
        return any(decided(one, is_directory=True) for one in above) or decided(path, is_directory=False)

    return ignored


def _rule(line: str) -> _Rule | None:
    """None for a comment and an empty line."""
    line = re.sub(r"(?<!\\)\s+$", "", line)
    if not line or line.startswith("#"):
        return None
    takes_back = line.startswith("!")
    body = line[takes_back:]
    directories_alone = body.endswith("/")
    body = body.rstrip("/")
    is_anchored = "/" in body
    translated = _translated(body.removeprefix("/"))
    if translated is None:
        return None
    return _Rule(re.compile(translated if is_anchored else f"(?:.*/)?{translated}"), takes_back, directories_alone)


def _translated(body: str) -> str | None:
    """The expression of a pattern; None where it means nothing."""
    found, place = "", 0
    while place < len(body):
        rest = body[place:]
        if rest.startswith("**/") and (place == 0 or body[place - 1] == "/"):
            found, place = found + "(?:.*/)?", place + 3
        elif rest == "**" and body[place - 1 : place] == "/":
            found, place = found + ".+", place + 2
        elif rest[0] in "*?":
            found, place = found + ("[^/]*" if rest[0] == "*" else "[^/]"), place + 1
        elif match := _CLASS.match(rest):
            inside = match[2].replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
            found, place = found + f"(?!/)[{'^' if match[1] else ''}{inside}]", place + match.end()
        elif rest[0] == "[" or rest == "\\":
            return None
        else:
            escaped = rest[0] == "\\"
            found, place = found + re.escape(rest[escaped]), place + 1 + escaped
    return found
