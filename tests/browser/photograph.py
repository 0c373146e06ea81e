"""Photograph a page: ``python -m tests.browser.photograph out/carte.html maps/gallery/carte.png``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.conftest import ARGUMENTS, find_chromium


def photograph(page: Path, picture: Path, width: int = 1280, height: int = 800) -> None:
    """Write ``picture`` (PNG) of ``page`` as it first shows itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        shown = chromium.new_page(viewport={"width": width, "height": height})
        shown.goto(page.resolve().as_uri())
        shown.wait_for_load_state("load")
        shown.screenshot(path=picture)
        chromium.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), Path(sys.argv[2]))
