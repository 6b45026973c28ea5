"""`exitspor verify`, `demo` and `temporal rebuild`: looking after an installation."""

import re
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.bootstrap import connect_client
from adapters.cli.checkpoints import broken, signed_anchors
from adapters.cli.printing import say
from adapters.cli.running import progress_bar
from adapters.cli.session import chosen, do
from adapters.cli.trouble import BadInputError, EndedError, Words
from adapters.postgres.verify import verify
from adapters.services import Services

temporal = typer.Typer(help="Temporal, the clock (uret).")

GENTLE = 30.0
"""Below what one worker and an embedded server on a file get through, so that no live work waits."""

NO_TEMPORAL = Words(
    "Temporal svarer ikke. Se »exitspor status«, og prøv igen; en afbrudt genopbygning fortsætter, hvor den slap.",
    'Temporal does not answer. See "exitspor status", and try again; an interrupted rebuild goes on from there.',
)
BAD_ANCHOR = Words(
    "--anchor: angiv en plads og dens kædesum, som verify skrev dem: 1234:0a1b...",
    "--anchor: give a position and its hash as verify printed them: 1234:0a1b...",
)
CONTRADICTED = Words(
    "--anchor: et underskrevet kontrolpunkt siger noget andet om den plads.",
    "--anchor: a signed checkpoint says otherwise about that position.",
)
MOST = 9999
"""A seed of more digits could be somebody's number."""

ANCHOR = re.compile(r"(\d{1,15}):([0-9a-f]{64})")


def verify_log(
    anchor: Annotated[
        list[str] | None,
        typer.Option("--anchor", metavar="POSITION:HASH", help="What an earlier run printed (anker); several."),
    ] = None,
    checkpoints: Annotated[
        str | None,
        typer.Option("--checkpoints", metavar="FOLDER", help="Also against signed checkpoints (kontrolpunkter)."),
    ] = None,
) -> None:
    """Compute every position, version and hash of the log anew (kontrollér loggen)."""
    typed = dict(map(_anchor, anchor or []))
    signed = signed_anchors(checkpoints) if checkpoints else {}
    if any(signed.get(position, noted) != noted for position, noted in typed.items()):
        raise BadInputError([CONTRADICTED])
    anchors = {**signed, **typed}

    async def work(services: Services, _: Addresses) -> None:
        head = await services.log.head()
        bar, tell = progress_bar("Loggen kontrolleres")
        with bar:
            result = await verify(services.pool, lambda position: tell(position, max(head, position)), anchors)
        if result.fault is not None:
            raise broken(result.fault)
        say(f"Loggen er hel: {result.events} hændelser uden huller, kæden er ubrudt.")
        if signed:
            say(f"Loggen passer til {len(signed)} underskrevne pladser, den nyeste {max(signed)}.")
        say(f"Anker: {result.position}:{result.hash.hex()}")

    do(work)


def demo(
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, max=MOST, help="Another demo municipality (frø).")
    ] = None,
) -> None:
    """Fill an empty installation with the demo municipality (demodata)."""
    from adapters.process.demo import SEED, fill_demo, is_empty

    async def work(services: Services, _: Addresses) -> None:
        if not await is_empty(services):
            say("Loggen har allerede forløb; demokommunen fyldes ikke i igen.")
            return
        bar, tell = progress_bar("Demokommunen fyldes")
        with bar:
            made = await fill_demo(services, seed=SEED if seed is None else seed, progress=tell)
        say(f"{made.cti_trajectories} CTI-forløb og {made.anonymous_trajectories} anonyme forløb er oprettet.")

    do(work)


@temporal.callback()
def temporal_group() -> None:
    """Temporal, the clock (uret)."""


@temporal.command("rebuild", help="Start every open trajectory's clock again from the log (genopbyg uret).")
def rebuild_clock(
    per_second: Annotated[
        float, typer.Option("--per-second", min=0.1, max=10_000, help="So many clocks a second, at most (tempo).")
    ] = GENTLE,
    anew: Annotated[
        bool, typer.Option("--anew", help="Also those that an interrupted rebuild has started (forfra).")
    ] = False,
) -> None:
    from temporalio.service import RPCError

    from adapters.process.temporal_logs import forward_temporal_logs
    from adapters.temporal.client import TemporalUnreachableError
    from adapters.temporal.engine import TemporalTimerEngine
    from adapters.temporal.parking import PostgresParking
    from adapters.temporal.rebuilds import PostgresRebuilds
    from workflows.engine import EngineAwayError
    from workflows.rebuild import rebuild

    async def work(services: Services, addresses: Addresses) -> None:
        forward_temporal_logs()
        try:
            client = await connect_client(chosen(), addresses)
            bar, tell = progress_bar("Urene startes igen")
            with bar:
                unread = await rebuild(
                    services.log,
                    TemporalTimerEngine(client),
                    PostgresRebuilds(services.pool),
                    tell,
                    per_second=per_second,
                    anew=anew,
                    parking=PostgresParking(services.pool),
                )
        except (RPCError, EngineAwayError, TemporalUnreachableError):
            raise EndedError([NO_TEMPORAL]) from None
        _tell_rebuilt(unread)

    do(work)


def _tell_rebuilt(unread: int) -> None:
    if unread:
        raise EndedError(
            [
                Words(
                    f"{unread} forløb kan ikke læses af dette program og har intet ur. Installér en nyere udgave.",
                    f"{unread} trajectories cannot be read by this program and have no clock. Install a newer one.",
                )
            ]
        )
    say("Alle åbne forløb har deres ur igen.")


def _anchor(text: str) -> tuple[int, bytes]:
    found = ANCHOR.fullmatch(text)
    if found is None:
        raise BadInputError([BAD_ANCHOR])
    return int(found[1]), bytes.fromhex(found[2])
