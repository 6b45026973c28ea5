"""`exitspor up`, `down` and `status`: running an installation on this machine."""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.addresses import Addresses
from adapters.cli.bars import share_bar
from adapters.cli.printing import say, show_table
from adapters.cli.session import chosen, do, settings_told, troubles_told
from adapters.cli.trouble import BadInputError, EndedError, Words
from adapters.embedded.runtime import running
from adapters.embedded.stopping import stop_running
from adapters.report.danish import danish_number
from adapters.services import Services

if TYPE_CHECKING:
    from adapters.process.health import Follower

BOARDS: Mapping[str, str] = MappingProxyType(
    {
        "caseload": "sagsstamme",
        "deadlines": "frister",
        "contacts": "henvendelser",
        "cards": "VIP-kort",
        "history": "historik",
    }
)

CLOCK, NOTICES = "uret", "beskeder"
UNREADABLE = "IKKE RASK: dem kan dette program ikke læse"
PARKED_ON_A_BOARD = "IKKE RASK: se »exitspor projection parked«"

UNWELL = Words(
    "Exitspor er ikke rask. Se ovenfor; uret og tavlerne indhenter selv, når det, der mangler, er tilbage.",
    "Exitspor is not well. See above; clock and boards catch up by themselves once what is missing is back.",
)


def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill in the demo municipality, if there are no trajectories (demodata).")
    ] = False,
    roles: Annotated[
        str | None, typer.Option("--roles", metavar="ROLE,...", help="web, worker, projector; else all (roller).")
    ] = None,
) -> None:
    """Start everything on this machine, or the roles on given servers, until Ctrl-C (start)."""
    # Imported here: the page's and Temporal's libraries take a second, and other commands do without.
    from adapters.process.roles import ALL_ROLES, RoleName
    from adapters.process.up import run

    names = {str(name) for name in RoleName}
    wanted = ALL_ROLES if roles is None else frozenset(role.strip() for role in roles.split(","))
    if not wanted or wanted - names:
        known = ", ".join(sorted(names))
        raise BadInputError([Words(f"--roles: brug {known} med komma.", f"--roles: use {known}, with commas.")])
    chosen_roles = frozenset(name for name in RoleName if name in wanted)
    with troubles_told(), settings_told():
        asyncio.run(run(chosen(), chosen_roles, demo=demo, tells=_Terminal()))


def down() -> None:
    """Stop what runs on this machine's state directory (stop)."""
    with troubles_told():
        stopped = asyncio.run(stop_running(chosen().state))
    say("Exitspor er stoppet." if stopped else "Exitspor kørte ikke.")


def status() -> None:
    """How an installation is: servers, and how far boards and clock are behind the log (status)."""
    from adapters.cli.schedules import schedules_seen, show_schedules
    from adapters.process.health import health

    async def work(services: Services, addresses: Addresses) -> None:
        runtime = running(chosen().state)
        if runtime:
            say(f"Exitspor kører (proces {runtime.pid}){f', websiden: {runtime.web}' if runtime.web else ''}")
        found = await health(services, addresses)
        say(f"PostgreSQL: svarer; loggen har {found.head} hændelser")
        say(f"Temporal: {'svarer' if found.temporal_answers else 'SVARER IKKE'}")
        rows = [
            (
                BOARDS.get(follower.name, follower.name),
                str(follower.position),
                str(follower.events),
                danish_number(round(follower.seconds)),
                str(follower.parked),
                _what_is_wrong(follower),
            )
            for follower in found.followers
        ]
        columns = ("Tavle", "Plads", "Hændelser bagud", "Sekunder bagud", "Forløb ikke læst", "")
        show_table("Hvad der følger loggen", columns, rows, numbers=columns[1:5])
        if found.temporal_answers:
            show_schedules(await services.catalogue(), await schedules_seen(services, addresses))
        if not found.is_well:
            raise EndedError([UNWELL])

    do(work)


def _what_is_wrong(follower: "Follower") -> str:
    if not follower.is_followed:
        return "IKKE RASK: ingen proces fører den"
    if follower.is_behind:
        return "IKKE RASK: bagud"
    if follower.parked:
        return UNREADABLE if follower.name in (CLOCK, NOTICES) else PARKED_ON_A_BOARD
    return ""


def progress_bar(task: str) -> tuple[Progress, Callable[[int, int], None]]:
    """Return a progress bar and what is told how many of how many are done; it ends with the last."""
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    number = bar.add_task(task, total=None)

    def tell(done: int, total: int) -> None:
        bar.update(number, completed=done, total=total)
        if done >= total:
            bar.stop()

    bar.start()
    return bar, tell


def _tell_metrics(metrics: str | None) -> None:
    if metrics:
        say(f"Målinger og helbred / Metrics and health: http://{metrics}/metrics, /health/live, /health/ready")
    else:
        say("Målinger og helbred: sæt EXITSPOR_METRICS=127.0.0.1:9464 for at få dem vist på den port.")
        say("Metrics and health: set EXITSPOR_METRICS=127.0.0.1:9464 to have them told on that port.")


class _Terminal:
    """Tells a start to a person."""

    def board_is_made(self, board: str) -> Callable[[float], None]:
        return share_bar(f"Tavlen bygges / Building board: {BOARDS[board]}")[1]

    def demo_begins(self) -> Callable[[int, int], None]:
        return progress_bar("Demokommunen fyldes / Filling in the demo municipality")[1]

    def demo_is_there(self) -> None:
        say("Loggen har allerede forløb; demokommunen fyldes ikke i igen.")
        say("The log has trajectories already; the demo municipality is not filled in again.")

    def nobody_can_log_in(self, code: str) -> None:
        say(f"Ingen kan logge ind endnu. Engangskode til opsætningen på websiden: {code}")
        say(f"Nobody can sign in yet. One-time code for the set-up on the web page: {code}")

    def ready(self, web: str | None, metrics: str | None) -> None:
        where = f": {web}" if web else ""
        _tell_metrics(metrics)
        say(f"Exitspor er klar{where}   (stop med Ctrl-C)")
        say(f"Exitspor is ready{where}   (stop with Ctrl-C)")
        Console().file.flush()
