"""Writes the rendered files: everything or nothing, never through a link, never over an edit.

`create` makes a new repository, `update` renders an existing one again, `compare` and `foresee` say what `update` would
do, and `recover` settles what a killed write left behind. `rewrite` replaces the content of one file, `replace` and
`put` that of one which may be missing, `keep` writes one that must not be lost. Every problem is a `Refused`, and
nothing is printed here.
"""

from terracutter.write.manifest import BASE, MANIFEST, RECORDS, Last, Recorded
from terracutter.write.paths import ANSWERS
from terracutter.write.repository import (
    Changes,
    Foreseen,
    Tree,
    Way,
    Written,
    compare,
    create,
    foresee,
    last,
    recover,
    update,
)
from terracutter.write.single import keep, put, replace, rewrite

__all__ = [
    "ANSWERS",
    "BASE",
    "MANIFEST",
    "RECORDS",
    "Changes",
    "Foreseen",
    "Last",
    "Recorded",
    "Tree",
    "Way",
    "Written",
    "compare",
    "create",
    "foresee",
    "keep",
    "last",
    "put",
    "recover",
    "replace",
    "rewrite",
    "update",
]
