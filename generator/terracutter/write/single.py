"""One existing file rewritten in place, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from terracutter.write.disk import held_signals, refusing


def rewrite(path: Path, content: bytes) -> None:
    """Replace the content of a file and keep its mode. A link is followed: a person named it."""
    with held_signals(), refusing(str(path)):
        target = path.resolve(strict=True)
        mode = stat.S_IMODE(target.stat().st_mode)
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), mode)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
