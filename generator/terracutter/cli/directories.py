"""The directories of this user in which runs leave something for later ones."""

from __future__ import annotations

import os
from pathlib import Path


def cache_directory() -> Path | None:
    from terracutter.cache import open_cache

    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return open_cache(Path(home) / "terracutter")


def data_directory() -> Path:
    """Where `catalogue refresh` keeps what AWS has told."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "terracutter" / "catalog"
