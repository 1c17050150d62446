"""`python -m infra.package STAGE`: everything that a deployment of STAGE needs, in `build/STAGE/`.

Chalice describes the routes and brings its runtime; pip fetches the wheels of the function's machine and Python; the
rest is done here: the SDK cut down, byte-code added, the zip written reproducibly, the templates completed.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from infra import archive, release, sdk, templates

ROOT = Path(__file__).resolve().parents[1]
CHALICE = "from chalice.cli import main; main()"
PYTHON = (3, 13)
"""The runtime's Python, whatever Python packages: SnapStart needs 3.12 or later."""
GLIBC = ("manylinux2014", "manylinux_2_17", "manylinux_2_28", "manylinux_2_34")
"""What Amazon Linux 2023 can load, which is under that runtime: it has glibc 2.34."""


@dataclass(frozen=True)
class Target:
    """The machine that the function will run on."""

    architecture: str
    python: tuple[int, int]
    """The Python that runs it there."""

    @property
    def has_byte_code(self) -> bool:
        """Only the very minor version that runs it can write it."""
        return sys.version_info[:2] == self.python

    @property
    def wheels(self) -> list[str]:
        """What pip must be told to fetch the wheels of that machine, and never to build anything."""
        machine = {"arm64": "aarch64"}.get(self.architecture, self.architecture)
        platforms = [word for glibc in GLIBC for word in ("--platform", f"{glibc}_{machine}")]
        version = ".".join(map(str, self.python))
        return ["--only-binary=:all:", "--implementation", "cp", "--python-version", version, *platforms]


def real() -> Target:
    """Lambda."""
    return Target("arm64", PYTHON)


def here() -> Target:
    """This machine, where MiniStack runs a function with the Python that it has, whatever the template says."""
    architecture = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
    return Target(architecture, sys.version_info[:2])


@click.command()
@click.argument("stage", type=click.Choice(release.STAGES))
@click.option("--templates-only", is_flag=True, help="Write the templates, which any Python can, and no zip.")
def main(stage: str, *, templates_only: bool) -> None:
    """Package STAGE."""
    folder = ROOT / "build" / stage
    target = here() if stage == "local" else real()
    if templates_only:
        describe(folder, target)
        return
    require(target)
    build(folder, target)
    size = (folder / "postern.zip").stat().st_size
    click.echo(f"{folder.relative_to(ROOT)}/postern.zip  {size / 1e6:.1f} MB")


def require(target: Target) -> None:
    """Raises `ClickException` where this Python cannot write the target's byte-code: every cold start would do it."""
    if not target.has_byte_code:
        version = ".".join(map(str, target.python))
        raise click.ClickException(f"Package with the Python that runs it: PYTHON=python{version}")


def build(folder: Path, target: Target) -> None:
    """Write the zip and the templates into `folder`, from nothing."""
    unpacked = folder / "unpacked"
    describe(folder, target)
    _fetch(folder / "wheels", target)
    gather(folder, unpacked)
    sdk.trim(unpacked)
    if target.has_byte_code:
        archive.compile_all(unpacked)
    archive.pack(unpacked, folder / "postern.zip")


def gather(folder: Path, unpacked: Path) -> None:
    """Put together what Chalice and pip brought into `folder`, as they brought it."""
    archive.unpack(folder / "chalice" / "deployment.zip", unpacked)
    shutil.copy2(ROOT / "infra" / "function.py", unpacked / "function.py")
    for wheel in sorted((folder / "wheels").glob("*.whl")):
        archive.unpack(wheel, unpacked)


def describe(folder: Path, target: Target) -> None:
    """Write the templates into `folder`, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    _stage(folder / "project", target)
    _chalice(folder / "project", folder / "chalice")
    _write_templates(folder, target)
    shutil.rmtree(folder / "project")


def _stage(project: Path, target: Target) -> None:
    """A copy of what is shipped and nothing else, for Chalice to work on. Without requirements: see `_fetch`."""
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "app.py", project / "app.py")
    (project / ".chalice").mkdir()
    config = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    config["lambda_architecture"] = target.architecture
    (project / ".chalice" / "config.json").write_text(json.dumps(config), "utf-8")


def _chalice(project: Path, out: Path) -> None:
    command = [sys.executable, "-c", CHALICE, "--project-dir", str(project), "package", "--stage", "release"]
    _run([*command, str(out)], {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"})


def _fetch(folder: Path, target: Target) -> None:
    """What is pinned, hash by hash, as wheels of the target; Chalice would fetch those of the Python that packages."""
    folder.mkdir()
    shipped = (ROOT / "requirements.txt").read_text("utf-8")
    pins = sdk.pins((ROOT / "requirements-dev.txt").read_text("utf-8"), shipped)
    (folder / "requirements.txt").write_text(shipped + pins, "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    _run([*command, *target.wheels, "--dest", str(folder), "--requirement", str(folder / "requirements.txt")], {})


def _run(command: list[str], more: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and paths
        command, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


def _write_templates(folder: Path, target: Target) -> None:
    chalice = json.loads((folder / "chalice" / "sam.json").read_text("utf-8"))
    runtime = f"python{PYTHON[0]}.{PYTHON[1]}"
    service = templates.service(chalice, runtime=runtime, architecture=target.architecture)
    made = {name: templates.load(name) for name in templates.STACKS} | {"service": service}
    for name, template in made.items():
        (folder / f"{name}.json").write_text(json.dumps(template, indent=1), "utf-8")


if __name__ == "__main__":
    main()
