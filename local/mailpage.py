"""The mail of the local service as a page to read it on."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from local.mailbox import LINK, Mail

STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404a); --quiet: light-dark(#5a6472, #a3adba) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 0 }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0 }
p { margin: .25rem 0; color: var(--quiet) } p, pre { overflow-wrap: anywhere }
pre { font: inherit; white-space: pre-wrap; margin: 1rem 0 0; border-top: 1px solid var(--line); padding-top: 1rem }
"""
_STYLE = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", f"default-src 'none'; style-src {_STYLE}; frame-ancestors 'none'; base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


def render(mails: Sequence[Mail]) -> bytes:
    """The whole page, in UTF-8."""
    shown = "\n".join(map(_article, mails)) or "<p>No mail yet.</p>"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mail ({len(mails)}) - Postern on this machine</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>Mail</h1><a href="/_local/mail">Show all, newest first</a></header>
<main>
{shown}
</main>
</body>
</html>
""".encode()


def _article(mail: Mail) -> str:
    return f"""<article>
<h2>{escape(mail["subject"])}</h2>
<p>To {escape(mail["to"])}, <time datetime="{mail["sent_at"]}">{mail["sent_at"].replace("T", " ")}</time></p>
<pre>{_linked(mail["text"])}</pre>
</article>"""


def _linked(text: str) -> str:
    """The text, escaped, with its links to click on."""
    parts, end = [], 0
    for link in LINK.finditer(text):
        url = escape(link[0])
        parts += [escape(text[end : link.start()]), f'<a href="{url}">{url}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:])])
