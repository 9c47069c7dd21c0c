"""The screens in the docs are those of today."""

from __future__ import annotations

import recording


def test_the_docs_show_real_screens():
    assert recording.FILE.read_text(encoding="utf-8") == recording.document(), "to write them again: make golden"
