"""Writes docs/benchmarks.md and its pictures."""

from collections.abc import Callable
from statistics import median

from bench import page
from bench.peers import verdict
from bench.peers.behaviour import AT_ONCE, GUESSES, LOGINS, PATIENCE, Behaviour
from bench.peers.plot import Chart, drawn, figure
from bench.peers.trial import CLIENTS, Extent, Figures, Trial

PAGE = page.DOCS / "benchmarks.md"
PICTURES = page.DOCS / "benchmarks"
FEW, MANY = CLIENTS
QUIET = 10
"""Per cent of the machine that other work may take before the page warns of it."""
BUSY = """
**The machine was busy:** rates and times are worse here than on a quiet one, and not by the same factor for each
product. CPU, memory and behaviour can be compared; run the command again for the rest."""

INTRODUCTION = """# Beside the peers

`make bench-peers` wrote this page on {date}, with {seconds:g} seconds for each load, the quietest of {rounds} rounds.
The machine has {machine}. {others}

It measures one thing on {products}: somebody signs in with a password and a code from
an authenticator, and has a session. All run on one machine, one after the other, and the clients run beside the server
on the same cores. So read the figures as ratios: they say nothing about a machine of another size.

A peer is installed by name, with every version pinned, and set up as its own documents say. The files are in
`bench/peers/servers/`. The limits of a source address are lifted everywhere, because all clients come from one address;
the limits of an account are each product's own.
"""
METHOD = """## How to read the tables

- **Sign-ins a second** counts whole sign-ins: the password and the code, with all requests that they take.
  Where a code works once, no account shows one twice.
- **p50 and p95** are milliseconds of a whole sign-in.
- **CPU** is that of the server with its workers and its store, in milliseconds for one sign-in. **Hash** is the CPU of
  one comparison by the product's own code outside its server, measured before and after the load. **Ratio** is one over
  the other: what a product adds to the hash that everybody has to compute.
- **Checks a second** counts requests that ask who is signed in.
- **Memory** is what all processes hold after the load of eight clients, in MiB.
- **Start** is the time in seconds from the command to the first finished sign-in, with the accounts there already.
- Postern runs as `make run` does, with a store in a process of its own and with every rule of its security contract:
  attempts are counted in the store before a code is compared, each sign-in is written down as an event, and a
  session can be ended at once. The peers keep their data in SQLite inside their own process.
"""


def write(trials: list[Trial], extent: Extent) -> None:
    """Everything anew."""
    PICTURES.mkdir(exist_ok=True)
    parts = [_introduction(trials, extent), _peers(trials), METHOD]
    for cost, title in (("equal", "At equal cost: Argon2id, 19 MiB, 2 passes, 1 lane"), ("default", "At each default")):
        rows = [(trial.peer.TITLE, found) for trial in trials if (found := trial.at(cost))]
        if len(rows) > (cost == "default"):
            parts += [f"## {title}\n", *_pictures(cost, rows), _table(rows)]
    equal = [(trial.peer.TITLE, found) for trial in trials if (found := trial.at("equal"))]
    parts += [_behaviours(trials), verdict.told(equal), _failures(trials)]
    PAGE.write_text("\n".join(part for part in parts if part))


def _introduction(trials: list[Trial], extent: Extent) -> str:
    return INTRODUCTION.format(
        date=page.today(),
        seconds=extent.seconds,
        rounds=extent.rounds,
        machine=page.machine(),
        others=_others(trials),
        products=", ".join(trial.peer.TITLE for trial in trials),
    )


def _others(trials: list[Trial]) -> str:
    """How quiet the machine was: on a busy one every figure is worse than it should be."""
    loads = [
        load
        for trial in trials
        for found in trial.figures.values()
        for load in (*found.sign_ins.values(), *found.checks.values())
    ]
    if not loads:
        return ""
    shares = [load.others * 100 for load in loads]
    said = f"Other work took {median(shares):.0f} % of its CPU (the median of the loads; at most {max(shares):.0f} %)."
    return said + (BUSY if median(shares) > QUIET else "")


def _peers(trials: list[Trial]) -> str:
    head = ["", "versions", "served by", "hash by default"]
    return page.table(head, [[t.peer.TITLE, _versions(t), t.peer.SERVED, t.peer.DEFAULT] for t in trials])


def _versions(trial: Trial) -> str:
    return ", ".join(f"{name} {version}" for name, version in trial.versions.items())


def _pictures(cost: str, rows: list[tuple[str, Figures]]) -> list[str]:
    clients = tuple(f"{each} client{'s' if each > 1 else ''}" for each in CLIENTS)
    charts = {
        "sign-ins": _chart("Sign-ins a second", clients, rows, lambda f: tuple(f.sign_ins[c].rate for c in CLIENTS)),
        "ratio": _chart("CPU of a sign-in over the CPU of its hash", ("",), rows, lambda f: (f.ratio,)),
        "checks": _chart("Session checks a second", clients, rows, lambda f: tuple(f.checks[c].rate for c in CLIENTS)),
        "memory": _chart("Memory, MiB", ("",), rows, lambda f: (f.memory,)),
    }
    for name, chart in charts.items():
        (PICTURES / f"{cost}-{name}.svg").write_text(drawn(chart))
    return [f"![{chart.title}, {cost} cost](benchmarks/{cost}-{name}.svg)\n" for name, chart in charts.items()]


def _chart(
    title: str,
    series: tuple[str, ...],
    rows: list[tuple[str, Figures]],
    values: Callable[[Figures], tuple[float, ...]],
) -> Chart:
    return Chart(title, series, [(name, values(found)) for name, found in rows])


def _table(rows: list[tuple[str, Figures]]) -> str:
    head = [
        "",
        "sign-ins/s, 1 / 8",
        "p50, 1 / 8",
        "p95, 1 / 8",
        "CPU",
        "hash",
        "ratio",
        "checks/s, 1 / 8",
        "memory",
        "start",
    ]
    return page.table(head, [[name, *_cells(found)] for name, found in rows])


def _cells(found: Figures) -> list[str]:
    few, many = found.sign_ins[FEW], found.sign_ins[MANY]
    return [
        f"{figure(few.rate)} / {figure(many.rate)}",
        f"{few.p50:.0f} / {many.p50:.0f}",
        f"{few.p95:.0f} / {many.p95:.0f}",
        figure(many.cpu),
        figure(found.hash_cpu),
        f"{found.ratio:.2f}",
        f"{figure(found.checks[FEW].rate)} / {figure(found.checks[MANY].rate)}",
        figure(found.memory),
        f"{found.first_sign_in:.1f}",
    ]


def _behaviours(trials: list[Trial]) -> str:
    seen = [(trial.peer.TITLE, trial.behaviour) for trial in trials if trial.behaviour]
    if not seen:
        return ""
    head = ["", *(name for name, _ in seen)]
    rows = [[question, *(answer(found) for _, found in seen)] for question, answer in QUESTIONS]
    return "## What each does with a code\n\n" + page.table(head, rows) + REMARKS


QUESTIONS: tuple[tuple[str, Callable[[Behaviour], str]], ...] = (
    ("A code that was used signs in again", lambda found: "yes" if found.is_replayed else "no"),
    (f"Sessions for one code in {AT_ONCE} requests at once, each after a login of its own", lambda f: _races(f)),
    ("Wrong codes compared until a stop, and after each new login", lambda f: _guesses(f)),
    (f"Of {GUESSES} wrong codes at once, compared: after one login", lambda f: str(f.compared_one_login)),
    (f"Of {GUESSES} wrong codes at once, compared: each after its own login", lambda f: str(f.compared_own_logins)),
    ("Time of an answer: unknown address / wrong password, ms", lambda f: f"{f.unknown_ms:.0f} / {f.wrong_ms:.0f}"),
)
REMARKS = f"""
"Up to" tells the worst race, where one code gave more than one session. A product that never stopped is shown as
`{PATIENCE}+`. After a stop the same visitor logs in again, up to {LOGINS - 1} times. A code counts as compared where
the answer says that it was wrong, and not that there were too many. A wrong password is answered after a hash: an
answer to an unknown address that is much quicker tells a stranger who has an account.
"""


def _races(found: Behaviour) -> str:
    many = [each for each in found.race_sessions if each > 1]
    none = found.race_sessions.count(0)
    shown = (
        f"{len(many)} of {len(found.race_sessions)}: up to {max(many)}"
        if many
        else f"1, in all {len(found.race_sessions)}"
    )
    return f"{shown} ({none} gave none)" if none else shown


def _guesses(found: Behaviour) -> str:
    return ", ".join(f"{each}+" if each == PATIENCE else str(each) for each in found.guesses)


def _failures(trials: list[Trial]) -> str:
    failed = [trial for trial in trials if trial.error]
    if not failed:
        return ""
    told = "\n".join(f"- **{trial.peer.TITLE}**: `{' '.join(trial.error.split())}`" for trial in failed)
    return f"## What could not be measured\n\n{told}\n"
