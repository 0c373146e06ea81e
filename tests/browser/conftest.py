"""A real Chromium, and pages that are watched: every request, console message, error and refusal is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = ["--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"]


def find_chromium() -> str | None:
    """The Chromium of the machine; `playwright install` is never asked for."""
    named = os.environ.get("KIITOOLS_CHROMIUM", "/usr/bin/chromium")
    return named if Path(named).exists() else shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium: apt-get install chromium, or name one in KIITOOLS_CHROMIUM")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """A page, what it asked for besides itself, and what its own policy refused of that."""

    page: Any
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ensure_quiet(self) -> None:
        assert self.requests == []
        assert self.errors == []

    def value(self, script: str) -> Any:
        return self.page.evaluate(script)


def watch(page: Any, own: str) -> Watched:
    """Keep what ``page`` asks for besides its ``own`` address (by Chromium's network log) and its errors."""
    watched = Watched(page)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    addresses: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        address = addresses[event["requestId"]] = event["request"]["url"]
        if address != own and not address.startswith("data:"):
            watched.requests.append(address)

    def failed(event: dict[str, Any]) -> None:
        if event.get("blockedReason") == "csp":
            watched.refused.append(addresses[event["requestId"]])

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFailed", failed)
    page.on(
        "console", lambda one: watched.errors.append(one.text) if one.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("dialog", lambda dialog: (watched.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda _: watched.errors.append("popup"))
    return watched


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Open a file in a fresh context; whatever lies outside the file itself is refused and noted."""
    contexts = []

    def go(path: Path, *, width: int = 1280, height: int = 800, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        own = path.resolve().as_uri()
        page = context.new_page()
        context.route("**/*", lambda route: route.continue_() if route.request.url == own else route.abort())
        watched = watch(page, own)
        page.goto(own)
        return watched

    yield go
    for context in contexts:
        context.close()
