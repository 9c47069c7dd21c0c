"""Headless Chromium, where there is one: what a page says of itself, and how it looks."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from conftest import leave_out

ARTIFACTS = Path(__file__).resolve().parents[1] / ".artifacts"
"""What a run leaves for a person to look at; git ignores it."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DARK = "--blink-settings=preferredColorScheme=0"


def _browser() -> str:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or leave_out("neither chromium nor google-chrome is on PATH")


def _run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Without any network; `directory` takes the profile."""
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage")
    alone = ("--proxy-server=127.0.0.1:9", "--no-first-run", f"--user-data-dir={directory / 'profile'}")
    command = [_browser(), *quiet, *alone, "--enable-logging=stderr", "--v=0", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a page said to the console, its errors included."""
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def dom(page: Path, directory: Path, width: int = 1280) -> str:
    """The page after its scripts have run; an assertion fails where it said anything to the console."""
    done = _run(directory, f"--window-size={width},900", "--dump-dom", page.as_uri())
    assert not console(done), console(done)
    return done.stdout


def screenshot(page: Path, name: str, size: tuple[int, int], directory: Path, *, dark: bool = False) -> Path:
    """A PNG below `.artifacts/`."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / name
    path.unlink(missing_ok=True)
    looks = [_DARK] if dark else []
    window = f"--window-size={size[0]},{size[1]}"
    done = _run(directory, *looks, window, f"--screenshot={path}", page.as_uri())
    assert not console(done), console(done)
    return path


def pdf_pages(page: Path, name: str, directory: Path) -> int:
    """Prints the page to a PDF below `.artifacts/`; how many sheets it takes."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / name
    path.unlink(missing_ok=True)
    done = _run(directory, f"--print-to-pdf={path}", "--no-pdf-header-footer", page.as_uri())
    assert not console(done), console(done)
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))
