"""The hand-over: a repository as it stands, with checksums, versions and a page to read, in one archive."""

from __future__ import annotations

from terracutter.handoff.archive import Archive, bundle
from terracutter.handoff.page import Standing
from terracutter.handoff.verification import Verified, verify

__all__ = ["Archive", "Standing", "Verified", "bundle", "verify"]
