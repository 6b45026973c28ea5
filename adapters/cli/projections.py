"""`exitspor projection ...`: builds of boards, made, compared and switched; and streams that are parked."""

from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.builds.listing import Listed, listed
from adapters.builds.making import make_build
from adapters.builds.moving import bring_level, compare, show
from adapters.builds.parked import ParkedStream, parked_streams, try_again
from adapters.builds.place import Place, live_of, newest, place_of
from adapters.builds.shards import AtOnce
from adapters.cli.bars import share_bar
from adapters.cli.printing import say, show_table
from adapters.cli.running import BOARDS as NAMES
from adapters.cli.session import do
from adapters.cli.trouble import BadInputError, EndedError, Words
from adapters.services import Services
from projections.boards import BOARDS
from projections.engine.board import Board
from projections.engine.build import Build, BuildState
from projections.engine.store import Differences

app = typer.Typer(help="Builds of boards (tavlernes udgaver): build, compare, switch; and parked streams.")

BOARD = Annotated[str, typer.Argument(metavar="BOARD", help=f"A board (tavle): {', '.join(NAMES)}.")]
MOST_SHARDS = 64

STATES = {
    BuildState.BUILDING: "bygges",
    BuildState.READY: "klar",
    BuildState.LIVE: "vises",
    BuildState.FORMER: "tidligere",
}


@app.callback()
def projections() -> None:
    """Builds of boards (tavlernes udgaver)."""


@app.command("list", help="Every build: version, state, how far it is behind, and whether it is followed (udgaver).")
def list_builds() -> None:
    async def work(services: Services, _: Addresses) -> None:
        columns = ("Tavle", "Udgave", "Version", "Tilstand", "Plads", "Bagud", "Parkeret", "Føres")
        rows = [_listed(item) for item in await listed(place_of(services))]
        show_table("Tavlernes udgaver", columns, rows, numbers=(*columns[1:3], *columns[4:7]))

    do(work)


@app.command("build", help="Make a new build beside the one that pages read, or go on with an unfinished one (byg).")
def build_board(
    board: BOARD,
    shards: Annotated[
        int, typer.Option("--shards", min=1, max=MOST_SHARDS, help="How many processes at once (processer).")
    ] = 1,
) -> None:
    chosen = _board(board)

    async def work(services: Services, addresses: Addresses) -> None:
        place = place_of(services)
        bar, tell = share_bar(f"Tavlen {chosen.name} bygges")
        try:
            at_once = AtOnce(shards, addresses.app_dsn) if shards > 1 else None
            number = await make_build(place, chosen, tell, at_once)
        finally:
            bar.stop()
        await bring_level(place, chosen, [number], await place.log.head())
        _tell_built(chosen, await place.build(number))

    do(work)


@app.command("compare", help="The newest ready build beside the live one, row by row; 1 if they differ (sammenlign).")
def compare_builds(board: BOARD) -> None:
    chosen = _board(board)

    async def work(services: Services, _: Addresses) -> None:
        place = place_of(services)
        builds = await place.builds_of(chosen)
        live, ready = live_of(builds), _chosen(builds, chosen, BuildState.READY)
        if live is None:
            raise EndedError([_none_live(chosen)])
        _tell_differences(chosen, live, ready, await compare(place, chosen, live.number, ready.number))

    do(work)


@app.command("switch", help="Let pages read the newest ready build, from one moment to the next (skift).")
def switch_build(board: BOARD) -> None:
    _switch_to(_board(board), BuildState.READY)


@app.command("back", help="Let pages read the former build again (tilbage).")
def back_to_former(board: BOARD) -> None:
    _switch_to(_board(board), BuildState.FORMER)


@app.command("drop", help="Drop every build of a board but the one that pages read (slet).")
def drop_builds(board: BOARD) -> None:
    chosen = _board(board)

    async def work(services: Services, _: Addresses) -> None:
        place = place_of(services)
        others = [build for build in await place.builds_of(chosen) if build.state is not BuildState.LIVE]
        for build in others:
            await place.store.drop(chosen.name, build.number)
            say(f"Udgave {build.number} (version {build.version}, {STATES[build.state]}) er slettet.")
        if not others:
            say(f"Tavlen {chosen.name} har kun den udgave, der vises.")

    do(work)


@app.command("parked", help="Streams that a board shows as before an event that it cannot fold (parkerede).")
def list_parked() -> None:
    async def work(services: Services, _: Addresses) -> None:
        columns = ("Tavle", "Udgave", "Tilstand", "Strøm", "Plads", "Fejl")
        rows = [
            (
                item.board,
                str(item.build),
                STATES[BuildState(item.state)],
                str(item.stream),
                str(item.position),
                item.error,
            )
            for item in await parked_streams(place_of(services))
        ]
        show_table("Parkerede strømme", columns, rows, numbers=("Udgave", "Plads"))

    do(work)


@app.command("retry", help="Try parked streams again; 1 if any is parked still (prøv igen).")
def retry_parked(
    board: Annotated[str | None, typer.Argument(metavar="[BOARD]", help="A board (tavle).")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every board (alle tavler).")] = False,
) -> None:
    if (board is None) is not every:
        raise BadInputError([ONE_OR_ALL])
    boards = BOARDS if board is None else (_board(board),)

    async def work(services: Services, _: Addresses) -> None:
        left = sum([await _retried(place_of(services), chosen) for chosen in boards])
        if left:
            raise EndedError([_still_parked(left)])

    do(work)


async def _retried(place: Place, board: Board) -> int:
    left = await try_again(place, board)
    say(f"Tavlen {board.name}: {f'{left} strømme er stadig parkeret.' if left else 'ingen strømme er parkeret.'}")
    return left


def _switch_to(board: Board, state: BuildState) -> None:
    async def work(services: Services, _: Addresses) -> None:
        place = place_of(services)
        build = _chosen(await place.builds_of(board), board, state)
        await show(place, board, build.number)
        say(f"Siderne viser nu udgave {build.number} af tavlen {board.name}.")
        if state is BuildState.READY:
            say(f"Tilbage igen: exitspor projection back {board.name}")

    do(work)


def _board(name: str) -> Board:
    """Return the board that was named. Raises BadInputError."""
    for board in BOARDS:
        if board.name == name:
            return board
    names = ", ".join(NAMES)
    raise BadInputError([Words(f"BOARD: brug {names}.", f"BOARD: use {names}.")])


def _chosen(builds: tuple[Build, ...], board: Board, state: BuildState) -> Build:
    """Return the board's newest build in a state. Raises EndedError."""
    found = newest(builds, board, state)
    if found is not None:
        return found
    others = [build for build in builds if build.state is state]
    raise EndedError([_of_another_version(others[-1], board)] if others else [_no_build(board, state)])


def _listed(item: Listed) -> tuple[str, ...]:
    build = item.build
    state = STATES[build.state] + ("" if build.is_whole else f" ({build.built:.0%})")
    followed = "ja" if item.is_followed else "NEJ"
    numbers = (str(build.position), str(item.behind), str(build.parked))
    return (build.board, str(build.number), str(build.version), state, *numbers, followed)


def _parked(item: ParkedStream) -> tuple[str, ...]:
    state = STATES[BuildState(item.state)]
    return (item.board, str(item.build), state, str(item.stream), str(item.position), item.error)


def _tell_built(board: Board, build: Build | None) -> None:
    if build is None or build.state is BuildState.LIVE:
        return say(f"Tavlen {board.name} er bygget og vises.")
    say(f"Udgave {build.number} af tavlen {board.name} er bygget til plads {build.position}.")
    if build.parked:
        say(f"{build.parked} strømme kan ikke læses til ende; se exitspor projection parked")
    say(f"Sammenlign: exitspor projection compare {board.name}")
    say(f"Skift:      exitspor projection switch {board.name}")


def _tell_differences(board: Board, live: Build, ready: Build, found: Differences) -> None:
    """Tell how two builds differ. Raises EndedError if they do."""
    say(f"Tavlen {board.name} ved plads {found.position}")
    for build, rows, only in zip((live, ready), found.rows, found.only, strict=True):
        name = f"udgave {build.number} (version {build.version}, {STATES[build.state]})"
        say(f"  {name}: {rows} rækker, heraf {only} som den anden ikke har")
    if found.are_none:
        return say("De to udgaver er ens.")
    for stream in found.streams:
        say(f"  strøm {stream}")
    raise EndedError([DIFFERENT])


ONE_OR_ALL = Words("Angiv en tavle eller --all.", "Give a board, or --all.")
DIFFERENT = Words(
    "De to udgaver er ikke ens: se strømmene ovenfor, før der skiftes.",
    "The two builds differ: see the streams above before you switch.",
)


def _still_parked(left: int) -> Words:
    return Words(
        f"{left} strømme er stadig parkeret. Installér en udgave af programmet, der kan læse dem.",
        f"{left} streams are parked still. Install a version of the program that can read them.",
    )


def _no_build(board: Board, state: BuildState) -> Words:
    if state is BuildState.FORMER:
        return Words(
            f"Tavlen {board.name} har ingen tidligere udgave at gå tilbage til.",
            f"Board {board.name} has no former build to go back to.",
        )
    return Words(
        f"Tavlen {board.name} har ingen udgave, der er klar; kør »exitspor projection build {board.name}«.",
        f'Board {board.name} has no build that is ready; run "exitspor projection build {board.name}".',
    )


def _of_another_version(build: Build, board: Board) -> Words:
    return Words(
        f"Udgave {build.number} er af version {build.version}, men dette program fører version {board.version}. "
        "Start programmet med den version; det skifter selv.",
        f"Build {build.number} is of version {build.version}, but this program keeps version {board.version}. "
        "Start the program of that version; it switches by itself.",
    )


def _none_live(board: Board) -> Words:
    return Words(
        f"Tavlen {board.name} vises ikke endnu; kør »exitspor projection build {board.name}«.",
        f'Board {board.name} is not shown yet; run "exitspor projection build {board.name}".',
    )
