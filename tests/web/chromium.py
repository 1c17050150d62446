"""The system's own Chromium, driven by Playwright and quiet: it asks nobody for anything."""

import shutil

from playwright.sync_api import Browser, Playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "Chromium is needed for the tests in a browser. On Debian: apt install chromium"


def launch(playwright: Playwright) -> Browser:
    """Raises `FileNotFoundError` with one sentence where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise FileNotFoundError(MISSING)
    return playwright.chromium.launch(executable_path=path, args=QUIET)
