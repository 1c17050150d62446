"""`python -m infra.package STAGE`: everything that a deployment of STAGE needs, in `build/STAGE/`.

Chalice fetches the wheels of the function's architecture and describes the routes; the rest is done here: the SDK cut
down, byte-code of the runtime's Python added, the zip written reproducibly, the templates completed.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import click

from infra import archive, release, sdk, templates

ROOT = Path(__file__).resolve().parents[1]
CHALICE = "from chalice.cli import main; main()"


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
def main(stage: str) -> None:
    """Package STAGE."""
    folder = ROOT / "build" / stage
    build(folder, architecture=native() if stage == "local" else "arm64")
    size = (folder / "postern.zip").stat().st_size
    click.echo(f"{folder.relative_to(ROOT)}/postern.zip  {size / 1e6:.1f} MB")


def build(folder: Path, *, architecture: str) -> None:
    """Write the zip and the templates into `folder`, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    project, unpacked = folder / "project", folder / "unpacked"
    _stage(project, architecture)
    _chalice(project, folder / "chalice")
    archive.unpack(folder / "chalice" / "deployment.zip", unpacked)
    sdk.trim(unpacked)
    archive.compile_all(unpacked)
    archive.pack(unpacked, folder / "postern.zip")
    _write_templates(folder)
    shutil.rmtree(project)


def native() -> str:
    """Lambda's name for the architecture of this machine."""
    return {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def _stage(project: Path, architecture: str) -> None:
    """A copy of what is shipped and nothing else, for Chalice to work on."""
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "app.py", project / "app.py")
    (project / ".chalice").mkdir()
    config = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    config["lambda_architecture"] = architecture
    (project / ".chalice" / "config.json").write_text(json.dumps(config), "utf-8")
    shipped = (ROOT / "requirements.txt").read_text("utf-8")
    pins = sdk.pins((ROOT / "requirements-dev.txt").read_text("utf-8"), shipped)
    (project / "requirements.txt").write_text(shipped + pins, "utf-8")


def _chalice(project: Path, out: Path) -> None:
    command = [sys.executable, "-c", CHALICE, "--project-dir", str(project), "package", "--stage", "release"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603 - our own interpreter and paths
        [*command, str(out)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or "Could not install" in done.stdout + done.stderr:
        raise click.ClickException(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _write_templates(folder: Path) -> None:
    chalice = json.loads((folder / "chalice" / "sam.json").read_text("utf-8"))
    made = {name: templates.load(name) for name in templates.STACKS} | {"service": templates.service(chalice)}
    for name, template in made.items():
        (folder / f"{name}.json").write_text(json.dumps(template, indent=1), "utf-8")


if __name__ == "__main__":
    main()
