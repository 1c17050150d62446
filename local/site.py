"""Serves the built front end: its files as they are, and `index.html` for every page of the app."""

from pathlib import Path
from urllib.parse import unquote

from chalicelib.errors import MethodNotAllowed
from local.messages import Answer, Request
from local.problems import problem

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-cache"),
)
UNBUILT = b"The front end is not built. `make run` builds it, and so does: cd web && npm ci && npm run build\n"


class Site:
    """A folder of static files, looked through for each request, so that a new build shows at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def answer(self, request: Request) -> Answer:
        """A file of the folder. Only names that the folder has are looked up, so no path leads out of it."""
        if request.method not in ("GET", "HEAD"):
            return problem(MethodNotAllowed(), request.id, ("Allow", "GET, HEAD"))
        files = {
            f"/{path.relative_to(self._root).as_posix()}": path for path in self._root.rglob("*") if path.is_file()
        }
        file = files.get(unquote(request.path), files.get("/index.html"))
        if file is None:
            return Answer(503, (("Content-Type", TYPES[".txt"]), *HEADERS), UNBUILT)
        kind = TYPES.get(file.suffix, "application/octet-stream")
        return Answer(200, (("Content-Type", kind), *HEADERS), file.read_bytes())
