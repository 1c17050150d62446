"""The built front end: WhiteNoise serves a compressed copy of its files, and `index.html` for every page of the app."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from emulator.failed import Failed
from local.wsgi import Environ, StartResponse

POLICY = (
    "default-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HASHED = r"^/assets/"
"""What Vite names by its content."""


class Site(WhiteNoise):  # type: ignore[misc]
    """A copy of the folder as it was when the service started; a new build shows after a restart."""

    def __init__(self, built: Path, copy: Path) -> None:
        """Raises `Failed` where there is no build."""
        if not (built / "index.html").exists():
            raise Failed("The front end is not built: `make run` builds it.")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(built, copy)
        compressor = Compressor(use_brotli=False, quiet=True)
        for file in list(copy.rglob("*")):
            if file.is_file() and compressor.should_compress(file.name):
                compressor.compress(str(file))
        super().__init__(
            self._page,
            root=copy,
            max_age=None,
            allow_all_origins=False,
            add_headers_function=_protect,
            immutable_file_test=HASHED,
        )

    def _page(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Every other path is a page of the app, which finds out by itself which one."""
        page: Iterable[bytes] = self.serve(self.files["/index.html"], environ, start_response)
        return page


def _protect(headers: Headers, path: str, url: str) -> None:  # noqa: ARG001 (WhiteNoise asks for these three)
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", "no-cache")
