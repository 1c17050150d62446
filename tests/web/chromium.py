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
NAMES = (
    "chromium-headless-shell",  # the same browser without what makes windows, at half the price
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = "Chromium is needed for the tests in a browser. On Debian: apt install chromium-headless-shell"


def launch(playwright: Playwright, *, has_scrollbars: bool = False) -> Browser:
    """A browser without a window, and without scrollbars that take room where nobody asks for them."""
    shown = ["--hide-scrollbars"] if has_scrollbars else []
    return playwright.chromium.launch(executable_path=path(), args=QUIET, ignore_default_args=shown)


def path() -> str:
    """Where it is. Raises `SystemExit` with one sentence where it is not installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit(MISSING)
    return found


if __name__ == "__main__":
    path()
