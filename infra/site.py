"""Publishes the front end: its files into the bucket of the edge, each for as long as it may be kept."""

import mimetypes
import time
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parents[1] / "web" / "dist"
FOR_EVER = "public, max-age=31536000, immutable"
"""Files under `assets/` have names made of their content."""
ASK_EACH_TIME = "no-cache"


def publish(session: Any, bucket: str, distribution: str, *, region: str) -> None:
    """Put up what `make web` built; the page that names the other files goes last. Old files stay, for old pages."""
    client = session.client("s3", region_name=region)
    files = sorted((path for path in WEB.rglob("*") if path.is_file()), key=lambda path: path.suffix == ".html")
    for path in files:
        name = path.relative_to(WEB).as_posix()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = FOR_EVER if name.startswith("assets/") else ASK_EACH_TIME
        client.put_object(Bucket=bucket, Key=name, Body=path.read_bytes(), ContentType=kind, CacheControl=kept)
    if files:
        paths = {"Quantity": 1, "Items": ["/index.html"]}
        session.client("cloudfront").create_invalidation(
            DistributionId=distribution,
            InvalidationBatch={"Paths": paths, "CallerReference": f"deploy-{time.time_ns()}"},
        )
