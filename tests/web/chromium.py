"""A Chromium that Playwright drives: the system's own, or one that `python -m tests.web.chromium` brings along.

It is quiet: it asks nobody for anything.
"""

import os
import platform
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
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
APT = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", NAMES[0])
HERE = Path(__file__).parent
BROUGHT = HERE / "node_modules" / ".browser"
"""Where the browser of npm's package unpacks itself."""
UNPACK = "import browser from '@sparticuz/chromium'; await browser.executablePath()"
LAMBDA = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
"""What makes the package unpack the libraries that a bare machine lacks too."""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""
"""In place of the package's own list, which looks for its fonts where only Lambda has them."""
MISSING = "Chromium is needed for the tests in a browser, and none could be brought along: install one."

if node := shutil.which("node"):  # Playwright's own needs a library that a bare machine lacks
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)


def launch(playwright: Playwright, *, has_scrollbars: bool = False) -> Browser:
    """A browser without a window, and without scrollbars that take room where nobody asks for them.

    Raises `SystemExit` with one sentence where there is none.
    """
    start = partial(
        playwright.chromium.launch,
        args=QUIET,
        ignore_default_args=["--hide-scrollbars"] if has_scrollbars else [],
    )
    if found := installed():
        return start(executable_path=found)
    if not BROUGHT.exists():
        raise SystemExit(MISSING)
    own = {"LD_LIBRARY_PATH": str(BROUGHT / "al2023" / "lib"), "FONTCONFIG_PATH": str(BROUGHT / "fonts")}
    environment: dict[str, str | float | bool] = {**os.environ, **own}
    return start(executable_path=BROUGHT / "chromium", env=environment)


def installed() -> str | None:
    """Where the system's own is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def bring() -> None:
    """Install the system's where that is allowed, or unpack one that needs nothing of the system."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet=2"], check=True)
        subprocess.run(APT, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=sys.stderr)
    elif (sys.platform, platform.machine()) == ("linux", "x86_64"):
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        draft = BROUGHT.with_suffix(".draft")
        draft.mkdir()
        unpacking = {**os.environ, **LAMBDA, "TMPDIR": str(draft)}
        subprocess.run(["node", "--input-type=module", "--eval", UNPACK], cwd=HERE, check=True, env=unpacking)
        (draft / "fonts" / "fonts.conf").write_text(FONTS, "utf-8")
        draft.rename(BROUGHT)
    else:
        raise SystemExit(MISSING)


if __name__ == "__main__" and not installed() and not BROUGHT.exists():
    sys.stdout.write("==> a browser for the tests\n")
    sys.stdout.flush()
    bring()
