"""What the peers in Python have in common: gunicorn with two workers, and scripts beside the application."""

from bench.peers import environment
from bench.peers.peer import BUILD, SERVERS, Account, Place, Server
from bench.peers.process import Command, Process, free_port


def start(name: str, application: str, place: Place, **more: str) -> Server:
    """Two workers, as many as this project's machines have cores."""
    port = free_port()
    options = ["--no-control-socket", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    command: Command = [BUILD / name / "bin" / "gunicorn", *options, application]
    env, log = environment.variables(place, **more), place.folder / "log"
    return Server(place, port, Process(command, cwd=SERVERS / name, env=env, log=log, port=port))


def sign_up(name: str, place: Place, number: int, *, domain: str, **more: str) -> list[Account]:
    """By the script `accounts.py`."""
    environment.furnish(place)
    command: Command = [BUILD / name / "bin" / "python", "accounts.py"]
    env = environment.variables(place, **more)
    return environment.made(number, command, cwd=SERVERS / name, env=env, domain=domain)


def hash_cost(name: str, place: Place, times: int, **more: str) -> float:
    """By the script `hash_cost.py`."""
    command: Command = [BUILD / name / "bin" / "python", "hash_cost.py", str(times)]
    return float(environment.run(command, cwd=SERVERS / name, env=environment.variables(place, **more)))
